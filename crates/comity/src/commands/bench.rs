//! `comity bench`: our own figures, each beside the command that made it. Peers are measured beside us by
//! the scripts that docs/BENCHMARKS.md names.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Args as ClapArgs;
use comfy_table::{ContentArrangement, Table, presets::UTF8_HORIZONTAL_ONLY};
use miette::{IntoDiagnostic, Result, WrapErr, bail};
use serde::Serialize;

use crate::usage::Usage;

/// Arguments of `comity bench`.
#[derive(ClapArgs, Debug)]
pub struct Args {
    /// Folder with the open data sets (iati, fts, three-w, truth); what is missing is left out and said
    #[arg(long, default_value = "../shared/data")]
    data: PathBuf,
    /// Folder with the generated linkage sets (act_100k, persons_1m, ..), made by the scripts beside the peers
    #[arg(long, default_value = "bench/out")]
    sets: PathBuf,
    /// Only cases whose name contains this
    #[arg(long, value_name = "WORD")]
    only: Option<String>,
    /// Runs of each case; the median is shown
    #[arg(long, default_value_t = 3)]
    runs: usize,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

/// One thing to measure: a command of this program over one input.
struct Case {
    name: &'static str,
    /// Input, below the data folder or the folder of sets.
    input: PathBuf,
    /// Words before and after the input.
    command: (&'static [&'static str], &'static [&'static str]),
}

#[derive(Serialize)]
struct Figure {
    case: &'static str,
    command: String,
    runs: usize,
    #[serde(flatten)]
    median: Usage,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let scratch = tempdir()?;
    let mut figures = Vec::new();
    for case in cases(args) {
        if args.only.as_ref().is_some_and(|word| !case.name.contains(word.as_str())) {
            continue;
        }
        if !case.input.exists() {
            eprintln!("left out: {} (there is no `{}`)", case.name, case.input.display());
            continue;
        }
        eprintln!("measuring: {}", case.name);
        let figure = measure(&case, args.runs.max(1), &scratch)?;
        if args.json {
            println!("{}", serde_json::to_string(&figure).into_diagnostic()?);
        }
        figures.push(figure);
    }
    std::fs::remove_dir_all(&scratch).into_diagnostic()?;
    if figures.is_empty() {
        bail!(help = "name the folders with --data and --sets", "there is nothing to measure");
    }
    if !args.json {
        println!("{}", table(&figures));
    }
    Ok(())
}

fn cases(args: &Args) -> Vec<Case> {
    let data = |path: &str| args.data.join(path);
    let set = |name: &str| args.sets.join(name).join("records.parquet");
    const LINK: (&[&str], &[&str]) = (&["link", "--records"], &["--out", "OUT/pairs.parquet"]);
    const FIND: (&[&str], &[&str]) = (&["find"], &["--format", "jsonl", "--out", "OUT/findings.jsonl"]);
    vec![
        Case {
            name: "read the IATI pool",
            input: data("iati/pool-2021-06.xml.zst"),
            command: (&["inspect", "--json"], &[]),
        },
        Case { name: "findings of the IATI pool", input: data("iati/pool-2021-06.xml.zst"), command: FIND },
        Case { name: "findings of Central Asia 2006", input: data("central-asia-2006"), command: FIND },
        Case { name: "findings of act_100k", input: set("act_100k"), command: FIND },
        Case { name: "link act_100k", input: set("act_100k"), command: LINK },
        Case { name: "link act_300k", input: set("act_300k"), command: LINK },
        Case { name: "link act_1m", input: set("act_1m"), command: LINK },
        Case { name: "link persons_100k", input: set("persons_100k"), command: LINK },
        Case { name: "link persons_1m", input: set("persons_1m"), command: LINK },
        Case { name: "link historical_50k", input: set("historical_50k"), command: LINK },
    ]
}

/// Runs the case as a process of its own, so that its cost is its own.
fn measure(case: &Case, runs: usize, scratch: &Path) -> Result<Figure> {
    let out = scratch.display().to_string();
    let words =
        |words: &[&str]| -> Vec<String> { words.iter().map(|word| word.replace("OUT", &out)).collect() };
    let (before, after) = case.command;
    let mut line = words(before);
    line.push(case.input.display().to_string());
    line.extend(words(after));
    let usage_file = scratch.join("usage.json");
    let program = std::env::current_exe().into_diagnostic()?;
    let mut usages = Vec::new();
    for _ in 0..runs {
        let status = Command::new(&program)
            .args(&line)
            .arg("--usage-file")
            .arg(&usage_file)
            .stdout(Stdio::null())
            .status()
            .into_diagnostic()?;
        if !status.success() {
            bail!("`comity {}` failed", line.join(" "));
        }
        let text = std::fs::read(&usage_file).into_diagnostic().wrap_err("the run told no cost")?;
        usages.push(serde_json::from_slice::<Usage>(&text).into_diagnostic()?);
    }
    let median = |of: fn(&Usage) -> f64| {
        let mut values: Vec<f64> = usages.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    let median =
        Usage { cpu_seconds: median(|usage| usage.cpu_seconds), peak_mb: median(|usage| usage.peak_mb) };
    let command = format!("comity {}", line.join(" ")).replace(&out, "OUT");
    Ok(Figure { case: case.name, command, runs, median })
}

fn table(figures: &[Figure]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(["what", "CPU s", "peak MB", "command"]);
    for figure in figures {
        table.add_row([
            figure.case.to_owned(),
            format!("{:.2}", figure.median.cpu_seconds),
            format!("{:.0}", figure.median.peak_mb),
            figure.command.clone(),
        ]);
    }
    table
}

fn tempdir() -> Result<PathBuf> {
    let dir = std::env::temp_dir().join(format!("comity-bench-{}", std::process::id()));
    std::fs::create_dir_all(&dir)
        .into_diagnostic()
        .wrap_err_with(|| format!("can't make the folder `{}`", dir.display()))?;
    Ok(dir)
}
