//! `comity verify`: a log is checked by itself, out of an export or in its database. No key is needed, no server is asked.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use comity_ledger::{Checkpoint, Report, Trust, Verifier, VerifierKey};
use comity_store::{Audit, Opener, Store, Url};
use miette::{IntoDiagnostic, Result, WrapErr, miette};

use crate::database::{Database, address, told, wait};

/// Arguments of `comity verify`.
#[derive(ClapArgs, Debug)]
pub struct Args {
    /// An export of a log, or a database (a SQLite file, `sqlite:PATH`, `postgres://..`); without it the database of --db
    #[arg(value_name = "FILE|DB")]
    what: Option<String>,
    #[command(flatten)]
    database: Database,
    /// The public key that the log must be signed by, `name+hash+key`, as its operator gave it to you. Without it the log vouches
    /// for itself: that nothing was changed since it was signed, not by whom
    #[arg(long, value_name = "KEY")]
    trust: Option<String>,
    /// A checkpoint seen earlier, as `comity ledger checkpoint` printed it: the log must go on from there. May stand several times
    #[arg(long, value_name = "FILE")]
    earlier: Vec<PathBuf>,
    /// The public key of a partner who co-signs checkpoints. May stand several times
    #[arg(long, value_name = "KEY")]
    cosigner: Vec<String>,
    /// One JSON object
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let trust = args.trust()?;
    let (report, audit) = match args.subject()? {
        Subject::File(path) => (export(&path, trust)?, None),
        Subject::Database(url) => {
            let audit = wait(async {
                if let Url::Sqlite(path) = &url
                    && !path.exists()
                {
                    return Err(miette!(help = "name another with --db", "there is no database {url}"));
                }
                let store = Store::open(&url, Opener::Command).await.map_err(told)?;
                let audit = store.audit_log(trust).await.map_err(told)?;
                store.close().await;
                Ok(audit)
            })?;
            (audit.report.clone(), Some(audit))
        }
    };
    if args.json {
        println!("{}", json(&report, audit.as_ref()));
    } else {
        print!("{}", said(&report, audit.as_ref()));
    }
    Ok(())
}

/// What is checked.
enum Subject {
    File(PathBuf),
    Database(Url),
}

impl Args {
    fn subject(&self) -> Result<Subject> {
        let Some(what) = &self.what else { return Ok(Subject::Database(self.database.url()?)) };
        if what.starts_with("sqlite:") || what.contains("://") {
            return Ok(Subject::Database(address(what)?));
        }
        let path = PathBuf::from(what);
        let mut head = [0; 16];
        let read = opened(&path)?.read(&mut head).into_diagnostic()?;
        if head.get(..read).is_some_and(|head| head == b"SQLite format 3\0") {
            return Ok(Subject::Database(Url::Sqlite(path)));
        }
        Ok(Subject::File(path))
    }

    fn trust(&self) -> Result<Trust> {
        let key = |text: &String| {
            VerifierKey::parse(text.trim())
                .map_err(|error| miette!(help = "ask its operator for it", "{error}"))
        };
        let checkpoint = |path: &PathBuf| {
            let text = std::fs::read_to_string(path)
                .into_diagnostic()
                .wrap_err_with(|| format!("can't read `{}`", path.display()))?;
            Checkpoint::parse(&text).map_err(|error| {
                miette!(help = "`comity ledger checkpoint` prints one", "`{}`: {error}", path.display())
            })
        };
        Ok(Trust {
            key: self.trust.as_ref().map(key).transpose()?,
            earlier: self.earlier.iter().map(checkpoint).collect::<Result<_>>()?,
            cosigners: self.cosigner.iter().map(key).collect::<Result<_>>()?,
        })
    }
}

fn opened(path: &Path) -> Result<File> {
    File::open(path).into_diagnostic().wrap_err_with(|| format!("can't read `{}`", path.display()))
}

fn export(path: &Path, trust: Trust) -> Result<Report> {
    let mut file = opened(path)?;
    let mut verifier = Verifier::new(trust);
    let mut piece = vec![0; 1 << 16];
    let faulty = |fault| {
        miette!(
            help = "ask for the file again, and compare it with a checkpoint that you kept",
            "`{}` doesn't hold: {fault}",
            path.display()
        )
    };
    loop {
        let read = file.read(&mut piece).into_diagnostic()?;
        if read == 0 {
            return verifier.finish().map_err(faulty);
        }
        verifier.push(piece.get(..read).unwrap_or_default()).map_err(faulty)?;
    }
}

/// What holds, in words.
fn said(report: &Report, audit: Option<&Audit>) -> String {
    let mut text = String::new();
    let head = report.head;
    let _ = writeln!(text, "the log of {} holds: {} entries, root {}", report.origin, head.size, head.root);
    if let Some((first, last)) = report.times {
        let _ = writeln!(text, "  from {first:.0} to {last:.0}");
    }
    let kinds: Vec<String> = report.kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    let _ = writeln!(text, "  {}", kinds.join(", "));
    let known = if report.key_known {
        "as you trust"
    } else {
        "which nobody vouched for here: compare it with what the operator gave you, and name it with --trust"
    };
    let _ = writeln!(text, "signed by {}, {known}", report.key);
    let _ =
        writeln!(text, "{} checkpoints in it, {} seen earlier, all kept", report.checkpoints, report.earlier);
    for partner in &report.cosigned {
        let _ = writeln!(text, "co-signed by {} at {:.0}", partner.name, partner.at);
    }
    for (count, what) in [
        (report.key_changes, "changes of the key"),
        (report.clock_back, "entries are dated before the one that precedes them: a clock was set back"),
        (report.unknown_kinds, "entries of a kind that this program doesn't know: checked, not understood"),
    ] {
        if count > 0 {
            let _ = writeln!(text, "{count} {what}");
        }
    }
    if let Some(audit) = audit {
        let _ = writeln!(
            text,
            "the records of {} imports are those that the log tells of; {} names, reasons and contents are what it commits to",
            audit.imports, audit.openings
        );
        if audit.erased_imports > 0 {
            let _ = writeln!(text, "what {} imports wrote was erased from the log", audit.erased_imports);
        }
    }
    text
}

fn json(report: &Report, audit: Option<&Audit>) -> serde_json::Value {
    serde_json::json!({
        "origin": report.origin.as_str(),
        "entries": report.head.size,
        "root": report.head.root.to_string(),
        "key": report.key,
        "key_known": report.key_known,
        "key_changes": report.key_changes,
        "first": report.times.map(|(first, _)| first.to_string()),
        "last": report.times.map(|(_, last)| last.to_string()),
        "clock_back": report.clock_back,
        "kinds": report.kinds,
        "unknown_kinds": report.unknown_kinds,
        "checkpoints": report.checkpoints,
        "earlier": report.earlier,
        "cosigned": report.cosigned.iter().map(|one| (one.name.to_string(), one.at.to_string())).collect::<Vec<_>>(),
        "openings": audit.map(|audit| audit.openings),
        "imports": audit.map(|audit| audit.imports),
        "erased_imports": audit.map(|audit| audit.erased_imports),
    })
}
