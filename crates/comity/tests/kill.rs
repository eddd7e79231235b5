//! Killed at any moment, an import leaves a database that opens, whose log holds, that shows nothing half-applied, and takes the same import again.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)] // a failure is the finding

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use comity_ledger::Trust;
use comity_store::read::{Count, Filter};
use comity_store::{Error, Opener, Store, Url};

/// Enough records for several staging transactions.
const RECORDS: usize = 4500;

fn file(folder: &Path) -> PathBuf {
    let path = folder.join("plan.csv");
    let mut text = "id,title,start date,end date,country,sector\n".to_owned();
    for n in 0..RECORDS {
        text.push_str(&format!(
            "K-{n},Water and roads part {n},2021-01-{:02},2021-12-31,Tajikistan,Education\n",
            n % 28 + 1
        ));
    }
    std::fs::write(&path, text).unwrap();
    path
}

fn import(file: &Path, database: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_comity"));
    command.arg("import").arg(file).args(["--as", "osce", "--no-findings", "--json"]);
    command.arg("--db").arg(format!("sqlite:{}", database.display()));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// Records that one who sees all sees, and what is wrong.
fn look(database: &Path) -> (u64, Vec<String>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::open(&Url::Sqlite(database.to_owned()), Opener::Command).await.expect("it opens");
        let visible = store.visible_to_engine().await.unwrap();
        let Count::Exactly(count) = store.count(&visible, &Filter::default(), 1_000_000).await.unwrap()
        else {
            panic!("so many there aren't")
        };
        let mut wrong = store.check().await.unwrap();
        match store.audit_log(Trust::default()).await {
            // killed before the log was opened
            Ok(_) | Err(Error::Unlogged) => {}
            Err(error) => wrong.push(error.to_string()),
        }
        store.close().await;
        (count, wrong)
    })
}

#[test]
fn killed_at_any_moment_an_import_is_whole_or_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let file = file(folder.path());
    // how long a whole one takes, so that the moments spread over it
    let begun = Instant::now();
    let whole = import(&file, &folder.path().join("whole.db")).output().unwrap();
    assert!(whole.status.success(), "{}", String::from_utf8_lossy(&whole.stdout));
    let takes = begun.elapsed();
    let kills = std::env::var("COMITY_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(12u32);
    let mut cut_short = 0;
    for kill in 0..kills {
        let database = folder.path().join(format!("{kill}.db"));
        let mut child = import(&file, &database).spawn().unwrap();
        std::thread::sleep(
            takes.mul_f64(f64::from(kill + 1) / f64::from(kills + 1)) + Duration::from_millis(3),
        );
        let _ = child.kill();
        let ended = child.wait().unwrap();
        if !database.exists() {
            continue;
        }
        let (count, wrong) = look(&database);
        assert_eq!(wrong, [""; 0]);
        assert!(
            count == 0 || count == RECORDS as u64,
            "{count} records after a kill: half of an import is seen"
        );
        assert!(!ended.success() || count == RECORDS as u64, "what was acknowledged is there");
        cut_short += u32::from(count == 0);
        let again = import(&file, &database).output().unwrap();
        assert!(again.status.success(), "the same import again");
        assert_eq!(look(&database).0, RECORDS as u64);
        let _ = std::fs::remove_file(&database);
    }
    assert!(cut_short > 0, "no kill came before the end: the test saw nothing");
}
