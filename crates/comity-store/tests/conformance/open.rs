//! Opening, and being refused.

use comity_store::{Error, Opener, Store, Url};

use crate::both;
use crate::stage::block_on;

both! {
    async fn a_database_answers_and_is_migrated_once(store: &Store) {
        store.read().await.unwrap().ping().await.unwrap();
        assert_eq!(store.migrate().await.unwrap(), 0);
    }
}

#[test]
fn a_second_server_on_one_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let url = Url::Sqlite(folder.path().join("comity.db"));
    block_on(async {
        let first = Store::open(&url, Opener::Server).await.unwrap();
        match Store::open(&url, Opener::Server).await.map(|_| ()) {
            Err(error @ Error::Served { .. }) => assert!(error.to_string().contains("comity.db"), "{error}"),
            other => panic!("{other:?}"),
        }
        let beside = Store::open(&url, Opener::Command).await.unwrap();
        beside.close().await;
        first.close().await;
        Store::open(&url, Opener::Server).await.unwrap();
    });
}

#[test]
fn a_database_without_tables_says_what_to_run() {
    let database = comity_testkit::database();
    let url: Url = database.url.parse().unwrap();
    let error = block_on(Store::open(&url, Opener::Command)).map(|_| ()).unwrap_err();
    assert!(matches!(error, Error::Behind { missing } if missing >= 6), "{error}");
    assert!(error.way_out().contains("comity db migrate"));
}
