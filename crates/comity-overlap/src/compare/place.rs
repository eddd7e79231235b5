//! How near two records lie: by a place in both, by points, by the names of towns, by countries.

use comity_core::{PlaceLevel, Point};

use super::{Nearness, Rarities, common};
use crate::{
    columns::{Columns, View},
    towns::Town,
};

pub(super) fn place(
    columns: &Columns,
    rarity: &Rarities,
    a: &View,
    b: &View,
) -> (Nearness, Option<u32>, f32, f32) {
    let bits = |rarities: &[f32], at: u32| rarities.get(at as usize).copied().unwrap_or(0.0);
    let rarest = |list: &mut dyn Iterator<Item = u32>, rarities: &[f32]| {
        list.map(|at| (bits(rarities, at), at)).max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1)))
    };
    let country = rarest(&mut common(a.countries, b.countries), &rarity.countries);
    let country_bits = country.map_or(0.0, |(bits, _)| bits);
    let mut km = -1.0_f32;
    for (lat, lon) in a.points {
        for (other_lat, other_lon) in b.points {
            let left = Point { lat: f64::from(*lat), lon: f64::from(*lon) };
            let right = Point { lat: f64::from(*other_lat), lon: f64::from(*other_lon) };
            // cheap first: a degree of latitude is 111 km
            if km >= 0.0 && (left.lat - right.lat).abs() * 111.0 > f64::from(km) {
                continue;
            }
            let apart = left.km(&right) as f32;
            km = if km < 0.0 { apart } else { km.min(apart) };
        }
    }
    let narrow = |at: &u32| {
        columns
            .spots
            .get(*at as usize)
            .is_some_and(|spot| !matches!(spot.level, PlaceLevel::World | PlaceLevel::Region))
    };
    if let Some((bits, place)) = rarest(&mut common(a.places, b.places).filter(narrow), &rarity.places) {
        return (Nearness::Same, Some(place), km, bits.max(country_bits));
    }
    let nearness = match km {
        km if (0.0..=5.0).contains(&km) => Nearness::Same,
        km if (0.0..=NEAR_KM).contains(&km) => Nearness::Near,
        km if (0.0..=100.0).contains(&km) => Nearness::Region,
        _ if country.is_some() => Nearness::Country,
        _ if common(a.places, b.places).next().is_some() => Nearness::Country,
        km if km > 100.0 => Nearness::Apart,
        _ if a.countries.is_empty() || b.countries.is_empty() => Nearness::Unknown,
        _ => Nearness::Apart,
    };
    let nearness = match town(columns, a, b) {
        // points of one town scatter, and a town has its points taken from several lists
        Some(true) if (0.0..=NEAR_KM).contains(&km) => Nearness::Same,
        Some(false) if nearness == Nearness::Same => Nearness::Near,
        Some(false) if nearness == Nearness::Near => Nearness::Region,
        // two towns of one region are two places
        Some(false) if nearness == Nearness::Region && country.is_some() => Nearness::Country,
        Some(false) if nearness == Nearness::Region => Nearness::Apart,
        _ => nearness,
    };
    let place_bits = |view: &View| view.places.iter().map(|at| bits(&rarity.places, *at)).fold(0.0, f32::max);
    let near = if nearness >= Nearness::Near { place_bits(a).min(place_bits(b)) } else { 0.0 };
    (nearness, None, km, near.max(country_bits))
}

/// At most so far apart are two records near each other.
const NEAR_KM: f32 = 25.0;

/// Places of a record whose towns are compared.
const TOWNS: usize = 8;

/// Whether both name one town, slips of the pen aside; `None` where one names none.
fn town(columns: &Columns, a: &View, b: &View) -> Option<bool> {
    let mut left = towns(columns, a).peekable();
    left.peek()?;
    towns(columns, b).next()?;
    Some(left.any(|one| towns(columns, b).any(|other| one.is(other))))
}

fn towns<'a>(columns: &'a Columns, view: &View<'a>) -> impl Iterator<Item = &'a Town> {
    view.places.iter().filter_map(|at| columns.towns.get(*at as usize)?.as_ref()).take(TOWNS)
}
