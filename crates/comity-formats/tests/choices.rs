//! What a person says of the columns of a table takes the place of what the reader would decide, for every table of the shape: plain, in a
//! workbook, in an archive.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)] // a failure is the finding

use std::collections::BTreeMap;

use comity_core::{ColumnRead, Grounds, Record, Role, Snapshot, TableRead};
use comity_formats::open::{Options, read_all};
use comity_formats::table::{Choices, Columns, Mapping, contradictions, meanings};
use proptest::prelude::*;

/// Headers that say nothing in any of the five languages.
const DUMB: &str = "Q1,Q2,Q3,Q4,Q5,Q6\n\
                    x1,Dig wells,Helvetas,2026-04-01,2026-09-30,1200\n\
                    x2,Mend the bridge,Acted,2026-05-01,2026-06-30,\n";

fn columns(said: &[(&str, &str)]) -> Columns {
    said.iter().map(|(name, word)| ((*name).to_owned(), (*word).to_owned())).collect()
}

fn dumb() -> Columns {
    columns(&[
        ("Q1", "id"),
        ("Q2", "title"),
        ("Q3", "implementer"),
        ("Q4", "start date"),
        ("Q5", "end date"),
        ("Q6", "skip"),
    ])
}

fn read_as(name: &str, bytes: &[u8], said: &[(String, Columns)]) -> Snapshot {
    let mapping = Mapping::default().with_choices(Choices::new(said.iter().cloned()));
    read_all([(name, bytes)], &Options { mapping, ..Options::default() }).snapshot
}

/// The table of the first source, read without a word about it.
fn table_of(name: &str, bytes: &[u8]) -> TableRead {
    read_as(name, bytes, &[]).sources.remove(0).table.expect("a table")
}

fn shown(table: &TableRead) -> String {
    let line = |column: &ColumnRead| {
        let grounds = column.grounds.as_str();
        format!("{} -> {} ({grounds}) {} {:?}", column.name, column.field, column.filled, column.samples)
    };
    table.columns.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// One record in one line: identifier, title, reporter, days.
fn line(record: &Record) -> String {
    let title = record.titles.first().map_or("-", |title| title.value.as_str());
    let mut dates: Vec<String> = record.dates.iter().map(|date| date.day.to_string()).collect();
    dates.sort();
    format!("{} {title} [{}] {}", record.id, record.reporter.label(), dates.join(" "))
}

#[test]
fn a_table_tells_what_it_took_each_column_for() {
    let text = "Title,Province,Start date,E-mail,,Remark,Q\n\
                Wells,Osh,2026-05-01,a@example.org,,ask b@example.org,\n\
                Roads,Batken,2026-06-01,c@example.org,,late,\n\
                Dams,Batken,2026-06-02,d@example.org,,late,\n\
                Posts,Batken,2026-06-03,e@example.org,,on time,\n";
    insta::assert_snapshot!(shown(&table_of("a.csv", text.as_bytes())), @r##"
    Title -> title (header) 4 ["Wells", "Roads", "Dams"]
    Province -> admin1 (header) 4 ["Osh", "Batken"]
    Start date -> start date (header) 4 ["2026-05-01", "2026-06-01", "2026-06-02"]
    E-mail -> contact (contents) 4 []
    Remark -> kept (nothing) 4 ["ask (address not kept)", "late", "on time"]
    Q -> kept (nothing) 0 []
    "##);
}

#[test]
fn headers_that_say_nothing_are_corrected() {
    let table = table_of("a.csv", DUMB.as_bytes());
    assert!(table.columns.iter().all(|column| column.grounds <= Grounds::Contents), "{}", shown(&table));
    assert_eq!(contradictions(&dumb(), &table), []);
    let read = read_as("a.csv", DUMB.as_bytes(), &[(table.shape.clone(), dumb())]);
    let lines: Vec<String> = read.records.iter().map(line).collect();
    assert_eq!(
        lines,
        ["x1 Dig wells [Helvetas] 2026-04-01 2026-09-30", "x2 Mend the bridge [Acted] 2026-05-01 2026-06-30"]
    );
    assert_eq!(read.records[0].participants[0].role, Role::Implementer);
    assert!(read.records[0].kept.is_empty(), "what is left out is not kept");
    let table = read.sources[0].table.as_ref().expect("a table");
    assert!(table.is_as_said() && table.columns.iter().all(|column| column.grounds == Grounds::Choice));
    let mapping = &read.sources[0].mapping;
    assert!(mapping.contains(&"B Q2 -> title (as said before), 2 cells".to_owned()), "{mapping:?}");
    assert!(mapping.iter().any(|line| line.ends_with(", 1 cells left out as said")), "{mapping:?}");
}

#[test]
fn the_order_of_columns_is_no_matter_and_another_table_is_left_alone() {
    let said = [(table_of("a.csv", DUMB.as_bytes()).shape, dumb())];
    let turned = "q3;Q1;Q2;Q6;Q5;Q4\nHelvetas;x1;Dig wells;5;2026-09-30;2026-04-01\n";
    let read = read_as("b.csv", turned.as_bytes(), &said);
    assert_eq!(line(&read.records[0]), "x1 Dig wells [Helvetas] 2026-04-01 2026-09-30");
    let more = DUMB.replace("Q6", "Q7");
    let read = read_as("c.csv", more.as_bytes(), &said);
    assert!(!read.sources[0].table.as_ref().expect("a table").is_as_said());
}

#[test]
fn sheets_and_members_of_archives_have_shapes_of_their_own() {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, text) in [("Plan", DUMB), ("People", "Organisation,Sector\nA,WASH\n")] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (row, cells) in (0..).zip(text.lines()) {
            for (column, cell) in (0..).zip(cells.split(',')) {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
    }
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in
        [("in/plan.csv", DUMB.as_bytes().to_vec()), ("in/book.xlsx", book.save_to_buffer().unwrap())]
    {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        archive.append_data(&mut header, name, bytes.as_slice()).unwrap();
    }
    let said = [(table_of("a.csv", DUMB.as_bytes()).shape, dumb())];
    let read = read_as("all.tar", &archive.into_inner().unwrap(), &said);
    let told: Vec<(&str, bool)> = read
        .sources
        .iter()
        .map(|source| (source.name.as_str(), source.table.as_ref().expect("a table").is_as_said()))
        .collect();
    assert_eq!(
        told,
        [
            ("all.tar!in/plan.csv", true),
            ("all.tar!in/book.xlsx!Plan", true),
            ("all.tar!in/book.xlsx!People", false)
        ]
    );
    let ids: Vec<&str> = read
        .records
        .iter()
        .filter(|record| record.id.starts_with('x'))
        .map(|record| record.id.as_str())
        .collect();
    assert_eq!(ids, ["x1", "x2"], "the copies in the sheet are the same records");
}

#[test]
fn what_contradicts_is_told_and_the_rest_is_read() {
    let shape = table_of("a.csv", DUMB.as_bytes()).shape;
    let said = columns(&[
        ("Q2", "title"),
        ("Q4", "start date"),
        ("Q5", "start date"),
        ("Q6", "colour"),
        ("Q9", "place"),
    ]);
    let read = read_as("a.csv", DUMB.as_bytes(), &[(shape, said)]);
    let problems: Vec<String> = read
        .problems
        .iter()
        .map(|problem| {
            format!("{}: {}", problem.element, problem.reason.chars().take(96).collect::<String>())
        })
        .collect();
    insta::assert_snapshot!(problems.join("\n"), @r##"
    Q4: what was said of the columns of this table can't be: a record has one start date, and the column
    Q5: what was said of the columns of this table can't be: a record has one start date, and the column
    Q6: what was said of the columns of this table can't be: `colour` is no field; write one of title, a
    q9: what was said of the columns of this table can't be: the table has no such column
    : no column says who reports
    "##);
    assert_eq!(read.records.len(), 2);
}

#[test]
fn a_person_knows_better_than_tags_and_contents() {
    let text = "Partner,Code,Zone\n#org +partner,#org +partner +code,#adm1\nA,17,Osh\nB,18,Osh\n";
    let table = table_of("a.csv", text.as_bytes());
    let said = columns(&[("Partner", "participant"), ("Code", "participant code"), ("Zone", "place")]);
    let read = read_as("a.csv", text.as_bytes(), &[(table.shape, said)]);
    let [participant] = &read.records[0].participants[..] else { panic!("one participant") };
    assert_eq!((participant.role, participant.party.label()), (Role::Participant, "A"));
    assert_eq!(participant.party.reference, "17");
    assert_eq!(read.records[0].places[0].names[0].value, "Osh");
}

#[test]
fn no_address_comes_into_a_record_whatever_is_said() {
    let text = "X,Y,Z\na@example.org,b@example.org,Wells\nc@example.org,d@example.org,Roads\n";
    let shape = table_of("a.csv", text.as_bytes()).shape;
    for meaning in meanings() {
        let said = columns(&[("X", &meaning.word), ("Z", "title")]);
        let read = read_as("a.csv", text.as_bytes(), &[(shape.clone(), said)]);
        let told = serde_json::to_string(&(&read.records, &read.sources)).unwrap();
        assert!(!told.contains("@example.org"), "{}: {told}", meaning.word);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever is said of whatever table, it is read or refused, no row goes missing, and what is said rightly holds.
    #[test]
    fn what_is_said_holds_or_is_told(
        cells in proptest::collection::vec("[a-zа-я0-9@.:/ -]{0,10}", 8..48),
        words in proptest::collection::vec(0..meanings().len(), 4),
    ) {
        let text: String = cells.chunks(4).map(|row| format!("{}\n", row.join(","))).collect();
        let first = read_as("a.csv", text.as_bytes(), &[]);
        if let Some(table) = first.sources.first().and_then(|source| source.table.clone()) {
            let all = meanings();
            let said: BTreeMap<String, String> = table
                .columns
                .iter()
                .zip(words)
                .map(|(column, at)| (column.name.clone(), all[at].word.clone()))
                .collect();
            let wrong = contradictions(&said, &table);
            let again = read_as("a.csv", text.as_bytes(), &[(table.shape.clone(), said.clone())]);
            let read = again.sources[0].table.clone().expect("a table");
            prop_assert_eq!(&read.shape, &table.shape);
            let named = |column: &ColumnRead| all.iter().any(|meaning| meaning.word == column.field);
            prop_assert!(table.columns.iter().chain(&read.columns).all(named), "a field that can't be said");
            if wrong.is_empty() {
                for column in &read.columns {
                    // of two types the reader may find the organisation of one alone
                    if let Some(word) = said.get(&column.name).filter(|word| !word.ends_with(" type")) {
                        prop_assert_eq!((&column.field, column.grounds), (word, Grounds::Choice));
                    }
                }
            }
        }
    }
}
