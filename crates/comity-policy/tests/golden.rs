//! What people read: the table of who may do what, the sentences of denials, what is said of broken policies.

#![allow(clippy::unwrap_used)] // a failure is the finding

use comity_core::{UserRole, Viewer};
use comity_policy::{
    kinds::{TODAY, kinds},
    *,
};

#[test]
fn who_may_do_what() {
    let table = Table::of(&Policies::shipped().unwrap()).unwrap();
    insta::assert_snapshot!("access", table);
}

fn with(change: impl Fn(&mut Vec<PolicyFile>)) -> Result<Policies, PolicyError> {
    let mut files = shipped();
    change(&mut files);
    Policies::load(files)
}

fn file(name: &str, text: &str) -> PolicyFile {
    PolicyFile { name: name.into(), text: text.into() }
}

#[test]
fn whose_access_changes_is_said_before_policies_change() {
    let before = Policies::shipped().unwrap();
    let after = with(|files| {
        files[2].text = files[2]
            .text
            .replace("(resource.tlp == \"GREEN\" || resource.tlp == \"AMBER\")", "resource.tlp == \"GREEN\"");
        let text = r#"@id("auditor-watches") @reason("auditors watch the node")
            permit (principal in Role::"auditor", action == Action::"watch", resource);"#;
        files.push(file("6-ours.cedar", text));
    })
    .unwrap();
    assert_ne!(before.version(), after.version());
    let found = Table::of(&before).unwrap().differences_to(&Table::of(&after).unwrap());
    insta::assert_snapshot!(found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    assert!(Table::of(&before).unwrap().differences_to(&Table::of(&before).unwrap()).is_empty());
}

#[test]
fn broken_policies_are_refused_with_place_and_way_out() {
    let broken = [
        ("grammar", "permit (principal, action, resource)\nwhen { resource.tlp = \"RED\" };"),
        (
            "attribute",
            "// mine\n@id(\"mine\")\n@reason(\"mine\")\npermit (principal, action == Action::\"see\", resource)\nwhen { resource.tpl == \"RED\" };",
        ),
        (
            "action",
            "@id(\"mine\") @reason(\"mine\")\npermit (principal, action == Action::\"sea\", resource);",
        ),
        (
            "role",
            "@id(\"mine\") @reason(\"mine\")\npermit (principal in Role::\"boss\", action == Action::\"see\", resource);",
        ),
        (
            "maybe",
            "@id(\"mine\") @reason(\"mine\")\npermit (principal, action == Action::\"see\", resource)\nwhen { resource.expires > 3 };",
        ),
        (
            "never",
            "@id(\"mine\") @reason(\"mine\")\npermit (principal, action == Action::\"see\", resource)\nwhen { false };",
        ),
        (
            "type",
            "@id(\"mine\") @reason(\"mine\")\npermit (principal, action == Action::\"see\", resource)\nwhen { resource.tlp > 3 };",
        ),
        ("nameless", "permit (principal, action, resource);"),
        ("twice", "@id(\"see-own\")\n@reason(\"mine\")\npermit (principal, action, resource);"),
        ("speechless", "\n@id(\"mine\")\npermit (principal, action, resource);"),
        (
            "two words",
            "@id(\"mine\")\n@reason(\"mine\")\npermit (principal, action == Action::\"watch\", resource);",
        ),
        (
            "1-see",
            "@id(\"mine\")\n@reason(\"mine\")\npermit (principal, action == Action::\"watch\", resource);",
        ),
        ("template", "@id(\"mine\") @reason(\"mine\")\npermit (principal == ?principal, action, resource);"),
    ];
    let said: Vec<String> = broken
        .iter()
        .map(|(name, text)| {
            with(|files| files.push(file(&format!("{name}.cedar"), text)))
                .map_or_else(|error| error.to_string(), |_| format!("{name}: taken"))
        })
        .chain([Policies::load(vec![file("empty.cedar", "// nothing")]).unwrap_err().to_string()])
        .collect();
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn denials_are_sentences_and_tell_no_more_than_the_viewer_may_know() {
    let policies = Policies::shipped().unwrap();
    let kinds = kinds().unwrap();
    let kind = |start: &str| kinds.iter().find(|kind| kind.name.starts_with(start)).unwrap();
    let viewer = |role, relation: Relation| -> Viewer { relation.viewer(role).unwrap() };
    let mut said = Vec::new();
    let mut ask = |role, relation, action, name: &str| {
        let kind = kind(name);
        let denial =
            policies.may(&viewer(role, relation), action, &kind.class, &kind.circumstances).unwrap_err();
        let (sentence, shown) = (denial.sentence(), denial.shown());
        said.push(format!(
            "{name}\n  {}: {}\n  shown: {}: {}",
            sentence.key, sentence.english, shown.key, shown.english
        ));
    };
    ask(UserRole::Analyst, Relation::OwnDesk, RecordAction::Edit, "TLP:GREEN for the community");
    ask(UserRole::DeskOfficer, Relation::Other, RecordAction::See, "expired today");
    ask(UserRole::DeskOfficer, Relation::OwnDesk, RecordAction::Edit, "withdrawn");
    ask(
        UserRole::DeskOfficer,
        Relation::Audience,
        RecordAction::Export,
        "TLP:AMBER for a party, for deconfliction, purpose not",
    );
    ask(
        UserRole::DeskOfficer,
        Relation::Audience,
        RecordAction::Export,
        "TLP:AMBER for a party, data protection in place",
    );
    ask(UserRole::DeskOfficer, Relation::OwnOrgan, RecordAction::See, "TLP:RED for a party");
    ask(UserRole::Operator, Relation::OwnDesk, RecordAction::See, "TLP:CLEAR");
    let node = policies.may_at_node(&viewer(UserRole::Guest, Relation::Other), NodeAction::ReadLedger, TODAY);
    said.push(node.unwrap_err().to_string());
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn a_finding_over_a_hidden_record_shows_a_pointer_where_the_owner_allows_it() {
    let policies = Policies::shipped().unwrap();
    let kinds = kinds().unwrap();
    let kind = |start: &str| &kinds.iter().find(|kind| kind.name.starts_with(start)).unwrap().class;
    let sights = |role, names: &[&str]| {
        let classes: Vec<&AccessClass> = names.iter().map(|name| kind(name)).collect();
        let viewer = Relation::Other.viewer(role).unwrap();
        policies.sights(&viewer, &classes, &Circumstances::on(TODAY))
    };
    let (open, closed) = ("TLP:GREEN for the community", "TLP:AMBER for the owner alone");
    let pointed = "TLP:AMBER for the owner alone, pointers";
    let desk = UserRole::DeskOfficer;
    assert_eq!(sights(desk, &[open, open]), Some(vec![Sight::Whole, Sight::Whole]));
    assert_eq!(sights(desk, &[pointed, open]), Some(vec![Sight::Pointer, Sight::Whole]));
    assert_eq!(sights(desk, &[open, closed]), None);
    assert_eq!(sights(desk, &[open, pointed, closed]), None);
    assert_eq!(sights(desk, &[pointed, pointed]), None);
    assert_eq!(sights(desk, &[open, "expired today"]), None);
    assert_eq!(sights(desk, &[open, "withdrawn"]), None);
    assert_eq!(sights(UserRole::Guest, &[open, pointed]), None);
}
