//! `comity packages`: which proposals can pass together, who blocks the others and why, and what would unlock more.

use std::fmt::Write as _;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use comity_core::{CompactString, Loss, Problem, Rule, Snapshot, Source, says::list};
use comity_council::{Limits, Listed, Package, Packages, Question};
use comity_formats::{Out, central_asia, central_asia::Table, open::Sink as _};
use miette::{IntoDiagnostic, Result, WrapErr, bail, miette};

use crate::{input::located, terminal};

/// Arguments of `comity packages`.
#[derive(ClapArgs, Debug)]
pub struct Args {
    /// A folder with proposals.csv, positions.csv and, where there are some, exclusions.csv (`a,b`) and parties.csv
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Decide every proposal by this rule: unanimity, consensus, majority, qualified=0.55 or silence. Without it each has
    /// the rule of its column `rule`, and those without one are decided by consensus
    #[arg(long)]
    rule: Option<Rule>,
    /// List at most so many packages, the largest first
    #[arg(long, default_value_t = 1_000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    most: u32,
    /// One JSON object
    #[arg(long)]
    json: bool,
}

/// Packages shown on a screen; a file and JSON take all.
const SHOWN: usize = 20;
/// Ways to unlock more that are shown under one proposal, or of all packages together.
const WAYS: usize = 3;

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let snapshot = load(&args.dir)?;
    let question = Question::of(&snapshot, args.rule).map_err(|problems| in_the_way(&problems))?;
    let limits = Limits { packages: args.most as usize, ..Limits::default() };
    let packages = question.packages(limits).into_diagnostic()?;
    if args.json {
        println!("{}", serde_json::to_string(&packages).into_diagnostic()?);
    } else {
        anstream::print!("{}", told(&snapshot, &question, &packages, terminal::width()));
    }
    Ok(())
}

/// Reads the tables of a folder by their names. What would change the answer if it were left out is an error.
fn load(dir: &Path) -> Result<Snapshot> {
    if !dir.is_dir() {
        bail!(
            help = "name the folder that holds proposals.csv and positions.csv",
            "there is no folder `{}`",
            dir.display()
        );
    }
    let mut snapshot = Snapshot::default();
    let tables = [
        ("parties.csv", Table::Parties, false),
        ("proposals.csv", Table::Proposals, true),
        ("positions.csv", Table::Positions, true),
        ("exclusions.csv", Table::Exclusions, false),
    ];
    for (name, table, needed) in tables {
        let path = dir.join(name);
        if !path.exists() {
            if needed {
                bail!(
                    help = "it needs proposals.csv (id,title) and positions.csv (party,proposal,stance,condition)",
                    "there is no `{name}` in `{}`",
                    dir.display()
                );
            }
            continue;
        }
        read(&mut snapshot, &path, table)?;
    }
    let lost: Vec<Problem> =
        snapshot.problems.iter().filter(|problem| problem.loss >= Loss::Value).cloned().collect();
    if lost.is_empty() { Ok(snapshot) } else { Err(in_the_way(&lost)) }
}

fn read(snapshot: &mut Snapshot, path: &Path, table: Table) -> Result<()> {
    let name = path.display().to_string();
    let file =
        File::open(path).into_diagnostic().wrap_err_with(|| format!("can't read `{}`", path.display()))?;
    let source = snapshot.begin(&name);
    let mut sink = |item| snapshot.add(item);
    let mut out = Out::new(source, &name, &mut sink);
    central_asia::read_as(table, &mut BufReader::new(file), &mut out).map_err(|error| match error {
        comity_formats::Error::Damaged { file, at, reason, way_out } => {
            miette!(help = way_out, "{file}:{}: {reason}", at.line.max(1))
        }
        error => miette!("{error}"),
    })?;
    let format = out.format;
    snapshot.end(source, Source { name, format, ..Source::default() });
    Ok(())
}

fn in_the_way(problems: &[Problem]) -> miette::Report {
    let lines: Vec<String> = problems.iter().map(located).collect();
    let help = problems.first().map(|problem| problem.way_out.clone()).unwrap_or_default();
    miette!(help = help, "{}", lines.join("\n"))
}

fn told(snapshot: &Snapshot, question: &Question, packages: &Packages, width: usize) -> String {
    let mut out = String::new();
    let title = |id: &CompactString| {
        let proposal = snapshot.proposals.iter().find(|proposal| proposal.id == *id);
        proposal.map(|proposal| proposal.title.value.clone()).unwrap_or_default()
    };
    let positions = question.asks.iter().map(|ask| ask.held.len()).sum::<usize>();
    let _ = writeln!(
        out,
        "{} proposals, {positions} positions, {} exclusions, decided by {}\n",
        question.asks.len(),
        question.exclusions.len(),
        rules(question)
    );
    for (number, package) in packages.packages.iter().take(SHOWN).enumerate() {
        let _ = writeln!(out, "Package {}", number + 1);
        for id in &package.proposals {
            line(&mut out, 2, &format!("{id}  {}", title(id)), width);
        }
        line(&mut out, 4, &depends(question, package), width);
        line(&mut out, 4, &gains(question, package), width);
        out.push('\n');
    }
    let _ = writeln!(out, "{}", count(packages));
    for blocked in &packages.blocked {
        let _ = writeln!(out, "\nBlocked: {}  {}", blocked.proposal, title(&blocked.proposal));
        line(&mut out, 4, &blocked.why, width);
        let ways: Vec<_> = packages
            .unlocks
            .iter()
            .filter(|unlock| unlock.with.is_empty() && unlock.proposals.contains(&blocked.proposal))
            .collect();
        for unlock in ways.iter().take(WAYS) {
            line(&mut out, 4, &unlock.says, width);
        }
        if let Some(more @ 1..) = ways.len().checked_sub(WAYS) {
            line(&mut out, 4, &format!("Or {more} other ways as small; --json lists them."), width);
        }
    }
    let larger: Vec<_> = packages.unlocks.iter().filter(|unlock| !unlock.with.is_empty()).collect();
    if !larger.is_empty() {
        out.push_str("\nWhat would make a package larger\n");
        for unlock in larger.iter().take(2 * WAYS) {
            line(&mut out, 4, &unlock.says, width);
        }
    }
    out
}

fn rules(question: &Question) -> String {
    let mut rules: Vec<CompactString> = Vec::new();
    for ask in &question.asks {
        let rule = CompactString::from(ask.rule.to_string());
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    list(&rules)
}

fn count(packages: &Packages) -> String {
    let shown = packages.packages.len();
    let screen =
        if shown > SHOWN { format!("; {SHOWN} are shown, --json lists all {shown}") } else { String::new() };
    match &packages.listed {
        Listed::All if shown == 0 => "No proposal can pass.".to_owned(),
        Listed::All if shown == 1 => "One package: everything that can pass can pass together.".to_owned(),
        Listed::All => format!("{shown} packages, none of which can be made larger{screen}."),
        Listed::Some { of } => {
            format!("The {shown} largest of {of} packages{screen}. The list is not whole; --most lists more.")
        }
        Listed::SomeOfMore { than } => {
            format!("{shown} of more than {than} packages{screen}. The list is not whole; --most lists more.")
        }
    }
}

fn depends(question: &Question, package: &Package) -> String {
    match package.depends_on.as_slice() {
        [] => "depends on nobody who is undecided".to_owned(),
        parties => {
            let names: Vec<CompactString> = parties.iter().map(|party| name(question, party)).collect();
            format!("depends on {}, still undecided", list(&names))
        }
    }
}

fn gains(question: &Question, package: &Package) -> String {
    let gains: Vec<String> = package
        .gains
        .iter()
        .map(|(party, gained)| match gained.as_slice() {
            [] => format!("{} nothing", name(question, party)),
            gained => format!("{} {}", name(question, party), list(gained)),
        })
        .collect();
    format!("gains: {}", gains.join("; "))
}

fn name(question: &Question, party: &comity_core::PartyId) -> CompactString {
    let at = question.parties.iter().position(|other| other == party);
    at.and_then(|at| question.names.get(at)).cloned().unwrap_or_else(|| party.0.clone())
}

/// Text wrapped under its own indent.
fn line(out: &mut String, indent: usize, text: &str, width: usize) {
    for wrapped in textwrap::wrap(text, width.saturating_sub(indent)) {
        let _ = writeln!(out, "{:indent$}{wrapped}", "");
    }
}
