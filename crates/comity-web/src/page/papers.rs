//! Papers: the paragraphs of a text, and a paper as what a browser saves.

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use comity_node::{Desk, GivenPaper, Uuid};

use crate::failure::Failure;

/// The paragraphs of a text.
pub fn paragraphs(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split("\n\n").map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Writes a paper of a council or of joint work, with a line in the log, and hands it to the browser under its label.
pub async fn attached(
    desk: &Desk<'_>,
    of: (&'static str, Uuid),
    name: &str,
    given: GivenPaper,
) -> Result<Response, Failure> {
    let file = format!("{name}-{}.{}", given.label().as_str().replace([':', '+'], "-"), given.ending());
    let kind = match given.ending() {
        "pdf" => "application/pdf",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "html" => "text/html; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        _ => "text/csv; charset=utf-8",
    };
    let bytes = desk.give_out(of, name, given).await?;
    let disposition = format!("attachment; filename=\"{file}\"");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition.as_str())], bytes)
        .into_response())
}
