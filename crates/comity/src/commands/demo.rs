//! `comity demo`: the main job on real records that ship with the program, and a node over them; nothing to configure.

mod node;

use std::net::SocketAddr;

use std::path::PathBuf;
use std::process::{Command, Stdio};

use clap::Args as ClapArgs;
use comity_core::{Day, Snapshot};
use comity_formats::reference::Library;
use comity_overlap::{Engine, Findings, Options};
use miette::{IntoDiagnostic, Result, WrapErr};

use super::find::{said, steps, summary, write_report};
use crate::{input::load_shipped, terminal};

/// Arguments of `comity demo`.
#[derive(ClapArgs, Debug)]
pub struct Args {
    /// Folder for the report
    #[arg(long, default_value = "demo-out", value_name = "DIR")]
    out: PathBuf,
    /// Only print and write the report: no browser and no node is opened
    #[arg(long)]
    no_open: bool,
    /// Where the node listens; a free port of this machine unless said
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
}

macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_bytes!(concat!("../../../../data/", $name)).as_slice())),*]
    };
}

/// SCO, CIS, CSTO, NATO, EU and OSCE in Central Asia, as of June 2006.
const CENTRAL_ASIA: &[(&str, &[u8])] = shipped![
    "central-asia-2006/parties.csv",
    "central-asia-2006/ties.csv",
    "central-asia-2006/instruments.csv",
    "central-asia-2006/needs.csv",
    "central-asia-2006/proposals.csv",
    "central-asia-2006/positions.csv",
    "central-asia-2006/activities.csv",
];

/// 509 activities of 48 publishers in Afghanistan and its northern neighbours, as of June 2021.
const AID: &[(&str, &[u8])] = shipped!["iati/central-asia-afghanistan.xml.zst"];

/// How many findings of each set stand among the ten.
const SHOWN: [usize; 2] = [6, 4];

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let library = Library::packed();
    let reference = library.load();
    std::fs::create_dir_all(&args.out)
        .into_diagnostic()
        .wrap_err_with(|| format!("can't make the folder `{}`", args.out.display()))?;
    let sets = [
        ("Six institutions in Central Asia, June 2006", CENTRAL_ASIA, Some(node::DAY)),
        ("Aid to Afghanistan and its northern neighbours, June 2021", AID, Day::from_ymd(2021, 6, 15)),
    ];
    let mut rank = 0;
    let mut whole = Snapshot::default();
    let mut all = Findings {
        findings: Vec::new(),
        on: Day(0),
        compared: 0,
        capped: Default::default(),
        unresolved_links: 0,
    };
    let mut text = String::from("The ten findings that matter most:\n");
    for ((title, members, on), shown) in sets.into_iter().zip(SHOWN) {
        let collected = load_shipped(members);
        let bar = steps();
        let options = Options { on, ..Options::default() };
        let found = Engine::prepare(&collected.snapshot, &reference, &options, &|step, _, of| {
            bar.set_message(said(step, of))
        })
        .find();
        bar.finish_and_clear();
        text.push_str(&format!("\n{title}: {}\n", summary(&collected, &found)));
        for finding in found.findings.iter().take(shown) {
            rank += 1;
            terminal::finding(&mut text, rank, finding, 3, terminal::width());
            text.push('\n');
        }
        if all.findings.is_empty() {
            all.on = found.on;
        }
        join(&mut whole, collected.snapshot, &mut all, found);
    }
    anstream::print!("{text}");
    let report = args.out.join("report.html");
    write_report(&whole, &all, &reference, &report, "comity demo")?;
    println!("The report, with all of them: {}", report.display());
    if args.no_open {
        return Ok(());
    }
    open_in_browser(&report);
    node::open(args.listen, whole, library)
}

/// Adds one set to the others: its records and sources get higher numbers, and its findings follow them.
fn join(whole: &mut Snapshot, mut set: Snapshot, all: &mut Findings, mut found: Findings) {
    let sources = whole.sources.len() as u32;
    let records = whole.records.len() as u32;
    set.records.iter_mut().for_each(|record| record.source.0 += sources);
    found
        .findings
        .iter_mut()
        .for_each(|finding| finding.indices.iter_mut().for_each(|index| *index += records));
    whole.sources.append(&mut set.sources);
    whole.records.append(&mut set.records);
    whole.parties.append(&mut set.parties);
    whole.ties.append(&mut set.ties);
    whole.instruments.append(&mut set.instruments);
    whole.needs.append(&mut set.needs);
    whole.proposals.append(&mut set.proposals);
    whole.positions.append(&mut set.positions);
    whole.exclusions.append(&mut set.exclusions);
    whole.problems.append(&mut set.problems);
    all.findings.append(&mut found.findings);
    all.findings.sort_by(|a, b| b.urgency.total_cmp(&a.urgency));
}

/// Asks the desktop to show the report. Where there is no desktop, its path stands on the screen already.
fn open_in_browser(report: &std::path::Path) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let quiet = Command::new(opener)
        .arg(report)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if quiet.is_err() {
        println!("open it in any browser; it needs no network");
    }
}
