//! Candidate pairs that share a rare token: each record asks through its rarest tokens, and no token, record or run
//! may cost more than its budget.

use crate::tokens::TokenSets;

/// What the candidates may cost.
#[derive(Debug, Clone, Copy)]
pub struct RareBudget {
    /// How many of a record's rarest shared tokens it is found by.
    pub tokens: usize,
    /// A token that stands in more records than this finds none.
    pub block: usize,
    /// A record is paired with at most so many others; those with the most shared rarity stay.
    pub partners: usize,
}

impl Default for RareBudget {
    fn default() -> Self {
        Self { tokens: 6, block: 200, partners: 40 }
    }
}

/// Candidate pairs, and what the budget kept out.
#[derive(Debug, Clone, Default)]
pub struct RareCandidates {
    /// Pairs `(left, right)` with left < right, sorted, each once.
    pub pairs: Vec<(u32, u32)>,
    /// Tokens that stood in too many records to be asked.
    pub tokens_too_common: u64,
    /// Pairs that were left out because a record already had its partners.
    pub pairs_over_budget: u64,
}

/// Pairs of records that share at least one of their rarest tokens. `allowed` says which pairs make sense at all
/// (another reporter, another table); it is asked before the budget is spent. Deterministic: partners are ranked by
/// shared rarity, then by record number.
pub fn rare_candidates(
    sets: &TokenSets,
    budget: &RareBudget,
    allowed: impl Fn(u32, u32) -> bool,
) -> RareCandidates {
    let mut out = RareCandidates::default();
    let rarity = sets.rarities();
    let vocabulary = sets.vocabulary();
    let useful = |t: u32| {
        let f = sets.frequency(t) as usize;
        f >= 2 && f <= budget.block
    };
    out.tokens_too_common = (0..u32::try_from(vocabulary).unwrap_or(u32::MAX))
        .filter(|t| sets.frequency(*t) as usize > budget.block)
        .count() as u64;
    // postings: counted, then filled
    let mut starts = vec![0_u32; vocabulary + 1];
    let keys = |record: usize| sets.get(record).iter().copied().filter(|t| useful(*t)).take(budget.tokens);
    for record in 0..sets.len() {
        for t in keys(record) {
            starts[t as usize + 1] += 1;
        }
    }
    for t in 0..vocabulary {
        starts[t + 1] += starts[t];
    }
    let mut fill = starts.clone();
    let mut postings = vec![0_u32; starts.last().copied().unwrap_or(0) as usize];
    for record in 0..sets.len() {
        for t in keys(record) {
            postings[fill[t as usize] as usize] = u32::try_from(record).unwrap_or(u32::MAX);
            fill[t as usize] += 1;
        }
    }
    let mut score = vec![0.0_f32; sets.len()];
    let mut touched: Vec<u32> = Vec::new();
    for record in 0..sets.len() {
        let me = u32::try_from(record).unwrap_or(u32::MAX);
        for t in keys(record) {
            for other in &postings[starts[t as usize] as usize..starts[t as usize + 1] as usize] {
                if *other == me || !allowed(me, *other) {
                    continue;
                }
                if score[*other as usize] == 0.0 {
                    touched.push(*other);
                }
                score[*other as usize] += rarity[t as usize].max(f32::MIN_POSITIVE);
            }
        }
        if touched.len() > budget.partners {
            touched.sort_unstable_by(|a, b| {
                score[*b as usize].total_cmp(&score[*a as usize]).then_with(|| a.cmp(b))
            });
            for other in touched.drain(budget.partners..) {
                score[other as usize] = 0.0;
                out.pairs_over_budget += 1;
            }
        }
        for other in touched.drain(..) {
            score[other as usize] = 0.0;
            out.pairs.push((me.min(other), me.max(other)));
        }
    }
    out.pairs.sort_unstable();
    out.pairs.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(n: usize) -> impl Strategy<Value = Vec<String>> {
        prop::collection::vec(prop::collection::vec("[a-h]{1,2}", 1..5).prop_map(|w| w.join(" ")), 1..n)
    }

    proptest! {
        /// The oracle: every pair that shares a token at all.
        #[test]
        fn without_limits_it_finds_every_pair_that_shares_a_token(texts in texts(14)) {
            let sets = TokenSets::of_texts(texts.iter().map(String::as_str));
            let free = RareBudget { tokens: usize::MAX, block: usize::MAX, partners: usize::MAX };
            let got = rare_candidates(&sets, &free, |_, _| true);
            let mut naive = Vec::new();
            for a in 0..texts.len() {
                for b in a + 1..texts.len() {
                    if sets.get(a).iter().any(|t| sets.get(b).contains(t)) {
                        naive.push((a as u32, b as u32));
                    }
                }
            }
            prop_assert_eq!(got.pairs, naive);
        }

        #[test]
        fn the_budget_holds(texts in texts(20), partners in 1usize..4) {
            let sets = TokenSets::of_texts(texts.iter().map(String::as_str));
            let budget = RareBudget { tokens: 3, block: 6, partners };
            let got = rare_candidates(&sets, &budget, |a, b| a % 2 != b % 2);
            prop_assert!(got.pairs.len() <= partners * texts.len());
            prop_assert!(got.pairs.iter().all(|(a, b)| a < b && a % 2 != b % 2));
        }
    }

    #[test]
    fn a_common_token_alone_finds_nothing() {
        let sets = TokenSets::of_texts(["response osh", "response naryn", "response osh"]);
        let got = rare_candidates(&sets, &RareBudget { block: 2, ..RareBudget::default() }, |_, _| true);
        assert_eq!(got.pairs, [(0, 2)]);
        assert_eq!(got.tokens_too_common, 1);
    }
}
