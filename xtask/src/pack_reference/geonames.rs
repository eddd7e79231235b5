//! Cities of GeoNames with their alternative names in all scripts, folded once here so that loading need not.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::names;
use miette::{IntoDiagnostic, Result, miette};
use serde_json::Value;

use super::{Input, Table, places::COLUMNS};

/// Inhabitants from which a town is taken: fewer where aid works, more where it comes from.
const LEAST: u64 = 5_000;
const LEAST_ELSEWHERE: u64 = 30_000;
/// Longer alternatives are descriptions.
const LONGEST_NAME: usize = 60;

/// The cities, by country and id.
pub(super) fn cities(input: &Input) -> Result<Table> {
    let mut aided = BTreeSet::new();
    let recipients: BTreeSet<String> =
        input.rows("dac/data/recipients.csv")?.iter().map(|row| row.get("name_en").to_lowercase()).collect();
    for row in input.rows("geo/ocha-countries-territories-taxonomy.csv")? {
        let names = ["Preferred Term", "English Short", "RW Short Name", "HPC Tools Alt Term"]
            .map(|column| row.get(column).to_lowercase());
        let low = matches!(row.get("World Bank Income Level"), "Low" | "Lower middle" | "Lower Middle");
        if low || names.iter().any(|name| recipients.contains(name)) {
            aided.insert(row.get("ISO 3166-1 Alpha 2-Codes").to_owned());
        }
    }
    // states whose desks plan with and against each other, aided or not
    aided.extend(["RU", "XK"].map(str::to_owned));
    let text = std::fs::read(input.packages.join("cities500.json")).into_diagnostic()?;
    let cities: BTreeMap<String, Value> = serde_json::from_slice(&text).into_diagnostic()?;
    let mut sorted: Vec<(&str, u64, &Value)> = Vec::new();
    for city in cities.values() {
        let country = city["countrycode"].as_str().unwrap_or_default();
        let least = if aided.contains(country) { LEAST } else { LEAST_ELSEWHERE };
        if city["population"].as_u64().unwrap_or(0) >= least {
            let id = city["geonameid"].as_u64().ok_or_else(|| miette!("a city has no geonameid"))?;
            sorted.push((country, id, city));
        }
    }
    sorted.sort_by_key(|(country, id, _)| (*country, *id));
    let mut table = Table::new(COLUMNS)?;
    for (country, id, city) in sorted {
        let name = city["name"].as_str().unwrap_or_default();
        let shown = names::fold(name);
        let keys: BTreeSet<String> = city["alternatenames"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .filter(|other| other.len() <= LONGEST_NAME && !is_airport(other))
            .map(names::fold)
            .filter(|key| !key.is_empty() && *key != shown)
            .collect();
        let keys: Vec<String> = keys.into_iter().collect();
        let point =
            [&city["latitude"], &city["longitude"]].map(|degrees| degrees.as_f64().unwrap_or_default());
        table.row(&[
            &format!("geonames:{id}"),
            "named",
            name,
            "",
            "",
            &format!("iso2:{country}"),
            "",
            &format!("{:.3} {:.3}", point[0], point[1]),
            &city["population"].to_string(),
            &keys.join(";"),
        ])?;
    }
    Ok(table)
}

/// Three capitals are the code of an airport, which means something else in a text.
fn is_airport(name: &str) -> bool {
    name.len() == 3 && name.bytes().all(|b| b.is_ascii_uppercase())
}
