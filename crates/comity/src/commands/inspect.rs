//! `comity inspect`: what was read, what was not and why, how columns were understood, and the quality of each source.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use comfy_table::{ContentArrangement, Table, presets::UTF8_HORIZONTAL_ONLY};
use comity_core::{Loss, Problem, Record, Snapshot, SourceId};
use miette::{IntoDiagnostic, Result, WrapErr, miette};

use comity_formats::{
    open::Collected,
    write::{OutFormat, write_records},
};

use crate::input::{Input, located};

/// Arguments of `comity inspect`.
#[derive(ClapArgs, Debug)]
pub struct Args {
    #[command(flatten)]
    input: Input,
    /// One JSON object: records, skipped, problems
    #[arg(long)]
    json: bool,
    /// List every problem, not only the first of each sort
    #[arg(long)]
    all: bool,
    /// Write the records as they were read, in the format of the ending: jsonl, csv, parquet, xlsx, geojson or ics
    #[arg(long, value_name = "FILE")]
    records: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let (loaded, _) = args.input.load()?;
    if let Some(path) = &args.records {
        write(&loaded.snapshot, path)?;
    }
    if args.json {
        return print_json(&loaded);
    }
    anstream::print!("{}", sources(&loaded.snapshot));
    anstream::print!("{}", mappings(&loaded.snapshot));
    anstream::print!("{}", problems(&loaded.snapshot.problems, args.all));
    anstream::println!("\n{} records read, {} lost", loaded.counts.records, loaded.counts.skipped);
    Ok(())
}

fn write(snapshot: &Snapshot, path: &Path) -> Result<()> {
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    let format = ending.parse::<OutFormat>().map_err(|error| miette!("`{}`: {error}", path.display()))?;
    let problem = || format!("can't write `{}`", path.display());
    let mut sink = BufWriter::new(File::create(path).into_diagnostic().wrap_err_with(problem)?);
    let written = write_records(snapshot, format, &mut sink).map_err(|error| miette!("{error}"))?;
    sink.flush().into_diagnostic().wrap_err_with(problem)?;
    if written.left_out > 0 {
        eprintln!("{} records have no place or no first day and are not in this format", written.left_out);
    }
    Ok(())
}

fn print_json(loaded: &Collected) -> Result<()> {
    let report = serde_json::json!({
        "records": loaded.counts.records,
        "skipped": loaded.counts.skipped,
        "sources": loaded.snapshot.sources,
        "problems": loaded.snapshot.problems,
    });
    println!("{}", serde_json::to_string(&report).into_diagnostic()?);
    Ok(())
}

/// What share of a source's records has something.
struct Quality {
    records: usize,
    has: [usize; 7],
}

/// A name, and whether a record has it.
type Aspect = (&'static str, fn(&Record) -> bool);

const ASPECTS: [Aspect; 7] = [
    ("title", |record| !record.titles.is_empty()),
    ("start and end", |record| record.period().days().is_some()),
    ("point", |record| record.places.iter().any(|place| place.point.is_some())),
    ("place", |record| !record.places.is_empty()),
    ("theme", |record| !record.themes.is_empty()),
    ("parties", |record| !record.participants.is_empty()),
    ("money", |record| !record.amounts.is_empty()),
];

fn sources(snapshot: &Snapshot) -> String {
    let mut quality: BTreeMap<SourceId, Quality> = BTreeMap::new();
    for record in &snapshot.records {
        let one = quality.entry(record.source).or_insert(Quality { records: 0, has: [0; 7] });
        one.records += 1;
        for (count, (_, has)) in one.has.iter_mut().zip(ASPECTS) {
            *count += usize::from(has(record));
        }
    }
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(crate::terminal::width()).unwrap_or(100));
    table.set_header(["source", "format", "records"].into_iter().chain(ASPECTS.map(|(name, _)| name)));
    for (number, source) in (0u32..).zip(&snapshot.sources) {
        let one = quality.get(&SourceId(number));
        let records = one.map_or(0, |one| one.records);
        let share = |count: usize| {
            (count * 100).checked_div(records).map_or_else(String::new, |share| format!("{share} %"))
        };
        let shares = one.map(|one| one.has).unwrap_or_default().map(share);
        table.add_row(
            [source.name.clone(), source.format.clone(), records.to_string()].into_iter().chain(shares),
        );
    }
    format!("{table}\n")
}

fn mappings(snapshot: &Snapshot) -> String {
    let mut text = String::new();
    for source in snapshot.sources.iter().filter(|source| !source.mapping.is_empty()) {
        text.push_str(&format!(
            "\nHow the columns of {} were understood (change it with --mapping):\n",
            source.name
        ));
        source.mapping.iter().for_each(|line| text.push_str(&format!("  {line}\n")));
    }
    text
}

/// Problems of one sort (same element, same reason but for the value) are told once, with their number.
fn problems(problems: &[Problem], all: bool) -> String {
    let sort = |problem: &Problem| {
        (std::cmp::Reverse(problem.loss), problem.element.clone(), without_values(&problem.reason))
    };
    let mut sorts: BTreeMap<_, Vec<&Problem>> = BTreeMap::new();
    for problem in problems {
        sorts.entry(sort(problem)).or_default().push(problem);
    }
    let mut text = String::new();
    for ((loss, _, _), members) in &sorts {
        let shown = if all { members.len() } else { 1 };
        for problem in members.iter().take(shown) {
            let cost = match loss.0 {
                Loss::Nothing => "note",
                Loss::Mended => "mended",
                Loss::Value => "value lost",
                Loss::Record => "record lost",
                Loss::File => "rest of file lost",
            };
            text.push_str(&format!("\n{cost}: {}\n  {}\n", located(problem), problem.way_out));
        }
        if members.len() > shown {
            text.push_str(&format!("  and {} more of this sort (--all lists them)\n", members.len() - shown));
        }
    }
    text
}

/// The reason with what stands in backticks left out.
fn without_values(reason: &str) -> String {
    reason.split('`').step_by(2).collect::<Vec<_>>().join("`\u{2026}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_of_one_sort_are_told_once() {
        let problem = |value: &str, line| Problem {
            file: "a.csv".into(),
            line: Some(line),
            column: None,
            element: "start".into(),
            identifier: "".into(),
            reason: format!("`{value}` is no day"),
            way_out: "write it as 2006-03-12".into(),
            loss: Loss::Value,
        };
        let list = [problem("2021-02-30", 2), problem("soon", 3)];
        insta::assert_snapshot!(problems(&list, false));
        assert_eq!(problems(&list, true).matches("value lost").count(), 2);
    }
}
