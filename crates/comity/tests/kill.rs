//! Killed at any moment of an import, a verdict or a backup: the database opens, its log holds, nothing half-applied is seen, nothing that was
//! acknowledged is lost. `COMITY_KILLS` says how many moments each; without it a few.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)] // a failure is the finding

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use comity_core::{Day, Finding, FindingKind, Says, Seat, UserHandle, UserRole, Viewer};
use comity_ledger::{SignerKey, Trust};
use comity_policy::{Circumstances, Policies};
use comity_store::read::Filter;
use comity_store::{Answer, Asker, Look, Time};
use comity_store::{Error, Opener, Store, Url};

/// Enough records for several staging transactions.
const RECORDS: usize = 2500;

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

/// At how many moments to kill.
fn kills(without: u32) -> u32 {
    std::env::var("COMITY_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(without)
}

/// Records that one who sees all sees, and what is wrong.
fn look(database: &Path) -> (u64, Vec<String>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::open(&Url::Sqlite(database.to_owned()), Opener::Command).await.expect("it opens");
        let visible = store.visible_to_engine().await.unwrap();
        let count = store.overview(&visible, &Filter::default(), &[], 0).await.unwrap().records;
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
    let kills = kills(10);
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

#[test]
fn killed_at_any_moment_a_backup_is_whole_or_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let file = file(folder.path());
    let database = folder.path().join("comity.db");
    assert!(import(&file, &database).status().unwrap().success());
    let backup = |to: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_comity"));
        command.args(["backup", "--out"]).arg(to).arg("--db").arg(format!("sqlite:{}", database.display()));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let begun = Instant::now();
    assert!(backup(&folder.path().join("whole")).status().unwrap().success());
    let takes = begun.elapsed();
    let kills = kills(8);
    let mut cut_short = 0;
    for kill in 0..kills {
        let to = folder.path().join(format!("backup{kill}"));
        let mut child = backup(&to).spawn().unwrap();
        std::thread::sleep(takes.mul_f64(f64::from(kill + 1) / f64::from(kills + 1)));
        let _ = child.kill();
        let ended = child.wait().unwrap();
        assert!(!ended.success() || to.exists(), "what was acknowledged is there");
        cut_short += u32::from(!to.exists());
        if to.exists() {
            assert_eq!(look(&to), (RECORDS as u64, Vec::new()), "a backup that has its name is whole");
        }
        for rest in [to.clone(), to.with_extension("part")] {
            let _ = std::fs::remove_file(rest);
        }
    }
    assert!(cut_short > 0, "no kill came before the end: the test saw nothing");
    assert_eq!(look(&database), (RECORDS as u64, Vec::new()));
}

/// A finding over the first two records.
fn finding() -> Finding {
    Finding {
        kind: FindingKind::Same,
        weight: 7.25,
        probability: 0.99,
        urgency: 1.0,
        sentence: "two records describe one activity".into(),
        gist: Says::Prior { one_in: 1000 },
        records: Vec::new(),
        indices: vec![0, 1],
        pairs: vec![(0, 1)],
        parties: vec!["osce".into()],
        needs: Vec::new(),
        place: None,
        period: None,
        themes: Vec::new(),
        money: None,
        ways: Vec::new(),
        evidence: Vec::new(),
    }
}

/// The database of a node with its key, and who works there.
async fn node(database: &Path) -> Store {
    let mut key = database.as_os_str().to_owned();
    key.push(".key");
    let key = SignerKey::parse_secret(std::fs::read_to_string(key).unwrap().trim()).unwrap();
    let store = Store::open(&Url::Sqlite(database.to_owned()), Opener::Command).await.unwrap();
    store.with_log(key).await.unwrap()
}

fn viewer() -> Viewer {
    Viewer {
        user: UserHandle::new("officer").unwrap(),
        roles: [UserRole::DeskOfficer, UserRole::LegalOfficer].into(),
        seat: Some(Seat::of_party("osce".into())),
        groups: [].into(),
    }
}

/// Not a test of its own: the process that the next one kills. It answers a finding over and over and says so each time.
#[test]
#[ignore = "the child of `killed_at_any_moment_a_verdict_is_kept_with_its_entry`"]
fn answering_until_killed() {
    let Some(database) = std::env::var_os("COMITY_KILL_DATABASE") else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = node(Path::new(&database)).await;
        let (policies, viewer) = (Policies::shipped().unwrap(), viewer());
        let asker = Asker::new(&policies, &viewer, Circumstances::on(Day(14_000)));
        let seen = store.snapshot(&store.visible_to_engine().await.unwrap()).await.unwrap();
        store.keep_findings(&[finding()], &seen.handles, Time(1)).await.unwrap();
        let visible = store.visible_to_engine().await.unwrap();
        let queue = comity_store::read::Queue { kinds: vec![FindingKind::Same], ..Default::default() };
        let id = match store.findings(&visible, &queue, 1).await.unwrap().pop() {
            Some(comity_store::read::FindingSeen::Whole(whole)) => whole.id,
            other => panic!("{other:?}"),
        };
        for n in 0.. {
            store.verdict(&asker, id, Answer::Unsure, &format!("answer {n}"), Time(n)).await.unwrap();
            writeln!(std::io::stdout(), "\nanswered {n}").unwrap();
        }
    });
}

#[test]
fn killed_at_any_moment_a_verdict_is_kept_with_its_entry() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("two.csv");
    std::fs::write(&path, "id,title,country\nA,Water,Tajikistan\nB,Roads,Tajikistan\n").unwrap();
    let database = folder.path().join("comity.db");
    assert!(import(&path, &database).status().unwrap().success());
    let mut acknowledged = 0;
    for kill in 0..kills(6) {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "answering_until_killed", "--ignored", "--nocapture"])
            .env("COMITY_KILL_DATABASE", &database)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let said = |line: &Result<String, std::io::Error>| {
            line.as_ref().is_ok_and(|line| line.starts_with("answered"))
        };
        // from the first answer on, at a moment that moves on from kill to kill
        acknowledged += u64::from(lines.by_ref().any(|line| said(&line)));
        std::thread::sleep(Duration::from_micros(1_700 * u64::from(kill % 40)));
        child.kill().unwrap();
        child.wait().unwrap();
        acknowledged += lines.filter(said).count() as u64;

        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let store = node(&database).await;
            assert_eq!(store.check().await.unwrap(), [""; 0]);
            store.audit_log(Trust::default()).await.expect("the log holds");
            let counts = store.row_counts().await.unwrap();
            let verdicts = counts.iter().find(|(table, _)| *table == "verdict").unwrap().1;
            let (policies, viewer) = (Policies::shipped().unwrap(), viewer());
            let asker = Asker::new(&policies, &viewer, Circumstances::on(Day(14_000)));
            let look = Look { kinds: vec!["verdict".into()], ..Look::default() };
            let entries = store.entries(&asker, &look, u32::MAX >> 1).await.unwrap().len() as u64;
            assert_eq!(verdicts, entries, "a verdict and its entry are one");
            // written but not yet said: at most one a kill
            assert!(
                verdicts >= acknowledged && verdicts <= acknowledged + u64::from(kill) + 1,
                "{verdicts} of {acknowledged}"
            );
            store.close().await;
        });
    }
    assert!(acknowledged > 0);
}
