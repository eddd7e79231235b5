//! How long pages take at many records: `cargo run --release -p comity-store --example pages -- records.csv [URL [WORD]]`.
//!
//! The CSV has the columns of the generated sets (docs/BENCHMARKS.md). The database is made and filled if it is empty; without an address a SQLite file
//! beside the CSV. Then each kind of page is asked for 300 times with words, places and pages drawn from the records, and
//! the 50th, 99th and 100th percentile are printed, milliseconds. With a word only the kinds of page that hold it are.
#![allow(clippy::print_stdout, clippy::expect_used, clippy::unwrap_used)] // a measurement that fails should stop

use std::time::Instant;

use comity_core::{
    ActivityKind, At, DateKind, Day, Label, Participant, PartyRef, Period, Place, Point, Precision, Record,
    Role, Seat, Snapshot, Source, StatedDate, Terms, Text, Theme, Tlp, UserHandle, UserRole, Viewer,
};
use comity_formats::reference::Library;
use comity_policy::{Circumstances, Policies};
use comity_store::import::Options;
use comity_store::read::{Area, Filter, Sort};
use comity_store::{Asker, Facet, Opener, Store, Time, Url};

fn records(path: &str) -> Vec<Record> {
    let mut reader = csv::Reader::from_path(path).expect("the CSV opens");
    let headers = reader.headers().expect("it has a header").clone();
    let column = |name: &str| headers.iter().position(|header| header == name).expect(name);
    let names = [
        "unique_id",
        "institution",
        "title",
        "kind",
        "country",
        "place",
        "lat",
        "lon",
        "start_date",
        "end_date",
        "sector",
        "participants",
    ];
    let columns = names.map(column);
    let text = |value: &str, at| Text::plain(value, at);
    let mut out = Vec::new();
    for (row, line) in reader.records().map(|row| row.expect("a row")).zip(2..) {
        let at = At::new(line, 1);
        let [id, institution, title, kind, country, place, lat, lon, start, end, sector, participants] =
            columns.map(|index| row.get(index).unwrap_or_default());
        let party = |name: &str| PartyRef { names: vec![text(name, at)], ..PartyRef::default() };
        let date = |kind, day: &str| {
            Day::parse(day).map(|day| StatedDate { kind, day, precision: Precision::Day, at })
        };
        let point = lat.parse().ok().zip(lon.parse().ok()).and_then(|(lat, lon)| Point::new(lat, lon));
        let theme = Theme { names: vec![text(sector, at)], ..Theme::default() };
        out.push(Record {
            id: id.into(),
            reporter: party(institution),
            at,
            kind: ActivityKind::parse(kind),
            titles: vec![text(title, at)],
            participants: participants
                .split(';')
                .filter(|name| !name.is_empty())
                .map(|name| Participant {
                    role: Role::Participant,
                    party: party(name),
                    activity_id: "".into(),
                })
                .collect(),
            dates: [date(DateKind::ActualStart, start), date(DateKind::ActualEnd, end)]
                .into_iter()
                .flatten()
                .collect(),
            places: vec![
                Place { vocabulary: "iso2".into(), code: country.into(), ..Place::default() },
                Place { names: vec![text(place, at)], point, ..Place::default() },
            ],
            themes: Some(theme).filter(|_| !sector.is_empty()).into_iter().collect(),
            ..Record::default()
        });
    }
    out
}

/// Draws numbers, the same ones in every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n.max(1)
    }
}

fn main() {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(measure());
}

async fn measure() {
    let mut args = std::env::args().skip(1);
    let path = args.next().expect("usage: pages records.csv [URL]");
    let url = args.next().unwrap_or_else(|| format!("sqlite:{path}.db"));
    let url: Url = url.parse().expect("an address");
    let only = args.next().unwrap_or_default();
    let store = match &url {
        Url::Sqlite(path) if !path.exists() => Store::open(&url, Opener::Command).await.expect("opened"),
        _ => Store::connect(&url, Opener::Command).await.expect("connected"),
    };
    store.migrate().await.expect("migrated");
    let records = records(&path);
    let policies = Policies::shipped().expect("they load");
    let viewer = Viewer {
        user: UserHandle::new("bench").expect("a name"),
        roles: [UserRole::DeskOfficer, UserRole::LegalOfficer].into(),
        seat: Some(Seat::of_party("bench".into())),
        groups: [].into(),
    };
    let asker = Asker::new(&policies, &viewer, Circumstances::on(Day(20_000)));
    let reference = Library::packed().load();
    let own = Label::own();
    let other = Label::new(Terms::of(Tlp::Green)).expect("it agrees with itself");
    let begun = Instant::now();
    store.warm_up().await.expect("read");
    println!("warm-up {:.0} ms", begun.elapsed().as_secs_f64() * 1000.0);
    let visible = store.visible(&asker).await.expect("asked");
    if store.overview(&visible, &Filter::default(), &[], 0).await.expect("counted").records == 0 {
        let begun = Instant::now();
        let snapshot = Snapshot {
            sources: vec![Source { name: path.clone(), ..Source::default() }],
            records: records.clone(),
            ..Snapshot::default()
        };
        let options =
            Options { label: &own, relabel: false, source: None, now: Time(1), progress: &|_, _| {} };
        store.import(&asker, snapshot, &reference, &options).await.expect("imported");
        println!("{} records imported in {:.1} s", records.len(), begun.elapsed().as_secs_f64());
    }
    let visible = store.visible(&asker).await.expect("asked");
    let words: Vec<Vec<String>> =
        records.iter().map(|record| record.label().split_whitespace().map(str::to_owned).collect()).collect();

    let mut draw = Draw(7);
    for (name, kind) in [
        ("list, first page", 0),
        ("list, a later page", 1),
        ("list, one place", 2),
        ("list, one period by title", 3),
        ("search, one word", 4),
        ("search, two words", 5),
        ("search, while typing", 6),
        ("search in one place", 7),
        ("counts beside a list, everything", 8),
        ("counts beside a list, two words", 9),
        ("map, the world", 10),
        ("map, a country", 11),
        ("map, one word", 12),
        ("timeline, everything", 13),
        ("timeline, one word", 14),
        ("list, after a label changed", 15),
        ("list, after one record changed", 16),
        ("matrix, everything", 17),
        ("matrix, one word", 18),
    ] {
        if !name.contains(&only) {
            continue;
        }
        let mut took = Vec::new();
        // a change takes longer than the page that follows it
        for _ in 0..if !(15..17).contains(&kind) { 300 } else { 30 } {
            let of = draw.below(records.len());
            let (record, title) = (&records[of], &words[of]);
            let word = |draw: &mut Draw| title[draw.below(title.len())].clone();
            let place = record.places[0].code.to_string();
            let in_place = vec![(Facet::Place, vec![format!("iso2:{place}")])];
            let world = Area { south: -90_000_000, west: -180_000_000, north: 90_000_000, east: 180_000_000 };
            let point = record.places[1].point.unwrap_or(Point { lat: 40.0, lon: 70.0 });
            let (lat, lon) = ((point.lat * 1e6) as i64, (point.lon * 1e6) as i64);
            let near = Area {
                south: lat - 4_000_000,
                west: lon - 6_000_000,
                north: lat + 4_000_000,
                east: lon + 6_000_000,
            };
            let mut filter = Filter::default();
            let mut sort = Sort::Start;
            match kind {
                2 => filter.facets = in_place,
                3 => {
                    let start = record.period().start.unwrap_or(Day(19_000));
                    filter.period = Some(Period::inclusive(start, start.plus(30)));
                    sort = Sort::Title;
                }
                4 | 12 | 14 | 18 => (filter.text, sort) = (format!("{} ", word(&mut draw)), Sort::Relevance),
                5 | 9 => {
                    (filter.text, sort) =
                        (format!("{} {} ", word(&mut draw), word(&mut draw)), Sort::Relevance)
                }
                6 => {
                    let word = word(&mut draw);
                    let typed = word.chars().take(4).collect::<String>();
                    (filter.text, sort) = (typed, Sort::Relevance);
                }
                7 => {
                    filter.facets = in_place;
                    (filter.text, sort) = (format!("{} ", word(&mut draw)), Sort::Start);
                }
                _ => {}
            }
            let cursor = if kind == 1 {
                let mut next = None;
                for _ in 0..draw.below(4) + 1 {
                    next = store.list(&visible, &filter, sort, next.as_ref(), 50).await.expect("listed").next;
                }
                next
            } else {
                None
            };
            match kind {
                15 => {
                    let line =
                        &store.list(&visible, &filter, Sort::Start, None, 50).await.expect("listed").lines
                            [of % 50];
                    let label = if line.class.label == Label::own() { &other } else { &own };
                    store.relabel(&asker, line.id, label, "", Time(2)).await.expect("relabelled");
                }
                16 => {
                    let mut changed = record.clone();
                    changed.titles[0].value.push_str(" again");
                    let snapshot = Snapshot {
                        sources: vec![Source { name: "one".into(), ..Source::default() }],
                        records: vec![changed],
                        ..Snapshot::default()
                    };
                    let options = Options {
                        label: &own,
                        relabel: false,
                        source: None,
                        now: Time(3),
                        progress: &|_, _| {},
                    };
                    store.import(&asker, snapshot, &reference, &options).await.expect("imported");
                }
                _ => {}
            }
            let begun = Instant::now();
            match kind {
                0..=7 | 15 | 16 => {
                    drop(store.list(&visible, &filter, sort, cursor.as_ref(), 50).await.expect("listed"))
                }
                8 | 9 => drop(store.overview(&visible, &filter, &Facet::ALL, 8).await.expect("counted")),
                10 => drop(store.map(&visible, &filter, world, 5).await.expect("drawn")),
                11 => drop(store.map(&visible, &filter, near, 9).await.expect("drawn")),
                12 => drop(store.map(&visible, &filter, world, 5).await.expect("drawn")),
                13 | 14 => drop(store.lanes(&visible, &filter, 16, 12).await.expect("drawn")),
                _ => {
                    let by = store.crossed(&visible, &filter, Facet::Theme, &|_| true, (30, 16));
                    drop(by.await.expect("counted"));
                }
            }
            took.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
        took.sort_by(f64::total_cmp);
        let at = |share: usize| took[(took.len() * share / 100).min(took.len() - 1)];
        println!("{name:<28} {:>8.1} {:>8.1} {:>8.1}", at(50), at(99), at(100));
    }
    store.close().await;
}
