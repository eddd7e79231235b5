//! Reference files: drafts, what is in force, the history; and what records resolve to when files change.

use comity_core::UserRole;
use comity_core::reference::Reference;
use comity_store::read::{Area, Filter};
use comity_store::{Asker, Error, Facet, RESOLVING, ReferenceFile, Store, Uuid};

use crate::both;
use crate::stage::{NOON, all, count, file, import, import_by, knowing, naming, person};

fn operator() -> Asker<'static> {
    person("osce", &[UserRole::Operator])
}

fn places(content: &[u8]) -> ReferenceFile {
    ReferenceFile {
        name: "places.csv".into(),
        part: "places".into(),
        source: "the survey of 2005".into(),
        licence: "CC BY 4.0".into(),
        content: content.to_vec(),
    }
}

async fn keep(store: &Store, file: &ReferenceFile) -> Uuid {
    let versions = store.reference_count().await.unwrap();
    let draft = store.draft_reference(&operator(), file, (b"{}", versions), NOON).await.unwrap();
    store.keep_draft(&operator(), draft, "a new survey", NOON).await.unwrap()
}

/// A file in force, and a draft.
pub async fn fill(store: &Store) {
    keep(store, &places("место".as_bytes())).await;
    store.draft_reference(&operator(), &places(&[0, 255]), (b"{}", 1), NOON).await.unwrap();
}

async fn in_force(store: &Store) -> Vec<ReferenceFile> {
    store.reference_files().await.unwrap().0.into_iter().map(|(_, file)| file).collect()
}

/// How many records a place or theme finds, and how many a word does.
async fn found(store: &Store, facet: Facet, value: &str, word: &str) -> (u64, u64) {
    let visible = all(store).await;
    let by_value = Filter { facets: vec![(facet, vec![value.to_owned()])], ..Filter::default() };
    let by_word = Filter { text: format!("{word} "), ..Filter::default() };
    (count(store, &visible, &by_value).await, count(store, &visible, &by_word).await)
}

async fn resolve(store: &Store, before: &Reference, after: &Reference) {
    let mut from = Some(Uuid::nil());
    while let Some(next) = from {
        from = store.resolve_anew((before, after), next).await.unwrap();
    }
}

both! {
    async fn a_reference_file_is_kept_replaced_and_removed(store: &Store) {
        let operator = operator();
        let first = keep(store, &places(b"id,name")).await;
        keep(store, &places(&[0, 255])).await;
        assert_eq!(in_force(store).await, [places(&[0, 255])]);
        let earlier = store.references(vec![first]).await.unwrap();
        assert_eq!(earlier, [(first, places(b"id,name"))], "what was in force can be read again");
        let desk = person("osce", &[UserRole::DeskOfficer]);
        assert!(matches!(store.remove_reference(&desk, "places.csv", "x", NOON).await, Err(Error::Denied { .. })));
        assert!(matches!(store.remove_reference(&operator, "places.csv", " ", NOON).await, Err(Error::Refused { .. })));
        assert!(store.remove_reference(&operator, "places.csv", "wrong", NOON).await.unwrap());
        assert!(!store.remove_reference(&operator, "places.csv", "wrong", NOON).await.unwrap());
        assert!(in_force(store).await.is_empty());
        let versions = store.reference_versions(9).await.unwrap();
        let told: Vec<(u64, bool, &str)> =
            versions.iter().map(|version| (version.size, version.in_force, version.reason.as_str())).collect();
        assert_eq!(told, [(0, false, "wrong"), (2, false, "a new survey"), (7, false, "a new survey")], "the history stays");
        assert_eq!(store.reference_count().await.unwrap(), 3);
        // an earlier one is put in force again
        let again = store.reference_version(first).await.unwrap().unwrap();
        keep(store, &again).await;
        assert_eq!(in_force(store).await, [again]);
        // each change of places has records looked at again
        let mut jobs = 0;
        while store.take_job(RESOLVING, 60, NOON).await.unwrap().is_some() {
            jobs += 1;
        }
        assert_eq!(jobs, 4);
    }

    async fn a_draft_is_looked_at_kept_once_or_forgotten(store: &Store) {
        let operator = operator();
        for wrong in [
            ReferenceFile { part: "jokes".into(), ..places(b"x") },
            ReferenceFile { source: " ".into(), ..places(b"x") },
            ReferenceFile { licence: String::new(), ..places(b"x") },
        ] {
            let refused = store.draft_reference(&operator, &wrong, (b"{}", 0), NOON).await;
            assert!(matches!(refused, Err(Error::Refused { .. })), "{wrong:?}");
        }
        let desk = person("osce", &[UserRole::DeskOfficer]);
        assert!(matches!(store.draft_reference(&desk, &places(b"x"), (b"{}", 0), NOON).await, Err(Error::Denied { .. })));
        let draft = |seconds| store.draft_reference(&operator, &PLACES, (b"{}", 0), NOON.plus_seconds(seconds));
        let (one, other) = (draft(0).await.unwrap(), draft(1).await.unwrap());
        assert_eq!(store.reference_draft(&operator, one).await.unwrap().file, places(b"x"));
        assert!(matches!(store.reference_draft(&desk, one).await, Err(Error::Denied { .. })));
        store.keep_draft(&operator, one, "", NOON).await.unwrap();
        assert!(matches!(store.keep_draft(&operator, one, "", NOON).await, Err(Error::Missing { .. })));
        // what it would change is another by now
        assert!(matches!(store.keep_draft(&operator, other, "", NOON).await, Err(Error::Refused { .. })));
        store.look_at_draft_again(&operator, other, (b"[]", 1)).await.unwrap();
        assert_eq!(store.reference_draft(&operator, other).await.unwrap().outcome, b"[]");
        store.keep_draft(&operator, other, "", NOON.plus_seconds(2)).await.unwrap();
        let themes = ReferenceFile { part: "themes".into(), ..places(b"x") };
        let taken = store.draft_reference(&operator, &themes, (b"{}", 2), NOON).await;
        assert!(matches!(taken, Err(Error::Refused { .. })), "a name stays with what it is about");
        let third = draft(3).await.unwrap();
        assert!(store.drop_draft(&operator, third).await.unwrap());
        assert!(!store.drop_draft(&operator, third).await.unwrap());
        let old = draft(4).await.unwrap();
        draft(3 * 86_400).await.unwrap();
        assert!(matches!(store.reference_draft(&operator, old).await, Err(Error::Missing { .. })), "nobody decided");
    }

    async fn records_are_found_by_what_is_known_of_places_and_themes_now(store: &Store) {
        let nothing = Reference::default();
        let records = vec![naming("A", "Бартанг", "mountain rescue"), naming("B", "elsewhere", "else")];
        import(store, "osce", file("plan.csv", records)).await;
        let known = knowing(&[("iso2:TJ", "Tajikistan"), ("x:1", "Бартанг")], &[("x:rescue", "Mountain rescue")]);
        assert_eq!(found(store, Facet::Place, "iso2:TJ", "tajikistan").await, (0, 0));
        let seen = all(store).await;
        let told = store.resolution(&seen, (&nothing, &known), 9).await.unwrap();
        assert_eq!((told.looked_at, told.of, told.places.now, told.themes.now), (2, 2, 1, 1));
        let newest = store.resolution(&seen, (&known, &nothing), 1).await.unwrap();
        assert_eq!((newest.looked_at, newest.of), (1, 2));

        resolve(store, &nothing, &known).await;
        assert_eq!(found(store, Facet::Place, "iso2:TJ", "tajikistan").await, (1, 1));
        assert_eq!(found(store, Facet::Theme, "x:rescue", "rescue").await, (1, 1));
        let area = Area { south: 38_000_000, west: 71_000_000, north: 39_000_000, east: 72_000_000 };
        let on_the_map = Filter { area: Some(area), ..Filter::default() };
        assert_eq!(count(store, &seen, &on_the_map).await, 1, "it stands where its place is");
        // a piece that is done twice does no harm, and the next import says nothing new
        resolve(store, &nothing, &known).await;
        let again = vec![naming("A", "Бартанг", "mountain rescue"), naming("B", "elsewhere", "else")];
        assert_eq!(import_by(store, "osce", file("plan.csv", again), &known).await.unchanged, 2);

        let other = knowing(&[("iso2:KG", "Kyrgyzstan"), ("x:2", "Бартанг")], &[]);
        let told = store.resolution(&seen, (&known, &other), 9).await.unwrap();
        assert_eq!((told.places.other, told.places.lost, told.themes.lost), (1, 0, 1));
        resolve(store, &known, &other).await;
        assert_eq!(found(store, Facet::Place, "iso2:TJ", "tajikistan").await, (0, 0));
        assert_eq!(found(store, Facet::Place, "iso2:KG", "kyrgyzstan").await, (1, 1));
        resolve(store, &other, &nothing).await;
        assert_eq!(found(store, Facet::Place, "iso2:KG", "kyrgyzstan").await, (0, 0));
        assert_eq!(store.check().await.unwrap(), [""; 0]);
        store.resolve_later(&[], NOON).await.unwrap();
        assert!(store.take_job(RESOLVING, 60, NOON).await.unwrap().unwrap().payload.contains("before"));
    }
}

static PLACES: std::sync::LazyLock<ReferenceFile> = std::sync::LazyLock::new(|| places(b"x"));
