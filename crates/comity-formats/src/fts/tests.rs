//! Five real flows, a broken list, and flows of every shape that arrives.

use comity_core::{Item, Snapshot, SourceId};

use super::*;

const FLOWS: &str = include_str!("../../tests/data/fts/flows.json");

fn load(text: &str) -> (Snapshot, Result<(), Error>) {
    let mut snapshot = Snapshot::default();
    let mut sink = |item: Item| snapshot.add(item);
    let mut out = Out::new(SourceId(0), "flows.json", &mut sink);
    let ended = read(&mut text.as_bytes(), &Options::default(), &mut out);
    (snapshot, ended)
}

#[test]
fn real_flows_are_read() {
    let (snapshot, ended) = load(FLOWS);
    ended.unwrap();
    assert_eq!(snapshot.problems, []);
    assert_eq!(snapshot.records.len(), 5);
    insta::assert_json_snapshot!("flow_of_a_pooled_fund", snapshot.records[0]);
    let sida = &snapshot.records[1];
    assert_eq!(sida.amounts.len(), 2);
    assert_eq!(
        (sida.amounts[0].kind, sida.amounts[1].kind),
        (AmountKind::OutgoingCommitment, AmountKind::Other)
    );
    assert_eq!(sida.amounts[1].currency.as_str(), "SEK");
    assert_eq!(sida.amounts[0].provider.as_ref().unwrap().label(), "Sweden, Government of");
}

#[test]
fn a_bare_list_and_a_single_flow_are_read_too() {
    let response: serde_json::Value = serde_json::from_str(FLOWS).unwrap();
    let list = response["data"]["flows"].to_string();
    assert_eq!(load(&list).0.records.len(), 5);
    let one = response["data"]["flows"][0].to_string();
    let mut snapshot = Snapshot::default();
    let mut sink = |item: Item| snapshot.add(item);
    read_one(&mut one.as_bytes(), &Options::default(), &mut Out::new(SourceId(0), "f", &mut sink)).unwrap();
    assert_eq!(snapshot.records[0].id, "211796");
}

#[test]
fn what_is_wrong_is_located_and_the_rest_goes_on() {
    let text = "{\"data\":{\"flows\":[\n{\"id\":1,\"amountUSD\":\"lots\",\"date\":\"2020-02-30T00:00:00Z\"},\n{\"id\":2,,},\n\
        {\"amountUSD\":5,\"contactName\":\"a person\",\"description\":\"write to a@b.org\"},\n{\"id\":3";
    let (snapshot, ended) = load(text);
    assert_eq!(ended.unwrap_err().at(), At::new(5, 1));
    assert_eq!(snapshot.records.len(), 2);
    let kept = &snapshot.records[1].kept[0];
    assert_eq!((kept.name.as_str(), kept.value.as_str()), ("contactName", "(contact not kept)"));
    assert_eq!(snapshot.records[1].titles[0].value, "write to (address not kept)");
    insta::assert_json_snapshot!("located_problems", snapshot.problems);
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_panic(text in "[\\[\\]{}\":,a-c\\\\ 0-9\\-]{0,120}") {
        let _broken = load(&format!("{{\"flows\":[{text}"));
        let _broken = load(&text);
    }
}
