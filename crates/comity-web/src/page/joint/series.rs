//! What comes again: all series that the viewer may see, and one with its editions, who took part, figures and lessons.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use comity_core::Tlp;
use comity_node::joint_work::series::{Part, Sort};
use comity_node::{SeriesSeen, Uuid};

use super::{Ask, Head, answered, begun, figure, levels, own_party, voices};
use crate::failure::Failure;
use crate::page::councils::Names;
use crate::page::form::Fields;
use crate::page::{Frame, IntoPage as _, id};
use crate::server::App;
use crate::visitor::{Ours, Seated};

#[derive(Template)]
#[template(path = "series-all.html")]
struct All {
    frame: Frame,
    head: Head,
    rows: Vec<Row>,
    own: Option<String>,
    sorts: [&'static str; 3],
    levels: Vec<(&'static str, bool)>,
    /// The finding that it comes of, and what it says.
    finding: String,
}

struct Row {
    address: String,
    title: String,
    sort: &'static str,
    keeper: String,
    editions: String,
    parties: usize,
    open: usize,
}

/// The page of all.
pub async fn all(
    State(app): State<App>,
    seated: Seated,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let frame = seated.frame(&desk, "/councils");
    let t = frame.t;
    let names = Names::of(&app, &desk, t).await?;
    let row = |seen: &SeriesSeen| Row {
        address: format!("/series/{}", seen.id),
        title: seen.view.title.clone(),
        sort: seen.view.sort.as_str(),
        keeper: names.name(&seen.view.keeper),
        editions: match (seen.view.editions.first(), seen.view.editions.last()) {
            (Some((first, _)), Some((last, _))) if first != last => format!("{first} – {last}"),
            (Some((only, _)), _) => only.to_string(),
            _ => String::new(),
        },
        parties: seen.view.parties.len(),
        open: seen.view.lessons.iter().filter(|(_, lesson)| lesson.taken_up.is_empty()).count(),
    };
    Ok(All {
        head: Head::of(t, "/series", &ask),
        rows: desk.all_series().await?.iter().rev().map(row).collect(),
        own: own_party(&desk),
        sorts: Sort::ALL.map(Sort::as_str),
        levels: levels(Tlp::Green),
        finding: if ask.finding.is_empty() { String::new() } else { id(&ask.finding)?.to_string() },
        frame,
    }
    .into_page())
}

#[derive(Template)]
#[template(path = "series-one.html")]
struct One {
    frame: Frame,
    head: Head,
    address: String,
    label: &'static str,
    sort: &'static str,
    keeper: String,
    text: String,
    /// The editions: the heads of the columns.
    columns: Vec<Column>,
    /// Each party, and its part in each edition.
    parties: Vec<(String, Vec<&'static str>)>,
    /// Each figure, and its value in each edition.
    figures: Vec<(String, Vec<String>)>,
    lessons: Vec<LessonLine>,
    ended: Option<String>,
    keeps: bool,
    /// Parties for which the viewer may say what they learned.
    voices: Vec<(String, String)>,
    took_part: bool,
    parts: [&'static str; 3],
    /// Whether any edition says what was done.
    told: bool,
    known: Vec<(String, String)>,
}

struct Column {
    name: String,
    days: String,
    place: String,
    words: String,
    off: Option<String>,
    /// The record: id and title.
    record: Option<(String, String)>,
}

struct LessonLine {
    number: usize,
    words: String,
    who: String,
    edition: String,
    on: String,
    taken_up: Vec<String>,
    /// Later editions in which it can be taken up.
    later: Vec<String>,
}

/// The page of one.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Path(series): Path<String>,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let seen = desk.one_series(id(&series)?).await?;
    let frame = seated.frame(&desk, "/councils");
    let t = frame.t;
    let names = Names::of(&app, &desk, t).await?;
    let view = &seen.view;
    let open = view.ended.is_none();
    let columns = view.editions.iter().map(|(name, edition)| Column {
        name: name.to_string(),
        days: t.days(&Some(edition.start), &Some(edition.end.plus(1))),
        place: edition.place.clone(),
        words: edition.words.clone(),
        off: edition.off.as_ref().map(|(_, words)| words.clone()),
        record: edition.record.as_ref().and_then(|record| {
            seen.records.get(record.as_str()).map(|title| (record.to_string(), title.clone()))
        }),
    });
    let parties = view.parties.iter().map(|party| {
        let parts = view
            .editions
            .iter()
            .map(|(_, edition)| edition.parts.get(party).map_or("", |part| part.as_str()));
        (names.name(party), parts.collect())
    });
    let figures = view.figures.keys().map(|name| {
        let values = view.editions.iter().map(|(_, edition)| {
            let result = edition.results.get(name);
            result
                .map(|(value, unit)| format!("{} {unit}", figure(t, *value)).trim().to_owned())
                .unwrap_or_default()
        });
        (name.to_string(), values.collect())
    });
    let lessons = view.lessons.iter().map(|(number, lesson)| {
        let start = view.editions.iter().find(|(name, _)| *name == lesson.edition).map(|(_, one)| one.start);
        let later = view.editions.iter().filter(|(_, one)| one.off.is_none() && Some(one.start) > start);
        LessonLine {
            number: *number,
            words: lesson.words.clone(),
            who: names.name(&lesson.party),
            edition: lesson.edition.to_string(),
            on: t.day(&lesson.on),
            taken_up: lesson
                .taken_up
                .iter()
                .map(
                    |(edition, words)| {
                        if words.is_empty() { edition.to_string() } else { format!("{edition}: {words}") }
                    },
                )
                .collect(),
            later: later.map(|(name, _)| name.to_string()).collect(),
        }
    });
    let keeps = open && seen.voice.is_of(&view.keeper);
    let speakers = view.parties.iter().chain((!view.parties.contains(&view.keeper)).then_some(&view.keeper));
    let speakers = if open { voices(&names, &seen.voice, speakers) } else { Vec::new() };
    Ok(One {
        head: Head::of(t, "/series", &ask).about(&view.title),
        address: format!("/series/{}", seen.id),
        label: view.label.as_str(),
        sort: view.sort.as_str(),
        keeper: names.name(&view.keeper),
        text: view.text.clone(),
        columns: columns.collect(),
        parties: parties.collect(),
        figures: figures.collect(),
        lessons: lessons.collect(),
        ended: view.ended.as_ref().map(|(on, words)| format!("{} {words}", t.day(on)).trim().to_owned()),
        keeps,
        took_part: !speakers.is_empty() || !view.lessons.is_empty(),
        voices: speakers,
        parts: Part::ALL.map(Part::as_str),
        told: view
            .editions
            .iter()
            .any(|(_, one)| !one.words.is_empty() || one.record.is_some() || one.off.is_some()),
        known: names.known(),
        frame,
    }
    .into_page())
}

/// Begins one.
pub async fn begin(
    State(app): State<App>,
    Ours(seated, fields): Ours<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let act = Fields::new(fields).series_act()?;
    begun("/series", "/series", "joint", seated.desk(&app).await?.begin_series(&act).await)
}

/// Begins one out of a finding.
pub async fn of_finding(
    State(app): State<App>,
    Ours(seated, fields): Ours<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let fields = Fields::new(fields);
    let finding: Uuid = id(fields.get("finding"))?;
    begun(
        "/series",
        &format!("/series?finding={finding}"),
        "joint",
        seated.desk(&app).await?.series_of_finding(finding, fields.label()?).await,
    )
}

/// Does what a form asks for.
pub async fn act(
    State(app): State<App>,
    Path(series): Path<String>,
    Ours(seated, fields): Ours<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let series: Uuid = id(&series)?;
    let act = Fields::new(fields).series_act()?;
    let ended = seated.desk(&app).await?.act_in_series(series, &act).await;
    answered(&format!("/series/{series}"), "joint", ended)
}
