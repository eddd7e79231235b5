//! Rules of decision: when a proposal passes, given who accepts and who refuses it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How a body decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Rule {
    /// Every party with a position accepts; who abstains refuses.
    Unanimity,
    /// Nobody refuses; who abstains or is undecided doesn't.
    #[default]
    Consensus,
    /// A text passes unless somebody breaks the silence. Who says nothing doesn't, so it is counted as consensus is.
    Silence,
    /// More than half of those who accept or refuse accept.
    Majority,
    /// At least this share of those who accept or refuse accept.
    Qualified(Share),
}

/// A share above zero, at most the whole, kept as the fraction that was written: 0.55 is 55 of 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Share {
    of: u32,
    whole: u32,
}

impl Share {
    /// `of` out of `whole`; `None` unless it is above zero and at most the whole.
    pub fn new(of: u32, whole: u32) -> Option<Share> {
        (of > 0 && of <= whole).then_some(Share { of, whole })
    }

    /// Reads `0.55`, `2/3` or `55%`.
    fn parse(text: &str) -> Option<Share> {
        if let Some((of, whole)) = text.split_once('/') {
            return Share::new(digits(of)?, digits(whole)?);
        }
        let (text, hundredths) = text.strip_suffix('%').map_or((text, 1), |text| (text, 100));
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        if whole.is_empty() || fraction.len() > 6 || (text.contains('.') && fraction.is_empty()) {
            return None;
        }
        let scale = 10_u32.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        let fraction = if fraction.is_empty() { 0 } else { digits(fraction)? };
        let of = digits(whole)?.checked_mul(scale)?.checked_add(fraction)?;
        Share::new(of, scale.checked_mul(hundredths)?)
    }
}

fn digits(text: &str) -> Option<u32> {
    let text = text.trim();
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_decimal = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000].contains(&self.whole);
        if !is_decimal {
            return write!(f, "{}/{}", self.of, self.whole);
        }
        let places = self.whole.ilog10() as usize;
        let (whole, fraction) = (self.of / self.whole, self.of % self.whole);
        if places == 0 { write!(f, "{whole}") } else { write!(f, "{whole}.{fraction:0places$}") }
    }
}

impl Rule {
    /// Whether one refusal is enough to stop a proposal.
    pub fn has_veto(self) -> bool {
        matches!(self, Rule::Unanimity | Rule::Consensus | Rule::Silence)
    }

    /// Whether a proposal passes. `refusing` holds those who abstain where [`Rule::abstaining_refuses`] says so; whoever
    /// is in neither number isn't counted. Where votes are counted, nothing passes that nobody accepts.
    pub fn passes(self, accepting: usize, refusing: usize) -> bool {
        match self {
            Rule::Unanimity | Rule::Consensus | Rule::Silence => refusing == 0,
            Rule::Majority => accepting > refusing,
            Rule::Qualified(share) => {
                let counted = (accepting + refusing) as u128;
                accepting > 0 && accepting as u128 * u128::from(share.whole) >= counted * u128::from(share.of)
            }
        }
    }

    /// Whether to abstain is to refuse.
    pub fn abstaining_refuses(self) -> bool {
        self == Rule::Unanimity
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rule::Unanimity => f.write_str("unanimity"),
            Rule::Consensus => f.write_str("consensus"),
            Rule::Silence => f.write_str("silence"),
            Rule::Majority => f.write_str("majority"),
            Rule::Qualified(share) => write!(f, "qualified={share}"),
        }
    }
}

impl FromStr for Rule {
    type Err = String;

    fn from_str(text: &str) -> Result<Rule, String> {
        let word = text.trim().to_lowercase();
        match word.as_str() {
            "unanimity" => return Ok(Rule::Unanimity),
            "consensus" => return Ok(Rule::Consensus),
            "silence" => return Ok(Rule::Silence),
            "majority" => return Ok(Rule::Majority),
            _ => {}
        }
        let Some(share) = word.strip_prefix("qualified=") else {
            return Err(format!(
                "`{text}` is no rule of decision: use unanimity, consensus, majority, qualified=0.55 or silence"
            ));
        };
        Share::parse(share.trim()).map(Rule::Qualified).ok_or_else(|| {
            format!("`{share}` is no share of the votes: write it as 0.55, 2/3 or 55%, above 0 and at most 1")
        })
    }
}

impl From<Rule> for String {
    fn from(rule: Rule) -> String {
        rule.to_string()
    }
}

impl TryFrom<String> for Rule {
    type Error = String;
    fn try_from(text: String) -> Result<Rule, String> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_read_back() {
        for text in [
            "unanimity",
            "consensus",
            "silence",
            "majority",
            "qualified=0.55",
            "qualified=2/3",
            "qualified=1",
        ] {
            let rule: Rule = text.parse().expect(text);
            assert_eq!(rule.to_string(), text);
        }
        assert_eq!("qualified=55%".parse::<Rule>(), Ok(Rule::Qualified(Share { of: 55, whole: 100 })));
        for text in [
            "most",
            "qualified",
            "qualified=0",
            "qualified=1.2",
            "qualified=3/2",
            "qualified=1/0",
            "qualified=.5",
            "qualified=-1",
        ] {
            let error = text.parse::<Rule>().expect_err(text);
            assert!(error.contains("0.55"), "{error}");
        }
    }

    #[test]
    fn shares_are_exact() {
        let rule = |text: &str| text.parse::<Rule>().expect(text);
        assert!(rule("qualified=0.55").passes(11, 9) && !rule("qualified=0.55").passes(109, 91));
        assert!(rule("qualified=2/3").passes(2, 1) && !rule("qualified=2/3").passes(199, 101));
        assert!(!Rule::Majority.passes(2, 2) && Rule::Majority.passes(3, 2));
    }

    #[test]
    fn what_nobody_accepts_has_no_majority_but_a_consensus() {
        for rule in ["majority", "qualified=0.1"] {
            assert!(!rule.parse::<Rule>().expect(rule).passes(0, 0));
        }
        assert!(Rule::Consensus.passes(0, 0) && Rule::Unanimity.passes(0, 0));
    }
}
