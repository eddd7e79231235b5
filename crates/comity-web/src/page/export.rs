//! What is shown, as a file: exports of a filter, and feeds of saved views.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use comity_node::{OutFormat, TakenAlong};
use futures_util::StreamExt as _;
use futures_util::stream::unfold;
use serde::Deserialize;
use tokio::io::AsyncReadExt as _;

use super::activities::Address;
use crate::failure::{Code, Failure};
use crate::handler::{get, post};
use crate::server::App;
use crate::visitor::Ours;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new().route("/activities/export", post(export)).route("/feeds/{file}", get(feed))
}

/// The formats that a page offers.
pub const FORMATS: [&str; 5] = ["csv", "jsonl", "geojson", "xlsx", "ics"];

/// What to export, and as what.
#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    query: String,
    format: String,
}

/// Exports what a page shows.
pub async fn export(State(app): State<App>, Ours(seated, form): Ours<Wanted>) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let address = Address::parse(&form.query);
    let format = format(&form.format)?;
    let asked = address.query();
    let taken =
        desk.take_along(&address.ask.filter()?, (format, "Comity"), (&asked, "browser"), true).await?;
    Ok(answer(format, taken, "activities"))
}

/// A format by its word.
pub fn format(word: &str) -> Result<OutFormat, Failure> {
    let known = FORMATS.contains(&word).then(|| word.parse().ok()).flatten();
    known.ok_or_else(|| {
        Failure::new(Code::Input, format!("`{word}` is no format: use {}", FORMATS.join(", ")))
    })
}

/// A feed: the address is its secret. What isn't good any more isn't there.
async fn feed(State(app): State<App>, Path(file): Path<String>) -> Result<Response, Failure> {
    let (secret, format) = match file.rsplit_once('.') {
        Some((secret, "ics")) => (secret, OutFormat::ICalendar),
        Some((secret, "geojson")) => (secret, OutFormat::GeoJson),
        _ => return Err(Failure::absent()),
    };
    let feed = app.node.feed(secret).await?.ok_or_else(Failure::absent)?;
    let desk = app.node.desk(feed.token.viewer.clone()).await?;
    let view = desk.view(feed.view).await?;
    let filter = Address::parse(&view.content).ask.filter()?;
    let to = format!("feed {}", feed.token.id);
    let taken =
        desk.take_along(&filter, (format, &view.name), (&view.content, &to), feed.first_today).await?;
    Ok(answer(format, taken, "feed"))
}

/// The file as an answer, piece by piece. Its name says the narrowest label of what is in it.
pub fn answer(format: OutFormat, taken: TakenAlong, name: &str) -> Response {
    let kind = match format {
        OutFormat::JsonLines => "application/jsonl",
        OutFormat::Csv => "text/csv; charset=utf-8",
        OutFormat::GeoJson => "application/geo+json",
        OutFormat::ICalendar => "text/calendar; charset=utf-8",
        OutFormat::Xlsx | OutFormat::Parquet => {
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        }
    };
    let word = OutFormat::WORDS.into_iter().find(|(known, _)| *known == format).map_or("", |(_, word)| word);
    let label = taken.tlp.as_str().replace([':', '+'], "-");
    let disposition = format!("attachment; filename=\"{name}-{label}.{word}\"");
    let pieces = unfold(tokio::fs::File::from_std(taken.file), |mut file| async move {
        let mut piece = vec![0; 64 << 10];
        match file.read(&mut piece).await {
            Ok(0) => None,
            Ok(read) => {
                piece.truncate(read);
                Some((Ok(Bytes::from(piece)), file))
            }
            Err(error) => Some((Err(error), file)),
        }
    });
    // a server may ask once more after the end
    let mut response = Body::from_stream(pieces.fuse()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(taken.bytes));
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    for (name, value) in
        [("x-comity-tlp", taken.tlp.as_str().to_owned()), ("x-comity-records", taken.records.to_string())]
    {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    response
}
