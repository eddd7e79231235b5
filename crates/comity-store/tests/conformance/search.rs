//! Lists, pages, counts, search in three languages, map and facets.

use comity_core::{Day, Period};
use comity_store::read::{Area, Filter, Page, Sort};
use comity_store::{Facet, Store};

use crate::both;
use crate::stage::{NOON, all, count, file, import, officer, record};

const WORLD: Area = Area { south: -90_000_000, west: -180_000_000, north: 90_000_000, east: 180_000_000 };

async fn titles(store: &Store, text: &str) -> Vec<String> {
    let filter = Filter { text: text.into(), ..Filter::default() };
    let visible = all(store).await;
    let page = store.list(&visible, &filter, Sort::Relevance, None, 50).await.unwrap();
    let count = count(store, &visible, &filter).await;
    assert_eq!(count, page.lines.len() as u64, "the count of `{text}` agrees with its list");
    page.lines.into_iter().map(|line| line.title).collect()
}

/// The values of a facet with their counts, the commonest first.
async fn counted(store: &Store, filter: &Filter, facet: Facet) -> Vec<(String, u64)> {
    let overview = store.overview(&all(store).await, filter, &[facet], 9).await.unwrap();
    overview
        .facets
        .into_iter()
        .flat_map(|(_, counts)| counts)
        .map(|count| (count.value, count.records))
        .collect()
}

async fn fill(store: &Store) {
    let records = [
        "Training of border guards in Osh",
        "Border schools",
        "Учения пограничников на границе",
        "北京大学铁路研究",
        "Water supply AFG-20/3481",
    ];
    let records = records.iter().zip(2..).map(|(title, line)| record(&format!("R{line}"), title, line));
    import(store, "osce", file("plan.csv", records.collect())).await;
}

both! {
    async fn words_are_found_in_their_other_forms(store: &Store) {
        fill(store).await;
        assert_eq!(titles(store, "school ").await, ["Border schools"]);
        assert_eq!(titles(store, "borders guard").await, ["Training of border guards in Osh"]);
        assert_eq!(titles(store, "границы").await, ["Учения пограничников на границе"]);
        assert_eq!(titles(store, "учение пограничник").await, ["Учения пограничников на границе"]);
        assert_eq!(titles(store, "铁路").await, ["北京大学铁路研究"]);
        assert_eq!(titles(store, "铁").await, ["北京大学铁路研究"], "one character alone");
        assert_eq!(titles(store, "究").await, ["北京大学铁路研究"], "the last one too");
        assert_eq!(titles(store, "afg203481").await, ["Water supply AFG-20/3481"]);
        assert_eq!(titles(store, "scho").await, ["Border schools"], "while it is typed");
        assert_eq!(titles(store, "border water ").await, [""; 0]);
        assert_eq!(titles(store, "nowhere").await, [""; 0]);
        assert_eq!(titles(store, "").await.len(), 5);
        assert_eq!(titles(store, " -- ").await.len(), 5, "no word, no condition");
        assert_eq!(titles(store, "' or 1=1 --").await, [""; 0], "a question is no statement");
    }

    async fn pages_follow_each_other_in_every_order(store: &Store) {
        let records = (0..23u32).map(|n| record(&format!("R{n:02}"), &format!("Road {}", n % 5), n + 2));
        import(store, "osce", file("plan.csv", records.collect())).await;
        let visible = all(store).await;
        for (sort, text) in
            [(Sort::Start, ""), (Sort::Title, ""), (Sort::Changed, ""), (Sort::Relevance, "road"), (Sort::Title, "road ")]
        {
            let filter = Filter { text: text.into(), ..Filter::default() };
            let whole = store.list(&visible, &filter, sort, None, 100).await.unwrap();
            let mut pieces = Vec::new();
            let mut page = Page { lines: Vec::new(), next: None };
            loop {
                page = store.list(&visible, &filter, sort, page.next.as_ref(), 5).await.unwrap();
                pieces.extend(page.lines.clone());
                if page.next.is_none() {
                    break;
                }
            }
            assert_eq!(pieces, whole.lines, "{sort:?} {text}");
            assert_eq!(pieces.len(), 23);
        }
    }

    async fn what_another_process_changes_is_seen_at_once(store: &Store) {
        let other = comity_store::Store::open(store.url(), comity_store::Opener::Command).await.unwrap();
        fill(&other).await;
        store.warm_up().await.unwrap();
        assert_eq!(titles(store, "border ").await.len(), 2);
        let kinds = async || counted(store, &Filter::default(), Facet::Kind).await;
        assert_eq!(kinds().await[0].1, 5);
        // a few, one by one into what is known; then many, for which everything is read anew
        for (count, name) in [(3u32, "few.csv"), (90, "many.csv")] {
            let records = (0..count).map(|n| record(&format!("{name}{n}"), &format!("Border post {n}"), n + 2));
            import(&other, "osce", file(name, records.collect())).await;
            let expected = if count == 3 { 5 } else { 95 };
            assert_eq!(store.list(&all(store).await, &Filter { text: "border ".into(), ..Filter::default() }, Sort::Title, None, 200).await.unwrap().lines.len(), expected);
            assert_eq!(kinds().await[0].1, expected as u64 + 3);
        }
        let line = store.list(&all(store).await, &Filter { text: "schools".into(), ..Filter::default() }, Sort::Start, None, 9).await.unwrap().lines.remove(0);
        other.withdraw(&officer("osce"), line.id, "", NOON).await.unwrap();
        assert_eq!(titles(store, "schools").await, [""; 0]);
        other.close().await;
    }

    async fn filters_narrow_the_list_the_map_and_the_facets_alike(store: &Store) {
        let mut records = vec![record("A", "Osh", 2), record("B", "Bishkek", 3), record("C", "Kabul", 4)];
        for (record, (place, lon)) in records.iter_mut().zip([(40.5, 72.8), (42.9, 74.6), (34.5, 179.9)]) {
            record.places[0].point = comity_core::Point::new(place, lon);
        }
        records[1].kind = comity_core::ActivityKind::Exercise;
        records[2].dates.clear();
        import(store, "osce", file("plan.csv", records)).await;
        let visible = all(store).await;
        let count = async |filter: &Filter| count(store, &visible, filter).await;
        let june = Period::inclusive(Day::parse("2006-06-01").unwrap(), Day::parse("2006-06-30").unwrap());
        let before = Period::inclusive(Day::parse("2005-06-01").unwrap(), Day::parse("2005-06-30").unwrap());
        assert_eq!(count(&Filter { period: Some(june), ..Filter::default() }).await, 3, "no stated start bounds nothing");
        assert_eq!(count(&Filter { period: Some(before), ..Filter::default() }).await, 1);
        let kyrgyz = Area { south: 39_000_000, west: 69_000_000, north: 44_000_000, east: 81_000_000 };
        assert_eq!(count(&Filter { area: Some(kyrgyz), ..Filter::default() }).await, 2);
        let pacific = Area { west: 170_000_000, east: -170_000_000, ..WORLD };
        assert_eq!(count(&Filter { area: Some(pacific), ..Filter::default() }).await, 1, "across the 180th meridian");
        let exercises = Filter { facets: vec![(Facet::Kind, vec!["exercise".into()])], ..Filter::default() };
        assert_eq!(count(&exercises).await, 1);
        assert_eq!(count(&Filter { owners: vec!["nato".into()], ..Filter::default() }).await, 0);
        assert_eq!(count(&Filter { text: "osh".into(), area: Some(kyrgyz), ..exercises.clone() }).await, 0);

        let bins = store.map(&visible, &Filter::default(), WORLD, 12).await.unwrap();
        assert_eq!(bins.iter().map(|bin| bin.records).collect::<Vec<_>>(), [1, 1, 1]);
        let bins = store.map(&visible, &Filter::default(), WORLD, 2).await.unwrap();
        assert_eq!(bins.iter().map(|bin| bin.records).sum::<u64>(), 3);
        let bins = store.map(&visible, &exercises, WORLD, 12).await.unwrap();
        assert_eq!((bins.len(), bins[0].lat, bins[0].lon), (1, 42_900_000, 74_600_000));
        let kinds = counted(store, &Filter::default(), Facet::Kind).await;
        assert_eq!(kinds, [("unknown".to_owned(), 2), ("exercise".to_owned(), 1)]);
    }
}
