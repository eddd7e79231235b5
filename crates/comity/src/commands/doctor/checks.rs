//! What a doctor looks at, one function each.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use comity_core::UserRole;
use comity_ledger::Trust;
use comity_node::UserState;
use comity_policy::{Circumstances, Policies};
use comity_store::{Asker, InForce, Opener, Store, Url};
use nix::sys::statvfs::statvfs;

use super::{Args, Check};
use crate::database::{now, operator, today, told};
use crate::node_key;

/// Looks at everything, what the rest needs first.
pub async fn all(args: &Args) -> Vec<Check> {
    let mut checks = vec![reference(args)];
    let url = match args.database.url() {
        Ok(url) => url,
        Err(error) => {
            checks.push(Check::error("database", &error));
            return checks;
        }
    };
    checks.push(disk(&url));
    let store = match database(&url).await {
        Ok((store, check)) => {
            checks.push(check);
            store
        }
        Err(check) => {
            checks.push(check);
            return checks;
        }
    };
    let tables = tables(&store).await;
    let of_this_version = tables.state == super::State::Well;
    checks.push(tables);
    if of_this_version {
        checks.push(key(args, &store).await);
        match store.policies_in_force().await {
            Err(error) => checks.push(Check::error("policies", &told(error))),
            Ok(in_force) => {
                checks.push(policies(&in_force));
                checks.extend(operators_and_jobs(&store, &in_force.policies).await);
            }
        }
        if !args.quick {
            checks.push(records(&store).await);
            checks.extend(ledger(&store).await);
        }
    }
    store.close().await;
    checks
}

/// The user's own reference files: rows that can't be read.
fn reference(args: &Args) -> Check {
    const WHAT: &str = "reference";
    let library = match args.reference.library() {
        Ok(library) => library,
        Err(error) => return Check::error(WHAT, &error),
    };
    let problems = library.problems();
    let Some(first) = problems.first() else {
        return Check::well(WHAT, "places, themes, organisations and rates can be read");
    };
    let says =
        format!("{} rows of reference files can't be read; {}", problems.len(), crate::input::located(first));
    Check::hint(WHAT, says, first.way_out.clone())
}

/// Where the database writes: room for it, and for a backup beside it.
fn disk(url: &Url) -> Check {
    const WHAT: &str = "disk";
    let (folder, size) = match url {
        Url::Sqlite(path) => (folder_of(path), std::fs::metadata(path).map_or(0, |file| file.size())),
        // its own disk is another machine's; imports wait in the folder for temporary files here
        Url::Postgres(_) => (std::env::temp_dir(), 0),
    };
    let Ok(disk) = statvfs(&folder) else {
        return Check::hint(WHAT, format!("`{}` can't be looked at", folder.display()), "make the folder");
    };
    let free = disk.blocks_available() * disk.fragment_size();
    let says = format!("{} free in `{}`", bytes(free), folder.display());
    if free < 200 << 20 {
        return Check::wrong(WHAT, says, "make room: with a full disk nothing can be changed");
    }
    if free < (1 << 30) || free < 2 * size {
        return Check::hint(
            WHAT,
            says,
            format!("make room: the database has {}, a backup needs as much", bytes(size)),
        );
    }
    Check::well(WHAT, says)
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Megabytes and gigabytes of a thousand.
fn bytes(count: u64) -> String {
    match count {
        0..1_000_000_000 => format!("{:.1} MB", count as f64 / 1e6),
        _ => format!("{:.1} GB", count as f64 / 1e9),
    }
}

/// Whether it can be reached. A SQLite file that isn't there isn't made.
async fn database(url: &Url) -> Result<(Store, Check), Check> {
    const WHAT: &str = "database";
    if let Url::Sqlite(path) = url
        && !path.exists()
    {
        return Err(Check::wrong(
            WHAT,
            format!("{url} isn't there"),
            "comity db migrate, or name another with --db",
        ));
    }
    match Store::connect(url, Opener::Command).await {
        Ok(store) => Ok((store, Check::well(WHAT, format!("{url} answers")))),
        Err(error) => Err(Check::error(WHAT, &told(error))),
    }
}

async fn tables(store: &Store) -> Check {
    const WHAT: &str = "tables";
    match store.missing_migrations().await {
        Ok(0) => Check::well(WHAT, "are of this version"),
        Ok(missing) => {
            let says = format!("lack {missing} migrations of this version");
            Check::wrong(WHAT, says, "comity backup --out FILE, then comity db migrate")
        }
        Err(error) => Check::error(WHAT, &told(error)),
    }
}

/// The key that signs changes: there, its owner's alone, and the log's.
async fn key(args: &Args, store: &Store) -> Check {
    const WHAT: &str = "key";
    let path = match args.key.path(store.url()) {
        Ok(path) => path,
        Err(error) => return Check::error(WHAT, &error),
    };
    let log = match store.log_public_key().await {
        Ok(log) => log,
        Err(error) => return Check::error(WHAT, &told(error)),
    };
    let Some(log) = log else {
        return Check::hint(WHAT, "this database has no log yet", "comity db migrate");
    };
    if !path.exists() {
        let says = format!("there is no key at `{}`, and the log is signed by `{log}`", path.display());
        return Check::wrong(WHAT, says, "copy the key file there, or name it with --key or COMITY_KEY");
    }
    match node_key::read(&path) {
        Err(error) => Check::error(WHAT, &error),
        Ok(key) if key.verifier() != log => {
            let says = format!("`{}` is another node's: the log is signed by `{log}`", path.display());
            Check::wrong(WHAT, says, "name the right key file with --key or COMITY_KEY")
        }
        Ok(_) => {
            Check::well(WHAT, format!("`{}` signs this log, and nobody else may read it", path.display()))
        }
    }
}

/// Which policies hold.
fn policies(in_force: &InForce) -> Check {
    let says = match in_force.set {
        None => "the shipped ones hold".to_owned(),
        Some(_) => format!("those that were put in force here hold, version {}", in_force.policies.version()),
    };
    Check::well("policies", says)
}

/// Whether someone can manage users, and whether work beside the desks goes on.
async fn operators_and_jobs(store: &Store, policies: &Policies) -> Vec<Check> {
    let asked = async {
        let viewer = operator()?;
        let asker = Asker::new(policies, &viewer, Circumstances::on(today()?));
        let users = store.users(&asker).await.map_err(told)?;
        let jobs = store.jobs(&asker, 1000).await.map_err(told)?;
        Ok::<_, miette::Report>((users, jobs))
    };
    let (users, jobs) = match asked.await {
        Ok(found) => found,
        Err(error) => return vec![Check::error("users", &error)],
    };
    let operators = users
        .iter()
        .filter(|user| user.state == UserState::Active && user.roles.contains(&UserRole::Operator));
    let operators = operators.count();
    let users = match operators {
        0 => Check::wrong("users", "the node has no operator", "comity user add NAME --role operator"),
        _ => Check::well("users", format!("{} users, {operators} of them operators", users.len())),
    };
    // a server takes a job within seconds; a run over everything takes minutes at most
    let late = now().plus_seconds(-900);
    let failed = jobs.iter().find(|job| job.state == "failed");
    let stuck = jobs.iter().filter(|job| job.state != "failed" && job.due_at < late).count();
    let jobs = match (failed, stuck) {
        (Some(job), _) => Check::wrong(
            "jobs",
            format!("a job of `{}` was given up after {} tries: {}", job.queue, job.attempts, job.last_error),
            "see what it says, then import something or start the server anew: findings are looked for again",
        ),
        (None, 0) => Check::well("jobs", "nothing waits too long"),
        (None, stuck) => Check::wrong(
            "jobs",
            format!("{stuck} jobs wait for more than a quarter of an hour"),
            "comity serve: the server does them; if it runs, its log says why it doesn't",
        ),
    };
    vec![users, jobs]
}

async fn records(store: &Store) -> Check {
    const WHAT: &str = "records";
    match store.check().await {
        Err(error) => Check::error(WHAT, &told(error)),
        Ok(wrong) => match wrong.first() {
            None => Check::well(WHAT, "are all there and can be read"),
            Some(first) => Check::wrong(
                WHAT,
                format!("{} damages; {first}", wrong.len()),
                "comity restore BACKUP into another database",
            ),
        },
    }
}

/// The log, and what it tells of the clock.
async fn ledger(store: &Store) -> Vec<Check> {
    const WHAT: &str = "log";
    let audit = match store.audit_log(Trust::default()).await {
        Ok(audit) => audit.report,
        Err(comity_store::Error::Unlogged) => return Vec::new(),
        Err(error) => return vec![Check::error(WHAT, &told(error))],
    };
    let says = format!("{} entries hold, {} checkpoints in them", audit.head.size, audit.checkpoints);
    let log = Check::well(WHAT, says);
    let ahead = audit.times.map_or(0, |(_, last)| last.as_second() - now().timestamp().as_second());
    let clock = match (ahead, audit.clock_back) {
        (60.., _) => Check::wrong(
            "clock",
            format!("it is {ahead} seconds behind the last entry of the log"),
            "timedatectl set-ntp true",
        ),
        (_, 0) => Check::well("clock", "goes on from the last entry of the log"),
        (_, back) => Check::hint(
            "clock",
            format!("was set back: {back} entries are dated before the one that precedes them"),
            "timedatectl set-ntp true",
        ),
    };
    vec![log, clock]
}
