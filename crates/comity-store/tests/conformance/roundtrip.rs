//! Money, days, points and text in any script come back as they went in, on both databases.

use std::future::Future;

use comity_core::{Amount, AmountKind, At, Currency, Day, Decimal, Point, Record, Text};
use comity_store::{Account, State, Store};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::stage::{all, block_on, file, import, lines, postgres, record};

prop_compose! {
    fn any_record()(
        id in "[^\u{0}]{1,12}",
        title in ".{0,40}",
        description in "\\PC{0,80}|[\u{0}-\u{20}]{0,4}",
        mantissa in any::<i64>(),
        scale in 0u32..20,
        day in -719_528i32..2_932_896,
        (lat, lon) in (-90.0f64..90.0, -180.0f64..180.0),
    ) -> Record {
        let mut record = record(&id, &title, 2);
        let at = At::new(3, 4);
        record.descriptions = vec![Text { value: description.as_str().into(), lang: Default::default(), at }];
        record.amounts.push(Amount {
            kind: AmountKind::Disbursement,
            value: Decimal::new(mantissa, scale),
            currency: Currency::parse("KGS"),
            day: Some(Day(day)),
            period: None,
            provider: None,
            receiver: None,
            reference: title.as_str().into(),
            description: "".into(),
            at,
        });
        record.dates[0].day = Day(day);
        record.places[0].point = Point::new(lat, lon);
        record
    }
}

async fn comes_back(store: &Store, record: &Record) {
    // two of one name, so that they are not the same twice
    let report = import(store, "osce", file("plan.csv", vec![record.clone()])).await;
    assert_eq!(report.problems, 0, "{record:?}");
    let current: Vec<_> =
        lines(store).await.into_iter().filter(|line| line.class.state == State::Current).collect();
    assert_eq!(current.len(), 1);
    let full = store.record(&all(store).await, current[0].id).await.expect("there");
    assert_eq!(full.versions[0].account, Account::Activity(Box::new(record.clone())));
    assert_eq!(
        store.snapshot(&all(store).await).await.expect("read").snapshot.records,
        std::slice::from_ref(record)
    );
    let again = import(store, "osce", file("plan.csv", vec![record.clone()])).await;
    assert_eq!((again.unchanged, again.changed, again.created), (1, 0, 0));
}

/// One runtime for all cases: connections belong to the one that they were made in.
fn check(open: impl Future<Output = Store>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let store = runtime.block_on(open);
    let mut runner = TestRunner::new(Config { cases: 40, failure_persistence: None, ..Config::default() });
    let result = runner.run(&any_record(), |record| {
        runtime.block_on(comes_back(&store, &record));
        Ok(())
    });
    result.expect("every record comes back");
}

#[test]
fn records_come_back_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = comity_store::Url::Sqlite(folder.path().join("comity.db"));
    check(async { Store::open(&url, comity_store::Opener::Command).await.expect("opened") });
}

#[test]
fn records_come_back_on_postgres() {
    let database = comity_testkit::database();
    check(postgres(&database));
}

#[test]
fn what_would_not_come_back_is_a_problem_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = comity_store::Url::Sqlite(folder.path().join("comity.db"));
    block_on(async {
        let store = Store::open(&url, comity_store::Opener::Command).await.expect("opened");
        let mut wrong = record("A", "beyond", 2);
        wrong.dates[0].day = Day(9_000_000);
        let report = import(&store, "osce", file("plan.csv", vec![wrong, record("B", "fine", 3)])).await;
        assert_eq!((report.created, report.problems), (1, 1));
        assert_eq!(lines(&store).await[0].own_id, "B");
    });
}
