//! Charts of a linkage in one HTML file: weights, distribution, records that can't be linked, waterfalls. No script, no
//! network; light and dark; every chart is a table too, so that it can be read aloud.

mod style;
mod waterfall;

use std::fmt::Write as _;

use crate::em;
use crate::link::{Linkage, Scorer};
use crate::weight::Weights;

/// The page. `source` names the table, `id` gives the id of a record.
pub fn page(linkage: &Linkage, source: &str, id: &dyn Fn(u32) -> String) -> String {
    let weights = &linkage.trained.weights;
    let mut out = String::with_capacity(64 * 1024);
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Linkage of {source}</title><style>{}</style></head><body><main>\n<h1>Linkage of {source}</h1>\n",
        style::CSS,
        source = escape(source)
    );
    let groups = crate::cluster::members(&linkage.clusters.of).len();
    let _ = writeln!(
        out,
        "<p>{} records make {} pairs in {groups} groups. Before anything is compared, one pair in {:.0} matches; the rules \
         are expected to find {:.1} % of the matches. {} weak bridges between groups were refused.</p>",
        linkage.comparison.rows.len(),
        linkage.pairs.len(),
        1.0 / weights.prior,
        100.0 * linkage.trained.recall.min(1.0),
        linkage.clusters.bridges_refused
    );
    weight_chart(&mut out, weights);
    distribution(&mut out, &linkage.histogram);
    unlinkable(&mut out, linkage);
    rules(&mut out, linkage);
    waterfall::section(&mut out, linkage, id);
    out.push_str("</main></body></html>\n");
    out
}

/// Text made safe for HTML.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A bar to the right of the middle for a positive weight, to the left for a negative one.
pub(crate) fn bar(bits: f64, most: f64) -> String {
    let length = (bits.abs() / most.max(1e-9) * 50.0).min(50.0);
    let (x, class) = if bits < 0.0 { (50.0 - length, "minus") } else { (50.0, "plus") };
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
         <rect class=\"{class}\" x=\"{x:.2}\" y=\"0\" width=\"{length:.2}\" height=\"8\"/>\
         <line x1=\"50\" y1=\"0\" x2=\"50\" y2=\"8\"/></svg>"
    )
}

fn weight_chart(out: &mut String, weights: &Weights) {
    let most = (0..weights.fields.len())
        .flat_map(|f| (1..crate::pattern::LEVELS).map(move |l| weights.bits(f, l).abs()))
        .fold(1.0, f64::max);
    out.push_str(
        "<h2>What each level says</h2><p>Weights in bits: one bit doubles the odds of a match. m is how often matches \
         agree so, u how often other pairs do.</p><table><thead><tr><th scope=\"col\">field<th scope=\"col\">level\
         <th scope=\"col\">weight<th scope=\"col\"><th scope=\"col\">m<th scope=\"col\">u</tr></thead>\n",
    );
    for (f, field) in weights.fields.iter().enumerate() {
        out.push_str("<tbody>");
        let levels: Vec<usize> =
            (1..field.levels.len()).rev().filter(|l| !field.levels[*l].is_empty()).collect();
        for (at, level) in levels.iter().enumerate() {
            let name = if at == 0 {
                format!("<th scope=\"rowgroup\" rowspan=\"{}\">{}</th>", levels.len(), escape(&field.name))
            } else {
                String::new()
            };
            let bits = weights.bits(f, *level);
            let _ = writeln!(
                out,
                "<tr>{name}<td>{}<td class=\"n\">{bits:+.2}<td>{}<td class=\"n\">{:.4}<td class=\"n\">{:.1e}</tr>",
                escape(&field.levels[*level]),
                bar(bits, most),
                weights.m[f][*level],
                weights.u[f][*level]
            );
        }
        out.push_str("</tbody>");
    }
    out.push_str("</table>\n");
}

/// Bars over the weights of all candidate pairs, a bar a bit, heights by the logarithm.
fn distribution(out: &mut String, histogram: &[(i32, u64)]) {
    out.push_str("<h2>How candidate pairs are distributed</h2><p>Candidate pairs by weight, a bar a bit; heights grow with the logarithm of the number.</p>");
    let (Some(first), Some(last)) = (histogram.first(), histogram.last()) else {
        out.push_str("<p>No pair was compared.</p>");
        return;
    };
    let most = histogram.iter().map(|(_, n)| (*n as f64).ln_1p()).fold(1.0, f64::max);
    let width = f64::from(last.0 - first.0 + 1);
    let _ = write!(
        out,
        "<svg class=\"chart\" viewBox=\"0 0 720 220\" role=\"img\" aria-label=\"Candidate pairs by weight, from {} to {} bits\">",
        first.0, last.0
    );
    for (bin, n) in histogram {
        let x = 40.0 + f64::from(bin - first.0) / width * 660.0;
        let height = (*n as f64).ln_1p() / most * 170.0;
        let class = if *bin < 0 { "minus" } else { "plus" };
        let _ = write!(
            out,
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{height:.1}\"><title>{n} pairs of {bin} to {} bits</title></rect>",
            190.0 - height,
            (660.0 / width - 1.0).max(0.5),
            bin + 1
        );
    }
    let _ = writeln!(
        out,
        "<line x1=\"40\" y1=\"190\" x2=\"700\" y2=\"190\"/><text x=\"40\" y=\"208\">{}</text>\
         <text x=\"700\" y=\"208\" text-anchor=\"end\">{} bits</text></svg>",
        first.0, last.0
    );
}

/// How many records could not reach a weight even with a perfect copy of themselves.
fn unlinkable(out: &mut String, linkage: &Linkage) {
    let scorer = Scorer { comparison: &linkage.comparison, weights: &linkage.trained.weights };
    let records = u32::try_from(linkage.comparison.rows.len()).unwrap_or(u32::MAX);
    let step = records.div_ceil(20_000).max(1) as usize;
    let mut own: Vec<f64> = (0..records).step_by(step).map(|r| scorer.explain(r, r).weight()).collect();
    own.sort_by(f64::total_cmp);
    out.push_str(
        "<h2>Records that can't be linked</h2><p>Share of records that hold too little to reach a probability even beside a \
         perfect copy of themselves.</p><table><thead><tr><th scope=\"col\">probability<th scope=\"col\">records below it<th scope=\"col\"></tr></thead><tbody>\n",
    );
    for p in [0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.999_999] {
        let below = own.partition_point(|w| *w < em::log_odds(p));
        let share = below as f64 / own.len().max(1) as f64;
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{p}<td class=\"n\">{:.2} %<td><svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"minus\" width=\"{:.2}\" height=\"8\"/></svg></tr>",
            100.0 * share,
            100.0 * share
        );
    }
    out.push_str("</tbody></table>\n");
}

fn rules(out: &mut String, linkage: &Linkage) {
    out.push_str(
        "<h2>How candidates were found</h2><table><thead><tr><th scope=\"col\">records agree in<th scope=\"col\">new pairs\
         <th scope=\"col\">over the budget<th scope=\"col\">matches expected first here</tr></thead><tbody>\n",
    );
    for rule in &linkage.rules {
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{}<td class=\"n\">{}<td class=\"n\">{}<td class=\"n\">{:.2} %</tr>",
            escape(&rule.rule),
            rule.pairs,
            rule.left_out,
            100.0 * rule.gain
        );
    }
    out.push_str("</tbody></table>\n");
}
