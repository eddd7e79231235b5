//! `comity reference`: what reference data is loaded, from where and from when.

use std::path::PathBuf;

use comfy_table::{Table, presets};
use comity_formats::reference::Library;
use miette::{IntoDiagnostic, Result, WrapErr, miette};

/// Arguments.
#[derive(clap::Args)]
pub struct Args {
    /// A reference file of your own, or a folder of them; a row with a known id replaces it
    #[arg(long = "reference", value_name = "PATH")]
    own: Vec<PathBuf>,
    /// Leave out the packed files of each part that your own files are about
    #[arg(long)]
    replace: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Lists.
pub fn run(args: Args) -> Result<()> {
    let library = open(&args.own, args.replace)?;
    let (files, problems) = (library.list(), library.problems());
    if args.json {
        let out = serde_json::json!({ "files": files, "problems": problems });
        println!("{}", serde_json::to_string_pretty(&out).into_diagnostic()?);
        return Ok(());
    }
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_header(["file", "about", "rows", "as of", "licence", "source"]);
    for file in &files {
        let part = format!("{:?}", file.part).to_lowercase();
        table.add_row([
            file.name.clone(),
            part,
            file.entries.to_string(),
            file.date.clone(),
            file.licence.clone(),
            file.source.clone(),
        ]);
    }
    println!("{table}");
    for problem in problems {
        let line = problem.line.map(|line| format!(":{line}")).unwrap_or_default();
        eprintln!("{}{line}: {}; {}", problem.file, problem.reason, problem.way_out);
    }
    Ok(())
}

/// The packed reference data with the user's own files, and with the files of the user's folders in the order of their names.
pub fn open(own: &[PathBuf], replace: bool) -> Result<Library> {
    let mut library = Library::packed();
    for path in own {
        let mut files = vec![path.clone()];
        if path.is_dir() {
            let entries = std::fs::read_dir(path).into_diagnostic()?;
            files = entries
                .filter_map(|entry| entry.ok().map(|entry| entry.path()))
                .filter(|path| path.is_file())
                .collect();
            files.sort();
        }
        for file in files {
            let name = file.display().to_string();
            let bytes =
                std::fs::read(&file).into_diagnostic().wrap_err_with(|| format!("can't read `{name}`"))?;
            library = library
                .add(&name, bytes, replace)
                .map_err(|problem| miette!(help = problem.way_out, "{name}: {}", problem.reason))?;
        }
    }
    Ok(library)
}
