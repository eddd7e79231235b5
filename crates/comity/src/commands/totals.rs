//! `comity totals`: money counted once, with what was left out and why.

use clap::{Args as ClapArgs, ValueEnum};
use comfy_table::{CellAlignment, ContentArrangement, Table, presets::UTF8_HORIZONTAL_ONLY};
use comity_core::Decimal;
use comity_overlap::{By, Engine, Line, Options};
use miette::Result;

use super::find::{said, steps};
use crate::{
    input::{Input, tell_problems},
    terminal,
};

/// Arguments of `comity totals`.
#[derive(ClapArgs, Debug)]
pub struct Args {
    #[command(flatten)]
    input: Input,
    /// A line for each of these
    #[arg(long, value_enum, default_value_t = Breakdown::Country)]
    by: Breakdown,
    /// At most so many lines
    #[arg(long, default_value_t = 25, value_name = "N")]
    top: usize,
    /// One JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Breakdown {
    /// Countries, by the shares that the records state
    Country,
    /// Themes
    Theme,
    /// Who gives
    Party,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let (collected, reference) = args.input.load()?;
    let bar = steps();
    let engine = Engine::prepare(&collected.snapshot, &reference, &Options::default(), &|step, _, of| {
        bar.set_message(said(step, of))
    });
    let totals = engine.totals(match args.by {
        Breakdown::Country => By::Country,
        Breakdown::Theme => By::Theme,
        Breakdown::Party => By::Party,
    });
    bar.finish_and_clear();
    if args.json {
        let lines: Vec<_> = totals.lines.iter().map(json).collect();
        println!("{}", serde_json::json!({ "currency": "EUR", "all": json(&totals.all), "lines": lines }));
        return Ok(());
    }
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(terminal::width()).unwrap_or(100));
    table.set_header(["", "EUR, counted once", "records", "left out, and why"]);
    for line in totals.lines.iter().take(args.top).chain([&totals.all]) {
        let name = match (std::ptr::eq(line, &totals.all), line.name.is_empty()) {
            (true, _) => "all",
            (false, true) => "not stated",
            (false, false) => line.name.as_str(),
        };
        table.add_row([name.to_owned(), figure(line.counted), line.records.to_string(), left_out(line)]);
    }
    for column in [1, 2] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    println!("{table}");
    if totals.lines.len() > args.top {
        println!("{} of {} lines shown; --top takes more", args.top, totals.lines.len());
    }
    tell_problems(&collected);
    Ok(())
}

fn json(line: &Line) -> serde_json::Value {
    let left_out: Vec<_> = line
        .left_out
        .iter()
        .map(|(reason, (sum, records))| serde_json::json!({ "why": reason.as_str(), "eur": sum.round_dp(2), "records": records }))
        .collect();
    serde_json::json!({ "id": line.id, "name": line.name, "eur": line.counted.round_dp(2), "records": line.records, "left_out": left_out })
}

fn left_out(line: &Line) -> String {
    let lines = line.left_out.iter().map(|(reason, (sum, records))| {
        let count = if *records == 1 { "1 record".to_owned() } else { format!("{records} records") };
        format!("{} in {count}: {}", figure(*sum), reason.as_str())
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Whole euros with narrow spaces between thousands.
fn figure(sum: Decimal) -> String {
    let digits = sum.round().to_string();
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits.as_str()), |rest| ("-", rest));
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    format!("{sign}{out}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        let shown = |cents: i64| figure(Decimal::new(cents, 2)).replace('\u{202f}', " ");
        assert_eq!(shown(123_456_789), "1 234 568");
        assert_eq!(shown(-99_900), "-999");
        assert_eq!(shown(0), "0");
    }
}
