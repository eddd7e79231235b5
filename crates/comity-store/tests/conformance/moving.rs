//! Everything moved to the other database and back is what it was, row by row.

use std::io::Cursor;

use comity_store::{Answer, Error, NewJob, Opener, Store, Url, restore};

use crate::both;
use crate::stage::{
    NOON, all, block_on, file, import, import_at, keep_one, lines, officer, postgres, record,
};

/// A little of everything.
async fn fill(store: &Store) {
    let mut snapshot =
        file("plan.csv", vec![record("A", "Учения", 2), record("B", "two \u{10ffff} \\ \" '", 3)]);
    snapshot.records[0].dates[0].day = comity_core::Day(-719_162);
    import(store, "osce", snapshot).await;
    let report =
        import_at(store, "osce", file("plan.csv", vec![record("A", "uno", 2)]), NOON.plus_seconds(1)).await;
    import(store, "nato", file("plan.csv", vec![record("C", "三", 2)])).await;
    let id = keep_one(store, NOON).await;
    store.verdict(&officer("osce"), id, Answer::Unsure, "мы спросим", NOON).await.unwrap();
    let ids: Vec<_> = lines(store).await.iter().map(|line| line.id).collect();
    store.link(&officer("osce"), &all(store).await, (ids[0], ids[1]), "part", "", NOON).await.unwrap();
    store.relabel(&officer("osce"), ids[0], &comity_core::Label::own(), "", NOON).await.unwrap();
    store
        .undo(
            &officer("osce"),
            report.import,
            &comity_core::reference::Reference::default(),
            NOON.plus_seconds(9),
        )
        .await
        .unwrap();
    crate::users::fill(store).await;
    crate::work::fill(store, ids[1], id).await;
    crate::deliveries::fill(store).await;
    store.set_search_basis("the first import").await.unwrap();
    let job = NewJob { queue: "q".into(), payload: "{}".into(), due_at: NOON };
    store.run_tx("test", async |tx| tx.enqueue(&job, NOON).await.map(|_| ())).await.unwrap();
}

async fn dumped(store: &Store) -> Vec<u8> {
    store.dump(Vec::new()).await.unwrap().0
}

#[test]
fn there_and_back_again() {
    let folder = tempfile::tempdir().unwrap();
    let database = comity_testkit::database();
    block_on(async {
        let open = async |name: &str| {
            Store::open(&Url::Sqlite(folder.path().join(name)), Opener::Command).await.unwrap()
        };
        let (first, second, third) = (open("a.db").await, postgres(&database).await, open("b.db").await);
        let first = first.with_log(crate::log::key()).await.unwrap();
        fill(&first).await;
        first.checkpoint(NOON).await.unwrap();
        let empty: Vec<_> =
            first.row_counts().await.unwrap().into_iter().filter(|(_, rows)| *rows == 0).collect();
        assert_eq!(empty, [("import_problem", 0), ("staged", 0)], "every other table has something to lose");
        let rows = second.fill_from(&first).await.unwrap();
        assert!(rows > 40, "{rows}");
        third.fill_from(&second).await.unwrap();
        let bytes = dumped(&first).await;
        // a dump has every row of every table in one order: equal bytes are equal databases
        assert_eq!(bytes, dumped(&second).await);
        assert_eq!(bytes, dumped(&third).await);
        assert_eq!(second.check().await.unwrap(), [""; 0]);
        second.audit_log(comity_ledger::Trust::default()).await.unwrap();
        let refused = third.fill_from(&second).await.unwrap_err();
        assert!(refused.to_string().contains("isn't empty"), "{refused}");
    });
}

both! {
    async fn a_backup_restores_into_either_database(store: &Store) {
        fill(store).await;
        let folder = tempfile::tempdir().unwrap();
        let backup = folder.path().join("backup");
        store.backup(&backup).await.unwrap();
        assert!(store.backup(&backup).await.is_err(), "a backup writes over nothing");
        let database = comity_testkit::database();
        let file = Url::Sqlite(folder.path().join("restored.db"));
        for url in [file.clone(), database.url.parse().unwrap()] {
            restore(&backup, &url).await.unwrap();
            let restored = Store::open(&url, Opener::Server).await.unwrap();
            assert_eq!(dumped(&restored).await, dumped(store).await);
            assert_eq!(restored.check().await.unwrap(), [""; 0]);
            restored.close().await;
            assert!(restore(&backup, &url).await.is_err(), "a restore writes over nothing");
        }
    }

    async fn a_damaged_dump_restores_nothing(store: &Store) {
        fill(store).await;
        let bytes = dumped(store).await;
        let folder = tempfile::tempdir().unwrap();
        let lines = zstd::decode_all(Cursor::new(&bytes)).unwrap();
        let text = String::from_utf8(lines).unwrap();
        let damaged = [
            text.replacen("Учения", "Учение", 1),
            text.lines().filter(|line| !line.contains("Учения")).map(|line| format!("{line}\n")).collect(),
            text[..text.len() / 2].to_owned(),
            text.replacen("\"migrations\":", "\"migrations\":9", 1),
        ];
        for (n, text) in damaged.iter().enumerate() {
            let backup = folder.path().join(format!("backup{n}"));
            std::fs::write(&backup, zstd::encode_all(text.as_bytes(), 1).unwrap()).unwrap();
            let target = folder.path().join(format!("restored{n}.db"));
            let error = restore(&backup, &Url::Sqlite(target.clone())).await.unwrap_err();
            // a row whose parent was taken out is refused by the database itself
            assert!(matches!(error, Error::Damaged { .. } | Error::Foreign { .. } | Error::Database { .. }), "{error}");
            assert!(!target.exists(), "nothing is left behind");
        }
        std::fs::write(folder.path().join("other"), "no backup").unwrap();
        let other = restore(&folder.path().join("other"), &Url::Sqlite(folder.path().join("x.db"))).await;
        assert!(matches!(other, Err(Error::Damaged { .. })));
    }
}
