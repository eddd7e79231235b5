//! Names and references as nodes: folded, without those that mean nobody.

use comity_core::CompactString;
use comity_link::text::normalise;
use rustc_hash::FxHashSet;

/// Words that stand where an organisation should and mean none.
const NOBODY: [&str; 33] = [
    "",
    "n a",
    "na",
    "none",
    "unknown",
    "other",
    "others",
    "not specified",
    "not applicable",
    "unspecified",
    "multiple",
    "various",
    "various organizations",
    "multiple organizations",
    "tbd",
    "tbc",
    "null",
    "no data",
    "no information",
    "confidential",
    "redacted",
    "anonymous",
    "xxx",
    "0",
    "private donor",
    "private donors",
    "not available",
    "undisclosed",
    "missing",
    "aucun",
    "recipient government",
    "government",
    "beneficiaries",
];

/// What every country has one of: without a country in the name these say nothing about who is meant.
pub(super) const EVERYWHERE: [&str; 16] = [
    "ministry",
    "ministere",
    "ministerio",
    "министерство",
    "government",
    "gouvernement",
    "gobierno",
    "municipality",
    "local",
    "national",
    "private",
    "university",
    "department",
    "central",
    "community",
    "beneficiaries",
];

/// "Unspecified recipient governments": whatever follows, nobody in particular.
fn nobody(folded: &str) -> bool {
    let vague = |word: &&str| matches!(*word, "unspecified" | "unknown" | "undefined");
    NOBODY.contains(&folded) || folded.split(' ').next().as_ref().is_some_and(vague)
}

pub(super) fn reference_node(reference: &str) -> Option<CompactString> {
    let folded: CompactString = reference.trim().to_lowercase().into();
    let nobody = nobody(&normalise(&folded));
    let digits_only = folded.chars().all(|c| c.is_ascii_digit());
    (!(nobody || digits_only && folded.len() < 3)).then(|| CompactString::from(format!("r:{folded}")))
}

pub(super) fn name_node(name: &str) -> Option<CompactString> {
    let folded = normalise(name);
    (!nobody(&folded)).then(|| CompactString::from(format!("n:{folded}")))
}

/// `United Nations Children's Fund (UNICEF)` is also `United Nations Children's Fund`, and `UNICEF` when the letters fit.
pub(super) fn spellings(name: &str) -> Vec<CompactString> {
    let mut out: Vec<CompactString> = name_node(name).into_iter().collect();
    if let Some((before, rest)) = name.split_once('(')
        && let Some((inside, _)) = rest.split_once(')')
        && before.trim().len() > 3
    {
        out.extend(name_node(before));
        let initials: String = normalise(before).split(' ').filter_map(|word| word.chars().next()).collect();
        let short = normalise(inside).replace(' ', "");
        let fits = short.chars().count() >= 3
            && short.chars().filter(|c| initials.contains(*c)).count() * 2 > short.chars().count();
        if fits && !inside.trim().contains(' ') {
            out.extend(name_node(inside));
        }
    }
    out
}

pub(super) fn says_nothing_alone(node: &str) -> bool {
    let words: Vec<&str> = node.trim_start_matches("n:").split(' ').collect();
    words.first().is_some_and(|word| EVERYWHERE.contains(word))
}

/// `UNICEF Afghanistan` and `UNICEF Country Office Afghanistan` without their country.
pub(super) fn without_country(name: &str, countries: &FxHashSet<String>) -> Option<String> {
    let folded = normalise(name);
    let words: Vec<&str> = folded.split(' ').collect();
    for cut in 1..=3.min(words.len().saturating_sub(1)) {
        let (head, tail) = words.split_at(words.len() - cut);
        if countries.contains(&tail.join(" ")) {
            let head: Vec<&str> = head
                .iter()
                .copied()
                .filter(|w| !["country", "office", "in", "mission"].contains(w))
                .collect();
            return (!head.is_empty() && !EVERYWHERE.contains(&head[0])).then(|| head.join(" "));
        }
    }
    None
}
