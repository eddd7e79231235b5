//! Waterfalls of pairs spread over all weights: why each has its weight.

use std::fmt::Write as _;

use crate::charts::{bar, escape};
use crate::cluster::Edge;
use crate::link::{Linkage, Scorer};

/// How many pairs are shown.
const SHOWN: usize = 60;

/// Adds the waterfalls of pairs, weakest first: those are the ones to look at.
pub(super) fn section(out: &mut String, linkage: &Linkage, id: &dyn Fn(u32) -> String) {
    out.push_str(
        "<h2>Why pairs have their weight</h2><p>Pairs spread over all weights, the weakest first.</p>\n",
    );
    let mut pairs: Vec<&Edge> = linkage.pairs.iter().collect();
    pairs.sort_by(|a, b| a.weight.total_cmp(&b.weight).then((a.left, a.right).cmp(&(b.left, b.right))));
    let step = pairs.len().div_ceil(SHOWN).max(1);
    let scorer = Scorer { comparison: &linkage.comparison, weights: &linkage.trained.weights };
    for pair in pairs.into_iter().step_by(step) {
        let falls = scorer.explain(pair.left, pair.right);
        let most = falls.steps.iter().map(|s| (s.weight + s.rarity).abs()).fold(falls.prior.abs(), f64::max);
        let _ = writeln!(
            out,
            "<details><summary>{} and {}: {:.1} bits, probability {:.4}</summary><table><tbody>",
            escape(&id(pair.left)),
            escape(&id(pair.right)),
            falls.weight(),
            falls.probability()
        );
        let mut row = |name: &str, says: &str, bits: f64| {
            let _ = writeln!(
                out,
                "<tr><th scope=\"row\">{}<td>{}<td class=\"n\">{bits:+.2}<td>{}</tr>",
                escape(name),
                escape(says),
                bar(bits, most)
            );
        };
        row("before", "one pair in so many matches at all", falls.prior);
        for step in &falls.steps {
            let rare = match step.rarity {
                r if r > 0.5 => ", a rare value",
                r if r < -0.5 => ", a frequent value",
                _ => "",
            };
            row(&step.field, &format!("{}{rare}", step.level), step.weight + step.rarity);
        }
        if falls.kin < -0.05 {
            row("family", "it may be another phase, edition or sister", falls.kin);
        }
        if falls.sole > 0.05 {
            row("one match", "a record has one at most, and few have none", falls.sole);
        }
        row("in all", "", falls.weight());
        out.push_str("</tbody></table></details>\n");
    }
}
