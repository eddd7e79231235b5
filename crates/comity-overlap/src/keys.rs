//! The keys by which records find each other. Every rule is cheap and narrow by itself; each key is a hash of a rule
//! and its values, and a key that stands in too many records finds nothing, because a finer rule goes on from there.

use std::hash::{Hash, Hasher};

use comity_link::tokens::TokenSets;
use h3o::{LatLng, Resolution};
use rustc_hash::FxHasher;

use crate::columns::{Columns, View};

/// A rule of the candidate search. The number goes into the hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
enum Rule {
    Title,
    TitleCountry,
    Text,
    Code,
    Series,
    Asset,
    Sum,
    Party,
    PartyCountry,
    PartyCountryYear,
    PartyTheme,
    Pair,
    PlaceTheme,
    PlaceThemeYear,
    CellTheme,
    CellThemeYear,
    CountryThemeMonth,
    TitlePairs,
}

/// So many of the rarest words of a title, and of a description.
const TITLE_WORDS: usize = 7;
const TEXT_WORDS: usize = 12;
/// So many parties, places, themes and years of a record are combined.
const MOST: usize = 6;

/// Keys with this bit are worth more than words and places: one asset, one code.
pub const STRONG: u64 = 1;

fn hash(rule: Rule, values: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    (rule, values).hash(&mut hasher);
    // the high bits are used for the look-up: mix them (SplitMix64's finaliser)
    let mut z = hasher.finish();
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let strong = matches!(rule, Rule::Asset | Rule::Code | Rule::Sum);
    ((z ^ (z >> 27)) & !STRONG) | if strong { STRONG } else { 0 }
}

/// The years that a record runs through, at most [`MOST`], the first ones.
fn years(view: &View) -> impl Iterator<Item = i32> {
    let first = if view.start == i32::MIN { i32::MAX } else { view.start.div_euclid(365) };
    let last = if view.end == i32::MAX { first } else { (view.end - 1).div_euclid(365) };
    (first..=last.min(first.saturating_add(MOST as i32 - 1))).take_while(move |year| *year != i32::MAX)
}

/// Whether a word can be a key: it stands in more than one record, and isn't in every tenth.
fn useful(sets: &TokenSets, word: u32) -> bool {
    let records = sets.len();
    let uses = sets.frequency(word) as usize;
    uses > 1 && uses <= 40.max(records / 10)
}

/// H3 cells of about 250 km² that the points lie in, and with `around` their neighbours too.
fn cells(view: &View, around: bool) -> Vec<u64> {
    let mut out = Vec::new();
    for (lat, lon) in view.points.iter().take(MOST) {
        let Ok(at) = LatLng::new(f64::from(*lat), f64::from(*lon)) else { continue };
        let cell = at.to_cell(Resolution::Five);
        if around {
            out.extend(cell.grid_disk::<Vec<_>>(1).into_iter().map(u64::from));
        } else {
            out.push(u64::from(cell));
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// The keys of a record, each once. `asking` adds the neighbouring cells, so that two records on two sides of a
/// cell's edge meet when either asks.
pub fn keys(columns: &Columns, view: &View, asking: bool) -> Vec<u64> {
    let mut out = Vec::with_capacity(64);
    let first_country = view.countries.first().copied().unwrap_or(u32::MAX);
    let titles: Vec<u32> =
        view.titles.iter().copied().filter(|word| useful(&columns.titles, *word)).collect();
    for word in titles.iter().take(TITLE_WORDS) {
        out.push(hash(Rule::Title, word));
        for country in view.countries.iter().take(3) {
            out.push(hash(Rule::TitleCountry, (word, country)));
        }
    }
    for (at, word) in titles.iter().take(5).enumerate() {
        for other in titles.iter().take(5).skip(at + 1) {
            out.push(hash(Rule::TitlePairs, (word, other)));
        }
    }
    let texts = view.texts.iter().copied().filter(|word| useful(&columns.texts, *word));
    out.extend(texts.take(TEXT_WORDS).map(|word| hash(Rule::Text, word)));
    out.extend(view.codes.iter().take(24).map(|code| hash(Rule::Code, code)));
    if view.series != 0 {
        out.push(hash(Rule::Series, view.series));
    }
    out.extend(view.assets.iter().map(|asset| hash(Rule::Asset, asset)));
    out.extend(view.sums.iter().filter(|sum| sum.digits >= 2).take(8).map(|sum| hash(Rule::Sum, sum.exact)));
    who(columns, view, &mut out);
    let (years, themes): (Vec<i32>, &[u32]) =
        (years(view).collect(), &view.wide_themes[..view.wide_themes.len().min(3)]);
    let themes = if themes.is_empty() { &view.themes[..view.themes.len().min(3)] } else { themes };
    let cells = cells(view, asking);
    for theme in themes {
        for place in view.places.iter().take(MOST) {
            out.push(hash(Rule::PlaceTheme, (place, theme)));
            out.extend(years.iter().map(|year| hash(Rule::PlaceThemeYear, (place, theme, year))));
        }
        for cell in &cells {
            out.push(hash(Rule::CellTheme, (cell, theme)));
            out.extend(years.iter().map(|year| hash(Rule::CellThemeYear, (cell, theme, year))));
        }
        if view.start != i32::MIN && first_country != u32::MAX {
            out.push(hash(Rule::CountryThemeMonth, (first_country, theme, view.start.div_euclid(31))));
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// Keys of the parties: alone, with a country, a year or a theme, and in pairs with the reporter, which meet where A
/// reports that it pays B and B reports that A pays.
fn who(columns: &Columns, view: &View, out: &mut Vec<u64>) {
    let mut parties: Vec<u32> = view.parties.iter().map(|(party, _)| *party).collect();
    parties.sort_unstable_by_key(|party| {
        (columns.party_uses.get(*party as usize).copied().unwrap_or(0), *party)
    });
    let years: Vec<i32> = years(view).take(3).collect();
    for party in parties.iter().take(MOST) {
        out.push(hash(Rule::Party, party));
        out.extend(view.themes.iter().take(3).map(|theme| hash(Rule::PartyTheme, (party, theme))));
        for country in view.countries.iter().take(3) {
            out.push(hash(Rule::PartyCountry, (party, country)));
            out.extend(years.iter().map(|year| hash(Rule::PartyCountryYear, (party, country, year))));
        }
    }
    for party in parties.iter().take(2 * MOST).filter(|party| **party != view.reporter) {
        let (a, b) = (view.reporter.min(*party), view.reporter.max(*party));
        out.push(hash(Rule::Pair, (a, b)));
        out.extend(view.countries.iter().take(3).map(|country| hash(Rule::Pair, (a, b, country))));
        out.extend(years.iter().map(|year| hash(Rule::Pair, (a, b, "year", year))));
    }
}
