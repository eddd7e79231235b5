//! The service as systemd reads it.

use std::path::Path;
use std::process::Command;

/// The unit, with the program that was built here in place of the installed one.
fn unit(folder: &Path) -> std::path::PathBuf {
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packaging/comity.service");
    let text = std::fs::read_to_string(shipped).expect("the unit");
    assert!(text.contains("ExecStart=/usr/bin/comity serve"), "it starts the installed program");
    let path = folder.join("comity.service");
    std::fs::write(&path, text.replace("/usr/bin/comity", env!("CARGO_BIN_EXE_comity"))).expect("written");
    path
}

#[test]
fn systemd_understands_the_unit_and_finds_it_well_shut() {
    if Command::new("systemd-analyze").arg("--version").output().is_err() {
        eprintln!("systemd-analyze isn't here: nothing is checked");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = unit(folder.path());
    let path = path.to_str().expect("text");
    let checked =
        Command::new("systemd-analyze").args(["verify", "--man=no", path]).output().expect("started");
    let said = String::from_utf8_lossy(&checked.stderr);
    let about_it: Vec<&str> = said.lines().filter(|line| line.contains("comity")).collect();
    assert!(checked.status.success() && about_it.is_empty(), "{said}");
    // 0 is shut, 10 is open; 2.0 leaves room for what later versions of systemd count
    let words = ["security", "--offline=true", "--threshold=20", path];
    let shut = Command::new("systemd-analyze").args(words).output().expect("started");
    assert!(shut.status.success(), "{}", String::from_utf8_lossy(&shut.stdout));
}
