//! What other policies would change, in sentences.

use comity_node::{Difference, Named, NodeAction, PolicyProblem, SightChange, by_level};

use crate::tongue::Tongue;

/// A sentence with the kinds of record that it is about.
pub struct Said {
    /// Who may do what from then on, and what no more.
    pub sentence: String,
    /// Which records; empty for what is done at the node.
    pub records: String,
}

/// One sentence about whose access changes.
pub fn difference(t: &Tongue, difference: &Difference) -> Said {
    let at_node = difference.relations.is_empty();
    let roles: Vec<String> = difference.roles.iter().map(|role| t.word("those", role.as_str())).collect();
    let roles = t.list(&roles);
    let who = match at_node {
        true => roles,
        false => t.all("access-who", &[("who", &roles), ("where", &stand(t, difference))]),
    };
    let table = if at_node { "duty" } else { "action" };
    let deeds = |all: &[Named]| {
        let words: Vec<String> = all.iter().map(|deed| t.word(table, deed.key)).collect();
        t.list(&words)
    };
    let (gains, loses) = (deeds(&difference.gains), deeds(&difference.loses));
    let who = capital(&who);
    let sentence = match (gains.is_empty(), loses.is_empty()) {
        (false, true) => t.all("access-gains", &[("who", &who), ("gains", &gains)]),
        (true, false) => t.all("access-loses", &[("who", &who), ("loses", &loses)]),
        _ => t.all("access-both", &[("who", &who), ("gains", &gains), ("loses", &loses)]),
    };
    let kinds: Vec<String> =
        by_level(&difference.kinds).iter().map(|kind| t.word("labelled", kind.key)).collect();
    let records = match kinds.is_empty() {
        true => String::new(),
        false => t.w("access-records", &kinds.join(" \u{b7} ")),
    };
    Said { sentence, records }
}

/// How they stand to the record.
fn stand(t: &Tongue, difference: &Difference) -> String {
    if difference.relations.len() == WAYS {
        return t.say("stand-anyhow");
    }
    let ways: Vec<String> =
        difference.relations.iter().map(|relation| t.word("stand", relation.as_str())).collect();
    t.list(&ways)
}

/// Ways to stand to a record.
const WAYS: usize = 7;

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What nobody could do any more.
pub fn orphaned(t: &Tongue, actions: &[NodeAction]) -> Option<String> {
    let duties: Vec<String> = actions.iter().map(|action| t.word("duty", action.as_str())).collect();
    (!duties.is_empty()).then(|| t.w("policies-orphaned", &t.list(&duties)))
}

/// A line about what users would see: who, how many they are, what they gain and lose.
pub struct Sight {
    /// Their roles.
    pub roles: String,
    /// Where they sit.
    pub seats: String,
    /// Whether they may be named.
    pub named: bool,
    /// How many.
    pub users: String,
    /// Records newly seen.
    pub gains: String,
    /// Records seen no more.
    pub loses: String,
}

/// The same in words.
pub fn sight(t: &Tongue, change: &SightChange) -> Sight {
    let roles: Vec<String> = change.roles.iter().map(|role| t.word("user-role", role.as_str())).collect();
    let seats: Vec<String> = change.seats.iter().map(ToString::to_string).collect();
    Sight {
        roles: roles.join(", "),
        seats: match (change.named, seats.is_empty()) {
            (false, _) => t.say("policies-sight-hidden"),
            (true, true) => t.say("policies-sight-node"),
            (true, false) => seats.join(", "),
        },
        named: change.named,
        users: t.number(change.users),
        gains: t.number(change.gains),
        loses: t.number(change.loses),
    }
}

/// Where a problem is.
pub fn place(t: &Tongue, problem: &PolicyProblem) -> String {
    if problem.line == 0 {
        return problem.file.clone();
    }
    // numbers of lines have no separators
    let (line, column) = (problem.line.to_string(), problem.column.to_string());
    t.all("policies-place", &[("file", &problem.file), ("line", &line), ("column", &column)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tongue::Language;
    use comity_policy::{Policies, PolicyFile, Table, shipped};

    fn told(language: Language, change: impl Fn(&mut Vec<PolicyFile>)) -> String {
        let mut files = shipped();
        change(&mut files);
        let table = |files| Table::of(&Policies::load(files).expect("they hold")).expect("a table");
        let t = Tongue::of(language);
        let lines = table(shipped()).differences_to(&table(files)).into_iter().map(|found| {
            let Said { sentence, records } = difference(t, &found);
            format!("{sentence}\n  {records}")
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// The audience exports less, analysts see less, auditors watch.
    fn several(files: &mut Vec<PolicyFile>) {
        files[2].text = files[2]
            .text
            .replace("(resource.tlp == \"GREEN\" || resource.tlp == \"AMBER\")", "resource.tlp == \"GREEN\"");
        files[0].text = files[0].text.replacen("Role::\"analyst\"", "Role::\"guest\"", 1);
        let text = r#"@id("auditor-watches") @reason("auditors watch the node")
            permit (principal in Role::"auditor", action in [Action::"watch", Action::"back-up"], resource);"#;
        files.push(PolicyFile { name: "6-ours.cedar".into(), text: text.into() });
    }

    #[test]
    fn whose_access_changes_is_said_in_three_languages() {
        for language in Language::ALL {
            insta::assert_snapshot!(format!("access_{}", language.tag()), told(language, several));
        }
    }

    #[test]
    fn every_word_of_the_table_is_there_in_every_language() {
        // everything closed, so that everything differs
        let everything = |files: &mut Vec<PolicyFile>| {
            let nothing = "@id(\"nothing\") @reason(\"nothing\") forbid (principal, action, resource);";
            files.push(PolicyFile { name: "6-ours.cedar".into(), text: nothing.into() });
        };
        for language in [Language::Russian, Language::Chinese] {
            let said = told(language, everything);
            let left: Vec<&str> =
                said.split(|letter: char| !letter.is_ascii_alphabetic() && letter != '-').collect();
            let known = ["TLP", "CLEAR", "GREEN", "AMBER", "STRICT", "RED", "", "-"];
            let strange: Vec<&&str> = left.iter().filter(|word| !known.contains(*word)).collect();
            assert!(strange.is_empty(), "{}: {strange:?}", language.tag());
        }
    }

    #[test]
    fn a_place_is_told_by_line_and_column() {
        let mut problem = PolicyProblem {
            file: "4-guard.cedar".into(),
            line: 1200,
            column: 5,
            policy: "red".into(),
            message: String::new(),
            way_out: String::new(),
        };
        let said = Language::ALL.map(|language| place(Tongue::of(language), &problem));
        assert_eq!(
            said,
            [
                "4-guard.cedar, line 1200, column 5",
                "4-guard.cedar, строка 1200, столбец 5",
                "4-guard.cedar，第 1200 行第 5 列"
            ]
        );
        problem.line = 0;
        assert_eq!(place(Tongue::of(Language::Russian), &problem), "4-guard.cedar");
    }
}
