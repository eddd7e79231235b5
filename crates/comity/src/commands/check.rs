//! `comity check`: with or without conflict, before one plans.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anstyle::{AnsiColor, Style};
use clap::Args as ClapArgs;
use comity_core::Day;
use comity_overlap::{Answer, Checker, Options, Scratch};
use miette::{IntoDiagnostic, Result, WrapErr, bail, miette};

use super::find::{day, said, steps};
use comity_node::Planned;

use crate::{
    input::{Input, tell_problems},
    terminal,
};

/// Arguments of `comity check`.
#[derive(ClapArgs, Debug)]
#[command(group = clap::ArgGroup::new("where").args(["place", "at"]).multiple(false))]
pub struct Args {
    #[command(flatten)]
    input: Input,
    /// What you plan, in a few words, in any language
    #[arg(long, required_unless_present = "batch")]
    title: Option<String>,
    /// What sort of thing: exercise, operation, training, meeting, project..
    #[arg(long, required_unless_present = "batch")]
    kind: Option<String>,
    /// What it is about; may stand several times
    #[arg(long, value_delimiter = ';', value_name = "THEME")]
    theme: Vec<String>,
    /// Where, by name or code
    #[arg(long)]
    place: Option<String>,
    /// Where, in degrees
    #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true, value_parser = point)]
    at: Option<(f64, f64)>,
    /// What lies so near counts as the same place
    #[arg(long, value_name = "KM")]
    radius: Option<f64>,
    /// First day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day, required_unless_present = "batch")]
    start: Option<Day>,
    /// Last day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    end: Option<Day>,
    /// A unit, ship, site or venue that it needs; may stand several times
    #[arg(long, value_delimiter = ';')]
    asset: Vec<String>,
    /// Who plans it
    #[arg(long)]
    party: Option<String>,
    /// Many plans, one JSON object a line: title, kind, theme, place or lat and lon, radius, start, end, asset, party, id
    #[arg(long, value_name = "PLANNED.jsonl", conflicts_with_all = ["title", "kind"])]
    batch: Option<PathBuf>,
    /// One JSON object
    #[arg(long)]
    json: bool,
}

fn point(text: &str) -> Result<(f64, f64), String> {
    let parts = text
        .split_once(',')
        .and_then(|(lat, lon)| Some((lat.trim().parse().ok()?, lon.trim().parse().ok()?)));
    match parts {
        Some((lat, lon)) if comity_core::Point::new(lat, lon).is_some() => Ok((lat, lon)),
        _ => Err("latitude and longitude in degrees, such as 37.3,68.7".to_owned()),
    }
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let (collected, reference) = args.input.load()?;
    let bar = steps();
    let checker = Checker::prepare(&collected.snapshot, &reference, &Options::default(), &|step, _, of| {
        bar.set_message(said(step, of))
    });
    bar.finish_and_clear();
    match &args.batch {
        Some(path) => batch(&checker, path)?,
        None => single(&checker, args)?,
    }
    tell_problems(&collected);
    Ok(())
}

fn single(checker: &Checker, args: &Args) -> Result<()> {
    let planned = Planned {
        title: args.title.clone().unwrap_or_default(),
        kind: args.kind.clone().unwrap_or_default(),
        theme: args.theme.clone(),
        place: args.place.clone(),
        lat: args.at.map(|(lat, _)| lat),
        lon: args.at.map(|(_, lon)| lon),
        radius: args.radius,
        start: args.start,
        end: args.end,
        asset: args.asset.clone(),
        party: args.party.clone(),
        id: None,
    };
    let record = planned.record().map_err(|error| miette!("{error}"))?;
    let answer = checker.check(&record, planned.radius, &mut Scratch::default());
    if args.json {
        println!("{}", json(&answer, planned.id.as_deref()));
        return Ok(());
    }
    let colour = if answer.with_conflict { AnsiColor::Red } else { AnsiColor::Green };
    let style: Style = colour.on_default().bold();
    let mut text = format!("{style}{}{style:#}\n\n", word(&answer));
    for (rank, finding) in answer.findings.iter().enumerate() {
        terminal::finding(&mut text, rank + 1, finding, 4, terminal::width());
        text.push('\n');
    }
    text.push_str("This is an answer from the records that were read, not an approval.\n");
    anstream::print!("{text}");
    Ok(())
}

fn word(answer: &Answer) -> &'static str {
    if answer.with_conflict { "with conflict" } else { "without conflict" }
}

fn json(answer: &Answer, id: Option<&str>) -> serde_json::Value {
    serde_json::json!({ "id": id, "answer": word(answer), "findings": answer.findings })
}

fn batch(checker: &Checker, path: &Path) -> Result<()> {
    let file = std::fs::File::open(path)
        .into_diagnostic()
        .wrap_err_with(|| format!("can't open `{}`", path.display()))?;
    let mut out = std::io::BufWriter::new(std::io::stdout());
    let mut scratch = Scratch::default();
    let mut times = Vec::new();
    for (number, line) in BufReader::new(file).lines().enumerate() {
        let line = line
            .into_diagnostic()
            .wrap_err_with(|| format!("`{}` can't be read to its end", path.display()))?;
        if line.trim().is_empty() {
            continue;
        }
        let at = |error: String| miette!("{}:{}: {error}", path.display(), number + 1);
        let planned: Planned = serde_json::from_str(&line).map_err(|error| at(error.to_string()))?;
        let record = planned.record().map_err(at)?;
        let begun = Instant::now();
        let answer = checker.check(&record, planned.radius, &mut scratch);
        times.push(begun.elapsed().as_secs_f64() * 1e3);
        writeln!(out, "{}", json(&answer, planned.id.as_deref())).into_diagnostic()?;
    }
    if times.is_empty() {
        bail!(help = "write one JSON object a line", "`{}` holds no plans", path.display());
    }
    times.sort_by(f64::total_cmp);
    let quantile = |share: f64| {
        times.get(((times.len() - 1) as f64 * share).round() as usize).copied().unwrap_or_default()
    };
    let line =
        serde_json::json!({ "checked": times.len(), "p50_ms": quantile(0.5), "p99_ms": quantile(0.99) });
    writeln!(out, "{line}").and_then(|()| out.flush()).into_diagnostic()
}
