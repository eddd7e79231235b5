//! Import: files are sent and read beside the desks, what they would change is shown, they are applied, and the import can be taken back.

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use comity_core::{Label, Loss, Problem, Terms, Tlp};
use comity_node::{Change, Delivery, DeliveryState, MOST_FILES, Made, Upload, Uuid, Waits};
use serde::Deserialize;

use super::columns::{Section, Typed};
use super::{Bare, Done, Frame, IntoPage as _, back, id, notice};
use crate::events;
use crate::failure::{Code, Failure};
use crate::handler::{get, post};
use crate::server::{App, FILE};
use crate::tongue::Tongue;
use crate::visitor::{Ours, Seated};

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/import", get(show).merge(post(receive)))
        .layer(DefaultBodyLimit::max(FILE))
        .route("/import/{id}", get(delivery).merge(post(apply)))
        .route("/import/{id}/stop", post(stop))
        .route("/import/{id}/events", get(events::delivery))
        .route("/imports/{id}", get(made))
        .route("/imports/{id}/undo", post(undo))
}

#[derive(Template)]
#[template(path = "import.html")]
struct Page {
    frame: Frame,
    party: String,
    notice: Option<String>,
    /// Id, names of files, what is being done or waited for.
    waiting: Vec<(Uuid, String, String)>,
    /// Id, when, who, files, state, counts.
    imports: Vec<(Uuid, String, String, String, String, String)>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "preview.html")]
struct PreviewPage {
    frame: Frame,
    id: Uuid,
    name: String,
    waits: Waits,
    /// Key of the count, the first records, how many more.
    plans: Vec<(&'static str, Vec<Change>, u64)>,
    read: String,
    counts: Vec<(String, String)>,
    refused: Vec<(String, String)>,
    lost: Vec<String>,
    columns: Section,
    notice: Option<String>,
    levels: Vec<&'static str>,
}

#[derive(Template)]
#[template(path = "importing.html")]
struct WorkPage {
    frame: Frame,
    name: String,
    stage: String,
    at_work: bool,
    delivery: Delivery,
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
    let waiting = match ask.before {
        None => desk.deliveries().await?,
        Some(_) => Vec::new(),
    };
    let full = imports.len() == PAGE as usize;
    Ok(Page {
        party,
        notice: notice(t, ask.done.as_deref()),
        waiting: waiting.iter().map(|one| (one.id, titled(one), stage(t, one))).collect(),
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

/// Takes files, and has them read.
pub async fn receive(State(app): State<App>, seated: Seated, form: Multipart) -> Result<Redirect, Failure> {
    let uploads = uploaded(form, |csrf| seated.is_ours(csrf)).await?;
    let delivery = seated.desk(&app).await?.send(uploads, None, false).await?;
    Ok(Redirect::to(&format!("/import/{delivery}")))
}

/// The files of a form, streamed to the disk. The token stands before them, so that nothing of a foreign form is kept.
pub async fn uploaded(
    mut form: Multipart,
    is_ours: impl Fn(&str) -> Result<(), Failure>,
) -> Result<Vec<Upload>, Failure> {
    let unread = |error: axum::extract::multipart::MultipartError| match error.status() {
        axum::http::StatusCode::PAYLOAD_TOO_LARGE => {
            Failure::new(Code::TooLarge, "the files have at most 1 GB together")
        }
        _ => Failure::new(Code::Input, error.body_text()),
    };
    let mut ours = is_ours("");
    let mut uploads = Vec::new();
    while let Some(mut field) = form.next_field().await.map_err(unread)? {
        match field.name() {
            Some("csrf") => ours = is_ours(&field.text().await.map_err(unread)?),
            Some("file") => {
                ours.clone()?;
                if uploads.len() == MOST_FILES {
                    return Err(Failure::new(Code::Input, format!("send 1 to {MOST_FILES} files at once")));
                }
                let name = field.file_name().unwrap_or_default().to_owned();
                let mut upload = Upload::begin(&name)?;
                let mut empty = true;
                while let Some(piece) = field.chunk().await.map_err(unread)? {
                    empty &= piece.is_empty();
                    upload.push(&piece)?;
                }
                // a browser sends a field without name and bytes where no file was chosen
                if !(empty && name.is_empty()) {
                    uploads.push(upload);
                }
            }
            _ => {}
        }
    }
    ours?;
    if uploads.is_empty() {
        return Err(Failure::new(Code::Input, "the form holds no file: choose one"));
    }
    Ok(uploads)
}

/// Names of files in one line.
fn titled(delivery: &Delivery) -> String {
    delivery.files.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
}

/// A delivery: how far it is, or what was read and what it would change, or the import that it became.
pub async fn delivery(
    State(app): State<App>,
    seated: Seated,
    Path(delivery): Path<String>,
    Query(ask): Query<Done>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let (delivery, waits) = desk.delivery(id(&delivery)?).await?;
    let frame = seated.frame(&desk, "/import");
    match (delivery.state, delivery.import, waits) {
        (DeliveryState::Applied, Some(import), _) => {
            Ok(back(&format!("/imports/{import}"), "applied").into_response())
        }
        (DeliveryState::Read, _, Some(waits)) => {
            Ok(preview(frame, &delivery, waits, &Typed::default(), ask.done.as_deref()))
        }
        _ => Ok(WorkPage {
            name: titled(&delivery),
            stage: stage(frame.t, &delivery),
            at_work: delivery.state.at_work(),
            delivery,
            frame,
        }
        .into_page()),
    }
}

/// What is being done with a delivery, in words.
pub fn stage(t: &Tongue, delivery: &Delivery) -> String {
    let word = match (delivery.state, delivery.stage.as_str()) {
        (DeliveryState::Reading | DeliveryState::Applying, stage) if !stage.is_empty() => stage,
        (state, _) => state.as_str(),
    };
    t.word("delivery", word)
}

/// What was read and what it would change, with what was typed of its columns.
pub fn preview(
    frame: Frame,
    delivery: &Delivery,
    waits: Waits,
    typed: &Typed,
    done: Option<&str>,
) -> Response {
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
    PreviewPage {
        id: delivery.id,
        name: titled(delivery),
        plans: plans
            .into_iter()
            .filter(|(_, first, _)| !first.is_empty())
            .map(|(key, first, count)| (key, first.clone(), count.saturating_sub(first.len() as u64)))
            .collect(),
        read: t.n("read-records", waits.records),
        counts: counts.into_iter().map(|(word, count)| (t.word("count", word), t.number(count))).collect(),
        refused: report.refused.iter().map(|one| (t.number(one.records), one.reason.clone())).collect(),
        lost: lost(t, &waits.lost),
        columns: Section::of(t, &waits.tables, typed),
        notice: notice(t, done),
        levels: [Tlp::AmberStrict, Tlp::Amber, Tlp::Green, Tlp::Clear].map(Tlp::as_str).to_vec(),
        waits,
        frame,
    }
    .into_page()
}

/// How much was lost of what, worst first.
fn lost(t: &Tongue, lost: &[(Loss, u64)]) -> Vec<String> {
    let key = |loss: Loss| match loss {
        Loss::File => "lost-files",
        Loss::Record => "lost-records",
        Loss::Value => "lost-values",
        Loss::Mended => "mended",
        Loss::Nothing => "looks-wrong",
    };
    lost.iter().map(|(loss, count)| t.n(key(*loss), count)).collect()
}

/// How it is to be applied.
#[derive(Deserialize)]
pub struct Apply {
    #[serde(default)]
    tlp: String,
}

/// Has it applied.
pub async fn apply(
    State(app): State<App>,
    Path(delivery): Path<String>,
    Ours(seated, form): Ours<Apply>,
) -> Result<Redirect, Failure> {
    let label = label(&form.tlp)?;
    let delivery = id(&delivery)?;
    seated.desk(&app).await?.decide_delivery(delivery, label.as_ref()).await?;
    Ok(Redirect::to(&format!("/import/{delivery}")))
}

/// Stops it, whatever is being done with it.
pub async fn stop(
    State(app): State<App>,
    Path(delivery): Path<String>,
    Ours(seated, _): Ours<Bare>,
) -> Result<Redirect, Failure> {
    seated.desk(&app).await?.stop_delivery(id(&delivery)?).await?;
    Ok(back("/import", "delivery-stopped"))
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
        lost: lost(t, &comity_node::lost(&problems)),
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
    Path(import): Path<String>,
    Ours(seated, _): Ours<Bare>,
) -> Result<Redirect, Failure> {
    let import = id(&import)?;
    let undone = seated.desk(&app).await?.undo_import(import).await?;
    Ok(back(&format!("/imports/{import}?left={}", undone.left_alone.len()), "import-undone"))
}
