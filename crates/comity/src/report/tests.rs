//! The page as a whole: what stands in it, and that nothing from a record can act in it.

use std::io::Read;
use std::sync::OnceLock;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use comity_core::{Day, Finding, Snapshot, reference::Reference};
use comity_formats::reference::Library;
use flate2::read::ZlibDecoder;
use serde_json::Value;

use super::{ReportMeta, sample, write};

/// The packed reference data, read once.
pub fn reference() -> &'static Reference {
    static READ: OnceLock<Reference> = OnceLock::new();
    READ.get_or_init(|| Library::packed().load())
}

fn page(snapshot: &Snapshot, findings: &[Finding]) -> String {
    let meta = ReportMeta {
        title: "Central Asia </title><script>alert(1)</script>",
        on: Day::from_ymd(2006, 6, 1).expect("a day"),
        command: "comity find central-asia-2006 --on 2006-06-01",
        version: "0.1.0",
    };
    let mut out = Vec::new();
    write(snapshot, findings, reference(), meta, &mut out).expect("writing to memory");
    String::from_utf8(out).expect("UTF-8")
}

/// The text of a packed part of the page.
fn part(page: &str, id: &str) -> String {
    let start = format!("<script type=\"text/plain\" id=\"{id}\">");
    let packed = page.split(&start).nth(1).and_then(|rest| rest.split("</script>").next()).expect("the part");
    let bytes = STANDARD.decode(packed).expect("base64");
    let mut text = String::new();
    ZlibDecoder::new(bytes.as_slice()).read_to_string(&mut text).expect("zlib");
    text
}

/// The pages that the browser tests open.
#[test]
fn samples_for_the_browser() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/report-samples");
    std::fs::create_dir_all(folder).expect("a folder for the samples");
    let (small, found) = sample::central_asia();
    let (hostile, bad) = sample::hostile();
    let (large, many) = sample::large();
    assert_eq!((large.records.len(), many.len()), (12_583, 20_000));
    for (name, title, snapshot, findings) in [
        ("small", "Central Asia, June 2006", &small, &found),
        ("hostile", "</title><img src=x onerror=alert(1)>", &hostile, &bad),
        ("large", "Activities of June 2021", &large, &many),
        ("empty", "Nothing", &Snapshot::default(), &Vec::new()),
    ] {
        let meta = ReportMeta {
            title,
            on: Day::from_ymd(2006, 6, 1).expect("a day"),
            command: "comity find central-asia-2006 --on 2006-06-01 --report report.html",
            version: "0.1.0",
        };
        let mut out = Vec::new();
        write(snapshot, findings, reference(), meta, &mut out).expect("writing to memory");
        std::fs::write(format!("{folder}/{name}.html"), out).expect("writing the sample");
    }
}

#[test]
fn the_data_comes_back_whole() {
    let (snapshot, findings) = sample::central_asia();
    let page = page(&snapshot, &findings);
    let columns: Value = serde_json::from_str(&part(&page, "columns")).expect("JSON");
    assert_eq!(columns["records"]["id"].as_array().map(Vec::len), Some(snapshot.records.len()));
    assert_eq!(columns["findings"]["kind"].as_array().map(Vec::len), Some(findings.len()));
    let lines = part(&page, "lines");
    assert_eq!(lines.lines().count(), snapshot.records.len() + findings.len());
    for line in lines.lines() {
        serde_json::from_str::<Value>(line).expect("a line of JSON");
    }
}

#[test]
fn findings_stand_by_urgency_and_the_first_is_readable_without_script() {
    let (snapshot, findings) = sample::central_asia();
    let page = page(&snapshot, &findings);
    let columns: Value = serde_json::from_str(&part(&page, "columns")).expect("JSON");
    let most = findings.iter().max_by(|a, b| a.urgency.total_cmp(&b.urgency)).expect("a finding");
    assert_eq!(columns["findings"]["kind"][0], most.kind.as_str());
    let still =
        page.split("id=\"still\"").nth(1).and_then(|rest| rest.split("</main>").next()).expect("still");
    assert!(still.contains(&super::still::escape(&most.sentence)));
}

#[test]
fn nothing_of_a_record_is_markup() {
    let (snapshot, findings) = sample::hostile();
    let page = page(&snapshot, &findings);
    assert!(!page.contains("<script>alert"), "a script of the title");
    assert!(!page.contains("<img"), "an image of a record");
    assert_eq!(page.matches("</script>").count(), super::PAGE.matches("</script>").count());
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (snapshot, findings) = sample::central_asia();
    assert_eq!(page(&snapshot, &findings), page(&snapshot, &findings));
}

#[test]
fn the_page_asks_for_nothing_from_outside() {
    let policy = super::PAGE
        .split("Content-Security-Policy\" content=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    let policy = policy.expect("a policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
    assert!(super::PAGE.len() < 300_000, "the page has {} bytes without data", super::PAGE.len());
}

#[test]
fn no_records_make_a_page_too() {
    let page = page(&Snapshot::default(), &[]);
    assert!(part(&page, "lines").is_empty());
}
