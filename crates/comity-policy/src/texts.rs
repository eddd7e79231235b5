//! What differs between the texts of two sets of policies, line by line.

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

use crate::load::PolicyFile;

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Fate {
    Stays,
    Gone,
    New,
}

/// A line of a difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What became of it.
    pub fate: Fate,
    /// Its number before, from 1; none where it is new.
    pub before: Option<usize>,
    /// Its number after; none where it is gone.
    pub after: Option<usize>,
    /// Its text, without the line's end.
    pub text: String,
}

/// A file that differs: its changed lines in parts, each with three lines around.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TextDifference {
    /// Its name.
    pub file: String,
    /// Part by part.
    pub parts: Vec<Vec<Line>>,
}

/// The files that differ, by name. A file that is on one side alone is gone, or new, as a whole.
pub fn text_differences(before: &[PolicyFile], after: &[PolicyFile]) -> Vec<TextDifference> {
    let text = |files: &[PolicyFile], name: &str| {
        files.iter().find(|file| file.name == name).map_or_else(String::new, |file| file.text.clone())
    };
    let names: std::collections::BTreeSet<&str> =
        before.iter().chain(after).map(|file| file.name.as_str()).collect();
    names
        .into_iter()
        .map(|name| (name, text(before, name), text(after, name)))
        .filter(|(_, before, after)| before != after)
        .map(|(name, before, after)| TextDifference { file: name.to_owned(), parts: parts(&before, &after) })
        .collect()
}

fn parts(before: &str, after: &str) -> Vec<Vec<Line>> {
    let difference = TextDiff::from_lines(before, after);
    let line = |change: similar::Change<&str>| Line {
        fate: match change.tag() {
            ChangeTag::Equal => Fate::Stays,
            ChangeTag::Delete => Fate::Gone,
            ChangeTag::Insert => Fate::New,
        },
        before: change.old_index().map(|index| index + 1),
        after: change.new_index().map(|index| index + 1),
        text: change.value().trim_end_matches(['\n', '\r']).to_owned(),
    };
    let groups = difference.grouped_ops(3);
    groups
        .iter()
        .map(|group| group.iter().flat_map(|op| difference.iter_changes(op)).map(line).collect())
        .collect()
}

impl std::fmt::Display for TextDifference {
    /// As `diff -u` shows it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.file)?;
        for part in &self.parts {
            let first = part.iter().find_map(|line| line.after.or(line.before)).unwrap_or(1);
            writeln!(f, "@@ line {first} @@")?;
            for line in part {
                let mark = match line.fate {
                    Fate::Stays => ' ',
                    Fate::Gone => '-',
                    Fate::New => '+',
                };
                writeln!(f, "{mark}{}", line.text)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn file(name: &str, text: &str) -> PolicyFile {
        PolicyFile { name: name.into(), text: text.into() }
    }

    #[test]
    fn files_that_came_went_and_changed_are_told_with_their_lines() {
        let before =
            [file("a.cedar", "one\ntwo\nthree\n"), file("b.cedar", "gone\n"), file("c.cedar", "same\n")];
        let after =
            [file("a.cedar", "one\nzwei\nthree\n"), file("c.cedar", "same\n"), file("d.cedar", "new")];
        let told: String = text_differences(&before, &after).iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(told, @r"
        a.cedar
        @@ line 1 @@
         one
        -two
        +zwei
         three
        b.cedar
        @@ line 1 @@
        -gone
        d.cedar
        @@ line 1 @@
        +new
        ");
        assert_eq!(text_differences(&before, &before), []);
    }

    proptest! {
        #[test]
        fn what_stays_and_what_is_new_is_the_text_after(
            before in prop::collection::vec("[a-c]{0,2}", 0..12),
            after in prop::collection::vec("[a-c]{0,2}", 0..12),
        ) {
            let text = |lines: &[String]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
            let (old, new) = (text(&before), text(&after));
            for found in text_differences(&[file("x.cedar", &old)], &[file("x.cedar", &new)]) {
                for line in found.parts.into_iter().flatten() {
                    let at = |lines: &[String], number: Option<usize>| number.map(|number| lines[number - 1].clone());
                    prop_assert_eq!(at(&before, line.before).unwrap_or(line.text.clone()), line.text.clone());
                    prop_assert_eq!(at(&after, line.after).unwrap_or(line.text.clone()), line.text.clone());
                    prop_assert_eq!(line.before.is_some(), line.fate != Fate::New);
                    prop_assert_eq!(line.after.is_some(), line.fate != Fate::Gone);
                }
            }
        }
    }
}
