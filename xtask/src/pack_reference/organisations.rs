//! Organisations of the DAC lists, of the IATI registry and of the hand-kept map of Somalia 2021, one row each.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{directory::normalise_reference, names};
use miette::{IntoDiagnostic, Result};
use serde_json::Value;

use super::{Input, Table, joined};

/// Longer "synonyms" are descriptions.
const LONGEST_NAME: usize = 120;

#[derive(Default)]
struct Organisation {
    id: String,
    references: Vec<String>,
    name: String,
    names: Vec<String>,
    kind: &'static str,
    country: String,
    parent: String,
}

/// Rows in the order in which their sources first name them.
#[derive(Default)]
struct Found {
    rows: Vec<Organisation>,
    by_reference: BTreeMap<String, usize>,
    by_name: BTreeMap<String, usize>,
}

impl Found {
    /// Adds an organisation; one with a known reference, or with a known name in the same country or none, adds only its names and
    /// references to the one there.
    fn add(&mut self, new: Organisation) {
        let own = normalise_reference(&new.id).to_string();
        let same_name = self.by_name.get(&names::fold(&new.name)).copied().filter(|at| {
            let there = self.rows.get(*at).map_or("", |row| row.country.as_str());
            there.is_empty() || new.country.is_empty() || there == new.country
        });
        let at = self.by_reference.get(&own).copied().or(same_name);
        let Some(row) = at.and_then(|at| self.rows.get_mut(at)) else {
            let at = self.rows.len();
            self.by_reference.insert(own, at);
            for name in std::iter::once(&new.name).chain(&new.names) {
                let plain = name.split_once('=').map_or(name.as_str(), |(_, plain)| plain);
                self.by_name.entry(names::fold(plain)).or_insert(at);
            }
            self.rows.push(new);
            return;
        };
        row.references.push(new.id);
        row.names.push(new.name);
        row.names.extend(new.names);
        if row.country.is_empty() {
            row.country = new.country;
        }
    }
}

/// All of them.
pub(super) fn listed(input: &Input) -> Result<Table> {
    let mut found = Found::default();
    let named = |name: &str, french: &str, acronyms: [&str; 2]| -> Vec<String> {
        let mut names = vec![format!("fr={french}")];
        names.extend(
            acronyms.into_iter().flat_map(|acronym| acronym.split('/')).map(|part| part.trim().to_owned()),
        );
        names.retain(|other| !other.is_empty() && other != "fr=" && other != name);
        names
    };
    for row in input.rows("dac/data/channel_codes.csv")? {
        let (code, category) = (row.get("code"), row.get("category"));
        // the heads of the list are kinds, no organisations; those of the UN and the World Bank stand for the whole
        if code == category && !matches!(code, "41000" | "44000") {
            continue;
        }
        let kind = match code.as_bytes() {
            [b'1', ..] => "government",
            [b'2', ..] => "ngo",
            [b'3', ..] => "partnership",
            [b'4', b'1', ..] => "united-nations",
            [b'4', ..] => "multilateral",
            [b'5', ..] => "academic",
            [b'6', ..] => "private",
            _ => "other",
        };
        // generic channels ("Donor Government", "Local NGOs") end in 000 and name nobody
        if code.ends_with("000") && !matches!(code, "41000" | "44000") || code.starts_with('1') {
            continue;
        }
        let parent = match category {
            "41100" | "41300" | "41500" => "XM-DAC-41000",
            "44000" if code != "44000" => "XM-DAC-44000",
            _ => "",
        };
        found.add(Organisation {
            id: format!("XM-DAC-{code}"),
            name: row.get("name_en").to_owned(),
            names: named(
                row.get("name_en"),
                row.get("name_fr"),
                [row.get("acronym_en"), row.get("acronym_fr")],
            ),
            kind,
            parent: parent.to_owned(),
            ..Organisation::default()
        });
    }
    donors(input, &mut found)?;
    for row in input.rows("orgs/iati-publishers-2026-08.csv")? {
        let title = row.get("title");
        let (id, slug) = (row.get("iati_org_id"), row.get("slug"));
        if id.is_empty() || title.is_empty() {
            continue;
        }
        let parts =
            title.split(['|', '(', ')']).map(str::trim).filter(|part| part.len() > 2 && *part != title);
        found.add(Organisation {
            id: id.to_owned(),
            references: vec![slug.to_owned()],
            name: title.to_owned(),
            names: parts.map(str::to_owned).collect(),
            kind: match row.get("org_type") {
                "10" | "11" | "15" => "government",
                "21" | "22" | "23" | "24" => "ngo",
                "30" => "partnership",
                "40" => "multilateral",
                "60" => "foundation",
                "70" | "71" | "72" | "73" => "private",
                "80" => "academic",
                _ => "other",
            },
            country: row.get("country").to_owned(),
            ..Organisation::default()
        });
    }
    somalia(input, &mut found)?;
    let mut table = Table::new(&["id", "references", "name", "names", "kind", "country", "parent"])?;
    for row in &found.rows {
        let references = joined(row.references.iter().map(String::as_str), &row.id);
        let names = joined(row.names.iter().map(String::as_str), &row.name);
        table.row(&[&row.id, &references, &row.name, &names, row.kind, &row.country, &row.parent])?;
    }
    Ok(table)
}

/// Donor states and their agencies.
fn donors(input: &Input, found: &mut Found) -> Result<()> {
    let mut states = BTreeSet::new();
    for file in ["dac/data/dac_members.csv", "dac/data/non_dac_donors.csv"] {
        states.extend(input.rows(file)?.iter().map(|row| row.get("code").to_owned()));
    }
    // the institutions of the European Union are a member of the DAC, and no state
    states.remove("918");
    for row in input.rows("dac/data/agencies.csv")? {
        let state = states.contains(row.get("code"));
        let donor = format!("XM-DAC-{}", row.get("code"));
        if !found.by_reference.contains_key(normalise_reference(&donor).as_str()) {
            found.add(Organisation {
                id: donor.clone(),
                name: row.get("donor_name_en").to_owned(),
                names: std::iter::once(format!("fr={}", row.get("donor_name_fr")))
                    .chain(state.then(|| format!("Government of {}", row.get("donor_name_en"))))
                    .collect(),
                kind: if state { "government" } else { "other" },
                ..Organisation::default()
            });
        }
        let (name, acronym) = (row.get("agency_name_en"), row.get("acronym"));
        let country = row.get("donor_name_en");
        let mut names = vec![
            format!("{country} - {name}"),
            format!("{name} ({country})"),
            format!("fr={}", row.get("agency_name_fr")),
        ];
        if acronym.len() > 2 {
            names.push(acronym.to_owned());
        }
        names.retain(|name| name != "fr=");
        let id = format!("XM-DAC-{}-{}", row.get("code"), row.get("agency_code"));
        // an organisation that gives by itself is listed as its own agency
        if (names::fold(name) == names::fold(country) || acronym == country)
            && let Some(itself) = found.by_reference.get(normalise_reference(&donor).as_str()).copied()
        {
            found.rows.get_mut(itself).into_iter().for_each(|row| row.references.push(id.clone()));
            found.by_reference.insert(normalise_reference(&id).to_string(), itself);
            continue;
        }
        // ministries share their names: the state makes them one's own
        found.by_reference.insert(normalise_reference(&id).to_string(), found.rows.len());
        found.rows.push(Organisation {
            id,
            name: name.to_owned(),
            names,
            kind: if state { "government" } else { "other" },
            parent: donor,
            ..Organisation::default()
        });
    }
    Ok(())
}

/// The map of 1,730 names kept by hand for Somalia 2021.
fn somalia(input: &Input, found: &mut Found) -> Result<()> {
    let map: BTreeMap<String, Value> =
        serde_json::from_slice(&input.bytes("../somalia-2021/org-map.json.zst")?).into_diagnostic()?;
    for (key, value) in &map {
        let name = value["name"].as_str().unwrap_or(key).trim();
        let spoken = |text: &&str| {
            (2..=LONGEST_NAME).contains(&text.len()) && !text.contains("http") && !text.contains('@')
        };
        if !spoken(&name) {
            continue;
        }
        let synonyms = value["synonyms"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let others =
            synonyms.chain(value["shortname"].as_str()).chain([key.as_str()]).map(str::trim).filter(spoken);
        let slug = names::fold(name).replace(' ', "-");
        found.add(Organisation {
            id: format!("somalia-2021:{slug}"),
            name: name.to_owned(),
            names: others.map(str::to_owned).collect(),
            kind: "other",
            ..Organisation::default()
        });
    }
    Ok(())
}
