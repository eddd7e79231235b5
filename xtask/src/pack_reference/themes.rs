//! DAC purpose codes under their categories and groups, in English and French, with their humanitarian clusters.

use std::collections::BTreeSet;

use miette::{IntoDiagnostic, Result};
use serde_json::Value;

use super::{Input, Table, joined};

/// Names of clusters in the crosswalk of somalia-2021, and their ids. Those that a whole group says are in themes.csv.
const CLUSTERS: &[(&str, &str)] = &[
    ("Logistics", "cluster:logistics"),
    ("Emergency Telecommunications", "cluster:telecommunications"),
    ("Food Security", "cluster:food-security"),
    ("Housing, Land, and Property", "cluster:hlp"),
    ("Emergency Shelter and NFI", "cluster:shelter"),
];

/// Groups, categories and codes, wide before narrow.
pub(super) fn purposes(input: &Input) -> Result<Table> {
    let crosswalk: Value =
        serde_json::from_slice(&input.bytes("../somalia-2021/dac3-sector-map.json")?).into_diagnostic()?;
    let mut table = Table::new(&["id", "name", "names", "parent", "same"])?;
    let rows = input.rows("dac/sectors_groups.csv")?;
    let mut seen = BTreeSet::new();
    for row in &rows {
        let (group, category, code) = (row.get("group_code"), row.get("category_code"), row.get("code"));
        let group_id = format!("group:{group}");
        let category_id = format!("dac3:{category}");
        if seen.insert(group_id.clone()) {
            table.row(&[&group_id, row.get("group_name_en"), &french(row.get("group_name_fr")), "", ""])?;
        }
        if seen.insert(category_id.clone()) {
            let cluster = crosswalk[category]["humanitarian-mapping"].as_str().unwrap_or_default();
            let same = CLUSTERS.iter().find(|(name, _)| *name == cluster).map_or("", |(_, id)| *id);
            table.row(&[
                &category_id,
                row.get("category_name_en"),
                &french(row.get("category_name_fr")),
                &group_id,
                same,
            ])?;
        }
        let id = format!("dac5:{code}");
        if seen.insert(id.clone()) {
            table.row(&[&id, row.get("name_en"), &french(row.get("name_fr")), &category_id, ""])?;
        }
    }
    Ok(table)
}

fn french(name: &str) -> String {
    if name.is_empty() { String::new() } else { joined([format!("fr={name}").as_str()], "") }
}
