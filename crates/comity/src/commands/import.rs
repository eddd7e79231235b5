//! `comity import`: files into the database, as one party's records.

use std::collections::BTreeMap;

use clap::Args as ClapArgs;
use comity_core::{Label, Snapshot, Source, Terms, Tlp};
use comity_formats::reference::Library;
use comity_overlap::{Engine, Options as EngineOptions};
use comity_policy::Circumstances;
use comity_store::import::{Options, Report};
use comity_store::{Asker, ColumnChoice, Found, Store};
use indicatif::ProgressBar;
use miette::{IntoDiagnostic, Result};

use crate::database::{Database, now, system_user, today, told, wait};
use crate::input::{Input, tell_problems};
use crate::node_key::NodeKey;

/// Arguments of `comity import`.
#[derive(ClapArgs, Debug)]
pub struct Args {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    key: NodeKey,
    /// The party whose records these are
    #[arg(long = "as", value_name = "PARTY", default_value = "self")]
    party: String,
    /// How far they may travel: clear, green, amber, amber+strict. Records that are there keep their label without it
    #[arg(long, value_name = "TLP")]
    label: Option<Tlp>,
    /// A name for the source that stays when the file's name changes (for a single file)
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Only import; don't look for findings
    #[arg(long)]
    no_findings: bool,
    /// One JSON object: created, changed, unchanged, vanished, problems; tables whose columns were read as they are remembered
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let library = args.input.reference.told(args.input.strict)?;
    let named = args.input.named()?;
    let label = match args.label {
        Some(tlp) => Label::new(Terms::of(tlp)).into_diagnostic()?,
        None => Label::own(),
    };
    let viewer = system_user(&args.party)?;
    let (report, remembered, found) = wait(async {
        let store = args.key.unlock(args.database.open().await?).await?;
        let in_force = store.policies_in_force().await.map_err(told)?;
        let asker = Asker::new(&in_force.policies, &viewer, Circumstances::on(today()?));
        // the node's own files of places and themes lie over what this command was given
        let (files, count) = store.reference_files().await.map_err(told)?;
        let library = comity_node::library(&library, files.iter().map(|(_, file)| file));
        let reference = library.load();
        let chosen = store.chosen_columns(&asker).await.map_err(told)?;
        let collected = named.load(&reference, &chosen)?;
        tell_problems(&collected);
        let remembered = remembered(&collected.snapshot, &chosen);
        let bar = bar();
        let progress = |done: usize, of: usize| {
            bar.set_length(of as u64);
            bar.set_position(done as u64);
        };
        let options = Options {
            label: &label,
            relabel: args.label.is_some(),
            source: args.source.as_deref(),
            now: now(),
            progress: &progress,
        };
        let report = store.import(&asker, collected.snapshot, &reference, &options).await.map_err(told)?;
        bar.finish_and_clear();
        if store.reference_count().await.map_err(told)? != count {
            // a serving node looks at the records again
            let before: Vec<_> = files.iter().map(|(id, _)| *id).collect();
            store.resolve_later(&before, now()).await.map_err(told)?;
        }
        let found = if args.no_findings { None } else { Some(find(&store, &library).await?) };
        store.close().await;
        Ok((report, remembered, found))
    })?;
    if args.json {
        println!("{}", serde_json::json!({ "import": report, "remembered": remembered, "findings": found }));
    } else {
        anstream::print!("{}{}", told_remembered(&remembered), told_report(&report, found));
    }
    Ok(())
}

/// A table that was read as its party remembers what the columns mean.
#[derive(Debug, PartialEq, serde::Serialize)]
struct Remembered {
    source: String,
    /// Who said what they mean.
    person: String,
    /// On which day, in UTC.
    on: String,
}

fn remembered(snapshot: &Snapshot, chosen: &BTreeMap<String, ColumnChoice>) -> Vec<Remembered> {
    let table = |source: &Source| {
        let table = source.table.as_ref().filter(|table| table.is_as_said())?;
        let choice = chosen.get(&table.shape)?;
        let (person, on) = (choice.person.clone(), choice.at.day().to_string());
        Some(Remembered { source: source.name.clone(), person, on })
    };
    snapshot.sources.iter().filter_map(table).collect()
}

/// Tables that are named one by one.
const EACH: usize = 10;

fn told_remembered(remembered: &[Remembered]) -> String {
    let mut text = String::new();
    for Remembered { source, person, on } in remembered.iter().take(EACH) {
        text.push_str(&format!(
            "`{source}`: columns as `{person}` said on {on}; `--mapping` says otherwise\n"
        ));
    }
    match remembered.len().saturating_sub(EACH) {
        0 => {}
        more => text.push_str(&format!("and {more} more tables so\n")),
    }
    text
}

/// Looks for findings over everything in the database and keeps them.
async fn find(store: &Store, library: &Library) -> Result<Found> {
    let everything = store.visible_to_engine().await.map_err(told)?;
    let seen = store.snapshot(&everything).await.map_err(told)?;
    let (steps, reference) = (super::find::steps(), library.load());
    let findings = {
        let options = EngineOptions::default();
        let engine = Engine::prepare(&seen.snapshot, &reference, &options, &|step, _, of| {
            steps.set_message(super::find::said(step, of));
        });
        engine.find()
    };
    steps.finish_and_clear();
    let found = store.keep_findings(&findings.findings, &seen.handles, now()).await.map_err(told)?;
    if let Some(basis) = comity_node::search_basis(seen.generation, library) {
        store.set_search_basis(&basis).await.map_err(told)?;
    }
    Ok(found)
}

fn told_report(report: &Report, found: Option<Found>) -> String {
    let mut text = format!(
        "{} created, {} changed, {} unchanged, {} vanished, {} problems\n",
        report.created, report.changed, report.unchanged, report.vanished, report.problems
    );
    for (count, what) in [(report.returned, "returned"), (report.relabelled, "got this label")] {
        if count > 0 {
            text.push_str(&format!("{count} {what}\n"));
        }
    }
    for refused in &report.refused {
        text.push_str(&format!("{} left as they are: {}\n", refused.records, refused.reason));
    }
    for source in &report.broken_off {
        text.push_str(&format!("`{source}` was not read to its end: nothing of it counts as vanished\n"));
    }
    if let Some(found) = found {
        text.push_str(&format!(
            "findings: {} new, {} found again, {} gone\n",
            found.new, found.again, found.gone
        ));
    }
    text
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = indicatif::ProgressStyle::with_template("{bar:24} {pos}/{len} records") {
        bar.set_style(style);
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_what_happened() {
        let report = Report {
            created: 3,
            vanished: 1,
            problems: 2,
            broken_off: vec!["a.xml".into()],
            ..Report::default()
        };
        let found = Found { new: 4, again: 0, gone: 1 };
        insta::assert_snapshot!(told_report(&report, Some(found)), @r"
        3 created, 0 changed, 0 unchanged, 1 vanished, 2 problems
        `a.xml` was not read to its end: nothing of it counts as vanished
        findings: 4 new, 0 found again, 1 gone
        ");
    }

    #[test]
    fn tables_that_were_read_as_remembered_are_named() {
        let one = |n: usize| Remembered {
            source: format!("{n}.csv"),
            person: "olga".into(),
            on: "2026-03-12".into(),
        };
        assert_eq!(
            told_remembered(&[one(1)]),
            "`1.csv`: columns as `olga` said on 2026-03-12; `--mapping` says otherwise\n"
        );
        let many: Vec<Remembered> = (0..12).map(one).collect();
        assert!(told_remembered(&many).ends_with("and 2 more tables so\n"));
    }
}
