//! `comity reference`: what reference data is loaded, from where and from when.

use comfy_table::{Table, presets};
use miette::{IntoDiagnostic, Result};

use crate::{input::located, reference::OwnReference};

/// Arguments.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    reference: OwnReference,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Lists.
pub fn run(args: Args) -> Result<()> {
    let library = args.reference.library()?;
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
        eprintln!("{}; {}", located(problem), problem.way_out);
    }
    Ok(())
}
