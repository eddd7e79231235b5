//! A model file: one line a comparison.
//!
//! ```toml
//! id = "unique_id"            # optional
//! source = "source_dataset"   # optional: pairs across its values only
//!
//! [compare]
//! surname = "name"
//! born = "date"
//! postcode = "code"
//! site = { place = ["town", "lat", "lon"] }
//!
//! [block]                     # optional: chosen from the data where it is missing
//! rules = ["surname + born", "postcode:begin + born:year"]
//! ```

use crate::error::LinkError;
use crate::kind::Kind;
use crate::model::{Compare, Field, Model, WrittenRule, auto};
use crate::table::Table;

/// Parts of a field that a rule may name after a colon.
pub const PARTS: [&str; 10] =
    ["exact", "begin", "end", "sound", "year", "month", "day", "token", "cell", "size"];

const KINDS: [(&str, Kind); 7] = [
    ("name", Kind::Name),
    ("date", Kind::Date),
    ("code", Kind::Code),
    ("number", Kind::Number),
    ("category", Kind::Category),
    ("set", Kind::Set),
    ("text", Kind::Text),
];

/// Reads a model for a table.
pub fn read(text: &str, table: &Table) -> Result<Model, LinkError> {
    let line_of = |at: usize| text[..at.min(text.len())].matches('\n').count() + 1;
    let wrong = |at: usize, reason: String| LinkError::Model { line: line_of(at), reason };
    let file: toml::de::DeTable<'_> = toml::de::DeTable::parse(text)
        .map_err(|e| wrong(e.span().map_or(0, |s| s.start), e.message().to_owned()))?
        .into_inner();
    let mut model =
        Model { id: table.position(auto::ID), source: table.position(auto::SOURCE), ..Model::default() };
    let known = ["id", "source", "compare", "block"];
    if let Some(key) = file.keys().find(|k| !known.contains(&k.get_ref().as_ref())) {
        return Err(wrong(
            key.span().start,
            format!("`{}` is unknown; use `id`, `source`, `[compare]` or `[block]`", key.get_ref()),
        ));
    }
    for (key, slot) in [("id", &mut model.id), ("source", &mut model.source)] {
        if let Some(value) = file.get(key) {
            let name = value
                .get_ref()
                .as_str()
                .ok_or_else(|| wrong(value.span().start, format!("`{key}` names a column, in quotes")))?;
            *slot = Some(column(table, name).map_err(|r| wrong(value.span().start, r))?);
        }
    }
    let compare = file.get("compare").and_then(|c| c.get_ref().as_table()).ok_or_else(|| {
        wrong(
            0,
            "no `[compare]` table; add one with a line a comparison, such as `surname = \"name\"`".to_owned(),
        )
    })?;
    for (key, value) in compare.iter() {
        let at = key.span().start;
        let name = key.get_ref().to_string();
        let compare = match value.get_ref() {
            toml::de::DeValue::String(kind) => {
                let Some((_, kind)) = KINDS.iter().find(|(n, _)| *n == kind.as_ref()) else {
                    let all = KINDS.map(|(n, _)| format!("`{n}`")).join(", ");
                    return Err(wrong(
                        value.span().start,
                        format!(
                            "`{kind}` is no kind of comparison; use one of {all}, or {{ place = [name, lat, lon] }}"
                        ),
                    ));
                };
                Compare::Column { column: column(table, &name).map_err(|r| wrong(at, r))?, kind: *kind }
            }
            toml::de::DeValue::Table(inner) => {
                let columns: Vec<usize> = inner
                    .get("place")
                    .and_then(|p| p.get_ref().as_array())
                    .ok_or_else(|| {
                        wrong(at, format!("`{name}` needs `place = [name, lat, lon]` or a kind in quotes"))
                    })?
                    .iter()
                    .map(|c| {
                        column(table, c.get_ref().as_str().unwrap_or_default())
                            .map_err(|r| wrong(c.span().start, r))
                    })
                    .collect::<Result<_, _>>()?;
                match columns[..] {
                    [lat, lon] => Compare::Place { name: None, point: (lat, lon) },
                    [name, lat, lon] => Compare::Place { name: Some(name), point: (lat, lon) },
                    _ => {
                        return Err(wrong(
                            at,
                            "a place is two columns (lat, lon) or three (name, lat, lon)".to_owned(),
                        ));
                    }
                }
            }
            _ => return Err(wrong(at, format!("`{name}` needs a kind in quotes, such as \"name\""))),
        };
        model.fields.push(Field { name, compare });
    }
    if let Some(rules) = file.get("block").and_then(|b| b.get_ref().as_table()).and_then(|b| b.get("rules")) {
        let list = rules
            .get_ref()
            .as_array()
            .ok_or_else(|| wrong(rules.span().start, "`rules` is a list of texts".to_owned()))?;
        for rule in list.iter() {
            let text = rule.get_ref().as_str().unwrap_or_default();
            let parts = text
                .split('+')
                .map(|part| {
                    let (name, by) = part.trim().split_once(':').unwrap_or((part.trim(), "exact"));
                    if !PARTS.contains(&by) {
                        return Err(wrong(
                            rule.span().start,
                            format!(
                                "`{by}` is no part of a field; use one of {}",
                                PARTS.map(|p| format!("`{p}`")).join(", ")
                            ),
                        ));
                    }
                    Ok((column(table, name).map_err(|r| wrong(rule.span().start, r))?, by.to_owned()))
                })
                .collect::<Result<_, _>>()?;
            model.rules.push(WrittenRule { parts });
        }
    }
    model.fields.sort_by_key(|f| f.compare.column());
    Ok(model)
}

fn column(table: &Table, name: &str) -> Result<usize, String> {
    table.column(name).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Column, Strings, Values};

    fn table() -> Table {
        let column =
            |name: &str| Column { name: name.into(), ids: vec![], values: Values::Texts(Strings::default()) };
        Table {
            columns: ["unique_id", "surname", "born", "town", "lat", "lon"].map(column).into(),
            records: 0,
            unread: vec![],
        }
    }

    #[test]
    fn a_line_is_a_comparison() {
        let model = read(
            "[compare]\nsurname = \"name\"\nborn = \"date\"\nsite = { place = [\"town\", \"lat\", \"lon\"] }\n[block]\nrules = [\"surname:sound + born:year\"]\n",
            &table(),
        )
        .unwrap();
        insta::assert_debug_snapshot!(model);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let said = |text: &str| read(text, &table()).unwrap_err().to_string();
        insta::assert_snapshot!(
            [
                said("[compare]\nsurname = \"nam\""),
                said("[compare]\nsurnam = \"name\""),
                said("id = 3"),
                said("[compare\n"),
                said("colour = 1"),
                said("[compare]\nborn = \"date\"\n[block]\nrules = [\"born:century\"]"),
                said("")
            ]
            .join("\n")
        );
    }
}
