//! Packages of proposals, and ties, as their users ask for them.

use serde_json::Value;

use super::{comity, complaint, said, scratch, shipped};

#[test]
fn packages_have_the_shape_that_others_read() {
    let text = said(&["packages", &shipped("central-asia-2006"), "--rule", "consensus", "--json"]);
    let answer: Value = serde_json::from_str(&text).expect("one JSON object");
    let keys: Vec<&String> = answer.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["packages", "blocked", "unlocks"]);
    let package = &answer["packages"][0];
    assert_eq!(package["depends_on"], serde_json::json!(["nato"]));
    assert_eq!(package["gains"]["csto"], serde_json::json!(["p-nato-csto-contacts", "p-advisory-council"]));
    let observer = &answer["blocked"][0];
    assert_eq!(
        (&observer["proposal"], &observer["by"]),
        (&"p-nato-sco-observer".into(), &serde_json::json!(["cn", "ru"]))
    );
    assert!(observer["why"].as_str().expect("words").contains("China and Russia oppose it"));
    assert_eq!(answer["unlocks"][0]["changes"][0]["to"], "abstain");
    let shown = said(&["packages", &shipped("central-asia-2006")]);
    assert!(
        shown.contains("depends on NATO, still undecided") && shown.contains("Blocked: p-nato-sco-member"),
        "{shown}"
    );
}

#[test]
fn packages_say_where_a_question_is_none() {
    let (_dir, path) = scratch();
    let folder = path.display().to_string();
    let put = |name: &str, text: &str| std::fs::write(path.join(name), text).expect("written");
    assert!(complaint(&comity(&["packages", &folder])).contains("no `proposals.csv`"));
    put("proposals.csv", "id,title\np-a,A\np-b,B\n");
    put("positions.csv", "party;proposal;stance;condition\nx;p-a;conditional;p-b and\nx;p-b;support;\n");
    let output = comity(&["packages", &folder]);
    assert!(!output.status.success());
    let errors = complaint(&output).replace(' ', "");
    assert!(errors.contains("positions.csv:2:") && errors.contains("atcharacter8"), "{errors}");
    put("positions.csv", "party,proposal,stance\nx,p-a,maybe\n");
    let errors = complaint(&comity(&["packages", &folder])).replace(' ', "");
    assert!(errors.contains("positions.csv:2:3:stanceofx:`maybe`"), "{errors}");
    put("positions.csv", "party,proposal\nx,p-a\n");
    assert!(complaint(&comity(&["packages", &folder])).contains("no column `stance`"));
    put("positions.csv", "party,proposal,stance\nx,p-a,support\nx,p-b,support\n");
    put("exclusions.csv", "a,b\np-b,p-a\n");
    let answer: Value = serde_json::from_str(&said(&["packages", &folder, "--json"])).expect("JSON");
    assert_eq!(answer["packages"][1]["proposals"], serde_json::json!(["p-b"]));
    assert!(complaint(&comity(&["packages", &folder, "--rule", "most"])).contains("qualified=0.55"));
}

#[test]
fn missing_ties_are_told_with_the_ways_to_make_them() {
    let folder = shipped("central-asia-2006");
    let text = said(&["ties", &folder, "--on", "2006-06-15", "--format", "json"]);
    let answer: Value = serde_json::from_str(&text).expect("one JSON object");
    let missing = answer["missing"].as_array().expect("a list");
    let pair = |a: &str, b: &str| {
        missing
            .iter()
            .find(|one| one["finding"]["parties"] == serde_json::json!([a, b]))
            .unwrap_or_else(|| panic!("{a} {b}"))
    };
    let ways = |a: &str, b: &str| pair(a, b)["ways"].as_array().expect("ways").clone();
    let guest = ways("nato", "sco").into_iter().find(|way| way["by"] == "guest").expect("a guest rule");
    assert_eq!(guest["consent"], serde_json::json!(["the Council of Foreign Ministers", "the chairman"]));
    let closed: Vec<Value> = ways("nato", "sco").into_iter().filter(|way| !way["closed"].is_null()).collect();
    assert!(
        closed
            .iter()
            .any(|way| way["closed"].as_str().is_some_and(|why| why.contains("China and Russia oppose")))
    );
    let shown = said(&["ties", &folder, "--on", "2006-06-15", "--top", "2"]);
    assert!(shown.contains("ties in force on 2006-06-15") && shown.contains("Closed:"), "{shown}");
}

#[test]
fn ties_have_a_past_and_a_what_if() {
    let folder = shipped("central-asia-2006");
    let between = said(&["ties", &folder, "--diff", "2005-01-01", "2006-06-15"]);
    assert!(
        between.contains("+ 2005-07-05  in observer sco")
            && between.contains("- 1994-07-13 to 2005-11-23  nato cooperation uz"),
        "{between}"
    );
    let past = said(&["ties", &folder, "--of", "SCO"]);
    assert!(past.contains("2002-11-23  bound by Mechanism for inviting guests"), "{past}");
    let (_dir, path) = scratch();
    let scenario = path.join("contact.csv");
    std::fs::write(
        &scenario,
        "change,from,to,kind\nadd-tie,nato,csto,contact\ndenounce,sco,sco-guest-rule,\n",
    )
    .expect("written");
    let scenario = scenario.display().to_string();
    let text = said(&["ties", &folder, "--on", "2006-06-15", "--what-if", &scenario, "--format", "json"]);
    let answer: Value = serde_json::from_str(&text).expect("JSON");
    let then = &answer["what_if"][0];
    assert!(then["no_longer_missing"].to_string().contains("csto and nato"), "{then}");
    assert!(then["ways_gone"].to_string().contains("Mechanism for inviting guests"), "{then}");
    std::fs::write(&scenario, "change,from,to,kind\nend-tie,nato,csto,contact\n").expect("written");
    let refused =
        complaint(&comity(&["ties", &folder, "--on", "2006-06-15", "--what-if", &scenario])).replace(' ', "");
    assert!(refused.contains("contact.csv:2:nosuchtie"), "{refused}");
}
