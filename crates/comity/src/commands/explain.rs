//! `comity explain`: why two records are, or are not, something to each other.

use clap::Args as ClapArgs;
use comity_core::Finding;
use comity_overlap::{Engine, Options, silent};
use miette::{Result, miette};

use crate::{input::Input, terminal};

/// Arguments of `comity explain`.
#[derive(ClapArgs, Debug)]
pub struct Args {
    #[command(flatten)]
    input: Input,
    /// Identifier of one record
    #[arg(long, value_name = "ID")]
    a: String,
    /// Identifier of the other
    #[arg(long, value_name = "ID")]
    b: String,
    /// Take no link or identifier that a record declares as evidence
    #[arg(long)]
    ignore_declared_links: bool,
    /// One JSON object
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let (collected, reference) = args.input.load()?;
    let options = Options { ignore_declared_links: args.ignore_declared_links, ..Options::default() };
    let engine = Engine::prepare(&collected.snapshot, &reference, &options, &silent);
    let number = |id: &str| {
        engine.record(id).ok_or_else(|| {
            miette!(
                help = "identifiers are those of `comity find`; write them whole",
                "no record has the identifier `{id}`"
            )
        })
    };
    let (a, b) = (number(&args.a)?, number(&args.b)?);
    let explained = engine.explain(a, b);
    let probability = Finding::probability_of(explained.weight);
    if args.json {
        let kind = explained.kind.map(|kind| kind.as_str());
        println!(
            "{}",
            serde_json::json!({ "a": args.a, "b": args.b, "kind": kind, "weight": explained.weight,
                "probability": probability, "evidence": explained.evidence })
        );
        return Ok(());
    }
    let mut text = String::new();
    for (number, name) in [(a, "a"), (b, "b")] {
        if let Some(record) = collected.snapshot.records.get(number as usize) {
            text.push_str(&format!(
                "{name}  {}  {}\n   {}\n",
                record.id,
                record.reporter.label(),
                record.label()
            ));
        }
    }
    text.push('\n');
    terminal::waterfall(&mut text, &explained.evidence, terminal::width());
    let kind = explained.kind.map_or("nothing worth an alert", |kind| kind.as_str());
    text.push_str(&format!(
        "\n{:>+6.1}  bits in all, probability {probability:.3}: {kind}\n",
        explained.weight
    ));
    anstream::print!("{text}");
    Ok(())
}
