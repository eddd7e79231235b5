//! What the columns of tables mean, on the preview of a delivery: what they were taken for, and a person's better knowledge.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use comity_core::{ColumnRead, Grounds};
use comity_node::{Columns, Error, Meaning, TableSeen, Tables, Wrong, WrongIn, meanings};
use serde::Deserialize;

use super::{back, id, import};
use crate::failure::Failure;
use crate::handler::post;
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::Ours;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/import/{id}/columns", post(correct))
        .route("/import/{id}/columns/forget", post(forget))
}

/// The part of a preview about columns.
pub struct Section {
    /// One for each shape.
    pub tables: Vec<Table>,
    /// Tables that are not told of.
    pub more: Option<String>,
    /// How many columns are not understood.
    pub open: u64,
    /// How many can't be as they were said.
    pub wrong: usize,
    /// The heading of a group, and the words and names of what a column of it may mean.
    pub meanings: Vec<(String, Vec<(String, String)>)>,
}

/// Tables of one shape.
pub struct Table {
    /// Its number on the page, from 0.
    pub place: usize,
    /// Names of the first sources, and how many more.
    pub name: String,
    pub more_sources: u64,
    pub shape: String,
    /// Who said when what its columns mean.
    pub remembered: Option<String>,
    pub columns: Vec<Column>,
    /// Columns that are not told of.
    pub more: Option<String>,
}

/// A column.
pub struct Column {
    /// The numbers of table and column, which name its field in the form: `0.3`.
    pub place: String,
    pub name: String,
    pub tag: String,
    /// Its first values, or why there are none.
    pub values: String,
    /// Whether there are values.
    pub is_shown: bool,
    /// The word of what it means, or was said to mean.
    pub word: String,
    pub why: String,
    /// Why it can't mean that.
    pub wrong: Option<String>,
}

/// What was typed, by table and column, and what of it can't be.
#[derive(Default)]
pub struct Typed {
    words: BTreeMap<(usize, usize), String>,
    wrong: Vec<WrongIn>,
}

impl Typed {
    /// By the fields of the form.
    fn of(form: Vec<(String, String)>) -> Typed {
        let place = |name: &str| {
            let (table, column) = name.split_once('.')?;
            Some((table.parse().ok()?, column.parse().ok()?))
        };
        let words = form.into_iter().filter_map(|(name, word)| Some((place(&name)?, word)));
        Typed { words: words.collect(), wrong: Vec::new() }
    }

    fn word(&self, table: usize, column: usize) -> Option<&String> {
        self.words.get(&(table, column))
    }

    /// What is said of those tables of which anything is said that isn't so already.
    fn said(&self, tables: &Tables) -> BTreeMap<String, Columns> {
        let mut said = BTreeMap::new();
        for (place, table) in tables.seen.iter().enumerate() {
            let columns = table.read.columns.iter().enumerate();
            let words: Vec<(&ColumnRead, &String)> =
                columns.filter_map(|(at, column)| Some((column, self.word(place, at)?))).collect();
            if words.iter().any(|(column, word)| column.field != **word) {
                let columns = words.into_iter().map(|(column, word)| (column.name.clone(), word.clone()));
                said.insert(table.read.shape.clone(), columns.collect());
            }
        }
        said
    }
}

impl Section {
    /// Of what was read, and perhaps typed.
    pub fn of(t: &Tongue, tables: &Tables, typed: &Typed) -> Section {
        let known = meanings();
        let mut groups: Vec<(String, Vec<(String, String)>)> = Vec::new();
        for meaning in &known {
            let group = t.word("meaning", meaning.group);
            if groups.last().is_none_or(|(last, _)| *last != group) {
                groups.push((group, Vec::new()));
            }
            if let Some((_, words)) = groups.last_mut() {
                words.push((meaning.word.clone(), named(t, meaning)));
            }
        }
        let is_open = |column: &&ColumnRead| column.grounds == Grounds::Nothing && column.filled > 0;
        let columns = tables.seen.iter().flat_map(|table| &table.read.columns);
        Section {
            open: columns.filter(is_open).count() as u64,
            tables: tables
                .seen
                .iter()
                .enumerate()
                .map(|(place, seen)| table(t, place, seen, tables, typed, &known))
                .collect(),
            more: (tables.more > 0).then(|| t.n("columns-more-tables", tables.more)),
            wrong: typed.wrong.len(),
            meanings: groups,
        }
    }
}

fn table(
    t: &Tongue,
    place: usize,
    seen: &TableSeen,
    tables: &Tables,
    typed: &Typed,
    known: &[Meaning],
) -> Table {
    let shape = &seen.read.shape;
    let remembered = tables
        .chosen
        .get(shape)
        .map(|choice| t.w("columns-remembered", &format!("{}, {}", choice.person, t.time(&choice.at))));
    let column = |(at, column): (usize, &ColumnRead)| {
        let wrong = typed.wrong.iter().find(|one| one.shape == *shape && one.column.column == column.name);
        Column {
            place: format!("{place}.{at}"),
            name: column.name.clone(),
            tag: if column.tag == column.name { String::new() } else { column.tag.clone() },
            values: match (column.filled, column.field.as_str()) {
                (0, _) => t.say("columns-empty"),
                (_, "contact") => t.say("columns-persons"),
                (_, "skip") => t.say("columns-left-out"),
                _ => column.samples.join(" · "),
            },
            is_shown: !column.samples.is_empty(),
            word: typed.word(place, at).unwrap_or(&column.field).clone(),
            why: t.word("grounds", column.grounds.as_str()),
            wrong: wrong.map(|one| told(t, &one.column.wrong, known)),
        }
    };
    Table {
        place,
        name: seen.sources.join(", "),
        more_sources: seen.more_sources,
        shape: shape.clone(),
        remembered,
        columns: seen.read.columns.iter().enumerate().map(column).collect(),
        more: (seen.more_columns > 0).then(|| t.n("columns-more", seen.more_columns)),
    }
}

/// What a column may mean, in the reader's words.
fn named(t: &Tongue, meaning: &Meaning) -> String {
    let thing = t.word("column", &meaning.thing.replace(' ', "-"));
    match meaning.side {
        "acronym" => t.w("side-acronym", &thing),
        "code" => t.w("side-code", &thing),
        "type" => t.w("side-type", &thing),
        _ => thing,
    }
}

fn told(t: &Tongue, wrong: &Wrong, known: &[Meaning]) -> String {
    match wrong {
        Wrong::Twice { other, .. } => t.w("columns-twice", other),
        Wrong::Alone { needs } => {
            let needed = known.iter().find(|meaning| meaning.word == *needs);
            t.w("columns-alone", &needed.map_or_else(|| needs.clone(), |meaning| named(t, meaning)))
        }
        Wrong::Absent | Wrong::Unknown { .. } => t.say("columns-unknown"),
    }
}

/// Keeps what columns mean, and has the files read again; what can't be is told beside its column.
async fn correct(
    State(app): State<App>,
    Path(delivery): Path<String>,
    Ours(seated, form): Ours<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let delivery = id(&delivery)?;
    let place = format!("/import/{delivery}");
    let (seen, waits) = desk.delivery(delivery).await?;
    let mut typed = Typed::of(form);
    let said = waits.as_ref().map(|waits| typed.said(&waits.tables)).unwrap_or_default();
    if said.is_empty() {
        return Ok(back(&place, "columns-same").into_response());
    }
    match (desk.correct_columns(delivery, &said).await, waits) {
        (Err(Error::Columns { wrong }), Some(waits)) => {
            typed.wrong = wrong;
            Ok(import::preview(seated.frame(&desk, "/import"), &seen, waits, &typed, None))
        }
        (done, _) => {
            done?;
            Ok(Redirect::to(&place).into_response())
        }
    }
}

/// Which table.
#[derive(Deserialize)]
pub struct Forgotten {
    shape: String,
}

/// Forgets what the columns of a table mean, and has the files read again.
async fn forget(
    State(app): State<App>,
    Path(delivery): Path<String>,
    Ours(seated, form): Ours<Forgotten>,
) -> Result<Redirect, Failure> {
    let delivery = id(&delivery)?;
    seated.desk(&app).await?.forget_columns(delivery, &form.shape).await?;
    Ok(Redirect::to(&format!("/import/{delivery}")))
}

#[cfg(test)]
mod tests {
    use comity_core::TableRead;

    use super::*;
    use crate::tongue::Language;

    #[test]
    fn everything_that_a_column_may_mean_has_a_name_of_its_own_in_every_language() {
        for language in Language::ALL {
            let t = Tongue::of(language);
            let mut names: Vec<String> = meanings()
                .iter()
                .map(|meaning| {
                    let key = format!("column-{}", meaning.thing.replace(' ', "-"));
                    assert!(t.said(&key).is_some(), "{}: {key}", language.tag());
                    assert!(t.said(&format!("meaning-{}", meaning.group)).is_some(), "{}", meaning.group);
                    named(t, meaning)
                })
                .collect();
            let all = names.len();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), all, "{}: two meanings are named alike", language.tag());
        }
    }

    #[test]
    fn only_tables_of_which_something_else_is_said_are_corrected() {
        let column = |name: &str, field: &str| ColumnRead {
            name: name.into(),
            field: field.into(),
            ..ColumnRead::default()
        };
        let seen = |shape: &str| TableSeen {
            sources: vec!["a.csv".into()],
            more_sources: 0,
            read: TableRead { shape: shape.into(), columns: vec![column("A", "title"), column("B", "kept")] },
            more_columns: 0,
        };
        let tables = Tables { seen: vec![seen("s"), seen("t")], ..Tables::default() };
        let form = [
            ("0.0", "title"),
            ("0.1", "kept"),
            ("1.0", "title"),
            ("1.1", "place"),
            ("1.9", "x"),
            ("csrf", "y"),
        ];
        let typed = Typed::of(form.map(|(name, word)| (name.to_owned(), word.to_owned())).to_vec());
        let columns = [("A", "title"), ("B", "place")].map(|(name, word)| (name.to_owned(), word.to_owned()));
        assert_eq!(typed.said(&tables), [("t".to_owned(), columns.into())].into());
    }
}
