//! Packs the reference data: `cargo run -p xtask --example pack_reference -- --codelists DIR`.
#![allow(clippy::print_stdout)]

#[path = "../src"]
mod source {
    pub mod pack_reference;
}

fn main() -> miette::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    source::pack_reference::run(&args.iter().map(String::as_str).collect::<Vec<_>>())
}
