//! Countries, and administrative areas with their codes.

use std::collections::{BTreeMap, BTreeSet};

use miette::Result;

use super::{Input, Table, joined};

/// Columns of every file of places.
pub(super) const COLUMNS: &[&str] =
    &["id", "level", "name", "names", "codes", "parent", "countries", "points", "population", "keys"];

const TAXONOMY: &str = "geo/ocha-countries-territories-taxonomy.csv";

/// OCHA's countries and territories: names in six languages, ISO, M49 and DAC codes, a point.
pub(super) fn countries(input: &Input) -> Result<Table> {
    let mut dac = BTreeMap::new();
    for row in input.rows("dac/data/recipients.csv")? {
        dac.insert(row.get("name_en").to_lowercase(), row.get("code").to_owned());
    }
    let mut table = Table::new(COLUMNS)?;
    for row in input.rows(TAXONOMY)? {
        let iso2 = [row.get("ISO 3166-1 Alpha 2-Codes"), row.get("x Alpha2 codes")]
            .into_iter()
            .find(|code| code.len() == 2)
            .unwrap_or_default();
        if iso2.is_empty() {
            continue;
        }
        let iso3 = [row.get("ISO 3166-1 Alpha 3-Codes"), row.get("x Alpha3 codes")]
            .into_iter()
            .find(|code| code.len() == 3)
            .unwrap_or_default();
        let shown = [row.get("English Short"), row.get("Preferred Term")]
            .into_iter()
            .find(|name| !name.is_empty())
            .unwrap_or_default();
        let mut names = Vec::new();
        for (lang, columns) in [
            ("fr", ["French Short", "M49 French"]),
            ("es", ["Spanish Short", "M49 Spanish"]),
            ("ru", ["Russian Short", "M49 Russian"]),
            ("zh", ["Chinese Short", "M49 Chinese"]),
            ("ar", ["Arabic Short", "M49 Arabic"]),
        ] {
            for column in columns {
                let name = row.get(column);
                if !name.is_empty() {
                    names.push(format!("{lang}={name}"));
                }
            }
        }
        for column in [
            "Preferred Term",
            "ISO Alt Term",
            "DGACM Alt Term",
            "HPC Tools Alt Term",
            "RW Short Name",
            "RW API Alt Term",
            "English Formal",
            "M49 English",
        ] {
            names.push(row.get(column).trim_start_matches("the ").to_owned());
        }
        let mut codes = vec![format!("iso3:{iso3}"), format!("pcode:{iso2}"), format!("pcode:{iso3}")];
        codes.push(format!("m49:{}", row.get("m49 numerical code")));
        let found = names
            .iter()
            .map(|name| name.to_lowercase())
            .chain([shown.to_lowercase()])
            .find_map(|name| dac.get(&name).cloned());
        codes.extend(found.map(|code| format!("dac:{code}")));
        codes.retain(|code| !code.ends_with(':') && !code.ends_with(":0"));
        let region = ["Intermediate Region Code", "Sub-region Code", "Region Code"]
            .into_iter()
            .map(|column| row.get(column))
            // the Channel Islands are no region of their own here
            .find(|code| !code.is_empty() && *code != "830")
            .unwrap_or("1");
        let point = [row.get("Latitude"), row.get("Longitude")].map(|degrees| degrees.parse::<f64>().ok());
        let point = match point {
            // the middle of an archipelago over the 180th meridian is reckoned wrongly there
            [Some(lat), Some(lon)] if lon.abs() <= 180.0 => format!("{lat:.2} {lon:.2}"),
            _ => String::new(),
        };
        let names = joined(names.iter().map(String::as_str), shown);
        let parent = format!("m49:{region}");
        let id = format!("iso2:{iso2}");
        table.row(&[
            &id,
            "country",
            shown,
            &names,
            &joined(codes.iter().map(String::as_str), ""),
            &parent,
            "",
            &point,
            "",
            "",
        ])?;
    }
    Ok(table)
}

/// P-codes of the first two administrative levels; subdivisions of ISO 3166-2 for countries without p-codes.
pub(super) fn areas_with_codes(input: &Input) -> Result<Table> {
    let mut iso2_of = BTreeMap::new();
    for row in input.rows(TAXONOMY)? {
        iso2_of.insert(
            row.get("ISO 3166-1 Alpha 3-Codes").to_owned(),
            row.get("ISO 3166-1 Alpha 2-Codes").to_owned(),
        );
    }
    let mut table = Table::new(COLUMNS)?;
    let mut with_pcodes = BTreeSet::new();
    let mut known = BTreeSet::new();
    for row in input.rows("geo/ocha-global-pcodes-adm1-adm2.csv.zst")? {
        let Some(iso2) = iso2_of.get(row.get("Location")) else { continue };
        let (code, parent) = (row.get("P-Code"), row.get("Parent P-Code"));
        let level = match row.get("Admin Level") {
            "1" => "admin1",
            "2" => "admin2",
            _ => continue,
        };
        with_pcodes.insert(iso2.clone());
        known.insert(code.to_owned());
        let parent = if level == "admin2" && known.contains(parent) {
            format!("pcode:{parent}")
        } else {
            format!("iso2:{iso2}")
        };
        table.row(&[&format!("pcode:{code}"), level, row.get("Name"), "", "", &parent, "", "", "", ""])?;
    }
    for row in input.rows("geo/unlocode-subdivision-codes.csv")? {
        let (country, code) = (row.get("SUCountry"), row.get("SUCode"));
        if with_pcodes.contains(country) || !iso2_of.values().any(|iso2| iso2 == country) {
            continue;
        }
        let id = format!("iso3166-2:{country}-{code}");
        // "Almaty oblysy [Almatinskaya oblast']": two names
        let mut names =
            row.get("SUName").split(['[', ']', '(', ')']).map(str::trim).filter(|name| !name.is_empty());
        let shown = names.next().unwrap_or_default();
        table.row(&[
            &id,
            "admin1",
            shown,
            &joined(names, shown),
            "",
            &format!("iso2:{country}"),
            "",
            "",
            "",
            "",
        ])?;
    }
    Ok(table)
}
