//! Import: a file is sent, what was read of it and what it would change is shown, it is applied, and can be taken back.

use askama::Template;
use axum::Form;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::{Redirect, Response};
use comity_core::{Label, Loss, Problem, Terms, Tlp};
use comity_node::{Change, Made, Upload, Uuid, Waits};
use serde::Deserialize;

use super::{Bare, Frame, IntoPage as _, back, id, notice};
use crate::failure::{Code, Failure};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::Seated;

#[derive(Template)]
#[template(path = "import.html")]
struct Page {
    frame: Frame,
    party: String,
    /// Id, when, who, files, state, counts.
    imports: Vec<(Uuid, String, String, String, String, String)>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "preview.html")]
struct PreviewPage {
    frame: Frame,
    waits: Waits,
    /// Key of the count, the first records, how many more.
    plans: Vec<(&'static str, Vec<Change>, u64)>,
    read: String,
    counts: Vec<(String, String)>,
    refused: Vec<(String, String)>,
    lost: Vec<String>,
    levels: Vec<&'static str>,
}

#[derive(Template)]
#[template(path = "imported.html")]
struct DonePage {
    frame: Frame,
    notice: Option<String>,
    made: Made,
    name: String,
    when: String,
    counts: Vec<(String, String)>,
    problems: Vec<Problem>,
    lost: Vec<String>,
    may_undo: bool,
    left: Option<String>,
    working: Option<&'static str>,
}

/// Which imports.
#[derive(Deserialize)]
pub struct Ask {
    before: Option<Uuid>,
    done: Option<String>,
    left: Option<u64>,
}

const PAGE: u32 = 20;

/// The form, and the imports before.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    if !desk.may_import() {
        return Err(Failure::new(
            Code::Denied,
            "records belong to parties: an import needs a user with a seat",
        ));
    }
    let party = desk.viewer().party().map(|party| party.as_str().to_owned()).unwrap_or_default();
    let frame = seated.frame(&desk, "/import");
    let t = frame.t;
    let imports = desk.imports(ask.before, PAGE).await?;
    let full = imports.len() == PAGE as usize;
    Ok(Page {
        party,
        next: imports.last().filter(|_| full).map(|last| format!("/import?before={}", last.id)),
        imports: imports
            .iter()
            .map(|made| {
                let counts: Vec<String> =
                    counts(t, made).iter().map(|(word, count)| format!("{count} {word}")).collect();
                let what = if made.undoes.is_some() { "undo" } else { made.state.as_str() };
                (
                    made.id,
                    t.time(&made.started_at),
                    made.made_by.clone(),
                    named(&made.files),
                    t.word("import-state", what),
                    counts.join(" · "),
                )
            })
            .collect(),
        frame,
    }
    .into_page())
}

/// The files that were sent; what lies inside an archive goes under the archive's name.
fn named(files: &[String]) -> String {
    let mut names: Vec<&str> = files.iter().map(|file| file.split('!').next().unwrap_or(file)).collect();
    names.dedup();
    names.join(", ")
}

/// What an import changed, by word.
fn counts(t: &Tongue, made: &Made) -> Vec<(String, String)> {
    [
        ("created", made.created),
        ("changed", made.changed),
        ("unchanged", made.unchanged),
        ("vanished", made.vanished),
        ("returned", made.returned),
    ]
    .into_iter()
    .filter(|(word, count)| *count > 0 || *word == "created")
    .map(|(word, count)| (t.word("count", word), t.number(count)))
    .collect()
}

/// Takes a file.
pub async fn receive(State(app): State<App>, seated: Seated, form: Multipart) -> Result<Redirect, Failure> {
    let upload = uploaded(form, |csrf| seated.is_ours(csrf)).await?;
    let file = seated.desk(&app).await?.keep(upload)?;
    Ok(Redirect::to(&format!("/import/{file}")))
}

/// The file of a form, streamed to the disk. The token stands before the file, so that nothing of a foreign form is kept.
pub async fn uploaded(
    mut form: Multipart,
    is_ours: impl Fn(&str) -> Result<(), Failure>,
) -> Result<Upload, Failure> {
    let unread = |error: axum::extract::multipart::MultipartError| match error.status() {
        axum::http::StatusCode::PAYLOAD_TOO_LARGE => Failure::new(Code::TooLarge, "a file has at most 1 GB"),
        _ => Failure::new(Code::Input, error.body_text()),
    };
    let mut ours = is_ours("");
    while let Some(mut field) = form.next_field().await.map_err(unread)? {
        match field.name() {
            Some("csrf") => ours = is_ours(&field.text().await.map_err(unread)?),
            Some("file") => {
                ours?;
                let mut upload = Upload::begin(field.file_name().unwrap_or_default())?;
                while let Some(piece) = field.chunk().await.map_err(unread)? {
                    upload.push(&piece)?;
                }
                return Ok(upload);
            }
            _ => {}
        }
    }
    ours?;
    Err(Failure::new(Code::Input, "the form holds no file: choose one"))
}

/// What was read, and what it would change.
pub async fn preview(
    State(app): State<App>,
    seated: Seated,
    Path(file): Path<String>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let waits = desk.preview(id(&file)?).await?;
    let frame = seated.frame(&desk, "/import");
    let t = frame.t;
    let report = &waits.plan.report;
    let counts = [
        ("created", report.created),
        ("changed", report.changed),
        ("unchanged", report.unchanged),
        ("vanished", report.vanished),
    ];
    let plan = &waits.plan;
    let plans = [
        ("created", &plan.created, report.created),
        ("changed", &plan.changed, report.changed),
        ("vanished", &plan.vanished, report.vanished),
    ];
    Ok(PreviewPage {
        plans: plans
            .into_iter()
            .filter(|(_, first, _)| !first.is_empty())
            .map(|(key, first, count)| (key, first.clone(), count.saturating_sub(first.len() as u64)))
            .collect(),
        read: t.n("read-records", waits.counts.records),
        counts: counts.into_iter().map(|(word, count)| (t.word("count", word), t.number(count))).collect(),
        refused: report.refused.iter().map(|one| (t.number(one.records), one.reason.clone())).collect(),
        lost: lost(t, &waits.plan.problems),
        levels: [Tlp::AmberStrict, Tlp::Amber, Tlp::Green, Tlp::Clear].map(Tlp::as_str).to_vec(),
        waits,
        frame,
    }
    .into_page())
}

/// How much was lost of what, worst first.
fn lost(t: &Tongue, problems: &[Problem]) -> Vec<String> {
    [
        (Loss::File, "lost-files"),
        (Loss::Record, "lost-records"),
        (Loss::Value, "lost-values"),
        (Loss::Mended, "mended"),
        (Loss::Nothing, "looks-wrong"),
    ]
    .into_iter()
    .map(|(loss, key)| (problems.iter().filter(|problem| problem.loss == loss).count(), key))
    .filter(|(count, _)| *count > 0)
    .map(|(count, key)| t.n(key, count))
    .collect()
}

/// How it is to be applied.
#[derive(Deserialize)]
pub struct Apply {
    csrf: String,
    #[serde(default)]
    tlp: String,
}

/// Applies it.
pub async fn apply(
    State(app): State<App>,
    seated: Seated,
    Path(file): Path<String>,
    Form(form): Form<Apply>,
) -> Result<Redirect, Failure> {
    seated.is_ours(&form.csrf)?;
    let label = label(&form.tlp)?;
    let report = seated.desk(&app).await?.apply(id(&file)?, label.as_ref()).await?;
    Ok(back(&format!("/imports/{}", report.import), "applied"))
}

/// A label by its level; none for the records' own.
pub fn label(tlp: &str) -> Result<Option<Label>, Failure> {
    if tlp.is_empty() {
        return Ok(None);
    }
    let input = |reason: String| Failure::new(Code::Input, reason);
    let tlp = Tlp::parse(tlp).map_err(|error| input(error.to_string()))?;
    Label::new(Terms::of(tlp)).map(Some).map_err(|error| input(error.to_string()))
}

/// One import.
pub async fn made(
    State(app): State<App>,
    seated: Seated,
    Path(import): Path<String>,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let (made, problems) = desk.import(id(&import)?).await?;
    let frame = seated.frame(&desk, "/import");
    let t = frame.t;
    let stage = app.node.progress().borrow().stage.as_str();
    Ok(DonePage {
        notice: notice(t, ask.done.as_deref()),
        name: if made.files.is_empty() { t.word("import-state", "undo") } else { named(&made.files) },
        when: t.time(&made.started_at),
        counts: counts(t, &made),
        lost: lost(t, &problems),
        problems,
        may_undo: made.state == "applied" && made.undoes.is_none(),
        left: ask.left.filter(|left| *left > 0).map(|left| t.n("undo-left", left)),
        working: (stage != "idle").then_some(stage),
        made,
        frame,
    }
    .into_page())
}

/// Takes an import back.
pub async fn undo(
    State(app): State<App>,
    seated: Seated,
    Path(import): Path<String>,
    Form(form): Form<Bare>,
) -> Result<Redirect, Failure> {
    seated.is_ours(&form.csrf)?;
    let import = id(&import)?;
    let undone = seated.desk(&app).await?.undo_import(import).await?;
    Ok(back(&format!("/imports/{import}?left={}", undone.left_alone.len()), "import-undone"))
}
