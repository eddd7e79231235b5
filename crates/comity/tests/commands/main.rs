//! The commands as their users type them, on the records that ship with the project.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)] // a failure is the finding

mod columns;
mod council;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn shipped(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data").join(name).display().to_string()
}

fn comity(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_comity")).args(words).output().expect("the program starts")
}

/// Standard output of a command that must succeed.
fn said(words: &[&str]) -> String {
    let output = comity(words);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "comity {}: {errors}", words.join(" "));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Standard error in one line: the terminal folds messages and draws a rule along them.
fn complaint(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr).replace('\u{2502}', " ");
    errors.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("one JSON object a line")).collect()
}

fn scratch() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().to_owned();
    (dir, path)
}

#[test]
fn the_demo_prints_ten_findings_and_writes_the_report() {
    let (_dir, path) = scratch();
    let text = said(&["demo", "--no-open", "--out", &path.display().to_string()]);
    for rank in 1..=10 {
        assert!(
            text.lines().any(|line| line.trim_start().starts_with(&format!("{rank}  "))),
            "finding {rank} in\n{text}"
        );
    }
    assert!(!text.contains('\u{1b}'), "no colours into a pipe");
    let report = std::fs::read_to_string(path.join("report.html")).expect("the report");
    assert!(report.starts_with("<!doctype html>") || report.starts_with("<!DOCTYPE html>"));
    assert!(report.contains("Astana summit request"), "the first findings stand in the page as text");
}

#[test]
fn findings_have_the_shape_that_others_read() {
    let folder = shipped("central-asia-2006");
    let text = said(&["find", &folder, "--on", "2006-06-15", "--format", "jsonl"]);
    let findings = lines(&text);
    assert!(findings.len() > 5);
    for finding in &findings {
        for key in ["kind", "weight", "probability", "records", "parties", "place", "period", "evidence"] {
            assert!(finding.get(key).is_some(), "`{key}` in {finding}");
        }
        let evidence = finding["evidence"].as_array().expect("a list");
        let sum: f64 = evidence.iter().filter_map(|line| line["weight"].as_f64()).sum();
        let weight = finding["weight"].as_f64().expect("a number");
        assert!((sum - weight).abs() < 1e-3, "evidence adds up to {sum}, not {weight}: {finding}");
        for record in finding["records"].as_array().expect("a list") {
            assert!(
                record["id"].is_string() && record["reporter"].is_string() && record["source"].is_string()
            );
        }
    }
    let untied = findings.iter().find(|finding| {
        let parties = finding["parties"].as_array().expect("a list");
        finding["kind"] == "untied"
            && ["nato", "csto"].iter().all(|id| parties.iter().any(|party| party == id))
    });
    assert!(untied.is_some(), "parties are named by the ids of the input");
}

#[test]
fn kinds_and_top_narrow_the_findings() {
    let file = shipped("iati/central-asia-afghanistan.xml.zst");
    let findings = lines(&said(&["find", &file, "--kinds", "chain,same", "--top", "7", "--json"]));
    assert_eq!(findings.len(), 7);
    assert!(findings.iter().all(|finding| finding["kind"] == "chain" || finding["kind"] == "same"));
}

#[test]
fn related_records_are_of_other_reporters_best_first() {
    let (_dir, path) = scratch();
    let out = path.join("related.jsonl").display().to_string();
    let file = shipped("iati/central-asia-afghanistan.xml.zst");
    said(&["find", &file, "--related", "3", "--related-out", &out, "--ignore-declared-links", "--top", "1"]);
    let records = lines(&std::fs::read_to_string(&out).expect("written"));
    assert_eq!(records.len(), 509);
    for record in &records {
        let weights: Vec<f64> = record["related"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|one| one["weight"].as_f64())
            .collect();
        assert!(weights.len() <= 3 && weights.is_sorted_by(|a, b| a >= b), "{record}");
    }
    assert!(records.iter().any(|record| !record["related"].as_array().expect("a list").is_empty()));
}

#[test]
fn the_same_input_gives_the_same_bytes_on_any_number_of_threads() {
    let file = shipped("iati/central-asia-afghanistan.xml.zst");
    let run = |threads: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_comity"))
            .args(["find", &file, "--json"])
            .env("RAYON_NUM_THREADS", threads)
            .output()
            .expect("starts");
        output.stdout
    };
    let one = run("1");
    assert!(!one.is_empty());
    assert!(one == run("4"));
}

#[test]
fn inspect_says_what_was_not_read_and_where() {
    let (_dir, path) = scratch();
    let file = path.join("sheet.csv");
    std::fs::write(
        &file,
        "Organisation,Project title,Start date,End date\nWHO,Cholera response,2021-02-30,2021-03-01\n",
    )
    .expect("written");
    let report: Value =
        serde_json::from_str(&said(&["inspect", "--json", &file.display().to_string()])).expect("one object");
    assert_eq!(report["records"], 1);
    assert_eq!(report["skipped"], 0);
    let problems = report["problems"].as_array().expect("a list");
    let problem = problems
        .iter()
        .find(|problem| problem["reason"].as_str().is_some_and(|reason| reason.contains("2021-02-30")));
    let problem = problem.expect("the day that no calendar has is told");
    assert_eq!(problem["line"], 2);
    assert!(problem["way_out"].as_str().is_some_and(|way| !way.is_empty()));

    let strict = comity(&["find", "--strict", &file.display().to_string()]);
    assert!(!strict.status.success(), "--strict makes it fatal");
}

#[test]
fn strict_makes_every_bad_input_fatal_and_says_where() {
    let (_dir, path) = scratch();
    let activity = |inside: &str| {
        format!(
            "<iati-activities>\n<iati-activity><iati-identifier>A</iati-identifier>\n{inside}</iati-activity>"
        )
    };
    let twice =
        [activity("<title>one</title>"), activity("<title>two</title>").replace("<iati-activities>", "")]
            .concat();
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let swelling = std::io::Read::take(std::io::repeat(b'\n'), 200 << 20);
    std::io::copy(&mut std::io::Read::chain(&b"name,place\n"[..], swelling), &mut bomb).expect("memory");
    let table = |rows: &str| format!("id,title,country,start date,lat,lon\n{rows}").into_bytes();
    // a sound row before and behind shows that the rest goes on
    let (before, behind) =
        ("1,Wells,Tajikistan,2021-01-01,38.5,68.7\n", "3,Dams,Tajikistan,2021-01-02,38.6,68.8\n");
    let row = |row: &[u8]| [&table(before), row, behind.as_bytes()].concat();
    for (name, bytes, place, records) in [
        (
            "cut.xml",
            activity("<title>cut</title>").replace("</iati-activity>", "").into_bytes(),
            "cut.xml:2:1: iati-activity of A: ",
            0,
        ),
        (
            "bare.xml",
            activity("<title>R & D</title>").into_bytes(),
            "bare.xml:3:10: title of A: a bare `&`",
            1,
        ),
        ("twice.xml", twice.into_bytes(), "twice.xml:4:1: A: the reporter has another record", 2),
        (
            "day.csv",
            row(b"2,Roads,Tajikistan,2021-02-30,38.5,68.7\n"),
            "day.csv:3:4: start date of 2: `2021-02-30`",
            3,
        ),
        (
            "zero.csv",
            row(b"2,Roads,Tajikistan,2021-02-03,0,0\n"),
            "zero.csv:3:5: latitude of 2: the point `0, 0`",
            3,
        ),
        (
            "swapped.csv",
            row(b"2,Roads,Tajikistan,2021-02-03,68.7,38.5\n"),
            "swapped.csv:3:5: point of 2: the point `68.7, 38.5`",
            3,
        ),
        (
            "beyond.csv",
            row(b"2,Roads,China,2021-02-03,116.4,39.9\n"),
            "beyond.csv:3:5: latitude of 2: no latitude",
            3,
        ),
        (
            "same.csv",
            row(b"1,Roads,Tajikistan,2021-02-03,38.5,68.7\n"),
            "same.csv:3: 1: the reporter has another record",
            3,
        ),
        (
            "bytes.csv",
            row(b"2,Caf\xe9,Tajikistan,2021-02-03,38.5,68.7\n"),
            "bytes.csv:3:6: no encoding is declared",
            3,
        ),
        (
            "quote.csv",
            row(b"2,\"Roads,Tajikistan,2021-02-03,38.5,68.7\n"),
            "quote.csv:3:2: a quote is opened here",
            2,
        ),
        ("bomb.csv.gz", bomb.finish().expect("memory"), "bomb.csv.gz:", 0),
    ] {
        let file = path.join(name);
        std::fs::write(&file, bytes).expect("written");
        let file = file.display().to_string();
        let report: Value = serde_json::from_str(&said(&["inspect", "--json", &file])).expect("one object");
        assert_eq!(report["records"], records, "{name}: {report}");
        let strict = comity(&["inspect", "--strict", &file]);
        let errors = complaint(&strict);
        assert!(!strict.status.success() && errors.contains(place), "{name}: {errors}");
    }
    let sound = path.join("sound.csv");
    std::fs::write(&sound, row(b"2,Roads,Tajikistan,2021-02-03,38.5,68.7\n")).expect("written");
    said(&["inspect", "--strict", &sound.display().to_string()]);
}

#[test]
fn records_are_written_in_the_format_of_the_ending_and_read_back() {
    let (_dir, path) = scratch();
    let file = shipped("iati/central-asia-afghanistan.xml.zst");
    for ending in ["jsonl", "csv", "parquet", "xlsx", "geojson", "ics"] {
        let out = path.join(format!("records.{ending}")).display().to_string();
        said(&["inspect", &file, "--json", "--records", &out]);
        let again: Value = serde_json::from_str(&said(&["inspect", &out, "--json"])).expect("one object");
        let records = again["records"].as_u64().expect("a number");
        // maps and calendars leave out what has no place or no day
        assert!(
            records == 509 || records > 150 && matches!(ending, "geojson" | "ics"),
            "{ending}: {records}"
        );
        assert_eq!(again["skipped"], 0, "{ending}");
    }
    let output = comity(&["inspect", &file, "--records", &path.join("records.doc").display().to_string()]);
    assert!(
        !output.status.success() && String::from_utf8_lossy(&output.stderr).contains("no format to write")
    );
}

#[test]
fn a_pair_is_explained_by_its_weights() {
    let file = shipped("iati/central-asia-afghanistan.xml.zst");
    let pair = ["--a", "XM-OCHA-CERF-20-UF-IOM-027", "--b", "XM-DAC-47066-MP.0515"];
    let words = [&["explain", file.as_str(), "--json"][..], &pair].concat();
    let explained: Value = serde_json::from_str(&said(&words)).expect("one object");
    assert_eq!(explained["kind"], "chain");
    let unknown = comity(&["explain", &file, "--a", "no-such-record", "--b", "x"]);
    let errors = String::from_utf8_lossy(&unknown.stderr).into_owned();
    assert!(!unknown.status.success() && errors.contains("no-such-record"), "{errors}");
}

#[test]
fn a_plan_is_answered_with_or_without_conflict() {
    let (_dir, path) = scratch();
    let folder = shipped("central-asia-2006");
    let plan = [
        "--title",
        "Flood drill",
        "--kind",
        "exercise",
        "--theme",
        "health",
        "--place",
        "Vilnius",
        "--start",
        "2006-09-01",
    ];
    let text = said(&[&["check", folder.as_str()][..], &plan].concat());
    assert!(text.starts_with("without conflict") && text.contains("not an approval"), "{text}");

    let batch = path.join("planned.jsonl");
    let line = r#"{"id":"p1","title":"Flood drill","kind":"exercise","place":"Vilnius","start":"2006-09-01","end":"2006-09-09"}"#;
    std::fs::write(&batch, format!("{line}\n{line}\n")).expect("written");
    let answers = lines(&said(&["check", &folder, "--batch", &batch.display().to_string()]));
    assert_eq!(answers.len(), 3, "one a line, and the times");
    assert_eq!(answers[0]["answer"], "without conflict");
    assert_eq!(answers[2]["checked"], 2);
    assert!(answers[2]["p99_ms"].as_f64() >= answers[2]["p50_ms"].as_f64());
}

#[test]
fn totals_say_what_they_leave_out() {
    let file = shipped("iati/central-asia-afghanistan.xml.zst");
    let totals: Value =
        serde_json::from_str(&said(&["totals", &file, "--by", "country", "--json"])).expect("one object");
    assert_eq!(totals["currency"], "EUR");
    let lines = totals["lines"].as_array().expect("a list");
    assert!(lines.iter().any(|line| line["name"] == "Afghanistan"));
    let left_out = totals["all"]["left_out"].as_array().expect("a list");
    assert!(!left_out.is_empty() && left_out.iter().all(|one| one["why"].is_string()));
}

#[test]
fn every_command_takes_reference_files_of_ones_own() {
    let (_dir, path) = scratch();
    let write = |name: &str, text: &str| {
        std::fs::write(path.join(name), text).expect("written");
        path.join(name).display().to_string()
    };
    // a place that no gazetteer knows decides what is near
    let folder = shipped("central-asia-2006");
    let places =
        write("places.csv", "id,level,name,countries,points\nmine:1,named,Camp Nowhere,TJ,37.3 68.7\n");
    let plan = [
        "--title",
        "Border drill",
        "--kind",
        "exercise",
        "--theme",
        "border-security",
        "--place",
        "Camp Nowhere",
    ];
    let plan = [&["check", folder.as_str(), "--json", "--start", "2005-10-01"][..], &plan].concat();
    assert_ne!(said(&plan), said(&[&plan[..], &["--reference", &places]].concat()));

    // without a rate of the dollar nothing in dollars can be counted
    let file = shipped("iati/central-asia-afghanistan.xml.zst");
    let rates = write("rates.csv", "Date,AFN\n2021-01-04,94.1\n");
    let all = |more: &[&str]| {
        let text = said(&[&["totals", file.as_str(), "--json"], more].concat());
        let totals: Value = serde_json::from_str(&text).expect("one object");
        totals["all"]["eur"].as_str().expect("a decimal").parse::<f64>().expect("a number")
    };
    let (packed, more, instead) =
        (all(&[]), all(&["--reference", &rates]), all(&["--reference", &rates, "--replace-reference"]));
    assert!((packed - more).abs() < 1e-6 && instead < packed * 0.9, "{packed} {more} {instead}");

    let broken = write("broken.csv", "id,level,name\nx,village,Bad\n");
    let told = comity(&["explain", &file, "--a", "x", "--b", "y", "--reference", &broken]);
    assert!(complaint(&told).contains("broken.csv:2: level: `village` is no level"));
    let unknown = write("what.csv", "a,b\n1,2\n");
    for command in ["find", "totals", "reference"] {
        let words: &[&str] = if command == "reference" { &[] } else { &[&file] };
        let output = comity(&[&[command], words, &["--reference", &unknown]].concat());
        assert!(!output.status.success(), "{command}");
        assert!(complaint(&output).contains("none of the reference files'"), "{command}");
    }
    let listed: Value =
        serde_json::from_str(&said(&["reference", "--json", "--reference", &rates, "--replace-reference"]))
            .expect("one");
    let rates: Vec<&Value> =
        listed["files"].as_array().expect("a list").iter().filter(|file| file["part"] == "rates").collect();
    assert_eq!(rates.len(), 1, "the packed rates are left out");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let output = comity(&["find", "no/such/file.xml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is no file `no/such/file.xml`"));
}

#[test]
fn manual_pages_and_completions_are_written() {
    let (_dir, path) = scratch();
    said(&["print", "man", &path.display().to_string()]);
    assert!(path.join("comity-find.1").exists());
    assert!(said(&["print", "completions", "bash"]).contains("comity"));
}
