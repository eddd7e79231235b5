//! `cargo xtask soak`: what a test run does in seconds, for as long as a node has to bear it.

use miette::{Result, bail};

use crate::steps::step_with;

/// 200 users for ten minutes on each database, then 200 kills of each kind; options make it shorter or bigger.
pub fn run(words: &[&str]) -> Result<()> {
    let mut settings =
        vec![("COMITY_SOAK_USERS", "200"), ("COMITY_SOAK_SECONDS", "600"), ("COMITY_KILLS", "200")];
    let mut rest = words;
    while let [option, value, more @ ..] = rest {
        let name = match *option {
            "--users" => "COMITY_SOAK_USERS",
            "--seconds" => "COMITY_SOAK_SECONDS",
            "--records" => "COMITY_SOAK_RECORDS",
            "--db" => "COMITY_SOAK_DB",
            "--kills" => "COMITY_KILLS",
            other => bail!(
                "`{other}` is no option: --users N, --seconds N, --records FILE, --db sqlite|postgres, --kills N"
            ),
        };
        settings.retain(|(known, _)| *known != name);
        settings.push((name, value));
        rest = more;
    }
    if let [option] = rest {
        bail!("`{option}` lacks its value");
    }
    // relative to where the tests run, which is not here
    let records;
    if let Some(at) = settings.iter().position(|(name, _)| *name == "COMITY_SOAK_RECORDS") {
        records = std::path::absolute(settings[at].1).map_err(|error| miette::miette!("{error}"))?;
        let Some(path) = records.to_str() else { bail!("`{}` is no text", records.display()) };
        settings[at].1 = path;
    }
    let test = |name, words: &[&str]| {
        let words = [&["test", "--release", "-p", "comity", "--test"], words].concat();
        step_with(name, ".", "cargo", &words, &settings)
    };
    test("many users", &["load", "many", "--", "--nocapture", "--test-threads", "1"])?;
    if settings.contains(&("COMITY_KILLS", "0")) {
        return Ok(());
    }
    test("killed at any moment", &["kill", "--", "--test-threads", "1"])
}
