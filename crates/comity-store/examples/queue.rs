//! How long the queue of findings takes when it is long: `cargo run --release -p comity-store --example queue -- FOLDER|postgres [FINDINGS]`.
//!
//! As many records as findings (100,000 without a number), each finding over two of them in one of 40 patterns, 5,000 answers. Then each kind of page is asked for
//! 200 times, and the 50th, 99th and 100th percentile are printed, milliseconds. SQLite, in a new file of the folder, or PostgreSQL, on
//! a server of its own that is started for it.
#![allow(clippy::print_stdout, clippy::expect_used)] // a measurement that fails should stop

use std::time::Instant;

use comity_core::reference::Reference;
use comity_core::{
    At, DateKind, Day, Evidence, Field, Finding, FindingKind, Label, Precision, Record, Says, Seat, Snapshot,
    Source, StatedDate, Terms, Text, Tlp, UserHandle, UserRole, Viewer,
};
use comity_policy::{Circumstances, Policies};
use comity_store::import::Options;
use comity_store::read::{FindingSeen, InHands, Queue};
use comity_store::{Answer, Asker, Opener, Store, Time, Url};

const NOW: Time = Time(1_150_372_800_000_000);
const FIELDS: [Field; 5] = [Field::Title, Field::Place, Field::Theme, Field::Party, Field::Amount];
const KINDS: [FindingKind; 4] =
    [FindingKind::Overlap, FindingKind::Same, FindingKind::Conflict, FindingKind::Chain];

fn record(n: usize) -> Record {
    let at = At::new(u32::try_from(n).unwrap_or_default() + 2, 1);
    let day = Day(13_000 + i32::try_from(n % 900).unwrap_or_default());
    Record {
        id: format!("R-{n}").as_str().into(),
        at,
        titles: vec![Text::plain(format!("Activity {n}"), at)],
        dates: vec![StatedDate { kind: DateKind::PlannedStart, day, precision: Precision::Day, at }],
        ..Record::default()
    }
}

/// The n-th finding: which fields speak for it depends on n alone, so that 40 patterns repeat.
fn finding(n: usize, records: usize) -> Finding {
    let fields = FIELDS.iter().enumerate().filter(|(bit, _)| (n % 10 + 1) >> bit & 1 == 1);
    let evidence =
        fields.map(|(_, field)| Evidence { field: *field, says: Says::Prior { one_in: 2 }, weight: 1.0 });
    let index = |n: usize| u32::try_from(n % records).unwrap_or_default();
    Finding {
        kind: KINDS.get(n / 10 % 4).copied().unwrap_or(FindingKind::Same),
        weight: 3.0,
        probability: 0.9,
        urgency: (n * 7919 % 12_000) as f64 / 1000.0,
        sentence: format!("finding {n}"),
        gist: Says::Prior { one_in: 2 },
        records: Vec::new(),
        indices: vec![index(n), index(n + 1)],
        pairs: vec![(0, 1)],
        parties: Vec::new(),
        needs: Vec::new(),
        place: None,
        period: None,
        themes: Vec::new(),
        money: None,
        ways: Vec::new(),
        evidence: evidence.collect(),
    }
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(measure());
}

async fn measure() {
    let mut args = std::env::args().skip(1);
    let place = args.next().expect("usage: queue FOLDER|postgres [FINDINGS]");
    let many: usize = args.next().map_or(100_000, |number| number.parse().expect("a number"));
    let server = (place == "postgres").then(comity_testkit::database);
    let url = match &server {
        Some(server) => server.url.parse().expect("an address"),
        None => Url::Sqlite(std::path::Path::new(&place).join("queue.db")),
    };
    let store = Store::connect(&url, Opener::Command).await.expect("opened");
    store.migrate().await.expect("migrated");
    let policies = Policies::shipped().expect("they load");
    let viewer = Viewer {
        user: UserHandle::new("amir").expect("a name"),
        roles: [UserRole::DeskOfficer].into(),
        seat: Some(Seat::of_party("osce".into())),
        groups: [].into(),
    };
    let asker = Asker::new(&policies, &viewer, Circumstances::on(NOW.day()));
    let source = Source { name: "plan.csv".into(), format: "CSV".into(), ..Source::default() };
    let records = (0..many).map(record).collect();
    let snapshot = Snapshot { sources: vec![source], records, ..Snapshot::default() };
    let label = Label::new(Terms::of(Tlp::Green)).expect("it agrees with itself");
    let options = Options { label: &label, relabel: false, source: None, now: NOW, progress: &|_, _| {} };
    store.import(&asker, snapshot, &Reference::default(), &options).await.expect("imported");
    let engine = store.visible_to_engine().await.expect("asked");
    let handles = store.snapshot(&engine).await.expect("read").handles;
    let found: Vec<Finding> = (0..many).map(|n| finding(n, handles.len())).collect();
    let begun = Instant::now();
    let kept = store.keep_findings(&found, &handles, NOW).await.expect("kept");
    println!("{} findings kept in {:.1} s", kept.new, begun.elapsed().as_secs_f64());

    let visible = store.visible(&asker).await.expect("asked");
    let first = Queue::default();
    let page = store.findings(&visible, &Queue::default(), 5000).await.expect("read");
    let ids: Vec<_> = page.iter().map(FindingSeen::id).collect();
    for part in ids.chunks(200) {
        let part = part.iter().copied().collect();
        store.verdicts(&asker, &part, Answer::Reject, "noise", NOW).await.expect("answered");
    }
    let shifts: Vec<(String, i64)> = store
        .lessons(&asker)
        .await
        .expect("read")
        .into_iter()
        .take(12)
        .zip(0i64..)
        .map(|(lesson, n)| (lesson.pattern, n * 400 - 2400))
        .collect();
    let deep = store.findings(&visible, &Queue::default(), 50_000).await.expect("read");
    let after = deep.last().map(FindingSeen::id);
    let learned = Queue { shifts, ..Queue::default() };
    let desk = Queue { hands: viewer.seat.clone().map(InHands::Of), ..learned.clone() };
    let queues = [
        ("first page", first),
        ("first page, learned order", learned.clone()),
        ("page after 50,000, learned order", Queue { after, ..learned.clone() }),
        ("one kind, learned order", Queue { kinds: vec![FindingKind::Chain], ..learned }),
        ("with a desk, learned order", desk.clone()),
        ("with a desk, of one kind", Queue { kinds: vec![FindingKind::Conflict], ..desk.clone() }),
        ("due within a week", Queue { due_before: Some(NOW.plus_seconds(7 * 86_400)), ..desk }),
        ("new since yesterday", Queue { since: Some(NOW.plus_seconds(-86_400)), ..Queue::default() }),
    ];
    for (name, queue) in queues {
        timed(name, async || store.findings(&visible, &queue, 41).await.expect("read").len()).await;
    }
    timed("what was taught", async || store.lessons(&asker).await.expect("read").len()).await;
    timed("in hand", async || store.in_hand(&asker, 400).await.expect("read").len()).await;
    store.close().await;
}

async fn timed(name: &str, ask: impl AsyncFn() -> usize) {
    let mut taken = Vec::new();
    let mut lines = 0;
    for _ in 0..200 {
        let begun = Instant::now();
        lines = ask().await;
        taken.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    taken.sort_by(f64::total_cmp);
    let at = |share: f64| taken.get((taken.len() as f64 * share) as usize).or(taken.last());
    let [middle, late, last] = [0.5, 0.99, 1.0].map(|share| at(share).copied().unwrap_or_default());
    println!("{name:36} {lines:4} lines  p50 {middle:7.1}  p99 {late:7.1}  max {last:7.1} ms");
}
