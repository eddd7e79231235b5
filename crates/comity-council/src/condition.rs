//! Conditions of positions: Boolean expressions over proposals, such as `p-a and not (p-b or p-c)`.
//!
//! `not` binds tightest, then `and`, then `or`; brackets order anew. The three words are read in any case, everything
//! else that isn't a blank or a bracket is the id of a proposal.

use std::fmt;

use comity_core::CompactString;

/// How deep brackets and `not` may nest.
const DEEPEST: usize = 64;

/// A condition over proposals of the type `P`: their ids as read, their numbers inside a [`crate::Question`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition<P> {
    /// The proposal passes.
    Passes(P),
    /// The condition doesn't hold.
    Not(Box<Condition<P>>),
    /// All hold.
    And(Vec<Condition<P>>),
    /// At least one holds.
    Or(Vec<Condition<P>>),
}

/// Why an expression is none, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason} at character {at}")]
pub struct ConditionError {
    /// Character of the expression, from 1; one past its end where something is missing.
    pub at: usize,
    /// What is wrong: lower case, no period.
    pub reason: String,
    /// What the user can do.
    pub way_out: &'static str,
}

/// A proposal as an expression names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its id.
    pub id: CompactString,
    /// Character of the expression, from 1.
    pub at: usize,
}

impl<P> Condition<P> {
    /// Whether it is true of a set.
    pub fn holds(&self, passes: &impl Fn(&P) -> bool) -> bool {
        match self {
            Condition::Passes(proposal) => passes(proposal),
            Condition::Not(inner) => !inner.holds(passes),
            Condition::And(parts) => parts.iter().all(|part| part.holds(passes)),
            Condition::Or(parts) => parts.iter().any(|part| part.holds(passes)),
        }
    }

    /// Calls `each` with every proposal that it names, in the order of the expression.
    pub fn each<'c>(&'c self, each: &mut impl FnMut(&'c P)) {
        match self {
            Condition::Passes(proposal) => each(proposal),
            Condition::Not(inner) => inner.each(each),
            Condition::And(parts) | Condition::Or(parts) => parts.iter().for_each(|part| part.each(each)),
        }
    }

    /// The same condition over other names of the proposals.
    ///
    /// # Errors
    /// The first that `name` gives.
    pub fn named<Q, E>(&self, name: &mut impl FnMut(&P) -> Result<Q, E>) -> Result<Condition<Q>, E> {
        let mut all =
            |parts: &[Condition<P>]| parts.iter().map(|part| part.named(name)).collect::<Result<_, E>>();
        Ok(match self {
            Condition::Passes(proposal) => Condition::Passes(name(proposal)?),
            Condition::Not(inner) => Condition::Not(Box::new(inner.named(name)?)),
            Condition::And(parts) => Condition::And(all(parts)?),
            Condition::Or(parts) => Condition::Or(all(parts)?),
        })
    }
}

impl<P: fmt::Display> fmt::Display for Condition<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inside = |part: &Condition<P>, brackets: bool| {
            if brackets { format!("({part})") } else { part.to_string() }
        };
        let joined = |parts: &[Condition<P>], brackets: fn(&Condition<P>) -> bool, word: &str| {
            let parts: Vec<String> = parts.iter().map(|part| inside(part, brackets(part))).collect();
            parts.join(word)
        };
        match self {
            Condition::Passes(proposal) => write!(f, "{proposal}"),
            Condition::Not(inner) => {
                let joins = matches!(**inner, Condition::And(..) | Condition::Or(..));
                write!(f, "not {}", inside(inner, joins))
            }
            Condition::And(parts) => {
                f.write_str(&joined(parts, |part| matches!(part, Condition::Or(..)), " and "))
            }
            Condition::Or(parts) => f.write_str(&joined(parts, |_| false, " or ")),
        }
    }
}

impl Condition<Named> {
    /// Reads an expression.
    ///
    /// # Errors
    /// When it is none; the error says where and what to do.
    pub fn parse(text: &str) -> Result<Condition<Named>, ConditionError> {
        let mut reader = Reader { words: words(text), next: 0, end: text.chars().count() + 1, depth: 0 };
        let condition = reader.either()?;
        match reader.words.get(reader.next) {
            None => Ok(condition),
            Some(word) if word.text == ")" => Err(reader.wrong(
                word.at,
                "a bracket is closed that was never opened".to_owned(),
                "take it out, or open it",
            )),
            Some(word) => {
                let reason = format!("`{}` stands where `and` or `or` should", word.text);
                Err(reader.wrong(word.at, reason, "join proposals by `and` or `or`"))
            }
        }
    }
}

/// A word or a bracket of an expression.
struct Word<'t> {
    text: &'t str,
    at: usize,
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut out = Vec::new();
    let mut begun: Option<(usize, usize)> = None;
    let end = (text.len(), ' ');
    for (at, (byte, letter)) in text.char_indices().chain([end]).enumerate() {
        let is_bracket = matches!(letter, '(' | ')');
        if is_bracket || letter.is_whitespace() {
            if let Some((from, began)) = begun.take() {
                out.push(Word { text: text.get(from..byte).unwrap_or_default(), at: began });
            }
        } else if begun.is_none() {
            begun = Some((byte, at + 1));
        }
        if is_bracket {
            out.push(Word { text: if letter == '(' { "(" } else { ")" }, at: at + 1 });
        }
    }
    out
}

/// Parts joined by one word; a single one stands for itself.
fn joined(
    mut parts: Vec<Condition<Named>>,
    join: fn(Vec<Condition<Named>>) -> Condition<Named>,
) -> Condition<Named> {
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            parts.extend(last);
            join(parts)
        }
    }
}

struct Reader<'t> {
    words: Vec<Word<'t>>,
    next: usize,
    /// One past the last character.
    end: usize,
    depth: usize,
}

impl Reader<'_> {
    fn either(&mut self) -> Result<Condition<Named>, ConditionError> {
        let mut parts = vec![self.both()?];
        while self.takes("or") {
            parts.push(self.both()?);
        }
        Ok(joined(parts, Condition::Or))
    }

    fn both(&mut self) -> Result<Condition<Named>, ConditionError> {
        let mut parts = vec![self.one()?];
        while self.takes("and") {
            parts.push(self.one()?);
        }
        Ok(joined(parts, Condition::And))
    }

    fn one(&mut self) -> Result<Condition<Named>, ConditionError> {
        const NAME: &str = "write the id of a proposal, as `p-a and not p-b`";
        let Some(word) = self.words.get(self.next) else {
            return Err(self.wrong(self.end, "a proposal is missing".to_owned(), NAME));
        };
        let (text, at) = (word.text, word.at);
        self.next += 1;
        if self.depth > DEEPEST {
            let reason = format!("brackets and `not` nest deeper than {DEEPEST}");
            return Err(self.wrong(at, reason, "write the condition flatter"));
        }
        match text.to_lowercase().as_str() {
            "not" => {
                self.depth += 1;
                let inner = self.one()?;
                self.depth -= 1;
                Ok(Condition::Not(Box::new(inner)))
            }
            "(" => {
                self.depth += 1;
                let inner = self.either()?;
                self.depth -= 1;
                if !self.takes(")") {
                    return Err(self.wrong(at, "the bracket is never closed".to_owned(), "close it by `)`"));
                }
                Ok(inner)
            }
            "and" | "or" | ")" => {
                Err(self.wrong(at, format!("`{text}` stands where a proposal should"), NAME))
            }
            _ => Ok(Condition::Passes(Named { id: text.into(), at })),
        }
    }

    fn takes(&mut self, word: &str) -> bool {
        let found = self.words.get(self.next).is_some_and(|next| next.text.eq_ignore_ascii_case(word));
        self.next += usize::from(found);
        found
    }

    fn wrong(&self, at: usize, reason: String, way_out: &'static str) -> ConditionError {
        ConditionError { at, reason, way_out }
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn holds(text: &str, set: &[&str]) -> bool {
        let condition = Condition::parse(text).expect(text);
        condition.holds(&|proposal| set.contains(&proposal.id.as_str()))
    }

    #[test]
    fn not_binds_before_and_before_or() {
        assert!(holds("p-a and not p-b", &["p-a"]) && !holds("p-a and not p-b", &["p-a", "p-b"]));
        assert!(holds("a or b and c", &["a"]) && !holds("(a or b) and c", &["a"]));
        assert!(holds("NOT a Or b", &[]) && holds("not not a", &["a"]) && holds("not (a and b)", &["a"]));
    }

    #[test]
    fn a_wrong_expression_says_where() {
        let said: Vec<String> =
            ["", "a and", "a b", "(a or b", "a)", "and a", "a and or b", "не (ж", "a and ()"]
                .map(|text| {
                    let error = Condition::parse(text).expect_err(text);
                    format!("{text:12} {error}: {}", error.way_out)
                })
                .to_vec();
        insta::assert_snapshot!(said.join("\n"));
        assert!(
            Condition::parse(&"(".repeat(100_000)).is_err()
                && Condition::parse(&"not ".repeat(100_000)).is_err()
        );
    }

    fn expressions() -> impl Strategy<Value = Condition<Named>> {
        let leaf = "[a-d]".prop_map(|id| Condition::Passes(Named { id: id.into(), at: 0 }));
        leaf.prop_recursive(5, 30, 2, |inner| {
            let parts = proptest::collection::vec(inner.clone(), 2..4);
            prop_oneof![
                inner.prop_map(|one| Condition::Not(Box::new(one))),
                parts.clone().prop_map(Condition::And),
                parts.prop_map(Condition::Or),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_to_the_same_truth(condition in expressions(), set in 0u8..16) {
            let read = Condition::parse(&condition.to_string()).expect("is an expression");
            let passes = |named: &Named| set >> (named.id.as_bytes()[0] - b'a') & 1 == 1;
            prop_assert_eq!(read.holds(&passes), condition.holds(&passes));
        }

        #[test]
        fn nothing_panics(text in "[ a-c()andortnoNOT-]{0,40}") {
            if let Err(error) = Condition::parse(&text) {
                prop_assert!(error.at >= 1 && error.at <= text.chars().count() + 1);
            }
        }
    }
}
