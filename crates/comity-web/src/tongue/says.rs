//! Statements of the engine in the reader's language: the key of each is the id of a message, its arguments are made into words first.

use comity_core::{Day, Period, Says};
use fluent_bundle::FluentArgs;
use serde_json::Value;

use super::Tongue;

/// Characters of a title in a list.
const BRIEF: usize = 72;

impl Tongue {
    /// A statement as a sentence of its own.
    pub fn sentence(&self, says: &Says) -> String {
        let words = self.statement(says, usize::MAX);
        let stop = if words.ends_with(['.', '。']) { "" } else { &self.say("full-stop") };
        format!("{}{stop}", capitalised(&words))
    }

    /// The same with long titles cut, for lists.
    pub fn brief(&self, says: &Says) -> String {
        capitalised(&self.statement(says, BRIEF))
    }

    /// A statement as a line of evidence.
    pub fn evidence(&self, says: &Says) -> String {
        self.statement(says, usize::MAX)
    }

    fn statement(&self, says: &Says, longest: usize) -> String {
        match says {
            Says::PairGist { kind, left, left_by, right, right_by, place, period } => {
                let mut args = FluentArgs::new();
                args.set("left", title(left, longest));
                args.set("right", title(right, longest));
                args.set("left-by", left_by.to_string());
                args.set("right-by", right_by.to_string());
                args.set("tail", self.tail(place, period.as_ref()));
                let pair = format!("pair-{}", kind.as_str());
                let special = if bare(left) == bare(right) {
                    format!("{pair}-titled")
                } else if left_by == right_by {
                    format!("{pair}-own")
                } else {
                    pair.clone()
                };
                let key = if self.messages.has_message(&special) { special } else { pair };
                self.message(&key, Some(&args))
            }
            _ => self.plain(says, longest),
        }
    }

    /// Every other statement: its members become arguments under their own names.
    fn plain(&self, says: &Says, longest: usize) -> String {
        let Ok(Value::Object(members)) = serde_json::to_value(says) else { return says.to_string() };
        let mut args = FluentArgs::new();
        let mut key = String::new();
        let mut place = "";
        let mut period = None;
        for (name, value) in &members {
            match (name.as_str(), value) {
                ("key", Value::String(word)) => key = format!("says-{word}"),
                ("place", Value::String(words)) => {
                    place = words;
                    args.set("place", words.clone());
                }
                ("period", value) => {
                    period = serde_json::from_value::<Option<Period>>(value.clone()).ok().flatten()
                }
                ("kind" | "left" | "right", Value::String(word))
                    if matches!(
                        says,
                        Says::SameKind { .. } | Says::KindsDiffer { .. } | Says::ExclusiveKinds { .. }
                    ) =>
                {
                    args.set(name.clone(), self.word("activity", word));
                }
                ("left" | "right", Value::String(code)) if matches!(says, Says::SameMeaning { .. }) => {
                    args.set(name.clone(), self.word("tongue", code))
                }
                ("relation", Value::String(word)) => {
                    args.set("relation", self.word("relation", &word.replace([' ', '\''], "-")))
                }
                ("left_tie" | "right_tie", Value::String(words)) => {
                    let party = members.get("party").and_then(Value::as_str).unwrap_or_default();
                    args.set(name.clone(), self.tie(party, words));
                }
                ("on", Value::String(day)) => {
                    args.set("on", Day::parse(day).map_or_else(|| day.clone(), |day| self.day(&day)));
                }
                ("needs", Value::Array(needs)) => {
                    args.set("needs", needs.len() as f64);
                    args.set("need", needs.first().and_then(Value::as_str).unwrap_or_default().to_owned());
                }
                ("name" | "activity" | "need" | "title", Value::String(words)) => {
                    args.set(name.clone(), title(words, longest))
                }
                (_, Value::String(words)) => args.set(name.clone(), words.clone()),
                (_, Value::Array(items)) => {
                    let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
                    args.set(name.clone(), self.list(&items));
                }
                (_, Value::Bool(yes)) => args.set(name.clone(), if *yes { "yes" } else { "no" }),
                (_, Value::Number(number)) => {
                    let number = number.as_f64().unwrap_or_default();
                    let tenths = name == "deviations";
                    args.set(
                        name.clone(),
                        if tenths { (number * 10.0).round() / 10.0 } else { number.round() },
                    );
                }
                (_, Value::Null | Value::Object(_)) => {}
            }
        }
        args.set("tail", self.tail(place, period.as_ref()));
        self.message(&key, Some(&args))
    }

    /// Where and when.
    fn tail(&self, place: &str, period: Option<&Period>) -> String {
        let period = period.map(|period| self.period(period)).unwrap_or_default();
        let key = match (place.is_empty(), period.is_empty()) {
            (true, true) => return String::new(),
            (false, true) => "tail-place",
            (true, false) => "tail-period",
            (false, false) => "tail-both",
        };
        let lowered = place.to_lowercase();
        let line = ["border", "frontier", "corridor", "route"].iter().any(|word| lowered.contains(word));
        let mut args = FluentArgs::new();
        args.set("place", place.to_owned());
        args.set("period", period);
        args.set("line", if line { "yes" } else { "no" });
        let tail = self.message(key, Some(&args));
        // in Russian it is a sentence of its own
        match tail.strip_prefix(". ") {
            Some(sentence) => format!(". {}", capitalised(sentence)),
            None => tail,
        }
    }

    /// A tie as the engine writes it, `kz member osce`, as seen from one of its parties; spaces in names don't break.
    fn tie(&self, party: &str, words: &str) -> String {
        match words.split(' ').collect::<Vec<_>>().as_slice() {
            [from, kind, to] => {
                let other = if from.replace('\u{a0}', " ") == party { to } else { from };
                self.all("tie-with", &[("party", other), ("kind", &self.word("tie", kind))])
            }
            _ => words.to_owned(),
        }
    }
}

/// Words as a sentence begins.
fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}", letters.as_str())
}

/// A title fit to stand in a sentence, cut behind a word where it is longer than a list has room for.
fn title(words: &str, longest: usize) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.strip_suffix('.').unwrap_or(&line);
    if line.chars().count() <= longest {
        return line.to_owned();
    }
    let cut: String = line.chars().take(longest).collect();
    let end = cut.rfind(' ').filter(|end| *end > cut.len() / 2).unwrap_or(cut.len());
    format!(
        "{} \u{2026}",
        cut.get(..end).unwrap_or(&cut).trim_end_matches([',', ';', ':', '-', '\u{2013}', ' '])
    )
}

fn bare(words: &str) -> String {
    words
        .to_lowercase()
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tongue::Language;
    use comity_core::FindingKind;

    #[test]
    fn a_finding_is_a_sentence_in_each_language() {
        let says = Says::PairGist {
            kind: FindingKind::Conflict,
            left: "Kanal-2005".into(),
            left_by: "CSTO".into(),
            right: "Border course".into(),
            right_by: "NATO".into(),
            place: "Tajik-Afghan border".into(),
            period: Some(Period::inclusive(Day(13_000), Day(13_010))),
        };
        let said = Language::ALL.map(|language| Tongue::of(language).sentence(&says)).join("\n");
        insta::assert_snapshot!(said, @r"
        “Kanal-2005” (CSTO) and “Border course” (NATO) can’t both go ahead as planned at the Tajik-Afghan border, 5 Aug 2005 – 15 Aug 2005.
        «Kanal-2005» (CSTO) и «Border course» (NATO) несовместимы в том виде, как запланированы. Tajik-Afghan border, 5 авг. 2005 – 15 авг. 2005.
        “Kanal-2005”（CSTO）与“Border course”（NATO）不能都按计划进行。Tajik-Afghan border，2005年8月5日至2005年8月15日。
        ");
    }

    #[test]
    fn evidence_follows_its_numbers() {
        let says = Says::SharedDays { shared: 1, of: 1 };
        let said = Language::ALL.map(|language| Tongue::of(language).evidence(&says));
        assert_eq!(said, ["1 of 1 day shared", "общих дней: 1 из 1", "1 天中有 1 天重合"]);
        let says = Says::UntiedGist {
            left: "NATO".into(),
            right: "CSTO".into(),
            needs: vec!["heroin".into()],
            on: Day(13_000),
        };
        assert_eq!(
            Tongue::of(Language::English).sentence(&says),
            "NATO and CSTO work on the same need, “heroin”, and have no tie through which to talk."
        );
    }

    #[test]
    fn a_long_title_is_cut_behind_a_word() {
        assert_eq!(title("one two three four", 10), "one two \u{2026}");
    }
}
