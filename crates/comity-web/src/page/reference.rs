//! Reference data: the node's own files of places, themes and boundaries. One is sent, looked at with what it would change, and put in force; each has
//! a history, and can be fetched, put back and removed.

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use comity_node::{Changes, Effect, MOST_REFERENCE, PARTS, ReferenceFile, ReferenceVersion, Resolved, Uuid};
use serde::Deserialize;

use super::{Bare, Done, Frame, IntoPage as _, back, house, id, notice};
use crate::failure::{Code, Failure};
use crate::handler::{get, post};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::{Ours, Seated, escaped};

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/reference", get(show).merge(post(receive)))
        .layer(DefaultBodyLimit::max(FORM))
        .route("/reference/drafts/{id}", get(draft).merge(post(keep)))
        .route("/reference/drafts/{id}/forget", post(forget))
        .route("/reference/versions/{id}", get(fetch))
        .route("/reference/versions/{id}/again", post(again))
        .route("/reference/versions/{id}/remove", get(ask_to_remove).merge(post(remove)))
}

/// A form with a file has no more bytes.
pub const FORM: usize = MOST_REFERENCE + (64 << 10);

#[derive(Template)]
#[template(path = "reference.html")]
struct Page {
    frame: Frame,
    tabs: Vec<house::Tab>,
    notice: Option<String>,
    /// What is being done beside the desks.
    working: Option<&'static str>,
    may_load: bool,
    files: Vec<Row>,
    history: Vec<Row>,
    /// Name, what about, rows, source, licence.
    beneath: Vec<(String, String, String, String, String)>,
    parts: [&'static str; 3],
    sizes: String,
}

/// A version of a file.
struct Row {
    version: ReferenceVersion,
    /// How many rows or outlines.
    entries: String,
    size: String,
    when: String,
    /// What happened then: `kept` or `removed`.
    what: &'static str,
}

#[derive(Template)]
#[template(path = "reference-effect.html")]
struct EffectPage {
    frame: Frame,
    tabs: Vec<house::Tab>,
    /// Where its form goes to.
    address: String,
    name: String,
    /// What it is about, its source, its licence, its size.
    about: Vec<String>,
    /// Whether it would be removed, instead of put in force.
    removes: bool,
    /// Whether the form of the decision is shown.
    may_decide: bool,
    /// What holds for the whole, a sentence each.
    says: Vec<String>,
    counts: Vec<(String, String)>,
    changes: Vec<(&'static str, Changes, u64)>,
    effect: Effect,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Query(ask): Query<Done>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let may_load = desk.may_load_reference();
    if desk.viewer().seat.is_none() && !may_load {
        return Err(Failure::new(Code::Denied, "reference data is for those who work here"));
    }
    let frame = seated.frame(&desk, "/house");
    let t = frame.t;
    let (files, history) = desk.reference_files().await?;
    let stage = app.node.progress().borrow().stage.as_str();
    let row = |version: &ReferenceVersion, entries: Option<u64>| Row {
        entries: entries.map(|entries| read(t, &version.part, entries)).unwrap_or_default(),
        size: size(t, version.size),
        when: t.time(&version.made_at),
        what: if version.size == 0 { "removed" } else { "kept" },
        version: version.clone(),
    };
    let beneath = desk.reference_beneath().iter().map(|file| {
        let part = t.word("part", file.part.as_str());
        (file.name.clone(), part, t.number(file.entries), file.source.clone(), file.licence.clone())
    });
    Ok(Page {
        tabs: house::tabs(&desk, "/reference"),
        notice: notice(t, ask.done.as_deref()),
        working: (stage != "idle").then_some(stage),
        may_load,
        files: files.iter().map(|file| row(&file.version, Some(file.entries))).collect(),
        history: history.iter().map(|version| row(version, None)).collect(),
        beneath: beneath.collect(),
        parts: PARTS,
        sizes: t.n("reference-most", MOST_REFERENCE >> 20),
        frame,
    }
    .into_page())
}

/// So many rows or outlines.
fn read(t: &Tongue, part: &str, entries: u64) -> String {
    if part == "boundaries" { t.n("n-outlines", entries) } else { t.n("n-rows", entries) }
}

/// A size in words.
fn size(t: &Tongue, bytes: u64) -> String {
    match bytes {
        0 => String::new(),
        1..1_000_000 => t.n("size-kb", bytes.div_ceil(1000)),
        _ => t.n("size-mb", (bytes as f64 / 1e5).round() / 10.0),
    }
}

/// Takes a file, and shows what it would change.
pub async fn receive(State(app): State<App>, seated: Seated, form: Multipart) -> Result<Redirect, Failure> {
    let file = received(form, |csrf| seated.is_ours(csrf)).await?;
    let draft = seated.desk(&app).await?.send_reference(file).await?;
    Ok(Redirect::to(&format!("/reference/drafts/{draft}")))
}

/// A file out of a form with its fields. The token stands before it, so that nothing of a foreign form is kept.
pub async fn received(
    mut form: Multipart,
    is_ours: impl Fn(&str) -> Result<(), Failure>,
) -> Result<ReferenceFile, Failure> {
    let unread = |error: axum::extract::multipart::MultipartError| match error.status() {
        axum::http::StatusCode::PAYLOAD_TOO_LARGE => {
            Failure::new(Code::TooLarge, format!("a reference file has at most {} MB", MOST_REFERENCE >> 20))
        }
        _ => Failure::new(Code::Input, error.body_text()),
    };
    let mut ours = is_ours("");
    let mut file = ReferenceFile {
        name: String::new(),
        part: String::new(),
        source: String::new(),
        licence: String::new(),
        content: Vec::new(),
    };
    let mut sent_as = String::new();
    while let Some(field) = form.next_field().await.map_err(unread)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            ours.clone()?;
            sent_as = field.file_name().unwrap_or_default().to_owned();
            file.content = field.bytes().await.map_err(unread)?.to_vec();
            continue;
        }
        let text = field.text().await.map_err(unread)?;
        match name.as_str() {
            "csrf" => ours = is_ours(&text),
            "name" => file.name = text,
            "part" => file.part = text,
            "source" => file.source = text,
            "licence" => file.licence = text,
            _ => {}
        }
    }
    ours?;
    if file.name.trim().is_empty() {
        file.name = sent_as;
    }
    Ok(file)
}

/// A draft with what it would change.
pub async fn draft(
    State(app): State<App>,
    seated: Seated,
    Path(draft): Path<String>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let (draft, effect) = desk.reference_draft(id(&draft)?).await?;
    let frame = seated.frame(&desk, "/house");
    let t = frame.t;
    let file = &draft.file;
    let about = vec![
        t.word("part", &file.part),
        file.source.clone(),
        file.licence.clone(),
        size(t, file.content.len() as u64),
    ];
    Ok(EffectPage {
        tabs: house::tabs(&desk, "/reference"),
        address: format!("/reference/drafts/{}", draft.id),
        name: file.name.clone(),
        about,
        removes: false,
        may_decide: effect.read > 0,
        says: says(t, file, &effect),
        counts: counts(t, &effect, &file.part),
        changes: changes(&effect),
        effect,
        frame,
    }
    .into_page())
}

/// Puts a draft in force.
pub async fn keep(
    State(app): State<App>,
    Path(draft): Path<String>,
    Ours(seated, form): Ours<Why>,
) -> Result<Redirect, Failure> {
    seated.desk(&app).await?.keep_reference(id(&draft)?, &form.reason).await?;
    Ok(back("/reference", "reference-kept"))
}

/// Forgets a draft.
pub async fn forget(
    State(app): State<App>,
    Path(draft): Path<String>,
    Ours(seated, _): Ours<Bare>,
) -> Result<Redirect, Failure> {
    seated.desk(&app).await?.drop_reference(id(&draft)?).await?;
    Ok(back("/reference", "reference-forgotten"))
}

/// Why.
#[derive(Deserialize)]
pub struct Why {
    #[serde(default)]
    reason: String,
}

/// A version's bytes, as they were sent.
pub async fn fetch(
    State(app): State<App>,
    seated: Seated,
    Path(version): Path<String>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    if desk.viewer().seat.is_none() && !desk.may_load_reference() {
        return Err(Failure::new(Code::Denied, "reference data is for those who work here"));
    }
    Ok(bytes(desk.reference_version(id(&version)?).await?))
}

/// A file as an answer, under its name.
pub fn bytes(file: ReferenceFile) -> Response {
    let kind = match (file.content.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]), file.part.as_str()) {
        (true, _) => "application/zstd",
        (false, "boundaries") => "application/geo+json",
        (false, _) => "text/csv; charset=utf-8",
    };
    let mut response = file.content.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let disposition = format!("attachment; filename*=UTF-8''{}", escaped(&file.name));
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

/// Takes an earlier version as a draft.
pub async fn again(
    State(app): State<App>,
    Path(version): Path<String>,
    Ours(seated, _): Ours<Bare>,
) -> Result<Redirect, Failure> {
    let draft = seated.desk(&app).await?.send_version_again(id(&version)?).await?;
    Ok(Redirect::to(&format!("/reference/drafts/{draft}")))
}

/// What would change without a file.
pub async fn ask_to_remove(
    State(app): State<App>,
    seated: Seated,
    Path(version): Path<String>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let (version, effect) = desk.without_reference(id(&version)?).await?;
    let frame = seated.frame(&desk, "/house");
    let t = frame.t;
    let about = vec![
        t.word("part", &version.part),
        version.source.clone(),
        version.licence.clone(),
        size(t, version.size),
    ];
    Ok(EffectPage {
        tabs: house::tabs(&desk, "/reference"),
        address: format!("/reference/versions/{}/remove", version.id),
        name: version.name.clone(),
        about,
        removes: true,
        may_decide: true,
        says: resolution(t, &effect),
        counts: Vec::new(),
        changes: changes(&effect),
        effect,
        frame,
    }
    .into_page())
}

/// Takes a file out of force.
pub async fn remove(
    State(app): State<App>,
    Path(version): Path<String>,
    Ours(seated, form): Ours<Why>,
) -> Result<Redirect, Failure> {
    let version: Uuid = id(&version)?;
    seated.desk(&app).await?.remove_reference(version, &form.reason).await?;
    Ok(back("/reference", "reference-removed"))
}

fn counts(t: &Tongue, effect: &Effect, part: &str) -> Vec<(String, String)> {
    let read = if part == "boundaries" { "outlines" } else { "rows" };
    [
        (read, effect.read),
        ("refused", effect.refused),
        ("added", effect.added.count),
        ("replaced", effect.replaced.count),
        ("removed", effect.removed.count),
        ("unchanged", effect.unchanged),
    ]
    .into_iter()
    .map(|(word, count)| (t.word("effect", word), t.number(count)))
    .collect()
}

/// What changes, each with the first of it and how many more there are.
fn changes(effect: &Effect) -> Vec<(&'static str, Changes, u64)> {
    [("added", &effect.added), ("replaced", &effect.replaced), ("removed", &effect.removed)]
        .into_iter()
        .filter(|(_, changes)| changes.count > 0)
        .map(|(word, changes)| (word, changes.clone(), changes.count - changes.first.len() as u64))
        .collect()
}

/// What is to be said of a draft as a whole.
fn says(t: &Tongue, file: &ReferenceFile, effect: &Effect) -> Vec<String> {
    if file.part != "boundaries" {
        return resolution(t, effect);
    }
    let mut says = vec![t.w("boundaries-of", &file.source)];
    if effect.unmatched > 0 {
        says.push(t.n("outlines-unmatched", effect.unmatched));
    }
    if effect.disputed > 0 {
        says.push(t.n("outlines-disputed", effect.disputed));
    }
    says
}

/// How many records would name something else.
fn resolution(t: &Tongue, effect: &Effect) -> Vec<String> {
    let Some(found) = &effect.resolution else { return Vec::new() };
    let mut says = Vec::new();
    let sorts: [(&Resolved, [&str; 3]); 2] = [
        (&found.places, ["places-now", "places-lost", "places-other"]),
        (&found.themes, ["themes-now", "themes-lost", "themes-other"]),
    ];
    for (resolved, keys) in sorts {
        let counts = [resolved.now, resolved.lost, resolved.other];
        let told = keys.into_iter().zip(counts).filter(|(_, count)| *count > 0);
        says.extend(told.map(|(key, count)| t.n(&format!("resolved-{key}"), count)));
    }
    if says.is_empty() {
        says.push(t.say("resolved-none"));
    }
    if found.looked_at < found.of {
        says.push(t.nw("resolved-newest", found.looked_at, &t.number(found.of)));
    }
    says.push(t.say("resolved-when"));
    says
}
