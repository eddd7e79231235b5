//! Which findings come to a desk by themselves.

use comity_core::{At, DeskId, Finding, FindingKind, Need, Period, Place, Seat, SourceId, Text, UserRole};
use comity_store::read::{InHands, Queue};
use comity_store::{Asker, Error, Route, RouteBy, Store, Uuid};

use crate::both;
use crate::stage::{NOON, all, file, finding, import_by, knowing, naming, officer, person, record};

fn operator() -> Asker<'static> {
    person("osce", &[UserRole::Operator])
}

fn seat(name: &str) -> Seat {
    Seat::of_party("osce".into()).at(DeskId::new(name).unwrap())
}

async fn desk(store: &Store, name: &str) -> Uuid {
    store.keep_desk(&operator(), &seat(name), "", true, NOON).await.unwrap()
}

fn route(values: &[(RouteBy, &str, u32)]) -> Route {
    values.iter().map(|(by, value, narrow)| ((*by, (*value).to_owned()), *narrow)).collect()
}

/// A route that brings nothing.
pub async fn fill(store: &Store) {
    let id = desk(store, "Маршруты").await;
    store.keep_route(&operator(), id, &route(&[(RouteBy::Need, "иная нужда", 1)]), NOON).await.unwrap();
}

/// Records in Tajikistan and in its Pamir, one of NATO's, a need there; three findings and a gap.
async fn settled(store: &Store) -> Vec<Finding> {
    let known = knowing(&[("iso2:TJ", "Tajikistan"), ("x:1", "Pamir")], &[("x:water", "water")]);
    let need = Need {
        id: "N-1".into(),
        title: Text::plain("clean water", At::default()),
        themes: naming("x", "Pamir", "water").themes,
        places: vec![Place { names: vec![Text::plain("Tajikistan", At::default())], ..Place::default() }],
        period: Period::default(),
        stated_by: vec!["osce".into()],
        source: SourceId(0),
        at: At::new(9, 1),
    };
    let mut read = file(
        "plan.csv",
        vec![naming("A", "Pamir", "water"), naming("B", "Tajikistan", "else"), record("C", "C", 2)],
    );
    read.needs.push(need);
    import_by(store, "osce", read, &known).await;
    import_by(store, "nato", file("plan.csv", vec![naming("Z", "Pamir", "water")]), &known).await;
    let seen = store.snapshot(&all(store).await).await.unwrap();
    let at = |id: &str| (0u32..).zip(&seen.snapshot.records).find(|(_, one)| one.id == id).unwrap().0;
    let gap = Finding { needs: vec!["N-1".into()], ..finding(FindingKind::Gap, &[], 1.0) };
    vec![
        finding(FindingKind::Same, &[at("A"), at("Z")], 9.0),
        finding(FindingKind::Overlap, &[at("B"), at("Z")], 8.0),
        finding(FindingKind::Overlap, &[at("C"), at("Z")], 7.0),
        gap,
    ]
}

async fn keep_all(store: &Store, found: &[Finding]) {
    let handles = store.snapshot(&all(store).await).await.unwrap().handles;
    store.keep_findings(found, &handles, NOON).await.unwrap();
}

/// Desks of the party's findings in hand, most urgent finding first.
async fn desks(store: &Store) -> Vec<String> {
    let mut out = Vec::new();
    let visible = all(store).await;
    for seen in store.findings(&visible, &Queue::default(), 9).await.unwrap() {
        let hands = store.hands(&officer("osce"), seen.id()).await.unwrap();
        let own = hands.into_iter().find(|hands| hands.seat.party.as_str() == "osce");
        out.push(own.and_then(|own| own.seat.desk).map_or("-".to_owned(), |desk| desk.to_string()));
    }
    out
}

both! {
    async fn findings_come_to_the_desk_whose_route_fits_best(store: &Store) {
        let found = settled(store).await;
        let (wide, narrow, kinds) = (desk(store, "Wide").await, desk(store, "Narrow").await, desk(store, "Kinds").await);
        let operator = operator();
        store.keep_route(&operator, wide, &route(&[(RouteBy::Place, "iso2:TJ", 0)]), NOON).await.unwrap();
        store.keep_route(&operator, narrow, &route(&[(RouteBy::Place, "x:1", 1)]), NOON).await.unwrap();
        keep_all(store, &found).await;
        // C is nowhere, though the other's record is in the Pamir: what hidden records say moves nothing
        assert_eq!(desks(store).await, ["Narrow", "Wide", "-", "Wide"]);
        let overlaps = route(&[(RouteBy::Kind, "overlap", 0)]);
        let told = store.preview_route(&operator, kinds, &overlaps).await.unwrap();
        assert_eq!((told.fits, told.comes, told.stays), (2, 1, 1));
        assert_eq!(store.keep_route(&operator, kinds, &overlaps, NOON).await.unwrap(), 1);
        assert_eq!(desks(store).await, ["Narrow", "Wide", "Kinds", "Wide"], "what is at a desk stays there");
        assert_eq!(store.routes().await.unwrap().len(), 3);
        store.keep_route(&operator, kinds, &Route::new(), NOON).await.unwrap();
        assert_eq!((store.routes().await.unwrap().len(), desks(store).await[2].as_str()), (2, "Kinds"));
        let in_hand = store.in_hand(&officer("osce"), 9).await.unwrap();
        assert!(in_hand.iter().all(|hands| hands.state == "open" && hands.by_rule && hands.due_at.is_none()));
        let own = Queue { hands: Some(InHands::Of(seat("Wide"))), ..Queue::default() };
        assert_eq!(store.findings(&all(store).await, &own, 9).await.unwrap().len(), 2);
    }

    async fn a_gap_comes_by_its_need_and_a_closed_desk_gets_nothing(store: &Store) {
        let found = settled(store).await;
        let (water, needs) = (desk(store, "Water").await, desk(store, "Needs").await);
        let operator = operator();
        store.keep_route(&operator, water, &route(&[(RouteBy::Theme, "x:water", 0)]), NOON).await.unwrap();
        store.keep_route(&operator, needs, &route(&[(RouteBy::Need, "N-1", 0), (RouteBy::Kind, "gap", 0)]), NOON).await.unwrap();
        store.keep_desk(&operator, &seat("Water"), "", false, NOON).await.unwrap();
        keep_all(store, &found).await;
        assert_eq!(desks(store).await, ["-", "-", "-", "Needs"]);
        store.keep_desk(&operator, &seat("Water"), "", true, NOON).await.unwrap();
        keep_all(store, &found).await;
        assert_eq!(desks(store).await, ["Water", "-", "-", "Needs"], "it works again");
        // what a person took stays with them
        let second = store.findings(&all(store).await, &Queue::default(), 2).await.unwrap()[1].id();
        store.take_finding(&officer("osce"), second, None, NOON).await.unwrap();
        let all_kinds = route(&[(RouteBy::Kind, "overlap", 0), (RouteBy::Kind, "same", 0)]);
        let told = store.preview_route(&operator, needs, &all_kinds).await.unwrap();
        assert_eq!((told.fits, told.comes, told.stays), (3, 1, 2));
    }

    async fn routes_are_kept_by_who_keeps_desks(store: &Store) {
        let id = desk(store, "Borders").await;
        let by_kind = route(&[(RouteBy::Kind, "same", 0)]);
        let other = person("osce", &[UserRole::DeskOfficer]);
        assert!(matches!(store.keep_route(&other, id, &by_kind, NOON).await, Err(Error::Denied { .. })));
        assert!(matches!(store.preview_route(&other, id, &by_kind).await, Err(Error::Denied { .. })));
        let nowhere = store.keep_route(&operator(), Uuid::nil(), &by_kind, NOON).await;
        assert!(matches!(nowhere, Err(Error::Missing { .. })));
    }
}
