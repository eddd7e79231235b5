//! One pair of records, compared field by field into numbers. Everything that is said about a pair, its weight, its
//! kind and its evidence, comes from this one comparison.

mod place;

use comity_link::{
    lexicon::Lexicon,
    tokens::{Shared, shared},
};

use crate::{
    columns::{Columns, View, part},
    parties::PartyNo,
    wording::{self, Wording},
};

/// How near two records lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Nearness {
    /// One of them names no place.
    Unknown,
    /// No country in common.
    Apart,
    /// A country in common.
    Country,
    /// At most 100 km.
    Region,
    /// At most 25 km.
    Near,
    /// One place, or at most 5 km.
    Same,
}

/// How two periods lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Timing {
    /// One of them has no start.
    Unknown,
    /// No day in common, however loosely the dates are meant.
    Apart,
    /// No day in common, but one begins when the other ends, or the dates are loose enough.
    Touching,
    /// They share days.
    Shared,
    /// They begin within 100 days of each other.
    Started,
    /// They begin within 31 days of each other and end so.
    Close,
    /// Same days.
    Same,
}

/// How two themes lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Themes {
    Unknown,
    Differ,
    Wide,
    Same,
}

/// How two sums of money lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Money {
    /// One of them states none.
    Unknown,
    /// More than three times apart.
    Far,
    /// Within a factor of three.
    Size,
    /// Within 3 %.
    Close,
    /// A stated sum is exactly the same.
    Same,
}

/// How the titles lie as members of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Edition {
    /// Not the same name.
    Other,
    /// The same name but for numbers that differ.
    Differs,
    /// The same name and the same numbers.
    Same,
}

/// What a comparison found.
#[derive(Clone, Copy, Debug)]
pub struct Comparison {
    /// Words of the titles.
    pub title: Wording,
    /// How much nearer the titles' meanings are than those of unrelated titles, in standard deviations; 0 when not known.
    pub meaning: f32,
    /// Words of the descriptions, in bits of rarity, the rare ones only.
    pub text: Shared,
    /// The rarest code in both, with its rarity in bits; 0 when there is none.
    pub code: Option<(u32, f32)>,
    /// How the titles lie as members of a series.
    pub edition: Edition,
    /// Rarity in bits of the parties that both name, the reporters of both left out.
    pub shared_parties: f32,
    /// How many these are.
    pub shared_count: u8,
    /// The left record's reporter, in the right record ([`part`] bits).
    pub left_in_right: u8,
    /// The right record's reporter, in the left record.
    pub right_in_left: u8,
    /// How rarely the reporters are named by others, in bits.
    pub named_rarity: f32,
    /// Both name a party besides their own reporter, so that they could share one.
    pub both_name_parties: bool,
    /// A party that both name as helped.
    pub counterpart: Option<PartyNo>,
    /// Both are reported by the same party or by organs of one institution.
    pub one_house: bool,
    /// Where they lie.
    pub nearness: Nearness,
    /// The place in both, where one is.
    pub place: Option<u32>,
    /// Distance of the nearest points; negative when not known.
    pub km: f32,
    /// Rarity in bits of the shared place or country.
    pub place_rarity: f32,
    /// When they run.
    pub timing: Timing,
    /// Days in common; `i32::MAX` when both are open.
    pub shared_days: i32,
    /// Days of the shorter one; `i32::MAX` when it is open.
    pub of_days: i32,
    /// Days from one start to the other.
    pub starts_apart: i32,
    /// Days between the end of one and the start of the other, 0 when they meet.
    pub gap_days: i32,
    /// What they are about.
    pub themes: Themes,
    /// Rarity in bits of the rarest theme in both.
    pub theme_rarity: f32,
    /// Money.
    pub money: Money,
    /// The unit that both use.
    pub asset: Option<u32>,
    /// Both name units, and no unit is in both.
    pub other_asset: bool,
}

/// Compares two records. The numbers for left and right change places with the records; nothing else does.
pub fn compare(columns: &Columns, rarity: &Rarities, a: &View, b: &View) -> Comparison {
    let (shared_parties, shared_count, counterpart) = parties(rarity, a, b);
    let (nearness, place, km, place_rarity) = place::place(columns, rarity, a, b);
    let (timing, shared_days, of_days, starts_apart, gap_days) = timing(a, b);
    let (themes, theme_rarity) = themes(rarity, a, b);
    let left_in_right = if a.reporter == u32::MAX { 0 } else { b.part(a.reporter) & !part::REPORTS };
    let right_in_left = if b.reporter == u32::MAX { 0 } else { a.part(b.reporter) & !part::REPORTS };
    let mut named_rarity = 0.0_f32;
    for (named, party) in [(left_in_right, a.reporter), (right_in_left, b.reporter)] {
        if named != 0 {
            named_rarity = named_rarity.max(rarity.party(party));
        }
    }
    let title = wording::compare(a.titles, b.titles, &rarity.titles, &rarity.lexicon);
    // what shares most of its words means the same, and words that are known to be missing mean something else
    let open = title.shared.jaccard() < 0.7 && title.known < 0.9;
    let meaning = match (a.meaning, b.meaning) {
        (Some(x), Some(y)) if open => columns.meanings.alike(x, y),
        _ => 0.0,
    };
    let asset = common(a.assets, b.assets).next();
    Comparison {
        title,
        meaning,
        text: shared(a.texts, b.texts, &rarity.texts),
        code: code(rarity, a, b),
        edition: match a.series != 0 && a.series == b.series {
            false => Edition::Other,
            true if a.edition == b.edition => Edition::Same,
            // a title that leaves the number out may mean any edition
            true if a.edition & b.edition != 0 || a.edition == 0 || b.edition == 0 => Edition::Other,
            true => Edition::Differs,
        },
        shared_parties,
        shared_count,
        left_in_right,
        right_in_left,
        named_rarity,
        both_name_parties: names_another(a) && names_another(b),
        counterpart,
        one_house: a.house == b.house && a.house != u32::MAX,
        nearness,
        place,
        km,
        place_rarity,
        timing,
        shared_days,
        of_days,
        starts_apart,
        gap_days,
        themes,
        theme_rarity,
        money: money(a, b),
        asset,
        other_asset: asset.is_none() && !a.assets.is_empty() && !b.assets.is_empty(),
    }
}

fn names_another(view: &View) -> bool {
    view.parties.iter().any(|(party, _)| *party != view.reporter)
}

/// Rarity in bits of every value of the columns: log2 of records per record with the value.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs)]
pub struct Rarities {
    pub titles: Vec<f32>,
    pub texts: Vec<f32>,
    pub codes: Vec<f32>,
    pub parties: Vec<f32>,
    pub themes: Vec<f32>,
    pub countries: Vec<f32>,
    pub places: Vec<f32>,
    /// Words of titles that stand for each other; empty until it is learned.
    pub lexicon: Lexicon,
}

impl Rarities {
    /// Counts are in the columns; here they become bits.
    pub fn of(columns: &Columns) -> Rarities {
        let all = columns.len().max(1) as f32;
        let bits = |uses: &[u32]| uses.iter().map(|n| (all / (*n).max(1) as f32).log2().max(0.0)).collect();
        let half = all.log2() / 4.0;
        let rare = |rarities: Vec<f32>| {
            rarities.into_iter().map(|bits| if bits < half { 0.0 } else { bits }).collect()
        };
        Rarities {
            titles: place_words_aside(columns),
            texts: rare(columns.texts.rarities()),
            codes: columns.codes.rarities(),
            parties: bits(&columns.party_uses),
            themes: bits(&columns.theme_uses),
            countries: bits(&columns.country_uses),
            places: bits(&columns.place_uses),
            lexicon: Lexicon::default(),
        }
    }

    fn party(&self, party: PartyNo) -> f32 {
        self.parties.get(party as usize).copied().unwrap_or(0.0)
    }
}

/// What a place's name in a title counts against another word: the place is compared by itself.
const PLACE_WORD: f32 = 0.3;

fn place_words_aside(columns: &Columns) -> Vec<f32> {
    let mut places = rustc_hash::FxHashSet::default();
    for name in columns.spots.iter().map(|spot| &spot.name).chain(&columns.country_names) {
        places.extend(comity_link::text::tokens(name));
    }
    let rarities = columns.titles.rarities().into_iter().enumerate();
    rarities
        .map(
            |(word, bits)| {
                if places.contains(columns.titles.word(word as u32)) { PLACE_WORD * bits } else { bits }
            },
        )
        .collect()
}

/// The values of two sorted lists that are in both.
pub fn common<'a>(a: &'a [u32], b: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    let (mut i, mut j) = (0, 0);
    std::iter::from_fn(move || {
        while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
            i += usize::from(x <= y);
            j += usize::from(y <= x);
            if x == y {
                return Some(*x);
            }
        }
        None
    })
}

fn code(rarity: &Rarities, a: &View, b: &View) -> Option<(u32, f32)> {
    // tokens are sorted rarest first
    common(a.codes, b.codes)
        .next()
        .map(|code| (code, rarity.codes.get(code as usize).copied().unwrap_or(0.0)))
}

fn parties(rarity: &Rarities, a: &View, b: &View) -> (f32, u8, Option<PartyNo>) {
    let (mut i, mut j) = (0, 0);
    let (mut bits, mut count, mut counterpart) = (0.0, 0_u8, None);
    while let (Some((x, does_x)), Some((y, does_y))) = (a.parties.get(i), b.parties.get(j)) {
        if x == y {
            if *x != a.reporter && *x != b.reporter {
                bits += rarity.party(*x);
                count = count.saturating_add(1);
                if does_x & does_y & part::HELPED != 0 {
                    counterpart = Some(*x);
                }
            }
            i += 1;
            j += 1;
        } else if x < y {
            i += 1;
        } else {
            j += 1;
        }
    }
    (bits, count, counterpart)
}

fn timing(a: &View, b: &View) -> (Timing, i32, i32, i32, i32) {
    if a.start == i32::MIN || b.start == i32::MIN {
        return (Timing::Unknown, 0, 0, 0, 0);
    }
    let shared_days = if a.end == i32::MAX && b.end == i32::MAX {
        i32::MAX
    } else {
        (a.end.min(b.end) - a.start.max(b.start)).max(0)
    };
    let length = |view: &View| if view.end == i32::MAX { i32::MAX } else { (view.end - view.start).max(1) };
    let of_days = length(a).min(length(b));
    let starts_apart = (a.start - b.start).abs();
    let ends_apart = match (a.end, b.end) {
        (i32::MAX, i32::MAX) => 0,
        (i32::MAX, _) | (_, i32::MAX) => i32::MAX,
        (x, y) => (x - y).abs(),
    };
    let gap_days = (a.start.max(b.start).saturating_sub(a.end.min(b.end))).max(0);
    let timing = if shared_days == 0 {
        if gap_days <= (a.slack + b.slack).max(31) { Timing::Touching } else { Timing::Apart }
    } else if starts_apart == 0 && ends_apart == 0 {
        Timing::Same
    } else if starts_apart <= 31 && ends_apart <= 62 {
        Timing::Close
    } else if starts_apart <= 100 {
        Timing::Started
    } else {
        Timing::Shared
    };
    (timing, shared_days, of_days, starts_apart, gap_days)
}

fn themes(rarity: &Rarities, a: &View, b: &View) -> (Themes, f32) {
    let rarest = |x: &[u32], y: &[u32]| {
        common(x, y).map(|at| rarity.themes.get(at as usize).copied().unwrap_or(0.0)).reduce(f32::max)
    };
    if let Some(bits) = rarest(a.themes, b.themes) {
        return (Themes::Same, bits);
    }
    let wide = [
        rarest(a.wide_themes, b.wide_themes),
        rarest(a.themes, b.wide_themes),
        rarest(a.wide_themes, b.themes),
    ];
    match wide.into_iter().flatten().reduce(f32::max) {
        Some(bits) => (Themes::Wide, bits),
        None if a.themes.is_empty() || b.themes.is_empty() => (Themes::Unknown, 0.0),
        None => (Themes::Differ, 0.0),
    }
}

fn money(a: &View, b: &View) -> Money {
    let exact = a.sums.iter().any(|x| x.digits >= 2 && b.sums.iter().any(|y| x.exact == y.exact));
    if exact {
        return Money::Same;
    }
    let near = |x: f32, y: f32| (x - y).abs() <= 0.03 * x.max(y);
    let (x, y) = match (a.total.min(b.total) > 0.0, a.unstated.min(b.unstated) > 0.0) {
        (true, _) => (a.total, b.total),
        (false, true) => (a.unstated, b.unstated),
        (false, false) => return Money::Unknown,
    };
    let close = near(x, y)
        || a.sums.iter().any(|sum| sum.euros > 0.0 && near(sum.euros, b.total))
        || b.sums.iter().any(|sum| sum.euros > 0.0 && near(sum.euros, a.total));
    match x.max(y) / x.min(y) {
        _ if close => Money::Close,
        ratio if ratio <= 3.0 => Money::Size,
        _ => Money::Far,
    }
}
