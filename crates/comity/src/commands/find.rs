//! `comity find`: all findings of the files, ranked, on the terminal, in a file, or as a report.

use std::fs::File;
use std::io::{BufWriter, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, ValueEnum};
use comity_core::{Day, FindingKind, Snapshot, reference::Reference};
use comity_formats::{
    open::Collected,
    write::{OutFormat, write_findings},
};
use comity_overlap::{Engine, Findings, Options, Step};
use indicatif::{ProgressBar, ProgressStyle};
use miette::{IntoDiagnostic, Result, WrapErr, bail, miette};

use crate::{
    input::{Input, tell_problems},
    report::{self, ReportMeta},
    terminal,
};

/// Arguments of `comity find`.
#[derive(ClapArgs, Debug)]
pub struct Args {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    choice: Choice,
    /// How to print, or what to write into --out
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Where to write; standard output without it
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write the report, one page that opens offline
    #[arg(long, value_name = "FILE.html")]
    report: Option<PathBuf>,
    /// For every record, list so many related records of other reporters
    #[arg(long, value_name = "K", requires = "related_out")]
    related: Option<usize>,
    /// Where that list goes, a line a record
    #[arg(long, value_name = "FILE.jsonl", requires = "related")]
    related_out: Option<PathBuf>,
    /// Same as --format jsonl
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

/// What is looked for, shared by the commands that run the engine.
#[derive(ClapArgs, Clone, Debug)]
pub struct Choice {
    /// The day on which you look: what runs then comes first, ties are those in force then
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub on: Option<Day>,
    /// Only these kinds: same, chain, part, overlap, conflict, complement, gap, untied
    #[arg(long, value_delimiter = ',', value_name = "KIND,..")]
    pub kinds: Vec<FindingKind>,
    /// At most so many, the most urgent
    #[arg(long, value_name = "N")]
    pub top: Option<usize>,
    /// Take no link or identifier that a record declares as evidence
    #[arg(long)]
    pub ignore_declared_links: bool,
}

impl Choice {
    /// The engine's options.
    pub fn options(&self) -> Options {
        Options {
            on: self.on,
            kinds: self.kinds.clone(),
            top: self.top,
            ignore_declared_links: self.ignore_declared_links,
            ..Options::default()
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Sentences with their evidence, for people
    Table,
    /// JSON Lines, one finding a line
    Jsonl,
    /// CSV
    Csv,
    /// Parquet
    Parquet,
    /// A workbook with the evidence on a second sheet
    Xlsx,
    /// Lines between the records, for maps
    Geojson,
    /// Entries for calendars
    Ics,
}

impl Format {
    fn written(self) -> Option<OutFormat> {
        match self {
            Format::Table => None,
            Format::Jsonl => Some(OutFormat::JsonLines),
            Format::Csv => Some(OutFormat::Csv),
            Format::Parquet => Some(OutFormat::Parquet),
            Format::Xlsx => Some(OutFormat::Xlsx),
            Format::Geojson => Some(OutFormat::GeoJson),
            Format::Ics => Some(OutFormat::ICalendar),
        }
    }

    /// Whether programs read it: they get every finding, where a person gets the best few of each record.
    fn for_programs(self) -> bool {
        matches!(self, Format::Jsonl | Format::Csv | Format::Parquet)
    }
}

/// A day from the command line.
pub fn day(text: &str) -> Result<Day, String> {
    Day::try_from(text.to_owned())
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let (collected, reference) = args.input.load()?;
    let snapshot = &collected.snapshot;
    let bar = steps();
    let format = if args.json { Format::Jsonl } else { args.format };
    let mut options = args.choice.options();
    if format.for_programs() {
        options.per_record = usize::MAX;
    }
    let engine =
        Engine::prepare(snapshot, &reference, &options, &|step, _, of| bar.set_message(said(step, of)));
    if let (Some(k), Some(path)) = (args.related, &args.related_out) {
        write_related(&engine, snapshot, k, path)?;
    }
    let findings = engine.find();
    bar.finish_and_clear();
    match (format.written(), &args.out) {
        (None, out) => print(&collected, &findings, out.as_deref())?,
        (Some(format), out) => save(&findings, snapshot, format, out.as_deref())?,
    }
    if let Some(path) = &args.report {
        write_report(snapshot, &findings, &reference, path, &command_line())?;
        eprintln!("report: {}", path.display());
    }
    tell_problems(&collected);
    Ok(())
}

/// The command as it was typed, for the report's foot.
pub fn command_line() -> String {
    std::env::args().skip(1).fold("comity".to_owned(), |line, word| {
        if word.contains(' ') { format!("{line} \"{word}\"") } else { format!("{line} {word}") }
    })
}

/// A spinner that names the step, silent when the output is piped.
pub fn steps() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(std::time::Duration::from_millis(250));
    bar
}

/// What a step does, in words.
pub fn said(step: Step, of: usize) -> String {
    match step {
        Step::Columns => format!("reading {of} records into columns"),
        Step::Candidates => format!("proposing partners for {of} records"),
        Step::Compare => format!("comparing the records of {of}"),
        Step::Decide => format!("deciding {of} pairs"),
    }
}

fn print(collected: &Collected, findings: &Findings, out: Option<&Path>) -> Result<()> {
    let width = terminal::width();
    let mut text = String::new();
    // a screen shows what fits on a few pages; a file takes all
    let shown = if out.is_none() && std::io::stdout().is_terminal() {
        findings.findings.len().min(25)
    } else {
        findings.findings.len()
    };
    for (rank, finding) in findings.findings.iter().take(shown).enumerate() {
        terminal::finding(&mut text, rank + 1, finding, 4, width);
        text.push('\n');
    }
    text.push_str(&summary(collected, findings));
    if shown < findings.findings.len() {
        text.push_str(&format!(
            "\n{shown} of {} shown; --out FILE, --report FILE.html or a pipe take all\n",
            findings.findings.len()
        ));
    }
    match out {
        None => anstream::print!("{text}"),
        Some(path) => std::fs::write(path, anstream::adapter::strip_str(&text).to_string())
            .into_diagnostic()
            .wrap_err_with(|| format!("can't write `{}`", path.display()))?,
    }
    Ok(())
}

/// How many findings of which kind, out of how many records.
pub fn summary(collected: &Collected, findings: &Findings) -> String {
    let by_kind: Vec<String> = FindingKind::ALL
        .into_iter()
        .map(|kind| (kind, findings.findings.iter().filter(|finding| finding.kind == kind).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| format!("{count} {kind}"))
        .collect();
    let what = if by_kind.is_empty() { "nothing".to_owned() } else { by_kind.join(", ") };
    let held: usize = findings.capped.values().sum();
    let held =
        if held == 0 { String::new() } else { format!("; {held} weaker ones of the same records held back") };
    format!("{} records on {}: {what}{held}\n", collected.snapshot.records.len(), findings.on)
}

fn save(findings: &Findings, snapshot: &Snapshot, format: OutFormat, out: Option<&Path>) -> Result<()> {
    let mut sink: Box<dyn Write + Send> = match out {
        Some(path) => Box::new(BufWriter::new(create(path)?)),
        None if matches!(format, OutFormat::Parquet | OutFormat::Xlsx) => {
            bail!(help = "name a file with --out", "a workbook or Parquet file is nothing for a terminal");
        }
        None => Box::new(BufWriter::new(std::io::stdout())),
    };
    let written = write_findings(&findings.findings, snapshot, format, &mut *sink)
        .map_err(|error| miette!("{error}"))?;
    sink.flush().into_diagnostic()?;
    if written.left_out > 0 {
        eprintln!("{} findings have no place or no first day and are not in this format", written.left_out);
    }
    Ok(())
}

fn create(path: &Path) -> Result<File> {
    File::create(path).into_diagnostic().wrap_err_with(|| format!("can't write `{}`", path.display()))
}

/// Writes the report.
pub fn write_report(
    snapshot: &Snapshot,
    findings: &Findings,
    reference: &Reference,
    path: &Path,
    command: &str,
) -> Result<()> {
    let meta = ReportMeta {
        title: "What Comity finds",
        on: findings.on,
        command,
        version: env!("CARGO_PKG_VERSION"),
    };
    let mut out = BufWriter::new(create(path)?);
    report::write(snapshot, &findings.findings, reference, meta, &mut out)
        .and_then(|()| out.flush())
        .into_diagnostic()
        .wrap_err_with(|| format!("can't write the report `{}`", path.display()))
}

fn write_related(engine: &Engine, snapshot: &Snapshot, k: usize, path: &Path) -> Result<()> {
    let mut out = BufWriter::new(create(path)?);
    for (record, related) in snapshot.records.iter().zip(engine.related(k)) {
        let related: Vec<_> = related
            .iter()
            .filter_map(|one| snapshot.records.get(one.record as usize).map(|other| (other, one.weight)))
            .map(|(other, weight)| serde_json::json!({ "id": other.id, "weight": weight }))
            .collect();
        writeln!(out, "{}", serde_json::json!({ "id": record.id, "related": related })).into_diagnostic()?;
    }
    out.flush().into_diagnostic()
}
