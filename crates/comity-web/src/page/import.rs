//! Import: a file is sent, what was read of it is shown, it is applied, and can be taken back.

use askama::Template;
use axum::Form;
use axum::extract::{Multipart, Path, State};
use axum::response::{Redirect, Response};
use comity_core::{Label, Loss, Problem, Terms, Tlp};
use comity_node::{Applied, Preview, Upload};
use serde::Deserialize;

use super::me::Bare;
use super::{Frame, IntoPage as _, id};
use crate::failure::{Code, Failure};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::Seated;

#[derive(Template)]
#[template(path = "import.html")]
struct Page {
    frame: Frame,
    party: String,
}

#[derive(Template)]
#[template(path = "preview.html")]
struct PreviewPage {
    frame: Frame,
    preview: Preview,
    read: String,
    lost: Vec<String>,
    levels: Vec<&'static str>,
}

#[derive(Template)]
#[template(path = "imported.html")]
struct DonePage {
    frame: Frame,
    id: comity_node::Uuid,
    name: String,
    counts: Vec<(String, String)>,
    refused: Vec<(String, String)>,
    broken_off: Vec<String>,
    problems: Vec<Problem>,
    lost: Vec<String>,
    import: comity_node::Uuid,
    undone: Option<Vec<(String, String)>>,
    working: Option<&'static str>,
}

/// The form.
pub async fn show(State(app): State<App>, seated: Seated) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    if !desk.may_import() {
        return Err(Failure::new(Code::Denied, "records belong to parties: an import needs a user with a seat"));
    }
    let party = desk.viewer().party().map(|party| party.as_str().to_owned()).unwrap_or_default();
    Ok(Page { frame: seated.frame(&desk, "/import"), party }.into_page())
}

/// Takes a file and reads it.
pub async fn receive(State(app): State<App>, seated: Seated, form: Multipart) -> Result<Redirect, Failure> {
    let upload = uploaded(form, |csrf| seated.is_ours(csrf)).await?;
    let preview = seated.desk(&app).await?.preview(upload).await?;
    Ok(Redirect::to(&format!("/import/{}", preview.id)))
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

/// What was read.
pub async fn preview(State(app): State<App>, seated: Seated, Path(file): Path<String>) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let preview = desk.preview_again(id(&file)?).await?;
    let frame = seated.frame(&desk, "/import");
    let t = frame.t;
    Ok(PreviewPage {
        read: t.n("read-records", preview.counts.records),
        lost: lost(t, &preview.problems),
        levels: [Tlp::AmberStrict, Tlp::Amber, Tlp::Green, Tlp::Clear].map(Tlp::as_str).to_vec(),
        preview,
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
    let file = id(&file)?;
    seated.desk(&app).await?.apply(file, label.as_ref()).await?;
    Ok(Redirect::to(&format!("/import/{file}/done")))
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

/// What was applied.
pub async fn done(State(app): State<App>, seated: Seated, Path(file): Path<String>) -> Result<Response, Failure> {
    let file = id(&file)?;
    let desk = seated.desk(&app).await?;
    let applied = desk.applied(file)?;
    Ok(done_page(&app, seated.frame(&desk, "/import"), file, applied, None))
}

fn done_page(
    app: &App,
    frame: Frame,
    file: comity_node::Uuid,
    applied: Applied,
    undone: Option<Vec<(String, String)>>,
) -> Response {
    let t = frame.t;
    let report = applied.report;
    let counts = [
        ("created", report.created),
        ("changed", report.changed),
        ("unchanged", report.unchanged),
        ("vanished", report.vanished),
        ("returned", report.returned),
        ("relabelled", report.relabelled),
    ];
    let stage = app.node.progress().borrow().stage.as_str();
    DonePage {
        id: file,
        name: applied.name,
        counts: counts
            .into_iter()
            .filter(|(word, count)| *count > 0 || matches!(*word, "created" | "changed" | "vanished"))
            .map(|(word, count)| (t.word("count", word), t.number(count)))
            .collect(),
        refused: report.refused.iter().map(|one| (t.number(one.records), one.reason.clone())).collect(),
        broken_off: report.broken_off,
        lost: lost(t, &applied.problems),
        problems: applied.problems,
        import: report.import,
        undone,
        working: (stage != "idle").then_some(stage),
        frame,
    }
    .into_page()
}

/// Takes the import back.
pub async fn undo(
    State(app): State<App>,
    seated: Seated,
    Path(file): Path<String>,
    Form(form): Form<Bare>,
) -> Result<Response, Failure> {
    seated.is_ours(&form.csrf)?;
    let file = id(&file)?;
    let desk = seated.desk(&app).await?;
    let applied = desk.applied(file)?;
    let undone = desk.undo_import(applied.report.import).await?;
    let frame = seated.frame(&desk, "/import");
    let t = frame.t;
    let counts = [
        ("undo-made", undone.made),
        ("undo-changed", undone.changed),
        ("undo-restored", undone.restored),
        ("undo-left", undone.left_alone.len() as u64),
    ];
    let said = counts.into_iter().map(|(word, count)| (t.word("count", word), t.number(count))).collect();
    Ok(done_page(&app, frame, file, applied, Some(said)))
}
