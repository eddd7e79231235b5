//! What an entry of the ledger tells beside its kind: its members in words, what has a page as a link.

use comity_core::Day;
use comity_node::Entry;
use serde_json::Value;

use crate::tongue::Tongue;

/// One of them.
pub(super) struct Fact {
    pub words: String,
    pub address: Option<String>,
}

/// All that an entry tells. Commitments say nothing to people; what they hide is told where it is still kept.
pub(super) fn facts(t: &Tongue, entry: &Entry) -> Vec<Fact> {
    let plain = |words: String| Fact { words, address: None };
    let mut out: Vec<Fact> = entry.user.iter().map(|user| plain(t.w("about-user", user))).collect();
    out.extend(joint(t, &entry.event));
    for (name, value) in entry.event.as_object().into_iter().flatten() {
        let committed = matches!(name.as_str(), "kind" | "user" | "reason" | "content" | "label");
        // ids of what has no page of its own stand in the export
        let bare = matches!(name.as_str(), "id" | "about" | "dossier");
        let bare = bare || is_told_by_joint(name, value);
        if !committed && !bare && !value.is_null() {
            out.extend(fact(t, name, value));
        }
    }
    out.extend(entry.reason.iter().map(|reason| plain(t.w("because", reason))));
    out
}

/// Joint work has its page by its sort: its two members are told as one.
fn joint(t: &Tongue, event: &Value) -> Option<Fact> {
    let (sort, id) = (event.get("of")?.as_str()?, event.get("joint")?.as_str()?);
    let page = if sort == "work" { "joint" } else { sort };
    Some(Fact { words: t.word("told-joint", sort), address: Some(format!("/{page}/{id}")) })
}

fn is_told_by_joint(name: &str, value: &Value) -> bool {
    name == "joint" || (name == "of" && value.is_string())
}

fn fact(t: &Tongue, name: &str, value: &Value) -> Option<Fact> {
    let plain = |words: String| Some(Fact { words, address: None });
    match (name, value) {
        ("of", Value::Object(of)) => {
            let version = of.get("version").and_then(Value::as_u64).unwrap_or_default();
            let record = of.get("record").and_then(Value::as_str)?;
            Some(Fact { words: t.n("told-of", version), address: Some(format!("/records/{record}")) })
        }
        ("finding", Value::String(id)) => {
            Some(Fact { words: t.say("told-finding"), address: Some(format!("/findings/{id}")) })
        }
        ("council", Value::String(id)) => {
            Some(Fact { words: t.say("told-council"), address: Some(format!("/councils/{id}")) })
        }
        ("import", Value::String(id)) => {
            Some(Fact { words: t.say("told-import"), address: Some(format!("/imports/{id}")) })
        }
        ("records", Value::Array(records)) => plain(t.n("told-records", records.len())),
        ("records", Value::Number(count)) => plain(t.n("told-records", count.as_u64().unwrap_or_default())),
        // that somebody came in is what a login is
        ("granted", Value::Bool(true)) | ("waived", Value::Bool(false)) => None,
        ("late", Value::Bool(late)) => plain(t.say(if *late { "filed-late" } else { "filed-in-time" })),
        ("number", Value::Number(number)) => plain(t.n("told-number", number.as_u64().unwrap_or_default())),
        (_, Value::Bool(_)) => plain(t.word("told", name)),
        (_, Value::Number(count)) => {
            let count = count.as_u64().filter(|count| *count > 0)?;
            plain(format!("{} {}", t.number(count), t.word("told", name)))
        }
        ("roles", Value::Array(roles)) => {
            let roles = roles.iter().filter_map(Value::as_str).map(|role| t.word("user-role", role));
            plain(roles.collect::<Vec<_>>().join(", "))
        }
        ("outcome", Value::String(word)) => plain(t.word(
            "outcome",
            match word.as_str() {
                "merge-records" => "merge",
                "divide-work" => "divide",
                other => other,
            },
        )),
        ("due", Value::String(day)) => {
            plain(t.w("told-due", &Day::parse(day).map_or_else(|| day.clone(), |day| t.day(&day))))
        }
        ("tlp", Value::String(level)) => plain(level.clone()),
        ("answer", Value::String(word)) => plain(t.word("said", word)),
        ("change" | "method" | "what" | "handing" | "act" | "extent" | "by", Value::String(word)) => {
            plain(t.word(&format!("told-{name}"), word))
        }
        (_, Value::String(text)) => {
            plain(t.all("told-pair", &[("name", &t.word("told", name)), ("value", text)]))
        }
        (_, other) => {
            plain(t.all("told-pair", &[("name", &t.word("told", name)), ("value", &other.to_string())]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tongue::Language;

    /// Every word of the entries that are released, as `comity-ledger/tests/golden` keeps them, is a word in every language.
    #[test]
    fn released_entries_read_as_words() {
        let golden = concat!(
            include_str!("../../../../comity-ledger/tests/golden/v1.jsonl"),
            include_str!("../../../../comity-ledger/tests/golden/v1-work.jsonl"),
            include_str!("../../../../comity-ledger/tests/golden/v1-policy.jsonl"),
            include_str!("../../../../comity-ledger/tests/golden/v1-council.jsonl"),
            include_str!("../../../../comity-ledger/tests/golden/v1-joint.jsonl"),
        );
        let mut told = 0;
        for line in golden.lines() {
            let line: Value = serde_json::from_str(line).expect("JSON");
            let Some(event) = line.pointer("/entry/event").or_else(|| line.get("event")) else { continue };
            for language in Language::ALL {
                let t = Tongue::of(language);
                for (name, value) in event.as_object().expect("an object") {
                    if matches!(name.as_str(), "kind" | "user" | "reason" | "content" | "label")
                        || value.is_null()
                    {
                        continue;
                    }
                    if is_told_by_joint(name, value) {
                        assert!(joint(t, event).is_some_and(|fact| fact.address.is_some()));
                        continue;
                    }
                    let Some(fact) = fact(t, name, value) else { continue };
                    told += 1;
                    assert!(!fact.words.contains(['{', '[']), "{name}: {}", fact.words);
                    let known = matches!(name.as_str(), "id" | "about" | "dossier" | "tlp" | "records");
                    let has_word = t.said(&format!("told-{name}")).is_some();
                    let of_table = value.as_str().is_some_and(|word| {
                        [
                            "told-change",
                            "told-method",
                            "told-what",
                            "told-handing",
                            "told-act",
                            "told-extent",
                            "told-by",
                            "said",
                        ]
                        .iter()
                        .any(|table| t.said(&format!("{table}-{word}")).is_some())
                    });
                    let elsewhere = matches!(name.as_str(), "outcome" | "roles" | "late");
                    assert!(
                        known || has_word || of_table || elsewhere,
                        "{name} = {value} in {}",
                        language.tag()
                    );
                }
            }
        }
        assert!(told > 100, "{told}");
    }
}
