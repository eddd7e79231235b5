//! A scenario looked at where it touches, beside the same scenario looked at as a whole.
#![allow(clippy::expect_used, clippy::indexing_slicing)] // a failure is the finding

use std::collections::BTreeSet;
use std::io::BufReader;
use std::sync::LazyLock;

use comity_core::{Day, Finding, FindingKind, Instrument, PartyId, Says, Snapshot, Tie, TieKind, says::list};
use comity_council::{Missing, Supposed, Ties, What, supposed};
use comity_formats::central_asia::Table;
use comity_formats::reference::Library;
use comity_formats::{Out, central_asia, open::Sink as _};
use comity_overlap::{Engine, Options, Relations, silent};
use proptest::prelude::*;

/// Made up: the data has no instrument that bears on an activity only because somebody is bound.
const MORATORIUM: &str = "id,title,parties,kind,date,obligation,source
moratorium,Moratorium on a mobile command centre,csto,treaty,2000-01-01,members do not set up a multinational staff or a mobile command centre,made up
";

static SNAPSHOT: LazyLock<Snapshot> = LazyLock::new(|| {
    let tables = [
        (Table::Parties, include_str!("../../../data/central-asia-2006/parties.csv")),
        (Table::Ties, include_str!("../../../data/central-asia-2006/ties.csv")),
        (Table::Instruments, include_str!("../../../data/central-asia-2006/instruments.csv")),
        (Table::Instruments, MORATORIUM),
        (Table::Needs, include_str!("../../../data/central-asia-2006/needs.csv")),
        (Table::Proposals, include_str!("../../../data/central-asia-2006/proposals.csv")),
        (Table::Positions, include_str!("../../../data/central-asia-2006/positions.csv")),
        (Table::Activities, include_str!("../../../data/central-asia-2006/activities.csv")),
    ];
    let mut snapshot = Snapshot::default();
    for (table, text) in tables {
        let source = snapshot.begin("central-asia-2006");
        let mut sink = |item| snapshot.add(item);
        let mut out = Out::new(source, "central-asia-2006", &mut sink);
        central_asia::read_as(table, &mut BufReader::new(text.as_bytes()), &mut out).expect("a table");
    }
    snapshot
});

static REFERENCE: LazyLock<comity_core::reference::Reference> = LazyLock::new(|| Library::packed().load());

fn changes() -> impl Strategy<Value = Supposed> {
    let snapshot = &*SNAPSHOT;
    let party = || (0..snapshot.parties.len()).prop_map(|at| SNAPSHOT.parties[at].id.clone());
    let instrument = || (0..snapshot.instruments.len()).prop_map(|at| SNAPSHOT.instruments[at].id.clone());
    let tie = || (0..snapshot.ties.len()).prop_map(|at| SNAPSHOT.ties[at].clone());
    let kind = prop_oneof![
        Just(TieKind::Member),
        Just(TieKind::Observer),
        Just(TieKind::Partner),
        Just(TieKind::Guest)
    ];
    prop_oneof![
        (party(), party(), kind).prop_map(|(from, PartyId(to), kind)| Supposed {
            what: What::AddTie,
            from,
            to,
            kind: Some(kind)
        }),
        (party(), party()).prop_map(|(from, PartyId(to))| Supposed {
            what: What::Admit,
            from,
            to,
            kind: None
        }),
        tie().prop_map(|tie| Supposed {
            what: What::EndTie,
            from: tie.from,
            to: tie.to.0,
            kind: Some(tie.kind)
        }),
        (party(), instrument()).prop_map(|(from, to)| Supposed { what: What::Sign, from, to, kind: None }),
        (party(), instrument()).prop_map(|(from, to)| Supposed {
            what: What::Denounce,
            from,
            to,
            kind: None
        }),
    ]
}

fn pairs(missing: &[Missing]) -> BTreeSet<String> {
    let pair =
        |one: &Missing| list(&one.finding.parties.iter().map(|party| party.0.clone()).collect::<Vec<_>>());
    missing.iter().map(pair).collect()
}

fn open_ways(missing: &[Missing]) -> BTreeSet<String> {
    let ways = missing.iter().flat_map(|one| {
        let pair = pairs(std::slice::from_ref(one)).into_iter().next().unwrap_or_default();
        one.ways.iter().filter(|way| way.closed.is_none()).map(move |way| format!("{pair}: {}", way.says))
    });
    ways.collect()
}

/// What instruments say of activities under other ties and instruments, everything looked at anew.
fn ruled(ties: Vec<Tie>, instruments: Vec<Instrument>, on: Day) -> BTreeSet<(String, String)> {
    let snapshot = Snapshot { ties, instruments, ..SNAPSHOT.clone() };
    let options = Options { on: Some(on), kinds: vec![FindingKind::Conflict], ..Options::default() };
    let engine = Engine::without_pairs(&snapshot, &*REFERENCE, &options, &silent);
    let found = engine.find().findings.into_iter().filter(|finding| by_instrument(finding).is_some());
    found.map(|finding| told(&finding)).collect()
}

fn by_instrument(finding: &Finding) -> Option<String> {
    match &finding.gist {
        Says::InstrumentGist { instrument, .. } => Some(instrument.to_string()),
        _ => None,
    }
}

fn told(finding: &Finding) -> (String, String) {
    (finding.records[0].id.to_string(), by_instrument(finding).unwrap_or_default())
}

#[test]
fn who_signs_is_bound_by_what_it_forbids() {
    let snapshot = &*SNAPSHOT;
    let options = Options { on: Day::from_ymd(2006, 6, 15), ..Options::default() };
    let engine = Engine::without_pairs(snapshot, &*REFERENCE, &options, &silent);
    let (ties, relations, on) = (Ties::over(&engine, snapshot), Relations::of(snapshot), engine.on());
    let missing = ties.missing(relations, on);
    let mut changed = 0;
    for instrument in &snapshot.instruments {
        for party in &instrument.parties {
            let denounce =
                Supposed { what: What::Denounce, from: party.clone(), to: instrument.id.clone(), kind: None };
            let scenario = ties.what_if(&missing, relations, &[denounce], on).expect("it is bound");
            assert_eq!(scenario.ruled.count, 0, "who leaves is not bound by more: {party} {}", instrument.id);
            assert!(scenario.freed.first.iter().all(|finding| by_instrument(finding).is_some()));
            changed += scenario.freed.count;
        }
    }
    assert!(changed > 0, "some instrument holds somebody back");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_a_scenario_touches_is_all_that_it_changes(changes in proptest::collection::vec(changes(), 1..6)) {
        let snapshot = &*SNAPSHOT;
        let options = Options { on: Day::from_ymd(2006, 6, 15), ..Options::default() };
        let engine = Engine::without_pairs(snapshot, &*REFERENCE, &options, &silent);
        let (ties, relations, on) = (Ties::over(&engine, snapshot), Relations::of(snapshot), engine.on());
        let before = ties.missing(relations, on);
        prop_assert!(!before.is_empty(), "there is something to change");
        let scenario = ties.what_if(&before, relations, &changes, on);
        let whole = supposed(relations.ties, relations.instruments, &changes, on);
        let (scenario, (new_ties, instruments)) = match (scenario, whole) {
            (Ok(scenario), Ok(whole)) => (scenario, whole),
            (scenario, whole) => {
                prop_assert_eq!(scenario.err(), whole.err());
                return Ok(());
            }
        };
        let rules = |ruled: &comity_overlap::Ruled| ruled.first.iter().map(told).collect::<BTreeSet<_>>();
        let was = ruled(relations.ties.to_vec(), relations.instruments.to_vec(), on);
        let is = ruled(new_ties.clone(), instruments.clone(), on);
        prop_assert_eq!(scenario.ruled.count, is.difference(&was).count());
        prop_assert_eq!(scenario.freed.count, was.difference(&is).count());
        prop_assert!(rules(&scenario.ruled).is_subset(&is) && rules(&scenario.ruled).is_disjoint(&was));
        prop_assert!(rules(&scenario.freed).is_subset(&was) && rules(&scenario.freed).is_disjoint(&is));
        let after = ties.missing(Relations { ties: &new_ties, instruments: &instruments, ..relations }, on);
        let (was, is) = (pairs(&before), pairs(&after));
        fn set<T: ToString>(lines: &[T]) -> BTreeSet<String> {
            lines.iter().map(T::to_string).collect()
        }
        prop_assert_eq!(set(&scenario.no_longer_missing), was.difference(&is).cloned().collect());
        prop_assert_eq!(set(&scenario.newly_missing), is.difference(&was).cloned().collect());
        let (was, is) = (open_ways(&before), open_ways(&after));
        prop_assert_eq!(set(&scenario.ways_opened), is.difference(&was).cloned().collect());
        prop_assert_eq!(set(&scenario.ways_gone), was.difference(&is).cloned().collect());
    }
}
