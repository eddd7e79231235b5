//! The files that the user names: opened, read with a progress bar, and their problems told.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use comity_core::{Loss, Problem, reference::Reference};
use comity_formats::open::{self, Collected, Options};
use comity_formats::table::Mapping;
use comity_node::reading;
use comity_store::ColumnChoice;
use indicatif::{ProgressBar, ProgressStyle};
use miette::{IntoDiagnostic, Result, WrapErr, bail, miette};

use crate::reference::OwnReference;

/// What to read.
#[derive(Args, Clone, Debug)]
pub struct Input {
    /// Files or folders: IATI XML, 3W and other tables (CSV, XLSX, Parquet), FTS flows, iCalendar, GeoJSON, JSON Lines; plain or
    /// packed (.gz, .zst, .tar); `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Stop at the first thing that can't be read, or only by mending it: a wrong encoding, a bare `&`, an identifier used
    /// twice, swapped coordinates
    #[arg(long)]
    pub strict: bool,
    /// A mapping file (TOML) that says which column of a table means what
    #[arg(long, value_name = "FILE.toml")]
    pub mapping: Option<PathBuf>,
    #[command(flatten)]
    pub reference: OwnReference,
}

impl Input {
    /// Reads the reference data and all the files, and checks their points against the countries that the reference data
    /// knows. Problems are in the snapshot; with `--strict` the first that is more than a note is an error.
    pub fn load(&self) -> Result<(Collected, Reference)> {
        let reference = self.reference.told(self.strict)?.load();
        let collected = self.named()?.load(&reference, &BTreeMap::new())?;
        Ok((collected, reference))
    }

    /// The files that are named, all of them there, with the mapping file read.
    pub fn named(&self) -> Result<Named> {
        Ok(Named { mapping: self.mapping()?, files: expand(&self.files)?, strict: self.strict })
    }

    fn mapping(&self) -> Result<Mapping> {
        let Some(path) = &self.mapping else { return Ok(Mapping::default()) };
        let text = std::fs::read_to_string(path)
            .into_diagnostic()
            .wrap_err_with(|| format!("can't read the mapping file `{}`", path.display()))?;
        Mapping::parse(&text)
            .map_err(|error| miette!("the mapping file `{}` can't be used: {error}", path.display()))
    }
}

/// Files that can be read.
pub struct Named {
    mapping: Mapping,
    files: Vec<PathBuf>,
    strict: bool,
}

impl Named {
    /// Reads them as [`Input::load`] does; tables of which the mapping file says nothing as a party remembers their columns.
    pub fn load(self, reference: &Reference, chosen: &BTreeMap<String, ColumnChoice>) -> Result<Collected> {
        let Named { mapping, files, strict } = self;
        let bar =
            progress(files.iter().map(|file| std::fs::metadata(file).map_or(0, |meta| meta.len())).sum());
        let inputs = files.iter().map(|file| {
            let name = file.display().to_string();
            bar.set_message(name.clone());
            let input = bar.wrap_read(opened(file));
            (name, input)
        });
        let collected = reading::read(inputs, &reading::options(mapping, chosen), reference);
        bar.finish_and_clear();
        if strict
            && let Some(problem) =
                collected.snapshot.problems.iter().find(|problem| problem.loss >= Loss::Mended)
        {
            bail!(help = problem.way_out.clone(), "{}", located(problem));
        }
        Ok(collected)
    }
}

/// Reads bytes that ship inside the program, under their names.
pub fn load_shipped(members: &[(&str, &'static [u8])]) -> Collected {
    open::read_all(members.iter().copied(), &Options::default())
}

/// The file's bytes; one that can't be opened fails when it is read, and so becomes a problem of its own.
fn opened(file: &Path) -> Box<dyn Read> {
    if file == Path::new("-") {
        return Box::new(std::io::stdin());
    }
    match File::open(file) {
        Ok(file) => Box::new(file),
        Err(error) => Box::new(Unopened(Some(error))),
    }
}

struct Unopened(Option<std::io::Error>);

impl Read for Unopened {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(self.0.take().unwrap_or_else(|| std::io::Error::other("the file can't be opened")))
    }
}

/// Folders become the files in them, in the order of their names; what only tells people about the folder is left out.
fn expand(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let before = files.len();
            walk(path, &mut files)?;
            if files.len() == before {
                bail!(
                    help = "name a file, or a folder with files",
                    "the folder `{}` holds nothing to read",
                    path.display()
                );
            }
        } else if path.exists() || path == Path::new("-") {
            files.push(path.clone());
        } else {
            bail!(
                help = "check the spelling; a relative path begins where you are",
                "there is no file `{}`",
                path.display()
            );
        }
    }
    Ok(files)
}

fn walk(dir: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let entries = std::fs::read_dir(dir)
        .into_diagnostic()
        .wrap_err_with(|| format!("can't list the folder `{}`", dir.display()))?;
    let mut entries: Vec<PathBuf> =
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>().into_diagnostic()?;
    entries.sort();
    for path in entries {
        let name = path.file_name().map(|name| name.to_string_lossy().to_uppercase()).unwrap_or_default();
        let about = ["README", "LICENSE", "LICENCE", "."].iter().any(|word| name.starts_with(word));
        match path.is_dir() {
            _ if about => {}
            true => walk(&path, files)?,
            false => files.push(path),
        }
    }
    Ok(())
}

/// A bar over bytes that shows up after a second and goes when done; silent when the output is piped.
fn progress(bytes: u64) -> ProgressBar {
    let bar = ProgressBar::new(bytes);
    if let Ok(style) = ProgressStyle::with_template("{bar:24} {bytes}/{total_bytes}  {eta}  {wide_msg}") {
        bar.set_style(style);
    }
    bar.set_draw_target(indicatif::ProgressDrawTarget::stderr_with_hz(4));
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}

/// `file:line:column: element of identifier: reason`.
pub fn located(problem: &Problem) -> String {
    let mut text = problem.file.clone();
    for place in [problem.line, problem.column].into_iter().flatten() {
        text.push_str(&format!(":{place}"));
    }
    let what: Vec<&str> = [problem.element.as_str(), problem.identifier.as_str()]
        .into_iter()
        .filter(|word| !word.is_empty())
        .collect();
    if !what.is_empty() {
        text.push_str(&format!(": {}", what.join(" of ")));
    }
    format!("{text}: {}", problem.reason)
}

/// Says on standard error how much could not be read, and how to see it.
pub fn tell_problems(collected: &Collected) {
    let cost = collected.snapshot.problems.iter().filter(|problem| problem.loss >= Loss::Value).count();
    if cost > 0 {
        let lost = match collected.counts.skipped {
            0 => String::new(),
            skipped => format!(", {skipped} whole records among them"),
        };
        eprintln!("{cost} things could not be read{lost}: `comity inspect` with the same files lists them");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_read_in_order_without_its_readme() {
        let dir = tempfile::tempdir().expect("a folder");
        for name in ["b.csv", "a.csv", "README.md", "LICENCE.md", ".hidden"] {
            std::fs::write(dir.path().join(name), "x").expect("written");
        }
        let files = expand(&[dir.path().to_owned()]).expect("listed");
        let names: Vec<_> = files
            .iter()
            .map(|file| file.file_name().expect("named").to_string_lossy().into_owned())
            .collect();
        assert_eq!(names, ["a.csv", "b.csv"]);
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = expand(&["no/such/file.xml".into()]).expect_err("is missing");
        assert_eq!(error.to_string(), "there is no file `no/such/file.xml`");
    }

    #[test]
    fn a_problem_says_where() {
        let problem = Problem {
            file: "a.xml".into(),
            line: Some(12),
            column: Some(3),
            element: "activity-date".into(),
            identifier: "XM-1".into(),
            reason: "`2021-02-30` is no day".into(),
            way_out: "correct the day".into(),
            loss: Loss::Value,
        };
        assert_eq!(located(&problem), "a.xml:12:3: activity-date of XM-1: `2021-02-30` is no day");
    }
}
