//! The reference data of a run: what ships with the program, extended or replaced by files of the user's own.

use std::path::PathBuf;

use clap::Args;
use comity_formats::reference::Library;
use miette::{IntoDiagnostic, Result, WrapErr, miette};

use crate::input::located;

/// Which files of the user's own stand beside the packed ones, or in their place.
#[derive(Args, Clone, Debug, Default)]
pub struct OwnReference {
    /// A reference file of your own (places, themes, organisations, placeholders, rates), or a folder of them; a row with a
    /// known id replaces it. May stand several times
    #[arg(long = "reference", value_name = "PATH")]
    own: Vec<PathBuf>,
    /// Leave out the packed files of each part that your own files are about
    #[arg(long, requires = "own")]
    replace_reference: bool,
}

impl OwnReference {
    /// The packed reference data with the user's own files, those of a folder in the order of their names.
    pub fn library(&self) -> Result<Library> {
        let mut library = Library::packed();
        for path in &self.own {
            for file in files(path)? {
                let name = file.display().to_string();
                let bytes = std::fs::read(&file)
                    .into_diagnostic()
                    .wrap_err_with(|| format!("can't read the reference file `{name}`"))?;
                library = library
                    .add((name.as_str(), bytes), self.replace_reference)
                    .map_err(|problem| miette!(help = problem.way_out, "{name}: {}", problem.reason))?;
            }
        }
        Ok(library)
    }

    /// The same. Rows of the user's files that can't be read are told on standard error, with `strict` the first of them is an error.
    pub fn told(&self, strict: bool) -> Result<Library> {
        let library = self.library()?;
        if !self.own.is_empty() {
            for problem in library.problems() {
                let told = located(problem);
                if strict {
                    return Err(miette!(help = problem.way_out.clone(), "{told}"));
                }
                eprintln!("{told}; {}", problem.way_out);
            }
        }
        Ok(library)
    }
}

fn files(path: &PathBuf) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.clone()]);
    }
    let entries = std::fs::read_dir(path)
        .and_then(Iterator::collect::<std::io::Result<Vec<_>>>)
        .into_diagnostic()
        .wrap_err_with(|| format!("can't list the folder `{}`", path.display()))?;
    let mut files: Vec<PathBuf> =
        entries.into_iter().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    Ok(files)
}
