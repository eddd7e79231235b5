//! `comity ties`: who is tied to whom on a day, which ties are missing, and how each could be made.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, ValueEnum};
use comity_core::{Day, PartyId, Snapshot, Tie, TieKind, says::list};
use comity_council::{Missing, Scenario, Supposed, Ties, Way, What};
use comity_overlap::{Engine, Options, Relations, Ruled, in_force, silent};
use miette::{IntoDiagnostic, Result, WrapErr, bail, miette};
use serde::Serialize;

use super::find::day;
use crate::{
    input::{Input, tell_problems},
    terminal,
};

/// Arguments of `comity ties`.
#[derive(ClapArgs, Debug)]
pub struct Args {
    #[command(flatten)]
    input: Input,
    /// The day on which you look; without it, the last day on which any record begins
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    on: Option<Day>,
    /// What was made and what ended from one day to another
    #[arg(long, num_args = 2, value_names = ["DAY", "DAY"], value_parser = day, conflicts_with_all = ["of", "what_if"])]
    diff: Option<Vec<Day>>,
    /// Everything that ties one party, in the order of time
    #[arg(long, value_name = "PARTY", conflicts_with = "what_if")]
    of: Option<String>,
    /// What a scenario would change: a CSV of `change,from,to,kind` with add-tie, end-tie, admit, sign, denounce; several
    /// stand beside each other
    #[arg(long, value_name = "FILE.csv")]
    what_if: Vec<PathBuf>,
    /// At most so many missing ties
    #[arg(long, default_value_t = 25, value_name = "N")]
    top: usize,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Sentences, for people
    Text,
    /// One JSON object
    Json,
    /// The ties in force, as a table of ties
    Csv,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let (collected, reference) = args.input.load()?;
    let snapshot = &collected.snapshot;
    if snapshot.ties.is_empty() {
        bail!(
            help = "give it a table `from,to,kind,since,until` beside the records",
            "no tie is told of in what was read"
        );
    }
    if let Some([one, other]) = args.diff.as_deref() {
        return diff(snapshot, *one, *other, args.format);
    }
    if let Some(party) = &args.of {
        return timeline(snapshot, party, args.format);
    }
    let options = Options { on: args.on, ..Options::default() };
    let engine = Engine::without_pairs(snapshot, &reference, &options, &silent);
    let on = engine.on();
    if args.format == Format::Csv {
        return table(&in_force_on(&snapshot.ties, on), snapshot);
    }
    let ties = Ties::over(&engine, snapshot);
    let relations = Relations::of(snapshot);
    let missing = ties.missing(relations, on);
    let mut scenarios = Vec::new();
    for path in &args.what_if {
        let changes = read_changes(path)?;
        let scenario = ties.what_if(&missing, relations, &changes, on).map_err(|(number, reason)| {
            // the header is line 1
            miette!(help = "correct the line, or take it out", "{}:{}: {reason}", path.display(), number + 2)
        })?;
        scenarios.push((path.display().to_string(), scenario));
    }
    match args.format {
        Format::Json => {
            let known = in_force_on(&snapshot.ties, on);
            let scenarios: Vec<_> = scenarios
                .iter()
                .map(|(name, scenario)| Named { scenario: name, changes: scenario })
                .collect();
            let shown: Vec<&Missing> = missing.iter().take(args.top).collect();
            let out = serde_json::json!({ "on": on, "ties": known, "missing": shown, "what_if": scenarios });
            println!("{}", serde_json::to_string(&out).into_diagnostic()?);
        }
        _ if !scenarios.is_empty() => {
            scenarios.iter().for_each(|(name, scenario)| anstream::print!("{}", what_if(name, scenario)))
        }
        _ => anstream::print!("{}", text(snapshot, &missing, on, args.top)),
    }
    tell_problems(&collected);
    Ok(())
}

fn in_force_on(ties: &[Tie], on: Day) -> Vec<&Tie> {
    ties.iter().filter(|tie| in_force(tie, on)).collect()
}

fn text(snapshot: &Snapshot, missing: &[Missing], on: Day, top: usize) -> String {
    let width = terminal::width();
    let mut out = String::new();
    let ties = in_force_on(&snapshot.ties, on).len();
    let pairs = if missing.len() == 1 {
        "1 pair shares".to_owned()
    } else {
        format!("{} pairs share", missing.len())
    };
    let _ = writeln!(
        out,
        "{} parties, {ties} of {} ties in force on {on}; {pairs} a need without a tie\n",
        snapshot.parties.len(),
        snapshot.ties.len()
    );
    for (rank, one) in missing.iter().take(top).enumerate() {
        // ways are told below, in full
        let mut finding = one.finding.clone();
        finding.ways.clear();
        terminal::finding(&mut out, rank + 1, &finding, 4, width);
        if !one.members.is_empty() {
            line(&mut out, "in common: ", &joined(&one.members), width);
        }
        for way in &one.ways {
            line(&mut out, if way.closed.is_some() { "closed  " } else { "open    " }, &told(way), width);
        }
        out.push('\n');
    }
    if missing.len() > top {
        let _ = writeln!(out, "{top} of {} shown; --top takes more", missing.len());
    }
    out
}

fn told(way: &Way) -> String {
    let mut out = way.says.to_string();
    if !way.consent.is_empty() {
        let _ = write!(out, "; it takes {}", joined(&way.consent));
    }
    if !way.objected.is_empty() {
        let _ = write!(out, "; objected: {}", joined(&way.objected));
    }
    if let Some(why) = &way.closed {
        let _ = write!(out, ". Closed: {why}");
    }
    out
}

fn joined<T: ToString>(items: &[T]) -> String {
    list(&items.iter().map(|item| item.to_string().into()).collect::<Vec<_>>())
}

fn line(out: &mut String, head: &str, text: &str, width: usize) {
    let indent = 16 + head.len();
    for (number, wrapped) in textwrap::wrap(text, width.saturating_sub(indent)).iter().enumerate() {
        let head = if number == 0 { head } else { "" };
        let _ = writeln!(out, "{:16}{head:pad$}{wrapped}", "", pad = indent - 16);
    }
}

/// A scenario with its name, as programs read it.
#[derive(Serialize)]
struct Named<'a> {
    scenario: &'a str,
    #[serde(flatten)]
    changes: &'a Scenario,
}

fn what_if(name: &str, scenario: &Scenario) -> String {
    let mut out = format!("What if: {name}\n");
    let ruled = |ruled: &Ruled| {
        let mut lines: Vec<String> = ruled.first.iter().map(|finding| finding.sentence.clone()).collect();
        let more = ruled.count.saturating_sub(lines.len());
        lines.extend((more > 0).then(|| format!("and {more} more")));
        lines
    };
    let parts = [
        ("no longer missing", texts(&scenario.no_longer_missing)),
        ("newly missing", texts(&scenario.newly_missing)),
        ("ways that open", texts(&scenario.ways_opened)),
        ("ways that are gone", texts(&scenario.ways_gone)),
        ("activities that an instrument would newly stand against", ruled(&scenario.ruled)),
        ("activities that an instrument would stand against no more", ruled(&scenario.freed)),
    ];
    for (what, lines) in parts.iter().filter(|(_, lines)| !lines.is_empty()) {
        let _ = writeln!(out, "  {what}");
        lines.iter().for_each(|line| _ = writeln!(out, "    {line}"));
    }
    if parts.iter().all(|(_, lines)| lines.is_empty()) {
        out.push_str("  nothing changes for missing ties, their ways and what instruments say\n");
    }
    out.push('\n');
    out
}

fn texts<T: ToString>(items: &[T]) -> Vec<String> {
    items.iter().map(T::to_string).collect()
}

fn read_changes(path: &Path) -> Result<Vec<Supposed>> {
    let wrong = |line: u64, reason: String| {
        miette!(help = "write a table `change,from,to,kind`", "{}:{line}: {reason}", path.display())
    };
    let mut csv = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_path(path)
        .into_diagnostic()
        .wrap_err_with(|| format!("can't read `{}`", path.display()))?;
    let header = csv.headers().into_diagnostic()?.clone();
    let column = |name: &str| header.iter().position(|column| column.trim_start_matches('\u{feff}') == name);
    let (Some(change), Some(from), Some(to)) = (column("change"), column("from"), column("to")) else {
        return Err(wrong(1, "the header has not the columns `change`, `from` and `to`".to_owned()));
    };
    let kind = column("kind");
    let mut out = Vec::new();
    for row in csv.records() {
        let row = row.into_diagnostic()?;
        let line = row.position().map_or(0, csv::Position::line);
        let cell = |at: usize| row.get(at).unwrap_or_default();
        if cell(from).is_empty() || cell(to).is_empty() {
            return Err(wrong(line, "`from` and `to` must both be named".to_owned()));
        }
        let kind = kind.map(cell).filter(|kind| !kind.is_empty());
        out.push(Supposed {
            what: What::parse(cell(change)).map_err(|reason| wrong(line, reason))?,
            from: PartyId::from(cell(from)),
            to: cell(to).into(),
            kind: kind.map(|kind| TieKind::from(kind.to_owned())),
        });
    }
    Ok(out)
}

fn diff(snapshot: &Snapshot, one: Day, other: Day, format: Format) -> Result<()> {
    let (one, other) = (one.min(other), one.max(other));
    let holds = |tie: &&Tie, on: Day| in_force(tie, on);
    let made: Vec<&Tie> = snapshot.ties.iter().filter(|tie| !holds(tie, one) && holds(tie, other)).collect();
    let ended: Vec<&Tie> = snapshot.ties.iter().filter(|tie| holds(tie, one) && !holds(tie, other)).collect();
    match format {
        Format::Json => {
            println!("{}", serde_json::json!({ "from": one, "to": other, "made": made, "ended": ended }));
        }
        Format::Csv => table(&[made, ended].concat(), snapshot)?,
        Format::Text => {
            println!("From {one} to {other}: {} ties made, {} ended", made.len(), ended.len());
            for (mark, ties) in [("+", made), ("-", ended)] {
                ties.iter().for_each(|tie| println!("{mark} {}", said(tie)));
            }
        }
    }
    Ok(())
}

fn said(tie: &Tie) -> String {
    let since = tie.period.start.map_or_else(|| "?".to_owned(), |day| day.to_string());
    let until = tie.period.end.map_or_else(String::new, |day| format!(" to {}", day.plus(-1)));
    let note = if tie.note.is_empty() { String::new() } else { format!("  {}", tie.note) };
    format!("{since}{until}  {} {} {}{note}", tie.from, tie.kind.as_str(), tie.to)
}

fn timeline(snapshot: &Snapshot, word: &str, format: Format) -> Result<()> {
    let named = |text: &str| text.eq_ignore_ascii_case(word.trim());
    let party = snapshot.parties.iter().find(|party| {
        named(party.id.as_str()) || party.names.iter().chain(&party.aliases).any(|name| named(&name.value))
    });
    let Some(party) = party else {
        bail!(help = "use an id or a name of the table of parties", "no party is called `{word}`");
    };
    let mut ties: Vec<&Tie> =
        snapshot.ties.iter().filter(|tie| tie.from == party.id || tie.to == party.id).collect();
    ties.sort_by_key(|tie| (tie.period.start, tie.period.end));
    match format {
        Format::Csv => return table(&ties, snapshot),
        Format::Json => {
            let instruments = snapshot.instruments.iter().filter(|known| known.parties.contains(&party.id));
            let instruments: Vec<_> = instruments.collect();
            println!("{}", serde_json::json!({ "party": party, "ties": ties, "instruments": instruments }));
            return Ok(());
        }
        Format::Text => {}
    }
    let mut lines: Vec<(Option<Day>, String)> =
        ties.iter().map(|tie| (tie.period.start, said(tie))).collect();
    for instrument in snapshot.instruments.iter().filter(|known| known.parties.contains(&party.id)) {
        let since = instrument.period.start.map_or_else(|| "?".to_owned(), |day| day.to_string());
        lines.push((
            instrument.period.start,
            format!("{since}  bound by {} ({})", instrument.title.value, instrument.id),
        ));
    }
    if let Some(since) = party.since {
        lines.push((Some(since), format!("{since}  begins")));
    }
    lines.sort();
    println!("{}", party.short());
    lines.iter().for_each(|(_, line)| println!("  {line}"));
    Ok(())
}

fn table(ties: &[&Tie], snapshot: &Snapshot) -> Result<()> {
    let mut csv = csv::Writer::from_writer(std::io::stdout().lock());
    csv.write_record(["from", "to", "kind", "since", "until", "note", "source"]).into_diagnostic()?;
    for tie in ties {
        let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        let source = snapshot.sources.get(tie.source.0 as usize).map_or("", |source| source.name.as_str());
        csv.write_record([
            tie.from.as_str(),
            tie.to.as_str(),
            tie.kind.as_str(),
            &day(tie.period.start),
            &day(tie.period.end.map(|end| end.plus(-1))),
            tie.note.as_str(),
            &format!("{source}:{}", tie.at.line),
        ])
        .into_diagnostic()?;
    }
    let mut out = csv.into_inner().map_err(|error| miette!("{error}"))?;
    out.flush().into_diagnostic()
}
