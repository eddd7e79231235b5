//! The timeline as a drawing of the server: a lane for each party, its activities as bars or, where there are many, how many run when.

use comity_core::Day;
use comity_node::{Facet, Lane, Lanes, Node, Summary};

use super::ask::{Address, View};
use super::{named, wide};
use crate::tongue::Tongue;

/// A timeline ready to be written.
pub struct Timeline {
    /// Width and height, px.
    pub size: (f64, f64),
    /// Marks of the axis: where, and which year or month.
    pub marks: Vec<(f64, String)>,
    /// The lanes.
    pub lanes: Vec<Row>,
    /// Parties that have no lane.
    pub more: u64,
}

/// A lane.
pub struct Row {
    /// From the top, and how high, px.
    pub at: (f64, f64),
    /// The party, in two lines at most: how far down each, and what it says.
    pub party: Vec<(f64, String)>,
    /// What it says: the party and how many.
    pub says: String,
    /// Where its name leads.
    pub address: String,
    /// Its activities.
    pub bars: Vec<Bar>,
    /// How many run when: where, how wide, the shade 1 to 5, what it says, where it leads.
    pub cells: Vec<(f64, f64, u64, String, String)>,
}

/// An activity.
pub struct Bar {
    /// From the left and from the top of the drawing, and how wide, px.
    pub at: (f64, f64, f64),
    /// Room for its title, px.
    pub room: f64,
    /// Which ends are open: `shut`, `open-start`, `open-end` or `open`.
    pub ends: &'static str,
    /// Its title.
    pub title: String,
    /// Title, kind and days.
    pub says: String,
    /// Where it leads.
    pub address: String,
}

const WIDTH: f64 = 1040.0;
/// Where the lanes begin: names stand to the left.
const LEFT: f64 = 190.0;
const RIGHT: f64 = WIDTH - 8.0;
const TOP: f64 = 24.0;
const BAR: f64 = 20.0;
const CELL: f64 = 22.0;
/// A bar takes this room at least, so that its title can be read.
const TITLE: f64 = 110.0;
/// A lane whose name takes two lines.
const TWO_LINES: f64 = 28.0;
/// A line of a party's name has this room.
const NAME: f64 = LEFT - 14.0;

/// From days to the drawing.
struct Scale {
    from: f64,
    to: f64,
}

impl Scale {
    fn at(&self, day: Day) -> f64 {
        let share = (f64::from(day.0) - self.from) / (self.to - self.from).max(1.0);
        ((LEFT + share.clamp(0.0, 1.0) * (RIGHT - LEFT)) * 10.0).round() / 10.0
    }
}

/// Draws what the desk found.
pub fn of(t: &Tongue, node: &Node, address: &Address, lanes: Lanes) -> Timeline {
    let Some((first, last)) = lanes.edges.first().zip(lanes.edges.last()) else {
        return Timeline { size: (WIDTH, TOP), marks: Vec::new(), lanes: Vec::new(), more: lanes.more };
    };
    let scale = Scale { from: f64::from(first.0), to: f64::from(last.0) };
    let highest = lanes.lanes.iter().flat_map(|lane| &lane.running).max().copied().unwrap_or(0);
    let mut top = TOP;
    let mut rows = Vec::new();
    for lane in &lanes.lanes {
        let name = named(t, node, Facet::Party, &lane.party);
        let own = |to: &mut Address| to.ask.party = lane.party.clone();
        let (bars, high) = if lane.bars.is_empty() { (Vec::new(), CELL) } else { bars(t, &scale, top, lane) };
        let cells = if lane.bars.is_empty() {
            cells(t, address, &scale, &lanes.edges, lane, highest)
        } else {
            Vec::new()
        };
        let lines = broken(&name);
        let high = if lines.len() > 1 { high.max(TWO_LINES) } else { high };
        rows.push(Row {
            at: (top, high + 6.0),
            says: t.nw("there-are", lane.records, &name),
            party: if lines.len() > 1 { vec![14.0, 28.0] } else { vec![18.0] }
                .into_iter()
                .zip(lines)
                .collect(),
            address: address.with(own),
            bars,
            cells,
        });
        top += high + 6.0;
    }
    Timeline { size: (WIDTH, top + 4.0), marks: marks(&scale, &lanes.edges), lanes: rows, more: lanes.more }
}

/// Bars below each other only where they would touch.
fn bars(t: &Tongue, scale: &Scale, top: f64, lane: &Lane) -> (Vec<Bar>, f64) {
    let mut ends: Vec<f64> = Vec::new();
    let mut bars: Vec<Bar> = Vec::new();
    // the last bar of each row: its title has the room up to the next one
    let mut latest: Vec<usize> = Vec::new();
    for line in &lane.bars {
        let (from, to) = (
            line.first_day.map_or(LEFT, |day| scale.at(day)),
            line.end_day.map_or(RIGHT, |day| scale.at(day)),
        );
        let wide = (to - from).max(3.0);
        let row = ends.iter().position(|end| *end + 4.0 <= from).unwrap_or(ends.len());
        let end = (from + wide).max((from + TITLE).min(RIGHT));
        if row == ends.len() {
            ends.push(end);
            latest.push(bars.len());
        } else {
            if let Some(before) = latest.get(row).and_then(|at| bars.get_mut(*at)) {
                before.room = from - before.at.0 - 4.0;
            }
            if let (Some(known), Some(last)) = (ends.get_mut(row), latest.get_mut(row)) {
                (*known, *last) = (end, bars.len());
            }
        }
        bars.push(bar(t, line, (from, top + 3.0 + row as f64 * BAR, wide)));
    }
    (bars, ends.len() as f64 * BAR)
}

fn bar(t: &Tongue, line: &Summary, at: (f64, f64, f64)) -> Bar {
    let days = t.days(&line.first_day, &line.end_day);
    let days = if days.is_empty() { t.say("not-stated") } else { days };
    Bar {
        at,
        room: RIGHT - at.0,
        ends: match (line.first_day, line.end_day) {
            (Some(_), Some(_)) => "shut",
            (None, Some(_)) => "open-start",
            (Some(_), None) => "open-end",
            (None, None) => "open",
        },
        title: line.title.clone(),
        says: [line.title.as_str(), &t.word("activity", &line.kind), &days].join(&t.say("list-comma")),
        address: format!("/records/{}", line.id),
    }
}

fn cells(
    t: &Tongue,
    address: &Address,
    scale: &Scale,
    edges: &[Day],
    lane: &Lane,
    highest: u64,
) -> Vec<(f64, f64, u64, String, String)> {
    let mut cells = Vec::new();
    for (pair, running) in edges.windows(2).zip(&lane.running) {
        let &[from, to] = pair else { continue };
        if *running == 0 {
            continue;
        }
        let (x, end) = (scale.at(from), scale.at(to));
        let says = [t.days(&Some(from), &Some(to)), t.n("n-activities", *running)].join(&t.say("list-comma"));
        let address = address.with(|at| {
            at.ask.party = lane.party.clone();
            (at.ask.from, at.ask.until) = (from.to_string(), to.plus(-1).to_string());
            at.look.view = View::Table;
        });
        cells.push((x, ((end - x) * 10.0).round() / 10.0, shade(*running, highest), says, address));
    }
    cells
}

/// One of five shades: the count itself where counts are small, else by its logarithm.
pub fn shade(count: u64, highest: u64) -> u64 {
    match (count, highest) {
        (0, _) => 0,
        (count, 0..=5) => count.min(5),
        (count, highest) => {
            1 + (4.0 * (count as f64).ln() / (highest as f64).ln()).round().clamp(0.0, 4.0) as u64
        }
    }
}

/// Years, as many as there is room for; months where there are few years.
fn marks(scale: &Scale, edges: &[Day]) -> Vec<(f64, String)> {
    let mut out: Vec<(f64, String)> = Vec::new();
    for edge in edges {
        let (year, month, _) = edge.ymd();
        let x = scale.at(*edge);
        let room = out.last().is_none_or(|(last, _)| x - last >= 44.0);
        if month == 1 && room && x < RIGHT - 30.0 {
            out.push((x, year.to_string()));
        }
    }
    if out.is_empty() {
        // less than a year: its months by number, as ISO 8601 writes them
        for edge in edges {
            let (year, month, _) = edge.ymd();
            let x = scale.at(*edge);
            if out.last().is_none_or(|(last, _)| x - last >= 64.0) && x < RIGHT - 50.0 {
                out.push((x, format!("{year}-{month:02}")));
            }
        }
    }
    out
}

/// A name in one line, or in two where it is longer.
fn broken(name: &str) -> Vec<String> {
    if wide(name) <= NAME {
        return vec![name.to_owned()];
    }
    let mut ends =
        name.match_indices(' ').map(|(at, _)| at).filter(|at| wide(name.get(..*at).unwrap_or(name)) <= NAME);
    match ends.next_back().and_then(|at| name.split_at_checked(at)) {
        Some((first, rest)) => vec![first.to_owned(), shortened(rest.trim_start())],
        None => vec![shortened(name)],
    }
}

/// A name as long as there is room.
fn shortened(name: &str) -> String {
    if wide(name) <= NAME {
        return name.to_owned();
    }
    let mut out = String::new();
    for letter in name.chars() {
        if wide(&out) + 12.0 > NAME {
            break;
        }
        out.push(letter);
    }
    format!("{}…", out.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_takes_two_lines() {
        assert_eq!(broken("World Bank"), ["World Bank"]);
        let long = "European Commission - International Partnerships and what else it says";
        let lines = broken(long);
        assert_eq!((lines.len(), lines[0].as_str()), (2, "European Commission -"));
        assert!(lines[1].ends_with('\u{2026}') && lines.iter().all(|line| wide(line) <= NAME + 12.0));
        assert_eq!(broken(&"x".repeat(60)).len(), 1);
    }

    #[test]
    fn shades_rise_with_counts() {
        assert_eq!([0, 1, 2, 5].map(|count| shade(count, 5)), [0, 1, 2, 5]);
        assert_eq!([1, 100, 10_000].map(|count| shade(count, 10_000)), [1, 3, 5]);
    }
}
