//! The network as a drawing of the server: names of parties, ties in force on a day as lines by kind, missing ties broken.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use comity_core::{Day, Party, PartyId, PartyKind};
use comity_node::Network;

use super::address;
use super::layout::{Box, placed};
use crate::page::activities::wide;
use crate::tongue::Tongue;

/// What is drawn of a network.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// The day.
    pub on: Day,
    /// Whether states are drawn, too.
    pub states: bool,
    /// The party that is drawn with those that it is joined to, and nobody else.
    pub about: Option<&'a PartyId>,
    /// The kind of lines that is drawn, by its class; all where it is empty.
    pub kind: &'a str,
    /// Whether all parties are drawn, and not the busiest alone.
    pub all: bool,
}

/// A network ready to be written.
pub struct Drawing {
    /// Width and height, px.
    pub size: (f64, f64),
    /// Ties and missing ties; none where there are too many to be told one by one.
    pub lines: Vec<Line>,
    /// All lines of a kind in one: their class and way; where there are too many to be told one by one.
    pub bundles: Vec<(&'static str, String)>,
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
    /// Whether it is between two that stand around the party that the drawing is about.
    pub aside: bool,
}

/// A party in the drawing.
pub struct Name {
    /// The box: from the left, from the top, width, height.
    pub at: (f64, f64, f64, f64),
    /// Its lines, each with its height.
    pub lines: Vec<(f64, String)>,
    /// Whether it is a state.
    pub state: bool,
    /// Whether the drawing is about it.
    pub about: bool,
    /// The whole name.
    pub says: String,
    /// Its page.
    pub address: String,
    /// The places of those that it is joined to, each with the letter of the line's class: `3f 17u`.
    pub to: String,
}

const WIDTH: f64 = 1040.0;
const LEAST: f64 = 420.0;
const MOST: usize = 40;
const MOST_WITH_STATES: usize = 64;
const MOST_OF_ALL: usize = 400;
/// Lines that are links of their own; where there are more, the table below has them.
const LINKED: usize = 400;
/// Characters of one line.
const LONG: usize = 22;
const HIGH: f64 = 24.0;
const LINE: f64 = 15.0;

/// A tie or missing tie between two places of the drawing.
struct Joint {
    ends: (usize, usize),
    class: &'static str,
    word: String,
    address: String,
}

/// Draws the network.
pub fn of(t: &Tongue, network: &Network, look: Look<'_>) -> Drawing {
    let parties: HashMap<&PartyId, &Party> =
        network.parties.iter().rev().map(|party| (&party.what.id, &party.what)).collect();
    let language = t.language.tag();
    let is_state = |id: &PartyId| parties.get(id).is_some_and(|party| party.kind == PartyKind::State);
    let name = |id: &PartyId| match parties.get(id) {
        Some(party) => comity_node::shown(party, language).to_owned(),
        None => id.to_string(),
    };
    let (chosen, pairs, left) = chosen(network, look, &is_state);
    let place: HashMap<&PartyId, usize> = chosen.iter().copied().zip(0..).collect();
    let crowded = chosen.len() > MOST_WITH_STATES;
    let labels: Vec<Vec<String>> = chosen
        .iter()
        .map(|id| match parties.get(id) {
            // many names have room by what they are called for short
            Some(party) if crowded => folded(party.short()),
            _ => folded(&name(id)),
        })
        .collect();
    let sizes: Vec<(f64, f64)> = labels
        .iter()
        .map(|lines| {
            let longest = lines.iter().map(|line| wide(line)).fold(24.0, f64::max);
            (longest * 1.08 + 18.0, HIGH + LINE * (lines.len() as f64 - 1.0))
        })
        .collect();
    let links: Vec<(usize, usize)> = pairs
        .iter()
        .filter_map(|(a, b)| Some((*place.get(a)?, *place.get(b)?)))
        .map(|(a, b)| (a.min(b), a.max(b)))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let (boxes, height) = placed(&sizes, &links, WIDTH, LEAST);
    let joints = joints(t, network, look, &place);
    let mut kinds: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    let mut to: Vec<BTreeSet<(usize, &'static str)>> = vec![BTreeSet::new(); chosen.len()];
    for Joint { ends: (a, b), class, word, .. } in &joints {
        let means = if *class == "untied" { t.say("kind-means-untied") } else { word.clone() };
        kinds.entry(class).or_default().insert(means);
        for (one, other) in [(*a, *b), (*b, *a)] {
            to.get_mut(one).map(|to| to.insert((other, *class)));
        }
    }
    let (lines, bundles) = if joints.len() > LINKED {
        (Vec::new(), bundles(&joints, &boxes))
    } else {
        let ends = |(a, b): (usize, usize)| Some((name(chosen.get(a)?), name(chosen.get(b)?)));
        let line = |joint: &Joint| {
            let (from, to) = ends(joint.ends)?;
            let path = way(joint, &boxes)?;
            let says = format!("{from} – {to}: {}", joint.word);
            let is_it = |at: usize| look.about.is_some() && chosen.get(at).copied() == look.about;
            let aside = look.about.is_some() && !is_it(joint.ends.0) && !is_it(joint.ends.1);
            Some(Line { path, class: joint.class, says, address: joint.address.clone(), aside })
        };
        (joints.iter().filter_map(line).collect(), Vec::new())
    };
    let names = chosen.iter().zip(&boxes).zip(labels).zip(to).map(|(((id, at), lines), to)| {
        let top = at.y - LINE * (lines.len() as f64 - 1.0) / 2.0;
        let to: Vec<String> = to.iter().map(|(other, class)| format!("{other}{}", letter(class))).collect();
        Name {
            at: (tenth(at.x - at.wide / 2.0), tenth(at.y - at.high / 2.0), tenth(at.wide), at.high),
            lines: lines
                .into_iter()
                .zip(0..)
                .map(|(line, n)| (tenth(top + LINE * f64::from(n)), line))
                .collect(),
            state: is_state(id),
            about: look.about == Some(*id),
            says: name(id),
            address: address(id),
            to: to.join(" "),
        }
    });
    Drawing {
        size: (WIDTH, height.ceil()),
        names: names.collect(),
        lines,
        bundles,
        kinds: kinds
            .into_iter()
            .map(|(class, words)| (class, t.list(&words.into_iter().collect::<Vec<_>>())))
            .collect(),
        left,
    }
}

/// Who is drawn, in the order of ids, the pairs among them that are joined on any day, and how many have no place. Parties are placed by the
/// ties of all days, so that each stands at its place whatever the day.
fn chosen<'n>(
    network: &'n Network,
    look: Look<'_>,
    is_state: &dyn Fn(&PartyId) -> bool,
) -> (Vec<&'n PartyId>, Vec<(&'n PartyId, &'n PartyId)>, usize) {
    let wanted = |of: &str| look.kind.is_empty() || look.kind == of;
    let ties = network.ties.iter().filter(|tie| wanted(class(tie.what.kind.as_str())));
    let ties = ties.map(|tie| (&tie.what.from, &tie.what.to, 1));
    let missing = network.missing.iter().filter(|_| wanted("untied"));
    let missing = missing.map(|missing| (&missing.between.0, &missing.between.1, 40));
    let is_it = |id: &PartyId| look.about == Some(id);
    let drawn = |id: &PartyId| look.states || is_it(id) || !is_state(id);
    let joined: Vec<_> = ties.chain(missing).filter(|(a, b, _)| drawn(a) && drawn(b) && a != b).collect();
    let mut weights: BTreeMap<&PartyId, u32> = BTreeMap::new();
    for (a, b, weight) in joined.iter().copied() {
        if look.about.is_none() || is_it(a) || is_it(b) {
            *weights.entry(a).or_default() += weight;
            *weights.entry(b).or_default() += weight;
        }
    }
    let mut parties: Vec<(&PartyId, u32)> = weights.into_iter().collect();
    parties.sort_by_key(|(id, weight)| (!is_it(id), std::cmp::Reverse(*weight), *id));
    let most = match (look.all, look.states || look.about.is_some()) {
        (true, _) => MOST_OF_ALL,
        (false, true) => MOST_WITH_STATES,
        (false, false) => MOST,
    };
    let left = parties.len().saturating_sub(most);
    let mut parties: Vec<&PartyId> = parties.into_iter().take(most).map(|(id, _)| id).collect();
    parties.sort();
    let pairs = joined.into_iter().map(|(a, b, _)| (a, b)).collect();
    (parties, pairs, left)
}

/// What is drawn between those who have a place: the ties in force on the day, and the missing ones.
fn joints(t: &Tongue, network: &Network, look: Look<'_>, place: &HashMap<&PartyId, usize>) -> Vec<Joint> {
    let ends = |a: &PartyId, b: &PartyId| Some((*place.get(a)?, *place.get(b)?)).filter(|(a, b)| a != b);
    let wanted = |joint: &Joint| look.kind.is_empty() || look.kind == joint.class;
    let ties = network.in_force(look.on).filter_map(|tie| {
        let kind = tie.what.kind.as_str();
        Some(Joint {
            ends: ends(&tie.what.from, &tie.what.to)?,
            class: class(kind),
            word: t.word("tie", kind),
            address: format!("/records/{}", tie.record),
        })
    });
    let missing = network.missing.iter().filter_map(|missing| {
        Some(Joint {
            ends: ends(&missing.between.0, &missing.between.1)?,
            class: "untied",
            word: t.say("kind-untied"),
            address: format!("/findings?open={}", missing.finding),
        })
    });
    ties.chain(missing).filter(wanted).collect()
}

/// The way of a line: straight, or bent a little where a tie is missing.
fn way(joint: &Joint, boxes: &[Box]) -> Option<String> {
    let (from, to) = (boxes.get(joint.ends.0)?, boxes.get(joint.ends.1)?);
    if joint.class != "untied" {
        return Some(format!("M{:.0} {:.0}L{:.0} {:.0}", from.x, from.y, to.x, to.y));
    }
    let bend = 0.08;
    let (mx, my) =
        ((from.x + to.x) / 2.0 + (to.y - from.y) * bend, (from.y + to.y) / 2.0 - (to.x - from.x) * bend);
    Some(format!("M{:.0} {:.0}Q{mx:.0} {my:.0} {:.0} {:.0}", from.x, from.y, to.x, to.y))
}

/// The lines of each class in one, a pair once.
fn bundles(joints: &[Joint], boxes: &[Box]) -> Vec<(&'static str, String)> {
    let mut out: BTreeMap<&'static str, BTreeMap<(usize, usize), String>> = BTreeMap::new();
    for joint in joints {
        let (a, b) = joint.ends;
        if let Some(path) = way(joint, boxes) {
            out.entry(joint.class).or_default().insert((a.min(b), a.max(b)), path);
        }
    }
    out.into_iter().map(|(class, paths)| (class, paths.into_values().collect())).collect()
}

/// Classes of lines, as they are chosen from.
pub const CLASSES: [&str; 5] = ["firm", "partner", "guest", "loose", "untied"];

fn letter(class: &str) -> char {
    class.chars().next().unwrap_or('l')
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
