//! Invariant 6: a verdict, label, link or withdrawal made by a person is never lost or changed by an import or its undo. Random sequences
//! against a naive model that keeps everything in a map.

use std::collections::BTreeMap;

use comity_core::{Label, reference::Reference};
use comity_store::read::{Area, Filter, FindingSeen, Queue, Sort};
use comity_store::{Answer, Facet, State, Store, Uuid};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::stage::{NOON, all, block_on, file, import_at, keep_one, lines, officer, postgres, record};

#[derive(Clone, Debug)]
enum Step {
    /// Identifiers with what they say.
    Import(BTreeMap<u8, u8>),
    Undo,
    Verdict,
    Relabel(u8),
    Withdraw(u8),
    Link(u8, u8),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => prop::collection::btree_map(0u8..4, 0u8..3, 0..4).prop_map(Step::Import),
        1 => Just(Step::Undo),
        2 => Just(Step::Verdict),
        1 => (0u8..4).prop_map(Step::Relabel),
        1 => (0u8..4).prop_map(Step::Withdraw),
        1 => (0u8..4, 0u8..4).prop_map(|(from, to)| Step::Link(from, to)),
    ]
}

/// What a record is, as far as the model knows.
#[derive(Clone, Debug, PartialEq)]
struct Is {
    says: u8,
    state: State,
    /// A person set it.
    own_label: bool,
}

#[derive(Default)]
struct Model {
    records: BTreeMap<String, Is>,
    /// What there was before the last import, to be undone, and that import.
    before: Option<(BTreeMap<String, Is>, Uuid)>,
    verdicts: usize,
    links: Vec<(Uuid, Uuid)>,
}

impl Model {
    fn import(&mut self, said: &BTreeMap<u8, u8>) {
        let mut seen: BTreeMap<String, u8> =
            said.iter().map(|(id, says)| (format!("K{id}"), *says)).collect();
        for (id, is) in &mut self.records {
            match (seen.remove(id), is.state) {
                // what was taken back is nobody's to edit
                (_, State::Withdrawn) => {}
                (Some(says), _) => (is.says, is.state) = (says, State::Current),
                (None, State::Current) => is.state = State::Vanished,
                (None, _) => {}
            }
        }
        for (id, says) in seen {
            self.records.insert(id, Is { says, state: State::Current, own_label: false });
        }
    }

    /// Back to what was, but what is new stays as undone.
    fn undo(&mut self, before: &BTreeMap<String, Is>) {
        for (id, is) in &mut self.records {
            match before.get(id) {
                Some(was) => is.clone_from(was),
                None => is.state = State::Undone,
            }
        }
    }
}

async fn run(store: &Store, steps: &[Step]) {
    let mut model = Model::default();
    for (n, step) in steps.iter().enumerate() {
        let now = NOON.plus_seconds(n as i64 + 1);
        let osce = officer("osce");
        let by_id: BTreeMap<String, Uuid> =
            lines(store).await.into_iter().map(|line| (line.own_id, line.id)).collect();
        let id_of = |n: &u8| by_id.get(&format!("K{n}")).copied();
        match step {
            Step::Import(said) => {
                let before = model.records.clone();
                let records = said
                    .iter()
                    .zip(2..)
                    .map(|((id, says), line)| record(&format!("K{id}"), &format!("T{says}"), line));
                let report = import_at(store, "osce", file("plan.csv", records.collect()), now).await;
                model.import(said);
                model.before = Some((before, report.import));
            }
            Step::Undo => {
                let Some((before, import)) = model.before.take() else { continue };
                store.undo(&osce, import, &Reference::default(), now).await.expect("undone");
                model.undo(&before);
            }
            Step::Verdict => {
                let seen = store.snapshot(&all(store).await).await.expect("read");
                if seen.handles.len() < 2 {
                    continue;
                }
                let finding = keep_one(store, now).await;
                store
                    .verdict(&osce, finding, Answer::Unsure, &format!("reason {n}"), now)
                    .await
                    .expect("answered");
                model.verdicts += 1;
            }
            // what a person does ends what an undo could take back
            Step::Relabel(id) => {
                let Some(record) = id_of(id) else { continue };
                store.relabel(&osce, record, &Label::own(), "person", now).await.expect("relabelled");
                model.records.get_mut(&format!("K{id}")).expect("known").own_label = true;
                model.before = None;
            }
            Step::Withdraw(id) => {
                let Some(record) = id_of(id) else { continue };
                store.withdraw(&osce, record, "person", now).await.expect("withdrawn");
                model.records.get_mut(&format!("K{id}")).expect("known").state = State::Withdrawn;
                model.before = None;
            }
            Step::Link(from, to) => {
                let taken_back = |n: &u8| {
                    model.records.get(&format!("K{n}")).is_some_and(|is| is.state == State::Withdrawn)
                };
                if taken_back(from) || taken_back(to) {
                    continue;
                }
                let (Some(from), Some(to)) = (id_of(from), id_of(to)) else { continue };
                if from == to {
                    continue;
                }
                store.link(&osce, &all(store).await, (from, to), "part", "", now).await.expect("linked");
                model.links.push((from, to));
            }
        }
        compare(store, &model).await;
        agrees_with_a_fresh_one(store).await;
    }
    assert_eq!(store.check().await.expect("checked"), [""; 0]);
}

async fn compare(store: &Store, model: &Model) {
    let is = lines(store).await.into_iter().map(|line| {
        let says = line.title.trim_start_matches('T').parse().expect("a number");
        (line.own_id, Is { says, state: line.class.state, own_label: line.class.label == Label::own() })
    });
    assert_eq!(is.collect::<BTreeMap<_, _>>(), model.records);
    let mut verdicts = 0;
    for status in ["open", "answered", "gone"] {
        let queue = Queue { status: status.into(), ..Queue::default() };
        for shown in store.findings(&all(store).await, &queue, 100).await.expect("listed") {
            let FindingSeen::Whole(whole) = shown else { panic!("hidden from one who sees all") };
            verdicts += whole.verdicts.len();
        }
    }
    assert_eq!(verdicts, model.verdicts);
    let links = store.row_counts().await.expect("counted");
    assert!(links.contains(&("link", model.links.len() as u64)), "{links:?}");
}

/// Lists out of what is kept in memory are those of a store that has just read everything.
async fn agrees_with_a_fresh_one(store: &Store) {
    let fresh = Store::open(store.url(), comity_store::Opener::Command).await.expect("opened");
    let world = Area { south: -90_000_000, west: -180_000_000, north: 90_000_000, east: 180_000_000 };
    for text in ["", "T0 ", "T1 ", "T2 ", "t"] {
        let filter = Filter { text: text.into(), states: State::ALL.to_vec(), ..Filter::default() };
        let told = async |store: &Store| {
            let visible = all(store).await;
            (
                store.list(&visible, &filter, Sort::Title, None, 100).await.expect("listed"),
                store.overview(&visible, &filter, &[Facet::Kind], 10).await.expect("counted"),
                store.map(&visible, &filter, world, 4).await.expect("drawn"),
            )
        };
        assert_eq!(told(store).await, told(&fresh).await, "`{text}`");
    }
    fresh.close().await;
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

#[test]
fn persons_outlive_imports_on_sqlite() {
    let result = runner(24).run(&prop::collection::vec(step(), 1..9), |steps| {
        let folder = tempfile::tempdir().expect("a folder");
        block_on(async {
            let url = comity_store::Url::Sqlite(folder.path().join("comity.db"));
            let store = Store::open(&url, comity_store::Opener::Command).await.expect("opened");
            run(&store, &steps).await;
        });
        Ok(())
    });
    result.expect("every sequence agrees with the model");
}

#[test]
fn persons_outlive_imports_on_postgres() {
    let result = runner(8).run(&prop::collection::vec(step(), 1..9), |steps| {
        let database = comity_testkit::database();
        block_on(async {
            let store = postgres(&database).await;
            run(&store, &steps).await;
            store.close().await;
        });
        Ok(())
    });
    result.expect("every sequence agrees with the model");
}
