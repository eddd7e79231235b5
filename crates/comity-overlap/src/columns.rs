//! Records as columns: numbers for words, parties, places, themes, assets and days, made once for all comparisons.

mod build;

use comity_core::{ActivityKind, CompactString, Snapshot};
use comity_link::{tokens::TokenSets, words::Embedding};
use rustc_hash::FxHashMap;

use crate::{
    lists::Lists,
    meaning::Meanings,
    parties::{Parties, PartyNo},
    reference::{Reference, Spot},
    sums::Sum,
    towns::Town,
};

/// What a party does in a record, as bits: a party may do several things.
pub mod part {
    /// Reports the record.
    pub const REPORTS: u8 = 1;
    /// Gives the money.
    pub const GIVES: u8 = 2;
    /// Receives the money or does the work.
    pub const DOES: u8 = 4;
    /// Is helped.
    pub const HELPED: u8 = 8;
    /// Named in any other way.
    pub const NAMED: u8 = 16;
    /// Only watches.
    pub const WATCHES: u8 = 32;
}

/// Strings numbered in the order of their first use.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    ids: FxHashMap<CompactString, u32>,
    words: Vec<CompactString>,
}

impl Dictionary {
    /// The number of a word, a new one if need be.
    pub fn number(&mut self, word: &str) -> u32 {
        if let Some(id) = self.ids.get(word) {
            return *id;
        }
        let id = self.words.len() as u32;
        self.ids.insert(word.into(), id);
        self.words.push(word.into());
        id
    }

    /// The number of a word that is known.
    pub fn find(&self, word: &str) -> Option<u32> {
        self.ids.get(word).copied()
    }

    /// The word of a number, empty for one that doesn't exist.
    pub fn word(&self, number: u32) -> &str {
        self.words.get(number as usize).map_or("", CompactString::as_str)
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// True when there is no word.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// The columns of a run.
#[derive(Default)]
pub struct Columns {
    /// Who reports.
    pub reporter: Vec<PartyNo>,
    /// The institution behind the reporter.
    pub house: Vec<PartyNo>,
    /// What sort of thing.
    pub kind: Vec<ActivityKind>,
    /// First day; `i32::MIN` when not stated.
    pub start: Vec<i32>,
    /// First day after; `i32::MAX` when open or not stated.
    pub end: Vec<i32>,
    /// How many days either end may be off.
    pub slack: Vec<i32>,
    /// Words of all titles.
    pub titles: TokenSets,
    /// The language of the titles, by number; 0 where it isn't stated or there are several.
    pub language: Vec<u8>,
    /// What the first titles mean.
    pub meanings: Meanings,
    /// Words of all descriptions.
    pub texts: TokenSets,
    /// Codes in titles, descriptions, transactions and the record's own identifier.
    pub codes: TokenSets,
    /// Who takes part, with [`part`] bits, by party.
    pub parties: Lists<(PartyNo, u8)>,
    /// How often each party is named.
    pub party_uses: Vec<u32>,
    /// Countries, sorted.
    pub countries: Lists<u32>,
    /// Places narrower than a country, as numbers of `spots`, sorted.
    pub places: Lists<u32>,
    /// Points of those places, latitude and longitude in degrees.
    pub points: Lists<(f32, f32)>,
    /// Narrowest themes, sorted.
    pub themes: Lists<u32>,
    /// Themes that those belong to, sorted.
    pub wide_themes: Lists<u32>,
    /// How many records have each theme.
    pub theme_uses: Vec<u32>,
    /// How many records have each country.
    pub country_uses: Vec<u32>,
    /// How many records have each place.
    pub place_uses: Vec<u32>,
    /// Sums of money, the largest first.
    pub sums: Lists<Sum>,
    /// What the whole costs, in euros; 0 when not stated.
    pub total: Vec<f32>,
    /// What the whole costs in a currency that isn't stated; 0 for none.
    pub unstated: Vec<f32>,
    /// Units, ships, sites.
    pub assets: Lists<u32>,
    /// The title without numbers, years and brackets, hashed; 0 when nothing is left.
    pub series: Vec<u64>,
    /// The numbers in the title, a bit for each; 0 for none.
    pub edition: Vec<u64>,
    /// The narrowest place of each number.
    pub spots: Vec<Spot>,
    /// The name of each of those that is a town or smaller.
    pub towns: Vec<Option<Town>>,
    /// Numbers of places by their id.
    pub spot_numbers: FxHashMap<CompactString, u32>,
    /// Country codes by number.
    pub country_codes: Dictionary,
    /// Names of countries by number, as the first record writes them.
    pub country_names: Vec<CompactString>,
    /// Theme ids by number.
    pub theme_ids: Dictionary,
    /// Assets by number, folded.
    pub asset_names: Dictionary,
}

/// One record as the comparison reads it: a row of [`Columns`], or a planned activity that is no record yet.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct View<'a> {
    pub reporter: PartyNo,
    pub house: PartyNo,
    pub kind: ActivityKind,
    pub start: i32,
    pub end: i32,
    pub slack: i32,
    pub titles: &'a [u32],
    pub meaning: Option<&'a Embedding>,
    pub texts: &'a [u32],
    pub codes: &'a [u32],
    pub parties: &'a [(PartyNo, u8)],
    pub countries: &'a [u32],
    pub places: &'a [u32],
    pub points: &'a [(f32, f32)],
    pub themes: &'a [u32],
    pub wide_themes: &'a [u32],
    pub sums: &'a [Sum],
    pub total: f32,
    pub unstated: f32,
    pub assets: &'a [u32],
    pub series: u64,
    pub edition: u64,
}

impl View<'_> {
    /// What a party does in the record, 0 when it isn't named.
    pub fn part(&self, party: PartyNo) -> u8 {
        let at = self.parties.binary_search_by_key(&party, |(named, _)| *named).ok();
        at.and_then(|at| self.parties.get(at)).map_or(0, |(_, does)| *does)
    }
}

impl Columns {
    /// How many records there are.
    pub fn len(&self) -> usize {
        self.reporter.len()
    }

    /// True when there is no record.
    pub fn is_empty(&self) -> bool {
        self.reporter.is_empty()
    }

    /// One record, read across the columns. Inlined: most callers want one or two of them, and the rest need not be touched.
    #[inline]
    pub fn view(&self, record: u32) -> View<'_> {
        let at = record as usize;
        View {
            reporter: self.reporter.get(at).copied().unwrap_or(u32::MAX),
            house: self.house.get(at).copied().unwrap_or(u32::MAX),
            kind: self.kind.get(at).copied().unwrap_or_default(),
            start: self.start.get(at).copied().unwrap_or(i32::MIN),
            end: self.end.get(at).copied().unwrap_or(i32::MAX),
            slack: self.slack.get(at).copied().unwrap_or(0),
            titles: self.titles.get(at),
            meaning: self.meanings.get(at),
            texts: self.texts.get(at),
            codes: self.codes.get(at),
            parties: self.parties.get(at),
            countries: self.countries.get(at),
            places: self.places.get(at),
            points: self.points.get(at),
            themes: self.themes.get(at),
            wide_themes: self.wide_themes.get(at),
            sums: self.sums.get(at),
            total: self.total.get(at).copied().unwrap_or(0.0),
            unstated: self.unstated.get(at).copied().unwrap_or(0.0),
            assets: self.assets.get(at),
            series: self.series.get(at).copied().unwrap_or(0),
            edition: self.edition.get(at).copied().unwrap_or(0),
        }
    }

    /// Makes the columns of a snapshot.
    pub fn build(snapshot: &Snapshot, reference: &dyn Reference, parties: &Parties) -> Columns {
        build::Builder::new(snapshot, reference, parties).run(&snapshot.records)
    }
}

/// What tells places apart: the id, and the point to about 10 km where one is stated.
pub(crate) fn spot_key(spot: &Spot) -> CompactString {
    match (&spot.point, spot.id.is_empty()) {
        (Some(point), true) => CompactString::from(format!("{:.2},{:.2}", point.lat, point.lon)),
        (Some(point), false) => CompactString::from(format!("{}@{:.1},{:.1}", spot.id, point.lat, point.lon)),
        _ => spot.id.clone(),
    }
}
