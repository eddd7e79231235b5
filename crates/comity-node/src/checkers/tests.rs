use comity_core::{
    Label, Record, Seat, Snapshot, Source, SourceId, Terms, Tlp, UserHandle, UserRole, Viewer,
};
use comity_formats::reference::Library;
use comity_ledger::{KeyKind, KeyName, SignerKey};
use comity_store::import::Options as Importing;
use comity_store::{Opener, Time, Url};

use super::*;
use crate::node::Node;

const NOW: Time = Time(1_773_316_800_000_000);

#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_for_lately_is_prepared_before_it_is_asked_for_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let store =
        Store::open(&Url::Sqlite(folder.path().join("node.db")), Opener::Server).await.expect("opened");
    let key = SignerKey::from_seed(KeyName::new("test/comity").expect("a name"), KeyKind::Note, &[7; 32]);
    let store = store.with_log(key).await.expect("keyed");
    let in_force = store.policies_in_force().await.expect("policies");
    let node = Node::new(store, in_force, Library::empty(), || NOW);
    let viewer = Viewer {
        user: UserHandle::new("officer-7").expect("a name"),
        roles: [UserRole::DeskOfficer].into(),
        seat: Some(Seat::of_party("osce".into())),
        groups: [].into(),
    };
    let import = async |ids: &[&str]| {
        let records =
            ids.iter().map(|id| Record { id: (*id).into(), source: SourceId(0), ..Record::default() });
        let source = Source { name: "plan.csv".to_owned(), ..Source::default() };
        let read = Snapshot { sources: vec![source], records: records.collect(), ..Snapshot::default() };
        let desk = node.desk(viewer.clone()).await.expect("a desk");
        let label = Label::new(Terms::of(Tlp::Green)).expect("a label");
        let options =
            Importing { label: &label, relabel: false, source: None, now: NOW, progress: &|_, _| {} };
        node.store.import(&desk.asker(), read, &node.reference(), &options).await.expect("imported");
    };
    import(&["A"]).await;
    let desk = node.desk(viewer.clone()).await.expect("a desk");
    let reference = node.up_to_date().await.expect("read");
    let (store, today) = (&node.store, node.today());
    let wanted = Wanted { store, in_force: &reference, visible: &desk.visible, today };
    let (first, whole) = node.checkers.get(&wanted).await.expect("prepared");
    assert_eq!((first.handles.len(), whole), (1, true));

    import(&["A", "B"]).await;
    assert_eq!(node.checkers.known(&desk.visible).map(|known| known.handles.len()), Some(1), "nobody asked");
    let generation = node.store.generation().await.expect("read");
    let renew = || node.checkers.clone().renew(store.clone(), reference.clone(), today, generation);
    renew().await;
    let known = node.checkers.known(&desk.visible).expect("kept");
    assert_eq!((known.handles.len(), known.generation), (2, generation));
    renew().await;
    let same = node.checkers.known(&desk.visible).expect("kept");
    assert!(Arc::ptr_eq(&known, &same), "what is as of now is left as it is");
    let (asked, whole) = node.checkers.get(&wanted).await.expect("prepared");
    assert!(whole && Arc::ptr_eq(&known, &asked));
}
