//! Real sheets, cut short, and workbooks made here: every row is a record, a copy or a total, and the mapping says
//! what each column was taken for.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)] // a failure is the finding

use std::path::PathBuf;

use comity_core::{Item, LinkKind, Loss, PlaceLevel, Precision, Problem, Record, Role, SourceId};
use comity_formats::{
    Limits, Out,
    table::{Counts, Mapping, Workbook, read_csv, read_parquet, read_sheet},
};
use proptest::prelude::*;

#[derive(Default)]
struct Read {
    records: Vec<Record>,
    problems: Vec<Problem>,
    mapping: Vec<String>,
    counts: Counts,
}

/// Reads, and checks that no row went missing.
fn read(name: &str, reader: impl FnOnce(&mut Out<'_>) -> Result<Counts, comity_formats::Error>) -> Read {
    let mut found = Read::default();
    let (records, problems) = (&mut found.records, &mut found.problems);
    let mut sink = |item: Item| match item {
        Item::Record(record) => records.push(*record),
        Item::Problem(problem) => problems.push(problem),
        other => panic!("a table gives records and problems, not {other:?}"),
    };
    let mut out = Out::new(SourceId(0), name, &mut sink);
    let counts = reader(&mut out).expect("reads");
    let given = out.records;
    found.mapping = std::mem::take(&mut out.mapping);
    assert_eq!(counts.rows, counts.records + counts.copies + counts.totals, "{name}: {counts:?}");
    assert_eq!(counts.records, given);
    found.counts = counts;
    found
}

fn csv_with(name: &str, bytes: &[u8], mapping: &str) -> Read {
    let mapping = Mapping::parse(mapping).expect("a mapping");
    read(name, |out| read_csv(&mut { bytes }, &mapping, &Limits::default(), out))
}

fn csv(name: &str, bytes: &[u8]) -> Read {
    csv_with(name, bytes, "")
}

fn sample(folder: &str, name: &str) -> Read {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(folder).join(name);
    csv(name, &std::fs::read(path).expect("a sample"))
}

fn roles(record: &Record) -> Vec<(Role, &str)> {
    record.participants.iter().map(|p| (p.role, p.party.label())).collect()
}

/// The mapping and the first record, for people to read.
fn shown(read: &Read) -> String {
    let first = read.records.first().map(|record| serde_json::to_string_pretty(record).expect("serialises"));
    format!("{}\n{}", read.mapping.join("\n"), first.unwrap_or_default())
}

macro_rules! sheets {
    ($($test:ident: $folder:literal, $file:literal;)*) => {$(
        #[test]
        fn $test() {
            let read = sample($folder, $file);
            assert!(!read.records.is_empty());
            insta::assert_snapshot!(shown(&read));
        }
    )*};
}

sheets! {
    congo: "three-w", "cod_3w_2022-01.csv";
    colombia: "three-w", "col_4w_2021-06.csv";
    ethiopia: "three-w", "eth_4w_2022-02.csv";
    honduras: "three-w", "hnd_345w_2021.csv";
    iraq: "three-w", "irq_3w_2022-01_04.csv";
    mozambique: "three-w", "moz_response_tracking_2019-09.csv";
    niger: "three-w", "ner_3w_2022-02.csv";
    world_bank: "tables", "worldbank-geocoded.csv";
    nepal: "tables", "nepal-aims-projects.csv";
    asian_development_bank: "tables", "asdb-projects.csv";
}

#[test]
fn a_table_of_activities_needs_no_mapping_file() {
    let read = sample("tables", "activities.csv");
    let [first, second, third, ..] = &read.records[..] else { panic!("five records") };
    assert_eq!((first.id.as_str(), first.reporter.label()), ("0", "WHO"));
    assert_eq!(
        roles(first),
        [(Role::Participant, "Federal Ministry of Health"), (Role::Participant, "Regional Red Crescent")]
    );
    assert_eq!((first.links[0].kind, first.links[0].to.as_str()), (LinkKind::OtherIdentifier, "REF-0000077"));
    assert_eq!(first.themes.len(), 1, "the column `cluster` numbers groups and is no theme");
    assert!(first.kept.iter().any(|kept| kept.name == "cluster" && kept.value == "77"));
    assert_eq!(first.period().start.map(|day| day.to_string()).as_deref(), Some("2018-03-01"));
    assert_eq!(first.places.last().and_then(|place| place.point).map(|p| p.lat), Some(40.5283));
    assert_eq!(second.titles[0].lang.as_str(), "ru");
    assert_eq!(third.assets[0].value, "AST-000012");
    assert_eq!(third.kind.as_str(), "mission");
}

#[test]
fn copies_are_read_once_and_counted() {
    let read = csv("a.csv", b"Organisation,Sector,Province\nA,WASH,X\nA,WASH,X\nB,WASH,X\nA,WASH,X\n");
    assert_eq!((read.counts.records, read.counts.copies), (2, 2));
    let copies =
        read.records[0].kept.iter().find(|kept| kept.name == "copies").map(|kept| kept.value.as_str());
    assert_eq!(copies, Some("2"));
    assert!(
        read.problems.iter().any(|p| p.loss == Loss::Nothing && p.reason.starts_with("2 of 4 rows (50 %)"))
    );
}

#[test]
fn contact_data_is_counted_and_never_kept() {
    let text = "Organisation,Project title,Focal point,Desk\nA,Wells,Jane Roe,a@example.org\nB,Roads,John Roe,b@example.org\n";
    let read = csv("a.csv", text.as_bytes());
    let json = serde_json::to_string(&read.records).expect("serialises");
    assert!(!json.contains("Roe") && !json.contains("example.org"), "{json}");
    assert!(
        read.problems.iter().any(|p| p.reason.starts_with("4 cells with contact data")),
        "{:?}",
        read.problems
    );
}

#[test]
fn problems_name_their_row_and_column() {
    let text = "id,title,start date,lat,lon\n\
                1,Wells,2021-02-30,38.5,68.7\n\
                2,Roads,2021-03-01,0,0\n\
                3,Dams,2021-03-01,\"38,5\",\"68,7\"\n\
                4,Posts,2021-03-01,38.5,68.7,surplus\n\
                5,Schools,2021-04-01\n";
    let read = csv("a.csv", text.as_bytes());
    let found: Vec<_> = read
        .problems
        .iter()
        .filter(|p| p.line.is_some())
        .map(|p| (p.line.unwrap_or(0), p.column.unwrap_or(0), p.loss))
        .collect();
    assert_eq!(found, [(2, 3, Loss::Value), (3, 4, Loss::Value), (5, 6, Loss::Mended), (6, 4, Loss::Mended)]);
    assert_eq!(read.records.len(), 5);
    assert!(read.records[0].kept.iter().any(|kept| kept.value == "2021-02-30"));
    assert_eq!(read.records[2].places[0].point.map(|p| (p.lat, p.lon)), Some((38.5, 68.7)));
}

#[test]
fn totals_at_the_foot_are_no_records() {
    let read =
        csv("a.csv", "Организация;Сектор;Район;Бюджет\nА;Вода;X;100\nБ;Вода;Y;200\nИтого;;;300\n".as_bytes());
    assert_eq!((read.counts.records, read.counts.totals), (2, 1));
    assert!(read.problems.iter().any(|p| p.line == Some(4) && p.reason.contains("totals")));
    assert_eq!(read.records[0].amounts[0].value.to_string(), "100");
}

#[test]
fn days_are_read_as_the_column_proves() {
    let read = csv("a.csv", b"title,start date\nA b,3/4/2021\nC d,6/22/2021\n");
    assert_eq!(read.records[0].dates[0].day.to_string(), "2021-03-04");
    let read = csv("a.csv", b"title,start date\nA b,3/4/2021\nC d,5/6/2021\n");
    assert_eq!(read.records[0].dates[0].day.to_string(), "2021-04-03");
    assert!(read.problems.iter().any(|p| p.reason.contains("day/month or month/day")));
    let read = csv_with("a.csv", b"title,start date\nA b,3/4/2021\n", "date_format = 'mm/dd/yyyy'");
    assert_eq!(read.records[0].dates[0].day.to_string(), "2021-03-04");
}

#[test]
fn a_month_alone_takes_the_year_of_the_sheet() {
    let read = csv("3w_2022.csv", b"Reporting Month,Organisation,Activity\nFebruary,A,Dig wells\n");
    let period = read.records[0].period();
    assert_eq!(period.start.map(|day| day.to_string()).as_deref(), Some("2022-02-01"));
    assert_eq!(period.end.map(|day| day.to_string()).as_deref(), Some("2022-03-01"));
    assert_eq!(period.start_precision, Precision::Month);
}

#[test]
fn a_mapping_file_overrules_the_guess() {
    let text = b"who,what,when\nA,Wells,2021-01-01\n";
    let mapping = "language = 'fr'\ncurrency = 'EUR'\ncountry = 'TJ'\n[columns]\nwho = 'implementer'\nB = 'title'\nwhen = 'end date'";
    let read = csv_with("a.csv", text, mapping);
    assert_eq!(roles(&read.records[0]), [(Role::Implementer, "A")]);
    assert_eq!(read.records[0].titles[0].lang.as_str(), "fr");
    assert_eq!(read.records[0].places[0].level, PlaceLevel::Country);
    assert!(read.mapping.iter().any(|line| line.starts_with("C when -> end date (mapping file)")));
}

#[test]
fn a_monthly_workbook_says_the_same_as_its_csv() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/three-w/irq_3w_2022-01_04.xlsx");
    let bytes = std::fs::read(file).expect("a sample");
    let mut book = Workbook::open(&bytes, "irq.xlsx").expect("opens");
    let from_book = read("irq.xlsx", |out| read_sheet(&mut book, "3W", &Mapping::default(), out));
    let from_text = sample("three-w", "irq_3w_2022-01_04.csv");
    assert!(
        from_book.mapping.iter().any(|line| line.contains("when it was under way")),
        "{:?}",
        from_book.mapping
    );
    assert_eq!(from_book.records.len(), from_text.records.len());
    for (one, other) in from_book.records.iter().zip(&from_text.records) {
        assert_eq!(one.period(), other.period());
        assert_eq!(
            (&one.places, &one.themes, &one.participants),
            (&other.places, &other.themes, &other.participants)
        );
    }
}

#[test]
fn a_month_counts_only_where_a_row_has_no_better_date() {
    let text = "Report month,Updated,Organisation,Activity,Start date,End date\n\
                01/02/2022,13/02/2022,A,Dig wells,,\n\
                01/02/2022,14/02/2022,B,Dig drains,2022-01-05,2022-01-09\n\
                01/03/2022,01/03/2022,C,Dig holes,,\n\
                01/03/2022,22/03/2022,D,Dig more,2022-03-02,\n";
    let periods: Vec<String> = csv("a.csv", text.as_bytes())
        .records
        .iter()
        .map(|record| {
            let period = record.period();
            let day = |day: Option<comity_core::Day>| day.map_or("-".to_owned(), |day| day.to_string());
            format!("{} {}", day(period.start), day(period.end))
        })
        .collect();
    assert_eq!(
        periods,
        ["2022-02-01 2022-03-01", "2022-01-05 2022-01-10", "2022-03-01 2022-04-01", "2022-03-02 -"]
    );
}

#[test]
fn a_region_of_several_countries_is_no_province() {
    let text = "Project Title,Country,Region,ADM1\n\
                Wells,Afghanistan,SOUTH ASIA,Baghlan\nRoads,Nepal,SOUTH ASIA,\nDams,Kenya,AFRICA,\nPosts,Mali,AFRICA,Kayes\n";
    let read = csv("a.csv", text.as_bytes());
    let places = |row: usize| -> Vec<String> {
        read.records[row].places.iter().map(|place| place.names[0].value.to_string()).collect()
    };
    assert_eq!((places(0), places(1)), (vec!["Afghanistan".into(), "Baghlan".into()], vec!["Nepal".into()]));
    let without = text.replace(",ADM1", ",Note");
    let read = csv("a.csv", without.as_bytes());
    assert_eq!(read.records[0].places.len(), 1);
    // regions that lie each in one country are provinces
    let text = "Project Title,Country,Region\nWells,Mali,Kayes\nRoads,Mali,Gao\nDams,Niger,Agadez\n";
    assert_eq!(csv("a.csv", text.as_bytes()).records[0].places.len(), 2);
}

#[test]
fn spans_of_days_and_kinds_of_money_are_read() {
    let text = "title,start date,end date,total commitments (USD),total disbursements (USD)\n\
                Wells,15-21 June 2019,15-21 June 2019,1000,400\nRoads,2019-06-01,2019-07-01,2000,\n";
    let record = &csv("a.csv", text.as_bytes()).records[0];
    let period = record.period();
    assert_eq!(period.start.map(|day| day.to_string()).as_deref(), Some("2019-06-15"));
    assert_eq!(period.end.map(|day| day.to_string()).as_deref(), Some("2019-06-22"));
    let kinds: Vec<_> = record.amounts.iter().map(|amount| amount.kind).collect();
    assert_eq!(kinds, [comity_core::AmountKind::OutgoingCommitment, comity_core::AmountKind::Disbursement]);
}

#[test]
fn addresses_in_titles_and_messages_are_not_kept() {
    let text = "title,organisation,start date\nWells (ask a.b@example.org),A,a.b@example.org\nRoads,B,2021-01-01\nDams,B,2021-01-01\nPosts,B,2021-01-01\n";
    let read = csv("a.csv", text.as_bytes());
    let all = format!("{:?} {:?}", read.records, read.problems);
    assert!(!all.contains("example.org") && all.contains("Wells (ask (address not kept))"), "{all}");
}

#[test]
fn every_sheet_of_a_workbook_is_read() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("Проекты").expect("a name");
    sheet.write_string(0, 0, "Реестр проектов").expect("writes");
    let headers = [
        "Организация-исполнитель",
        "Название проекта",
        "Сектор",
        "Дата начала",
        "Дата окончания",
        "Бюджет (USD)",
    ];
    for (column, header) in headers.iter().enumerate() {
        sheet.write_string(2, column as u16, *header).expect("writes");
    }
    let day = rust_xlsxwriter::Format::new().set_num_format("dd.mm.yyyy");
    for (row, title) in [(3, "Питьевая вода для Хорога"), (9000, "Ремонт моста")]
    {
        sheet.write_string(row, 0, "АКДН").expect("writes");
        sheet.write_string(row, 1, title).expect("writes");
        sheet.write_string(row, 2, "Вода").expect("writes");
        sheet.write_number_with_format(row, 3, 44256, &day).expect("writes");
        sheet.write_number_with_format(row, 4, 44561, &day).expect("writes");
        sheet.write_number(row, 5, 1500.5).expect("writes");
    }
    let second = book.add_worksheet().set_name("3W").expect("a name");
    for (row, cells) in [["#org +impl", "#sector", "#adm1 +name"], ["A", "WASH", "X"]].iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            second.write_string(row as u32, column as u16, *cell).expect("writes");
        }
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let mut open = Workbook::open(&bytes, "a.xlsx").expect("opens");
    assert_eq!(open.sheets(), ["Проекты", "3W"]);
    let first =
        read("a.xlsx!Проекты", |out| read_sheet(&mut open, "Проекты", &Mapping::default(), out));
    assert_eq!(first.records.len(), 2);
    let record = &first.records[1];
    assert_eq!((record.at.line, record.titles[0].value.as_str()), (9001, "Ремонт моста"));
    assert_eq!(record.period().start.map(|day| day.to_string()).as_deref(), Some("2021-03-01"));
    assert_eq!(record.amounts[0].currency.as_str(), "USD");
    assert_eq!(roles(record), [(Role::Implementer, "АКДН")]);
    let second = read("a.xlsx!3W", |out| read_sheet(&mut open, "3W", &Mapping::default(), out));
    assert_eq!(roles(&second.records[0]), [(Role::Implementer, "A")]);
}

#[test]
fn damaged_workbooks_and_parquet_files_are_refused_with_a_reason() {
    assert!(Workbook::open(b"PK\x03\x04 no zip", "a.xlsx").is_err());
    let mut sink = |_: Item| {};
    let mut out = Out::new(SourceId(0), "a.parquet", &mut sink);
    assert!(read_parquet(b"PAR1 nothing PAR1".to_vec(), &Mapping::default(), &mut out).is_err());
}

#[test]
fn whole_sheets_read_where_the_data_folder_is_present() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/three-w");
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.filter_map(Result::ok) {
        let packed = std::fs::read(entry.path()).expect("reads");
        let name = entry.file_name().to_string_lossy().into_owned();
        let found = csv(&name, &zstd::decode_all(&packed[..]).expect("unpacks"));
        assert!(found.counts.records > 1000, "{name}: {:?}", found.counts);
        let themed = found.records.iter().filter(|record| !record.themes.is_empty()).count();
        let reported = found.records.iter().filter(|record| !record.reporter.label().is_empty()).count();
        let placed = found.records.iter().filter(|record| !record.places.is_empty()).count();
        for share in [themed, reported, placed] {
            assert!(share * 10 >= found.records.len() * 8, "{name}: {themed} {reported} {placed}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let mut sink = |_: Item| {};
        let mut out = Out::new(SourceId(0), "a.csv", &mut sink);
        let _ = read_csv(&mut &bytes[..], &Mapping::default(), &Limits::default(), &mut out);
    }

    #[test]
    fn no_row_of_any_table_goes_missing(cells in proptest::collection::vec("[a-z0-9#+/.,@ -]{0,12}", 4..80)) {
        let text: String = cells.chunks(4).map(|row| format!("{}\n", row.iter().map(|c| c.replace(',', ";")).collect::<Vec<_>>().join(","))).collect();
        let mut sink = |_: Item| {};
        let mut out = Out::new(SourceId(0), "a.csv", &mut sink);
        if let Ok(counts) = read_csv(&mut text.as_bytes(), &Mapping::default(), &Limits::default(), &mut out) {
            prop_assert_eq!(counts.rows, counts.records + counts.copies + counts.totals);
        }
    }
}
