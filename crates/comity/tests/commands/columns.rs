//! What a desk said of the columns of a table holds for files that are imported from the command line, too.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{Day, Seat, UserHandle, UserRole, Viewer};
use comity_policy::{Circumstances, Policies};
use comity_store::{Asker, Opener, Store, Time, Url};
use serde_json::Value;

use crate::{said, scratch};

const TABLE: &str = "Q1,Q2,Q3\nx1,Dig wells,2026-04-01\n";

/// Has a desk officer say what the columns of the table mean.
async fn say(database: &std::path::Path, shape: &str) {
    let store = Store::open(&Url::Sqlite(database.to_owned()), Opener::Command).await.unwrap();
    let policies = Policies::shipped().unwrap();
    let viewer = Viewer {
        user: UserHandle::new("olga").unwrap(),
        roles: [UserRole::DeskOfficer].into(),
        seat: Some(Seat::of_party("osce".into())),
        groups: BTreeSet::new(),
    };
    let asker = Asker::new(&policies, &viewer, Circumstances::on(Day(20_000)));
    let columns: BTreeMap<String, String> = [("Q1", "id"), ("Q2", "title"), ("Q3", "start date")]
        .map(|(name, word)| (name.into(), word.into()))
        .into();
    store.choose_columns(&asker, shape, &columns, Time(1_773_316_800_000_000)).await.unwrap();
    store.close().await;
}

#[test]
fn an_import_reads_columns_as_the_party_remembers_them() {
    let (_dir, path) = scratch();
    let (file, database) = (path.join("plan.csv"), path.join("node.db"));
    std::fs::write(&file, TABLE).unwrap();
    let collected = comity_formats::open::read_all([("plan.csv", TABLE.as_bytes())], &Default::default());
    let table = collected.snapshot.sources[0].table.as_ref().expect("a table");
    tokio::runtime::Runtime::new().unwrap().block_on(say(&database, &table.shape));

    let db = format!("sqlite:{}", database.display());
    let file = file.display().to_string();
    let words = ["import", &file, "--as", "osce", "--db", &db, "--no-findings"];
    let text = said(&words);
    assert!(
        text.contains(
            "plan.csv`: columns as `olga` said on 2026-03-12; `--mapping` says otherwise\n1 created"
        ),
        "{text}"
    );
    let again: Value = serde_json::from_str(&said(&[&words[..], &["--json"]].concat())).unwrap();
    assert_eq!(
        (&again["remembered"][0]["person"], &again["import"]["unchanged"]),
        (&"olga".into(), &1.into())
    );
    // another party said nothing
    let other = said(&["import", &file, "--as", "nato", "--db", &db, "--no-findings"]);
    assert!(other.starts_with("1 created"), "{other}");
    // the mapping file of whoever types overrules
    let mapping = path.join("map.toml");
    std::fs::write(&mapping, "[columns]\nQ1 = 'id'\nQ2 = 'description'\nQ3 = 'end date'\n").unwrap();
    let mapped = said(&[&words[..], &["--mapping", &mapping.display().to_string()]].concat());
    assert!(mapped.starts_with("0 created, 1 changed"), "{mapped}");
}
