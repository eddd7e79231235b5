//! The seven tables that ship with the repository, and tables that went wrong.

use comity_core::{ActivityKind, Day, Item, Precision, Role, Snapshot, Source, SourceId};

use super::*;

const TABLES: [(&str, &str); 7] = [
    ("parties.csv", include_str!("../../../../data/central-asia-2006/parties.csv")),
    ("ties.csv", include_str!("../../../../data/central-asia-2006/ties.csv")),
    ("instruments.csv", include_str!("../../../../data/central-asia-2006/instruments.csv")),
    ("needs.csv", include_str!("../../../../data/central-asia-2006/needs.csv")),
    ("proposals.csv", include_str!("../../../../data/central-asia-2006/proposals.csv")),
    ("positions.csv", include_str!("../../../../data/central-asia-2006/positions.csv")),
    ("activities.csv", include_str!("../../../../data/central-asia-2006/activities.csv")),
];

fn load(tables: &[(&str, &str)]) -> Snapshot {
    let mut snapshot = Snapshot::default();
    for (index, (name, text)) in tables.iter().enumerate() {
        snapshot.sources.push(Source { name: (*name).into(), format: FORMAT.into(), ..Source::default() });
        let mut items: Vec<Item> = Vec::new();
        let mut sink = |item| items.push(item);
        let mut out = Out::new(SourceId(index as u32), *name, &mut sink);
        let ended = read(&mut text.as_bytes(), &Options::default(), &mut out);
        assert_eq!(ended.is_err(), *name == "none.csv");
        items.into_iter().for_each(|item| snapshot.add(item));
    }
    snapshot
}

#[test]
fn all_seven_tables_are_read_whole() {
    let snapshot = load(&TABLES);
    assert_eq!(snapshot.parties.len(), 79);
    assert_eq!(snapshot.ties.len(), 166);
    assert_eq!(snapshot.instruments.len(), 7);
    assert_eq!(snapshot.needs.len(), 5);
    assert_eq!(snapshot.proposals.len(), 8);
    assert_eq!(snapshot.positions.len(), 10);
    assert_eq!(snapshot.records.len(), 30);
    assert_eq!(snapshot.problems, []);
    assert_eq!(unknown_references(&snapshot), []);
}

#[test]
fn one_activity_as_it_is_read() {
    let snapshot = load(&TABLES);
    let find = |id: &str| snapshot.records.iter().find(|record| record.id == id).unwrap();
    insta::assert_json_snapshot!("anti_terror_2005", find("cis-anti-terror-2005"));
    let rubezh = find("csto-rubezh-2005");
    assert_eq!(rubezh.kind, ActivityKind::Exercise);
    assert!(rubezh.kept.iter().any(|kept| kept.name == "strength" && kept.value == "3000"));
    let period = rubezh.period();
    assert_eq!((period.start, period.end), (Day::parse("2005-04-01"), Day::parse("2005-05-01")));
    assert_eq!(find("eu-ca-assistance-2006").amounts[0].value.to_string(), "66000000");
    assert_eq!(find("cis-anti-terror-2005").participants.last().unwrap().role, Role::Observer);
}

#[test]
fn until_is_the_last_day() {
    let snapshot = load(&TABLES);
    let guest = snapshot.ties.iter().find(|tie| tie.kind.as_str() == "guest").unwrap();
    assert_eq!(guest.period.days(), Some(1));
    assert!(guest.period.holds(Day::parse("2005-07-05").unwrap()));
}

#[test]
fn other_orders_missing_columns_and_more_columns_are_read() {
    let text = "\u{feff}Title,ID,Reporter,Themes,title_ru,Exclusive,assets,start,budget_usd,parent,status\r\n\
        Joint drill,a1,nato,counter-terrorism,Совместные учения,yes,HMS One;Base 5,2026-05,\"1 000\",p9,planned\r\n";
    let snapshot = load(&[("mine.csv", text)]);
    assert_eq!(snapshot.problems, []);
    let record = &snapshot.records[0];
    assert_eq!(record.titles.len(), 2);
    assert_eq!(record.titles[1].lang.as_str(), "ru");
    assert_eq!(record.assets.len(), 2);
    assert_eq!(record.kept[0].name, "exclusive");
    assert_eq!(record.dates[0].precision, Precision::Month);
    assert_eq!((record.at.line, record.links.len(), record.amounts.len()), (2, 1, 1));
}

#[test]
fn what_is_wrong_is_located_and_the_rest_goes_on() {
    let activities = "id,reporter,title,themes,start,end,lat,lon,budget_eur\n\
        a,nato,One,x,2021-02-30,,0,0,12\n\n\
        b,,Two,x,,,,,\n\
        a,who,Three,x,2021-03-02,2021-01-01,99,10,much,beyond\n\
        ,nato,Four,x,,,10,,\n";
    let ties = "from,to,kind,since\nnato,who,member,1999-01-01\n,nato,member,\n";
    let parties = "id,name,kind,organ_of\nnato,NATO,alliance,\n";
    let positions = "party,proposal,stance\nnato,p1,maybe\n";
    let mut snapshot = load(&[
        ("a.csv", activities),
        ("t.csv", ties),
        ("p.csv", parties),
        ("s.csv", positions),
        ("none.csv", "a,b\n"),
    ]);
    let references = unknown_references(&snapshot);
    snapshot.problems.extend(references);
    let lines: Vec<u32> = snapshot.records.iter().map(|record| record.at.line).collect();
    assert_eq!(lines, [2, 5, 6]);
    insta::assert_json_snapshot!("located_problems", snapshot.problems);
}

#[test]
fn the_header_decides_never_the_name() {
    for (_, text) in TABLES {
        let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
        assert!(is_table(&header), "{header:?}");
        assert_eq!(mapping(&header).len(), header.len());
    }
    assert!(!is_table(&["id", "title", "country"]));
    assert!(!is_table(&["#org", "#sector"]));
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200), table in 0usize..7) {
        let header = TABLES[table].1.lines().next().unwrap();
        let mut input = format!("{header}\n").into_bytes();
        input.extend(bytes);
        let mut sink = |_| {};
        let mut out = Out::new(SourceId(0), "any", &mut sink);
        read(&mut input.as_slice(), &Options::default(), &mut out).unwrap();
    }
}

#[test]
fn exclusions_are_known_by_a_third_column_or_by_being_asked_for() {
    assert_eq!(table_of(&["a", "b", "source"]), Some(Table::Exclusions));
    assert_eq!(table_of(&["a", "b"]), None);
    assert_eq!(table_of(&["a", "b", "note", "score"]), None);
    let snapshot = load(&[("x.csv", "a,b,note\np-1,p-2,either way\np-1,,\n")]);
    assert_eq!(snapshot.exclusions.len(), 1);
    assert_eq!(snapshot.problems[0].reason, "`b` is empty");
    let mut bare = Vec::new();
    let mut sink = |item| bare.push(item);
    let mut out = Out::new(SourceId(0), "x.csv", &mut sink);
    read_as(Table::Exclusions, &mut "a;b\np-1;p-2\n".as_bytes(), &mut out).expect("a table");
    assert!(matches!(bare.as_slice(), [Item::Exclusion(exclusion)] if exclusion.b == "p-2"));
}
