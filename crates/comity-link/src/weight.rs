//! Match weights that can be read: what each level of each field adds or takes, in bits, and the sum for a pair.

use crate::em::{self, Kin, LevelProbabilities};
use crate::pattern::{LEVELS, Pattern};

/// A field as the weights know it: its name and what its levels say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldLevels {
    /// What is compared, in the user's words.
    pub name: String,
    /// What each level says ("exact", "one typo", "differs"); index = level, index 0 is "nothing to compare".
    pub levels: Vec<String>,
}

/// m, u and prior of a table, and the weights that follow from them.
#[derive(Debug, Clone)]
pub struct Weights {
    /// The fields, in the order of the pattern.
    pub fields: Vec<FieldLevels>,
    /// Probability of each level among matches.
    pub m: Vec<LevelProbabilities>,
    /// Probability of each level among pairs that do not match.
    pub u: Vec<LevelProbabilities>,
    /// Probability that two records taken at random match.
    pub prior: f64,
    /// Kinds of kin that the table has, each with the probability that two records taken at random are such kin.
    pub kin: Vec<(Kin, f64)>,
    /// Where a record has one match at most: how many bits likelier a match is than none for a record, the fewer records
    /// have none. 0 elsewhere.
    pub sole: f64,
    /// Log2 odds of the prior.
    before: f64,
    bits: Vec<LevelProbabilities>,
}

/// One row of a waterfall.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What was compared.
    pub field: String,
    /// What came out, in words.
    pub level: String,
    /// The weight of the level in bits: log2(m/u).
    pub weight: f64,
    /// What the rarity of the value adds or takes, in bits.
    pub rarity: f64,
}

/// Why a pair has its weight: the prior, a step a field, and their sum.
#[derive(Debug, Clone, PartialEq)]
pub struct Waterfall {
    /// Log2 odds before anything was compared.
    pub prior: f64,
    /// The fields, in the order of the pattern.
    pub steps: Vec<Step>,
    /// What the pair loses because it may be kin: 0 or less.
    pub kin: f64,
    /// Where a record has one match at most: what the pair gains because few records have none.
    pub sole: f64,
}

impl Waterfall {
    /// The sum: log2 odds of a match.
    pub fn weight(&self) -> f64 {
        self.prior + self.kin + self.sole + self.steps.iter().map(|s| s.weight + s.rarity).sum::<f64>()
    }

    /// The sum as a probability.
    pub fn probability(&self) -> f64 {
        em::probability(self.weight())
    }
}

impl Weights {
    /// Weights from m, u and the prior. The three must have one entry a field.
    pub fn new(
        fields: Vec<FieldLevels>,
        m: Vec<LevelProbabilities>,
        u: Vec<LevelProbabilities>,
        prior: f64,
    ) -> Self {
        let bits = em::log_ratios(&m, &u);
        Self { fields, m, u, prior, kin: Vec::new(), sole: 0.0, before: em::log_odds(prior), bits }
    }

    /// The same weights where a pair may be kin too.
    #[must_use]
    pub fn with_kin(self, kin: Vec<(Kin, f64)>) -> Self {
        Self { kin, ..self }
    }

    /// The same weights between tables where a record has one match at most and `unmatched` of the records have none.
    #[must_use]
    pub fn with_sole(self, unmatched: f64) -> Self {
        Self { sole: -unmatched.log2(), ..self }
    }

    /// What a pair loses, in bits (0 or more), because it may be kin rather than a match. `bits` gives what each
    /// field adds, rarity included.
    pub fn kinship(&self, pattern: Pattern, bits: &[f64]) -> f64 {
        let mut as_kin = 0.0;
        for (kin, probability) in &self.kin {
            let mut odds = *probability;
            for (field, bits) in bits.iter().enumerate() {
                let level = pattern.get(field);
                if level > 0 {
                    let (a, b) = (kin.inherited[field], kin.telling[field]);
                    odds *= a * bits.exp2() + 1.0 - a - b;
                    if b > 0.0 && usize::from(kin.level[field]) == level {
                        odds += b * odds
                            / (a * bits.exp2() + 1.0 - a - b).max(1e-9)
                            / self.u[field][level].max(1e-12);
                    }
                }
            }
            as_kin += odds;
        }
        (1.0 + as_kin).log2()
    }

    /// The weight of a level in bits.
    pub fn bits(&self, field: usize, level: usize) -> f64 {
        self.bits.get(field).and_then(|b| b.get(level)).copied().unwrap_or(0.0)
    }

    /// The weights as a table, field by level, for a pair loop.
    pub fn table(&self) -> &[LevelProbabilities] {
        &self.bits
    }

    /// Log2 odds before anything was compared.
    pub fn before(&self) -> f64 {
        self.before + self.sole
    }

    /// Log2 odds of a pattern, prior included, rarity of values left out.
    pub fn weigh(&self, pattern: Pattern) -> f64 {
        self.before() + em::sum(&self.bits, pattern)
    }

    /// The largest weight that a field can give.
    pub fn most(&self, field: usize) -> f64 {
        self.bits.get(field).map_or(0.0, |b| b[1..LEVELS].iter().copied().fold(0.0, f64::max))
    }

    /// The waterfall of a pattern. `rarity` gives the adjustment of each field in bits, 0 where there is none.
    pub fn explain(&self, pattern: Pattern, rarity: &[f64]) -> Waterfall {
        let steps: Vec<Step> = self
            .fields
            .iter()
            .enumerate()
            .map(|(field, f)| {
                let level = pattern.get(field);
                Step {
                    field: f.name.clone(),
                    level: f.levels.get(level).cloned().unwrap_or_default(),
                    weight: self.bits(field, level),
                    rarity: rarity.get(field).copied().unwrap_or(0.0),
                }
            })
            .collect();
        let bits: Vec<f64> = steps.iter().map(|s| s.weight + s.rarity).collect();
        let kin = -self.kinship(pattern, &bits);
        Waterfall { prior: em::log_odds(self.prior), steps, kin, sole: self.sole }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights() -> Weights {
        let field = |name: &str| FieldLevels {
            name: name.into(),
            levels: ["nothing to compare", "differs", "exact"].map(String::from).into(),
        };
        let m = vec![[0.0, 0.25, 0.75, 0.0, 0.0, 0.0, 0.0, 0.0]; 2];
        let u = vec![
            [0.0, 0.5, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0],
            [0.0, 0.984_375, 0.015_625, 0.0, 0.0, 0.0, 0.0, 0.0],
        ];
        Weights::new(vec![field("kind"), field("place")], m, u, 1.0 / 1025.0)
    }

    #[test]
    fn the_steps_add_up_to_the_weight() {
        let w = weights();
        let p = Pattern::default().with(0, 1).with(1, 2);
        let got = w.explain(p, &[0.0, 2.0]);
        assert!((got.prior - -10.0).abs() < 1e-9);
        assert!((got.steps[0].weight - -1.0).abs() < 1e-9);
        assert!((got.weight() - (w.weigh(p) + 2.0)).abs() < 1e-9);
        assert_eq!((got.steps[1].field.as_str(), got.steps[1].level.as_str()), ("place", "exact"));
    }

    #[test]
    fn nothing_to_compare_weighs_nothing() {
        assert!((weights().weigh(Pattern::default()) - -10.0).abs() < 1e-9);
    }
}
