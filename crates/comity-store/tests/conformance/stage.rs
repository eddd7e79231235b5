//! Databases for cases, and records to put in.

use std::future::Future;
use std::sync::LazyLock;

use comity_core::gazetteer::{GazetteerBuilder, NewPlace};
use comity_core::reference::Reference;
use comity_core::themes::{NewTheme, ThemesBuilder};
use comity_core::{
    Amount, AmountKind, At, Currency, DateKind, Day, Place, PlaceLevel, Point, Precision, Record, Snapshot,
    Source, SourceId, StatedDate, Text, Theme,
};
use comity_core::{Finding, FindingKind, Says};
use comity_core::{Label, Seat, Terms, Tlp, UserHandle, UserRole, Viewer};
use comity_policy::{Circumstances, Policies};
use comity_store::import::{Options, Report};
use comity_store::read::{Filter, Sort, Summary};
use comity_store::{Asker, Opener, Store, Time, Url, Visible};

use crate::Case;

pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}

pub fn on_sqlite(case: Case) {
    let folder = tempfile::tempdir().expect("a folder");
    let url = Url::Sqlite(folder.path().join("comity.db"));
    block_on(async {
        let store = Store::open(&url, Opener::Command).await.expect("opened");
        case(&store).await;
        store.close().await;
    });
}

pub fn on_postgres(case: Case) {
    let database = comity_testkit::database();
    block_on(async {
        let store = postgres(&database).await;
        case(&store).await;
        store.close().await;
    });
}

pub async fn postgres(database: &comity_testkit::Database) -> Store {
    let url: Url = database.url.parse().expect("an address");
    let store = Store::connect(&url, Opener::Command).await.expect("connected");
    store.migrate().await.expect("migrated");
    store
}

pub const NOON: Time = Time(1_150_372_800_123_456);

static POLICIES: LazyLock<Policies> = LazyLock::new(|| Policies::shipped().expect("they load"));

/// One who works at a party as desk and legal officer.
pub fn officer(party: &str) -> Asker<'static> {
    person(party, &[UserRole::DeskOfficer, UserRole::LegalOfficer])
}

pub fn person(party: &str, roles: &[UserRole]) -> Asker<'static> {
    asker(viewer(party, roles))
}

pub fn viewer(party: &str, roles: &[UserRole]) -> Viewer {
    Viewer {
        user: UserHandle::new("officer-7").expect("a name"),
        roles: roles.iter().copied().collect(),
        seat: Some(Seat::of_party(party.into())),
        groups: [].into(),
    }
}

/// One who asks as this viewer.
pub fn asker(viewer: Viewer) -> Asker<'static> {
    asker_under(viewer, Circumstances::on(Day::parse("2006-06-15").expect("a day")))
}

/// One who asks as this viewer under other circumstances.
pub fn asker_under(viewer: Viewer, circumstances: Circumstances) -> Asker<'static> {
    // a test is short
    let viewer: &'static Viewer = Box::leak(Box::new(viewer));
    Asker::new(&POLICIES, viewer, circumstances)
}

/// One who sees all.
pub async fn all(store: &Store) -> Visible {
    store.visible_to_engine().await.expect("asked")
}

/// How many records of a filter a viewer is told of.
pub async fn count(store: &Store, visible: &Visible, filter: &Filter) -> u64 {
    store.overview(visible, filter, &[], 0).await.expect("counted").records
}

pub fn label(tlp: Tlp, pointers: bool) -> Label {
    Label::new(Terms { pointers, ..Terms::of(tlp) }).expect("it agrees with itself")
}

pub fn record(id: &str, title: &str, line: u32) -> Record {
    let at = At::new(line, 1);
    Record {
        id: id.into(),
        at,
        titles: vec![Text::plain(title, at)],
        dates: vec![StatedDate {
            kind: DateKind::PlannedStart,
            day: Day::parse("2006-06-15").expect("a day"),
            precision: Precision::Month,
            at,
        }],
        amounts: vec![Amount {
            kind: AmountKind::Budget,
            value: "1250000.50".parse().expect("a number"),
            currency: Currency::parse("EUR"),
            day: None,
            period: None,
            provider: None,
            receiver: None,
            reference: "".into(),
            description: "".into(),
            at,
        }],
        places: vec![Place { point: Point::new(40.5, 72.8), ..Place::default() }],
        ..Record::default()
    }
}

pub fn file(name: &str, records: Vec<Record>) -> Snapshot {
    let source = Source { name: format!("/somewhere/{name}"), format: "CSV".into(), ..Source::default() };
    let records = records.into_iter().map(|record| Record { source: SourceId(0), ..record }).collect();
    Snapshot { sources: vec![source], records, ..Snapshot::default() }
}

pub async fn import(store: &Store, party: &str, read: Snapshot) -> Report {
    import_at(store, party, read, NOON).await
}

pub async fn import_at(store: &Store, party: &str, read: Snapshot, now: Time) -> Report {
    import_as(store, &officer(party), read, &label(Tlp::Green, true), now).await
}

pub async fn import_as(store: &Store, asker: &Asker<'_>, read: Snapshot, label: &Label, now: Time) -> Report {
    let options = Options { label, relabel: false, source: None, now, progress: &|_, _| {} };
    store.import(asker, read, &Reference::default(), &options).await.expect("imported")
}

/// The same by reference data that knows something.
pub async fn import_by(store: &Store, party: &str, read: Snapshot, reference: &Reference) -> Report {
    let label = label(Tlp::Green, true);
    let options = Options { label: &label, relabel: false, source: None, now: NOON, progress: &|_, _| {} };
    store.import(&officer(party), read, reference, &options).await.expect("imported")
}

/// Reference data that knows these places, each in the one before, and these themes, each under the one before.
pub fn knowing(places: &[(&str, &str)], themes: &[(&str, &str)]) -> Reference {
    let mut gazetteer = GazetteerBuilder::default();
    let mut parent = "";
    for (id, name) in places {
        let level = if parent.is_empty() { PlaceLevel::Country } else { PlaceLevel::Named };
        let points = Point::new(38.5, 71.5).into_iter().collect();
        gazetteer.add(NewPlace {
            id: (*id).into(),
            level,
            name: (*name).into(),
            parent: parent.into(),
            points,
            ..NewPlace::default()
        });
        parent = id;
    }
    let mut known = ThemesBuilder::default();
    let mut parent = "";
    for (id, name) in themes {
        known.add(NewTheme {
            id: (*id).into(),
            name: (*name).into(),
            parent: parent.into(),
            ..NewTheme::default()
        });
        parent = id;
    }
    Reference {
        gazetteer: gazetteer.build().0.into(),
        themes: known.build().0.into(),
        ..Reference::default()
    }
}

/// A record that names a place and a theme.
pub fn naming(id: &str, place: &str, theme: &str) -> Record {
    let at = At::new(2, 1);
    let named = |name: &str| vec![Text::plain(name, at)];
    Record {
        places: vec![Place { names: named(place), ..Place::default() }],
        themes: vec![Theme { names: named(theme), ..Theme::default() }],
        ..record(id, id, 2)
    }
}

/// All lines, whatever their state, by identifier.
pub async fn lines(store: &Store) -> Vec<Summary> {
    let filter = Filter { states: comity_store::State::ALL.to_vec(), ..Filter::default() };
    let mut lines =
        store.list(&all(store).await, &filter, Sort::Title, None, 1000).await.expect("listed").lines;
    lines.sort_by(|one, other| one.own_id.cmp(&other.own_id));
    lines
}

/// A finding over records of a snapshot.
pub fn finding(kind: FindingKind, indices: &[u32], urgency: f64) -> Finding {
    Finding {
        kind,
        weight: 7.25,
        probability: 0.99,
        urgency,
        sentence: "two records describe one activity".into(),
        gist: Says::Prior { one_in: 1000 },
        records: Vec::new(),
        indices: indices.to_vec(),
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

/// Keeps one finding over the first two records of the snapshot, and says its id.
pub async fn keep_one(store: &Store, now: Time) -> comity_store::Uuid {
    let seen = store.snapshot(&all(store).await).await.expect("read");
    let found = [finding(FindingKind::Same, &[0, 1], 5.0)];
    store.keep_findings(&found, &seen.handles, now).await.expect("kept");
    let queue = comity_store::read::Queue::default();
    match store.findings(&all(store).await, &queue, 10).await.expect("listed").remove(0) {
        comity_store::read::FindingSeen::Whole(finding) => finding.id,
        other => panic!("{other:?}"),
    }
}
