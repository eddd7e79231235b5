//! Many users at once, reading and writing: no error, nothing acknowledged is lost, memory stays flat.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use comity_core::{Day, UserHandle, UserRole, Viewer};
use comity_ledger::Trust;
use comity_policy::{Circumstances, Policies};
use comity_store::{Asker, Look, Opener, Store};
use tokio::task::JoinSet;

use crate::server::Server;
use crate::user::{User, between};
use crate::{check, setting};

/// Answers that one user had, and what the user was promised.
#[derive(Default)]
struct Log {
    /// Microseconds by what was asked for.
    took: BTreeMap<&'static str, Vec<u64>>,
    /// What came back instead of what should.
    errors: Vec<String>,
    /// Reasons of verdicts that were acknowledged.
    promised: BTreeSet<String>,
}

/// What there is to look at.
struct Aims {
    records: Vec<String>,
    findings: Vec<String>,
    words: Vec<String>,
}

#[tokio::test(flavor = "multi_thread")]
async fn many_users_on_sqlite() {
    if setting("COMITY_SOAK_DB", "both".to_owned()) != "postgres" {
        let folder = tempfile::tempdir().unwrap();
        soak(&format!("sqlite:{}", folder.path().join("load.db").display()), folder.path()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_users_on_postgres() {
    if setting("COMITY_SOAK_DB", "both".to_owned()) != "sqlite" {
        let folder = tempfile::tempdir().unwrap();
        let database = comity_testkit::database();
        soak(&database.url, folder.path()).await;
    }
}

async fn soak(url: &str, folder: &Path) {
    let (users, seconds) = (setting("COMITY_SOAK_USERS", 12_usize), setting("COMITY_SOAK_SECONDS", 6_u64));
    let shipped =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/iati/central-asia-afghanistan.xml.zst");
    let key = folder.join("key");
    import(&setting("COMITY_SOAK_RECORDS", shipped), url, &key);

    let begun = Instant::now();
    let (server, link) = Server::serve(url, &key);
    println!(
        "{url}: from start to first page in {} ms, idle {} MB",
        begun.elapsed().as_millis(),
        server.memory() >> 10
    );
    let first = [("handle", "olga"), ("name", ""), ("party", "agency")];
    let mut operator = User::by_link(&server.address, &link, &first).await;
    let token = operator.token("read").await;
    let aims = aims(&operator, &token).await;
    let rate = check::flood(&server, &token, seconds.min(30)).await;
    println!("{rate}");

    let mut people = Vec::new();
    for n in 0..users {
        operator.page("/users").await;
        let handle = format!("desk-{n}");
        let form =
            [("handle", &*handle), ("name", ""), ("party", "agency"), ("desk", ""), ("role", "desk-officer")];
        let (_, text) = operator.post("/users", &form).await;
        let secret = between(&text, "/link/", "<").to_owned();
        people.push(User::by_link(&server.address, &secret, &[]).await);
    }
    let (log, memory) = work(people, aims, &server, Duration::from_secs(seconds)).await;
    print!("{}", told(&log, &memory, server.processor()));
    server.stop();

    assert_eq!(log.errors, [""; 0], "{users} users for {seconds} s");
    let kept = kept(url).await;
    let lost: Vec<&String> = log.promised.difference(&kept).collect();
    assert_eq!(lost, [""; 0], "acknowledged and lost");
    assert!(!log.promised.is_empty(), "nobody wrote anything: the test saw nothing");
    if seconds >= 120 {
        let (second, last) = (quarter(&memory, 1), quarter(&memory, 3));
        assert!(last < second * 1.15 + 10_000.0, "memory grew from {second:.0} to {last:.0} KB");
    }
}

fn import(file: &Path, url: &str, key: &Path) {
    let run = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_comity"));
        command.args(words).args(["--db", url, "--key"]).arg(key);
        let ended = command.stdin(Stdio::null()).output().unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    };
    run(&["db", "migrate"]);
    run(&["import", &file.display().to_string(), "--as", "agency"]);
}

/// Some hundred records, findings and words of titles.
async fn aims(user: &User, token: &str) -> Aims {
    let records = user.api("/api/v1/records?size=200", token).await;
    let findings = user.api("/api/v1/findings?size=200", token).await;
    let ids = |list: &serde_json::Value| -> Vec<String> {
        let list = list.as_array().expect("a list");
        list.iter().filter_map(|one| Some(one["id"].as_str()?.to_owned())).collect()
    };
    let titles = records["records"].as_array().expect("a list").iter();
    let words: BTreeSet<String> = titles
        .filter_map(|record| record["title"].as_str())
        .flat_map(|title| title.split(|c: char| !c.is_alphabetic()))
        .filter(|word| word.chars().count() > 3)
        .map(str::to_lowercase)
        .collect();
    Aims {
        records: ids(&records["records"]),
        findings: ids(&findings["findings"]),
        words: words.into_iter().collect(),
    }
}

/// Everyone works until the time is over; the memory of the server is looked at meanwhile.
async fn work(people: Vec<User>, aims: Aims, server: &Server, time: Duration) -> (Log, Vec<u64>) {
    let aims = std::sync::Arc::new(aims);
    let until = Instant::now() + time;
    let mut working = JoinSet::new();
    for (n, user) in people.into_iter().enumerate() {
        working.spawn(day(n, user, aims.clone(), until));
    }
    let mut memory = Vec::new();
    while Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(500)).await;
        memory.push(server.memory());
    }
    let mut all = Log::default();
    for log in working.join_all().await {
        for (what, took) in log.took {
            all.took.entry(what).or_default().extend(took);
        }
        all.errors.extend(log.errors);
        all.promised.extend(log.promised);
    }
    (all, memory)
}

/// One user: looks at something, thinks for about a second, sometimes answers a finding.
async fn day(n: usize, mut user: User, aims: std::sync::Arc<Aims>, until: Instant) -> Log {
    let mut log = Log::default();
    let mut dice = Dice(n as u64 + 1);
    let mut said = 0;
    while Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(200 + dice.below(1600) as u64)).await;
        let pick = |dice: &mut Dice, from: &[String]| from[dice.below(from.len())].clone();
        let what = dice.below(100);
        if what >= 88 {
            let (finding, reason) = (pick(&mut dice, &aims.findings), format!("user {n} says {said}"));
            user.page(&format!("/findings?open={finding}")).await;
            let answer = ["confirm", "reject", "unsure"][dice.below(3)];
            let begun = Instant::now();
            let (status, text) = user
                .post(&format!("/findings/{finding}/verdict"), &[("answer", answer), ("reason", &reason)])
                .await;
            log.took.entry("verdict").or_default().push(begun.elapsed().as_micros() as u64);
            match status.as_u16() {
                303 => drop(log.promised.insert(reason)),
                _ => log.errors.push(format!("verdict: {status}: {text}")),
            }
            said += 1;
            continue;
        }
        let (name, path) = match what {
            0..30 => ("list", format!("/activities?q={}", pick(&mut dice, &aims.words))),
            30..40 => ("list of all", "/activities".to_owned()),
            40..60 => ("queue", "/findings".to_owned()),
            60..75 => ("finding", format!("/findings?open={}", pick(&mut dice, &aims.findings))),
            75..85 => ("record", format!("/records/{}", pick(&mut dice, &aims.records))),
            _ => (
                "check",
                format!("/check?title={}&start=2021-03-01&end=2021-04-01", pick(&mut dice, &aims.words)),
            ),
        };
        let begun = Instant::now();
        let (status, text) = user.get(&path).await;
        log.took.entry(name).or_default().push(begun.elapsed().as_micros() as u64);
        if !status.is_success() && !status.is_redirection() {
            log.errors.push(format!("{path}: {status}: {text}"));
        }
    }
    log
}

/// Verdicts that the database has after all, by their reasons; its log must hold.
async fn kept(url: &str) -> BTreeSet<String> {
    let store = Store::open(&url.parse().unwrap(), Opener::Command).await.unwrap();
    store.audit_log(Trust::default()).await.expect("the log holds");
    assert_eq!(store.check().await.unwrap(), [""; 0]);
    let viewer = Viewer {
        user: UserHandle::new("auditor").unwrap(),
        roles: [UserRole::Auditor].into(),
        seat: None,
        groups: BTreeSet::new(),
    };
    let policies = Policies::shipped().unwrap();
    let asker = Asker::new(&policies, &viewer, Circumstances::on(Day(20_000)));
    let mut kept = BTreeSet::new();
    let mut before = None;
    loop {
        let entries = store
            .entries(&asker, &Look { kinds: vec!["verdict".to_owned()], before, ..Look::default() }, 500)
            .await
            .unwrap();
        let Some(last) = entries.last() else { break };
        before = Some(last.seq);
        kept.extend(entries.iter().filter_map(|entry| entry.reason.clone()));
    }
    store.close().await;
    kept
}

fn told(log: &Log, memory: &[u64], processor: f64) -> String {
    let mut text = format!("{:12} {:>8} {:>8} {:>8} {:>8}\n", "", "answers", "p50 ms", "p99 ms", "longest");
    for (what, took) in &log.took {
        let mut took = took.clone();
        took.sort_unstable();
        let at = |part: usize| took[(took.len() - 1) * part / 100] as f64 / 1e3;
        text.push_str(&format!(
            "{what:12} {:>8} {:>8.1} {:>8.1} {:>8.1}\n",
            took.len(),
            at(50),
            at(99),
            at(100)
        ));
    }
    let most = memory.iter().max().unwrap_or(&0) >> 10;
    text.push_str(&format!(
        "memory of the server: second quarter {:.0} MB, last {:.0} MB, most {most} MB; processor {processor:.0} s; verdicts kept {}\n",
        quarter(memory, 1) / 1024.0,
        quarter(memory, 3) / 1024.0,
        log.promised.len()
    ));
    text
}

/// The mean of a quarter of the time.
fn quarter(memory: &[u64], which: usize) -> f64 {
    let part = &memory[memory.len() * which / 4..memory.len() * (which + 1) / 4];
    part.iter().sum::<u64>() as f64 / part.len().max(1) as f64
}

/// A small generator of numbers, so that a run can be had again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end.max(1)
    }
}
