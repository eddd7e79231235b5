//! The inputs that people really have: cut off, wrongly encoded, not well-formed, with identifiers used twice, impossible days,
//! swapped coordinates, bombs, lines without end. Each gets a located problem and a way out, the rest is read, and memory stays
//! bounded.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)] // a failure is the finding

use std::io::{Read, Write, repeat};

use comity_core::{Loss, Problem, Snapshot};
use comity_formats::open::{Options, read, read_all};

/// What was read: how many records, and each problem in one line.
fn told(inputs: &[(&str, &[u8])]) -> String {
    let collected = read_all(inputs.iter().copied(), &Options::default());
    let mut text =
        format!("{} records, {} lost\n", collected.snapshot.records.len(), collected.counts.skipped);
    collected.snapshot.problems.iter().for_each(|problem| text.push_str(&line(problem)));
    text
}

fn line(problem: &Problem) -> String {
    let place = |n: Option<u32>| n.map_or_else(|| "-".to_owned(), |n| n.to_string());
    let Problem { file, element, identifier, reason, way_out, loss, .. } = problem;
    let (line, column) = (place(problem.line), place(problem.column));
    format!("{loss:?} {file}:{line}:{column} {element} [{identifier}] {reason}; {way_out}\n")
}

/// What a stream of any length gives: the losses and reasons, and the most memory that was held, in MB.
fn streamed(input: impl Read) -> (Vec<Problem>, Option<u64>) {
    let mut snapshot = Snapshot::default();
    read("in", input, &Options::default(), &mut snapshot);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse::<u64>().ok());
    (snapshot.problems, peak.map(|kb| kb / 1024))
}

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"))).expect("shipped")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).expect("memory");
    packer.finish().expect("memory")
}

fn iati(inside: &str) -> String {
    format!(
        "<iati-activities version='2.03'>\n<iati-activity>\n<iati-identifier>A-1</iati-identifier>\n\
         <reporting-org ref='R'/>\n{inside}\n</iati-activity>\n</iati-activities>"
    )
}

#[test]
fn what_is_nothing_or_unknown_is_said() {
    insta::assert_snapshot!(
        [
            &b""[..],
            b"  \n",
            b"<html><body>",
            b"\x01\x02\x03\x04\x05\x06\x07\x08",
            b"\x28\xb5\x2f\xfd",
            b"hello"
        ]
        .map(|bytes| told(&[("in", bytes)]))
        .concat()
    );
}

#[test]
fn truncated() {
    let half = |name: &str| {
        let bytes = sample(name);
        bytes.get(..bytes.len() / 2).unwrap_or_default().to_vec()
    };
    let xml = sample("iati/v2.03.xml");
    let packed = gzip(&xml);
    let zstd = zstd::encode_all(&xml[..], 1).expect("memory");
    let most = |bytes: &[u8]| bytes.get(..bytes.len() * 2 / 3).unwrap_or_default().to_vec();
    let mut archive = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_ustar();
    header.set_size(xml.len() as u64);
    header.set_cksum();
    archive.append_data(&mut header, "a.xml", &xml[..]).expect("memory");
    let archive = archive.into_inner().expect("memory");
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write_string(0, 0, "Organisation").expect("writes");
    let book = book.save_to_buffer().expect("a workbook");
    let files: [(&str, Vec<u8>); 9] = [
        ("plain.xml", half("iati/v2.03.xml")),
        ("packed.xml.gz", most(&packed)),
        ("packed.xml.zst", most(&zstd)),
        ("archive.tar", most(&archive)),
        ("flows.json", half("fts/flows.json")),
        ("plan.ics", half("ical/plan.ics")),
        ("sheet.csv", b"id,title,start date\n1,Wells,2021-01-01\n2,\"Roads, phase".to_vec()),
        ("map.geojson", b"{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"id\":1,\"geometry\":null,\"properties\":{\"title\":\"a\"}},{\"type\":".to_vec()),
        ("book.xlsx", most(&book)),
    ];
    insta::assert_snapshot!(files.iter().map(|(name, bytes)| told(&[(name, bytes)])).collect::<String>());
}

#[test]
fn wrongly_encoded() {
    let russian = b"\xcf\xf0\xee\xe5\xea\xf2 \xef\xee \xe2\xee\xe4\xee\xf1\xed\xe0\xe1\xe6\xe5\xed\xe8\xfe";
    let title = |bytes: &[u8], encoding: &str| {
        let (before, after) = ("<title><narrative>", "</narrative></title>");
        let text = iati(&format!("{before}@{after}"));
        let (head, tail) = text.split_once('@').expect("a place");
        [format!("<?xml version='1.0' encoding='{encoding}'?>\n{head}").as_bytes(), bytes, tail.as_bytes()]
            .concat()
    };
    let sheet = [b"id,title,start date\n1,".as_slice(), russian, b",2021-01-01\n"].concat();
    let strange = b"id,title,place\n1,Caf\xe9,Kabul\n2,Wells \xe2\x80\x93 phase 2,Herat\n3,Schools in \xd0\x94\xd1\x83\xd1\x88\xd0\xb0\xd0\xbd\xd0\xb1\xd0\xb5,X\n";
    insta::assert_snapshot!(
        [
            ("cp1251-as-utf8.xml", title(russian, "UTF-8")),
            ("cp1251.xml", title(russian, "windows-1251")),
            ("utf8-as-latin.xml", title("Santé à Goma".as_bytes(), "ISO-8859-1")),
            ("no-such.xml", title(b"x", "klingon")),
            ("cp1251.csv", sheet),
            ("one-byte.csv", strange.to_vec()),
        ]
        .map(|(name, bytes)| told(&[(name, &bytes)]))
        .concat()
    );
}

#[test]
fn not_well_formed() {
    insta::assert_snapshot!(
        [
            "<title><narrative>Health & education</narrative></title>",
            "<title><narrative>R&D &nbsp; x</narrative></title>",
            "<other-identifier ref='a & b' type='A1'/>",
            "<title><narrative>under < 5</narrative></title>",
            "<title><narrative>Health</title>",
        ]
        .map(|inside| told(&[("a.xml", iati(inside).as_bytes())]))
        .concat()
    );
}

#[test]
fn identifiers_used_twice() {
    let (one, two) = (iati("<title>one</title>"), iati("<title>two</title>"));
    let activity = |text: &str| text.lines().skip(1).take(5).collect::<Vec<_>>().join("\n");
    let both = format!("<iati-activities>\n{}\n{}\n</iati-activities>", activity(&one), activity(&two));
    let sheet = b"id,organisation,title,start date\n7,A,Wells,2021-01-01\n7,A,Roads,2021-02-01\n8,A,Dams,2021-03-01\n";
    let table = b"id,reporter,title,start,participants\nx,nato,One,2006-01-01,\nx,nato,Two,2006-02-01,\n";
    insta::assert_snapshot!(
        [
            told(&[("one-file.xml", both.as_bytes())]),
            told(&[("one.xml", one.as_bytes()), ("two.xml", two.as_bytes())]),
            told(&[("one.xml", one.as_bytes()), ("copy.xml", one.as_bytes())]),
            told(&[("sheet.csv", sheet)]),
            told(&[("activities.csv", table)]),
        ]
        .concat()
    );
}

#[test]
fn days_that_no_calendar_has() {
    let flow = r#"{"flows":[{"id":"1","amountUSD":5,"date":"2021-02-30T00:00:00Z"}]}"#;
    let feature = r#"{"type":"FeatureCollection","features":[{"type":"Feature","id":"f","geometry":null,"properties":{"title":"a","start":"2021-02-30"}}]}"#;
    let calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:u\r\nSUMMARY:a\r\nDTSTART;VALUE=DATE:20210230\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    insta::assert_snapshot!(
        [
            ("a.xml", iati("<activity-date type='1' iso-date='2021-02-30'/>").as_str()),
            ("sheet.csv", "id,title,start date\n1,Wells,2021-02-30\n"),
            ("activities.csv", "id,reporter,title,start,participants\nx,nato,One,2021-02-30,\n"),
            ("flows.json", flow),
            ("map.geojson", feature),
            ("plan.ics", calendar),
        ]
        .map(|(name, text)| told(&[(name, text.as_bytes())]))
        .concat()
    );
}

#[test]
fn coordinates_swapped_or_zero() {
    let location = |pos: &str| iati(&format!("<location>\n<point><pos>{pos}</pos></point></location>"));
    let feature = |at: &str| {
        format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"id\":\"f\",\n\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{at}]}},\"properties\":{{\"title\":\"a\"}}}}]}}"
        )
    };
    insta::assert_snapshot!(
        [
            ("zero.xml", location("0 0")),
            ("swapped.xml", location("120.5 41")),
            ("sheet.csv", "id,title,lat,lon\n1,A,38.5,68.7\n2,B,0,0\n3,C,120.5,41\n4,D,38.6,68.8\n5,E,38.7,68.9\n6,F,38.7,68.9\n".into()),
            ("columns.csv", "id,title,lat,lon\n1,A,102.5,41\n2,B,103.5,42\n3,C,104.5,43\n".into()),
            ("activities.csv", "id,reporter,title,start,participants,lat,lon\nx,nato,One,2006-01-01,,0,0\ny,nato,Two,2006-01-01,,120.5,41\n".into()),
            ("zero.geojson", feature("0,0")),
            ("swapped.geojson", feature("41,120.5")),
            ("plan.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:u\r\nSUMMARY:a\r\nDTSTART;VALUE=DATE:20210228\r\nGEO:120.5;41\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".into()),
        ]
        .map(|(name, text)| told(&[(name, text.as_bytes())]))
        .concat()
    );
}

/// The most memory that a bomb or a line of a gigabyte may cost the whole process, in MB.
const MOST_MB: u64 = 400;

fn check_bounded(input: impl Read, loss: Loss, line: impl Fn(u32) -> bool, words: &str) {
    let (problems, peak) = streamed(input);
    let found = problems.iter().any(|p| {
        p.loss == loss && p.line.is_some_and(&line) && p.reason.contains(words) && !p.way_out.is_empty()
    });
    assert!(found, "{problems:?}");
    assert!(peak.is_none_or(|mb| mb < MOST_MB), "{peak:?} MB");
}

#[test]
fn a_zstd_bomb() {
    let bomb =
        zstd::encode_all((&b"name,place\n"[..]).chain(repeat(b'\n').take(300 << 20)), 1).expect("memory");
    check_bounded(&bomb[..], Loss::File, |line| line > 1, "as a bomb does");
}

#[test]
fn a_gzip_bomb_inside_a_gzip_file() {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::copy(&mut (&b"<iati-activities>\n"[..]).chain(repeat(b' ').take(1 << 30)), &mut packer)
        .expect("memory");
    let bomb = gzip(&packer.finish().expect("memory"));
    assert!(bomb.len() < 100_000);
    check_bounded(&bomb[..], Loss::File, |line| line > 1, "as a bomb does");
}

#[test]
fn a_bomb_inside_a_workbook() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let long = "x".repeat(30_000);
    for row in 0..4_000 {
        sheet.write_string(row, 0, format!("{row}{long}")).expect("writes");
    }
    let book = book.save_to_buffer().expect("a workbook");
    assert!(book.len() < 1 << 20, "{}", book.len());
    let (problems, _) = streamed(&book[..]);
    assert!(
        problems.iter().any(|p| p.loss == Loss::File && p.reason.contains("times its size")),
        "{problems:?}"
    );
}

/// A workbook of one sheet, with `from` replaced by `to` in the XML of the sheet.
fn workbook(from: &str, to: &str) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in
        [["Organisation", "Activity"], ["A", "Dig wells"], ["B", "Build roads"]].iter().enumerate()
    {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write_string(row as u32, column as u16, *cell).expect("writes");
        }
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let mut parts = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip file");
    let mut packer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..parts.len() {
        let mut part = parts.by_index(index).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).expect("XML");
        if name.ends_with("sheet1.xml") {
            assert!(text.contains(from), "{text}");
            text = text.replace(from, to);
        }
        packer.start_file(name, zip::write::SimpleFileOptions::default()).expect("memory");
        packer.write_all(text.as_bytes()).expect("memory");
    }
    packer.finish().expect("memory").into_inner()
}

#[test]
fn cells_of_a_workbook_that_no_spreadsheet_has() {
    // found by fuzzing: the library multiplies the letters and digits of a cell's name without checking
    for name in ["A99999999999", "AAAAAAAAAAAA2", "A0", "2", "A4000000", "ZZZZ2"] {
        let said = told(&[("a.xlsx", &workbook("r=\"A2\"", &format!("r=\"{name}\"")))]);
        assert!(
            said.contains("File a.xlsx!Sheet1") || said.contains("Value a.xlsx!Sheet1"),
            "{name}: {said}"
        );
    }
    assert!(told(&[("a.xlsx", &workbook("r=\"A2\"", "r=\"A2\""))]).starts_with("2 records, 0 lost"));
}

#[test]
fn a_line_of_a_gigabyte_in_a_table() {
    let endless =
        (&b"name,place\na,Kabul\n"[..]).chain(repeat(b'x').take(1 << 30)).chain(&b"\nb,Herat\n"[..]);
    let mut snapshot = Snapshot::default();
    let counts = read("in", endless, &Options::default(), &mut snapshot);
    assert_eq!((counts.records, counts.skipped), (2, 1), "what stands before and behind the line is read");
    let endless = (&b"name,place\n\"a"[..]).chain(repeat(b'x').take(1 << 30));
    check_bounded(endless, Loss::Record, |line| line == 2, "longer than");
}

#[test]
fn a_line_of_a_gigabyte_in_xml() {
    let open = "<iati-activities version='2.03'>\n<iati-activity><iati-identifier>A</iati-identifier><title>";
    let close = "</title></iati-activity>\n<iati-activity><iati-identifier>B</iati-identifier></iati-activity></iati-activities>";
    let endless = open.as_bytes().chain(repeat(b'x').take(1 << 30)).chain(close.as_bytes());
    check_bounded(endless, Loss::Record, |line| line == 2, "larger than 64 MB");
}

#[test]
fn a_line_of_a_gigabyte_in_json() {
    let open = "{\"flows\":[{\"id\":\"1\",\"amountUSD\":5},\n{\"id\":\"";
    check_bounded(
        open.as_bytes().chain(repeat(b'x').take(1 << 30)),
        Loss::File,
        |line| line == 2,
        "larger than",
    );
}

#[test]
fn a_line_of_a_gigabyte_in_a_calendar() {
    let open = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:";
    check_bounded(
        open.as_bytes().chain(repeat(b'x').take(1 << 30)),
        Loss::File,
        |line| line == 4,
        "longer than",
    );
}

#[test]
fn a_line_of_a_gigabyte_in_json_lines() {
    let open = "{\"id\":\"1\",\"reporter\":{}}\n{\"id\":\"";
    check_bounded(
        open.as_bytes().chain(repeat(b'x').take(1 << 30)),
        Loss::File,
        |line| line == 2,
        "longer than",
    );
}
