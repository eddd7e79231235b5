//! What is drawn of the records of a filter: counts, map, lanes, matrix.

use comity_core::{ActivityKind, DateKind, Day, PartyRef, Precision, StatedDate, Tlp};
use comity_store::read::{Area, Filter};
use comity_store::{Facet, Store};

use crate::both;
use crate::stage::{NOON, all, count, file, import_as, label, officer, person, record};

/// Four activities of two parties, the last without days and place.
async fn fill(store: &Store) {
    let of = |id: &str, line, party: &str, kind: ActivityKind, start: &str, end: &str| {
        let mut record = record(id, id, line);
        let at = record.at;
        record.kind = kind;
        record.reporter = PartyRef { reference: party.into(), ..PartyRef::default() };
        let date =
            |kind, day| Some(StatedDate { kind, day: Day::parse(day)?, precision: Precision::Day, at });
        record.dates = [date(DateKind::ActualStart, start), date(DateKind::ActualEnd, end)]
            .into_iter()
            .flatten()
            .collect();
        record
    };
    let mut nowhere = of("D", 5, "csto", ActivityKind::Project, "", "");
    nowhere.places.clear();
    let open = [
        of("A", 2, "osce", ActivityKind::Project, "2004-03-01", "2006-02-28"),
        of("B", 3, "osce", ActivityKind::Exercise, "2006-05-01", ""),
        of("C", 4, "csto", ActivityKind::Exercise, "2006-05-10", "2006-05-20"),
    ];
    import_as(store, &officer("osce"), file("open.csv", open.to_vec()), &label(Tlp::Green, true), NOON).await;
    import_as(
        store,
        &officer("csto"),
        file("closed.csv", vec![nowhere]),
        &label(Tlp::AmberStrict, true),
        NOON,
    )
    .await;
}

both! {
    async fn counts_tell_how_many_and_of_when(store: &Store) {
        fill(store).await;
        let visible = all(store).await;
        let seen = store.overview(&visible, &Filter::default(), &[Facet::Kind], 9).await.unwrap();
        assert_eq!((seen.records, seen.undated), (4, 1));
        assert_eq!(seen.first.zip(seen.last), Day::parse("2004-03-01").zip(Day::parse("2006-05-20")));
        assert_eq!(seen.labels, [(Tlp::Green, 3), (Tlp::AmberStrict, 1)]);
        assert_eq!(seen.years, [(2004, 2), (2005, 2), (2006, 4)]);
        // each count is what the filter then lets through
        for (year, records) in seen.years {
            let day = |month, day| Day::from_ymd(year, month, day).unwrap();
            let period = Some(comity_core::Period::inclusive(day(1, 1), day(12, 31)));
            let narrowed = Filter { period, ..Filter::default() };
            assert_eq!(count(store, &visible, &narrowed).await, records, "{year}");
        }
        let red = Filter { labels: vec![Tlp::AmberStrict], ..Filter::default() };
        assert_eq!(count(store, &visible, &red).await, 1);
        // whoever may not see one isn't told of it, by label either
        let outside = store.visible(&officer("eu")).await.unwrap();
        let seen = store.overview(&outside, &Filter::default(), &[], 0).await.unwrap();
        assert_eq!((seen.records, seen.labels), (3, vec![(Tlp::Green, 3)]));
    }

    async fn a_circle_counts_records_and_its_cell_finds_them(store: &Store) {
        fill(store).await;
        let visible = all(store).await;
        let extent = store.extent(&visible, &Filter::default()).await.unwrap();
        let spot = Area { south: 40_500_000, west: 72_800_000, north: 40_500_000, east: 72_800_000 };
        assert_eq!((extent.area, extent.unplaced), (Some(spot), 1));
        for zoom in [0, 5, 12] {
            let bins = store.map(&visible, &Filter::default(), spot, zoom).await.unwrap();
            assert_eq!((bins.len(), bins[0].records), (1, 3));
            let inside = Filter { area: Some(bins[0].cell), ..Filter::default() };
            assert_eq!(count(store, &visible, &inside).await, 3, "zoom {zoom}");
        }
    }

    async fn lanes_have_bars_where_few_and_counts_everywhere(store: &Store) {
        fill(store).await;
        let visible = all(store).await;
        let lanes = store.lanes(&visible, &Filter::default(), 9, 9).await.unwrap();
        assert_eq!(lanes.edges[0], Day::parse("2004-03-01").unwrap());
        assert_eq!(lanes.edges.len(), 28, "27 months");
        let told: Vec<_> = lanes.lanes.iter().map(|lane| (lane.party.as_str(), lane.records, lane.bars.len())).collect();
        assert_eq!(told, [("csto", 2, 2), ("osce", 2, 2)]);
        assert_eq!(lanes.lanes[0].running.iter().sum::<u64>(), 1, "one in one month, the other in none");
        assert_eq!(lanes.lanes[1].running.iter().sum::<u64>(), 24 + 1);
        let few = store.lanes(&visible, &Filter::default(), 1, 1).await.unwrap();
        assert_eq!((few.lanes.len(), few.lanes[0].bars.len(), few.more), (1, 0, 1));
    }

    async fn cells_of_the_matrix_hold_what_both_have(store: &Store) {
        fill(store).await;
        let visible = all(store).await;
        let by = store.crossed(&visible, &Filter::default(), Facet::Kind, &|_| true, (9, 9)).await.unwrap();
        assert_eq!(by.columns, [("exercise".to_owned(), 2), ("project".to_owned(), 2)]);
        assert_eq!(by.rows, [("csto".to_owned(), 2), ("osce".to_owned(), 2)]);
        assert_eq!(by.cells, [[1, 1], [1, 1]]);
        let few = store.crossed(&visible, &Filter::default(), Facet::Kind, &|kind| kind == "project", (1, 1)).await.unwrap();
        assert_eq!((few.cells, few.more_rows, few.more_columns), (vec![vec![1]], 1, 0));
    }

    async fn what_may_not_go_out_stays(store: &Store) {
        fill(store).await;
        // by its label the own desk takes all of it along, a guest of another party what is for everybody
        let own = store.visible(&officer("csto")).await.unwrap();
        let taken = store.taken(&own, &Filter::default()).await.unwrap();
        assert_eq!((taken.ids.len(), taken.tlp, taken.left), (4, Tlp::AmberStrict, 0));
        let told: Vec<_> = store.contents(&own, &taken.ids).await.unwrap();
        assert_eq!(told.iter().map(|content| content.of.record).collect::<Vec<_>>(), taken.ids);
        assert!(told.iter().all(|content| matches!(content.account, comity_store::Account::Activity(_))));
        let guest = store.visible(&person("eu", &[comity_core::UserRole::Guest])).await.unwrap();
        let taken = store.taken(&guest, &Filter::default()).await.unwrap();
        assert!(taken.ids.is_empty(), "{} left", taken.left);
        // an id that was got otherwise gives nothing
        assert!(store.contents(&guest, &told.iter().map(|content| content.of.record).collect::<Vec<_>>()).await.unwrap().is_empty());
    }
}
