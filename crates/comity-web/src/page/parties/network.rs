//! The network as a drawing of the server: names of parties, ties in force on a day as lines by kind, missing ties broken.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{Day, PartyId, PartyKind};
use comity_node::Network;

use super::address;
use super::layout::placed;
use crate::page::activities::wide;
use crate::tongue::Tongue;

/// A network ready to be written.
pub struct Drawing {
    /// Width and height, px.
    pub size: (f64, f64),
    /// Ties and missing ties.
    pub lines: Vec<Line>,
    /// Names.
    pub names: Vec<Name>,
    /// Kinds of ties that are drawn: class and word.
    pub kinds: Vec<(&'static str, String)>,
    /// Parties that are tied and have no place in the drawing.
    pub left: usize,
}

/// What joins two parties.
pub struct Line {
    /// The way.
    pub path: String,
    /// How it is drawn.
    pub class: &'static str,
    /// The two and what joins them.
    pub says: String,
    /// Where it leads.
    pub address: String,
}

/// A party in the drawing.
pub struct Name {
    /// The box: from the left, from the top, width, height.
    pub at: (f64, f64, f64, f64),
    /// Its lines, each with its height.
    pub lines: Vec<(f64, String)>,
    /// Whether it is a state.
    pub state: bool,
    /// The whole name.
    pub says: String,
    /// Its page.
    pub address: String,
}

const WIDTH: f64 = 1040.0;
const LEAST: f64 = 420.0;
const MOST: usize = 40;
const MOST_WITH_STATES: usize = 64;
/// Characters of one line.
const LONG: usize = 22;
const HIGH: f64 = 24.0;
const LINE: f64 = 15.0;

/// Draws the network on a day.
pub fn of(t: &Tongue, network: &Network, on: Day, states: bool) -> Drawing {
    let is_state: BTreeMap<&PartyId, bool> =
        network.parties.iter().map(|party| (&party.what.id, party.what.kind == PartyKind::State)).collect();
    let drawn = |id: &PartyId| states || !is_state.get(id).copied().unwrap_or(false);
    // placed by the ties of all days, so that each stands at its place whatever the day
    let mut weights: BTreeMap<&PartyId, u32> = BTreeMap::new();
    let ties = network.ties.iter().map(|tie| (&tie.what.from, &tie.what.to, 1));
    let missing = network.missing.iter().map(|missing| (&missing.between.0, &missing.between.1, 40));
    let joined: Vec<_> = ties.chain(missing).filter(|(a, b, _)| drawn(a) && drawn(b) && a != b).collect();
    for (a, b, weight) in joined.iter().copied() {
        *weights.entry(a).or_default() += weight;
        *weights.entry(b).or_default() += weight;
    }
    let mut parties: Vec<(&PartyId, u32)> = weights.into_iter().collect();
    parties.sort_by_key(|(id, weight)| (std::cmp::Reverse(*weight), *id));
    let most = if states { MOST_WITH_STATES } else { MOST };
    let left = parties.len().saturating_sub(most);
    let mut parties: Vec<&PartyId> = parties.into_iter().take(most).map(|(id, _)| id).collect();
    parties.sort();
    let place: BTreeMap<&PartyId, usize> = parties.iter().copied().zip(0..).collect();
    let pairs: BTreeSet<(usize, usize)> = joined
        .iter()
        .filter_map(|(a, b, _)| {
            let (a, b) = (*place.get(a)?, *place.get(b)?);
            Some((a.min(b), a.max(b)))
        })
        .collect();
    let labels: Vec<Vec<String>> =
        parties.iter().map(|id| folded(network.name(id, t.language.tag()))).collect();
    let sizes: Vec<(f64, f64)> = labels
        .iter()
        .map(|lines| {
            let longest = lines.iter().map(|line| wide(line)).fold(24.0, f64::max);
            (longest * 1.08 + 18.0, HIGH + LINE * (lines.len() as f64 - 1.0))
        })
        .collect();
    let pairs: Vec<(usize, usize)> = pairs.into_iter().collect();
    let (boxes, height) = placed(&sizes, &pairs, WIDTH, LEAST);
    let between = |a: &PartyId, b: &PartyId, bend: f64| {
        let (from, to) = (boxes.get(*place.get(a)?)?, boxes.get(*place.get(b)?)?);
        let (mx, my) =
            ((from.x + to.x) / 2.0 + (to.y - from.y) * bend, (from.y + to.y) / 2.0 - (to.x - from.x) * bend);
        Some(format!("M{:.1} {:.1}Q{mx:.1} {my:.1} {:.1} {:.1}", from.x, from.y, to.x, to.y))
    };
    let name = |id: &PartyId| network.name(id, t.language.tag()).to_owned();
    let mut lines = Vec::new();
    let mut kinds: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    for tie in network.in_force(on) {
        let class = class(tie.what.kind.as_str());
        let word = t.word("tie", tie.what.kind.as_str());
        if let Some(path) = between(&tie.what.from, &tie.what.to, 0.0) {
            let says = format!("{} – {}: {word}", name(&tie.what.from), name(&tie.what.to));
            lines.push(Line { path, class, says, address: format!("/records/{}", tie.record) });
            kinds.entry(class).or_default().insert(word);
        }
    }
    for missing in &network.missing {
        let (a, b) = (&missing.between.0, &missing.between.1);
        if let Some(path) = between(a, b, 0.08) {
            let says = format!("{} – {}: {}", name(a), name(b), t.say("kind-untied"));
            lines.push(Line {
                path,
                class: "untied",
                says,
                address: format!("/findings?open={}", missing.finding),
            });
            kinds.entry("untied").or_default().insert(t.say("kind-means-untied"));
        }
    }
    let names = parties.iter().zip(&boxes).zip(labels).map(|((id, at), lines)| {
        let top = at.y - LINE * (lines.len() as f64 - 1.0) / 2.0;
        Name {
            at: (tenth(at.x - at.wide / 2.0), tenth(at.y - at.high / 2.0), tenth(at.wide), at.high),
            lines: lines
                .into_iter()
                .zip(0..)
                .map(|(line, n)| (tenth(top + LINE * f64::from(n)), line))
                .collect(),
            state: is_state.get(id).copied().unwrap_or(false),
            says: name(id),
            address: address(id),
        }
    });
    let names = names.collect();
    Drawing {
        size: (WIDTH, height.ceil()),
        lines,
        names,
        kinds: kinds
            .into_iter()
            .map(|(class, words)| (class, t.list(&words.into_iter().collect::<Vec<_>>())))
            .collect(),
        left,
    }
}

/// How ties of a kind are drawn: members and their like whole, looser ones in dashes.
fn class(kind: &str) -> &'static str {
    match kind {
        "member" | "chair" | "contributor" => "firm",
        "associate" | "partner" => "partner",
        "observer" | "guest" => "guest",
        _ => "loose",
    }
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// A name on one line, or on two where it is long; the last is cut where there is more.
fn folded(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    if letters.len() <= LONG {
        return vec![letters.into_iter().collect()];
    }
    let middle = letters.len() / 2;
    let spaces = letters.iter().enumerate().filter(|(_, letter)| **letter == ' ').map(|(at, _)| at);
    let at = spaces.min_by_key(|at| at.abs_diff(middle)).unwrap_or(middle);
    let cut = |letters: &[char]| {
        let line: String = letters.iter().collect();
        match letters.len() > LONG + 8 {
            true => format!("{}…", letters.iter().take(LONG + 7).collect::<String>().trim()),
            false => line.trim().to_owned(),
        }
    };
    let (first, rest) = letters.split_at(at);
    vec![cut(first), cut(rest)]
}
