//! Style, script, htmx and the outlines of land, carried in the program and named after their contents, so that browsers keep them for good.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest as _, Sha256};

use crate::failure::Failure;

const FILES: [(&str, &str, &str); 4] = [
    ("desk.css", "text/css; charset=utf-8", include_str!("../assets/desk.css")),
    ("desk.js", "text/javascript; charset=utf-8", include_str!("../assets/desk.js")),
    ("land.svg", "image/svg+xml", include_str!("../assets/land.svg")),
    ("htmx.js", "text/javascript; charset=utf-8", include_str!("../assets/htmx.js")),
];

static HASHES: LazyLock<[String; 4]> = LazyLock::new(|| {
    FILES.map(|(_, _, text)| Sha256::digest(text).iter().take(6).map(|byte| format!("{byte:02x}")).collect())
});

/// The address of a file.
pub fn address(name: &str) -> String {
    let hash = FILES
        .iter()
        .zip(HASHES.iter())
        .find(|((known, ..), _)| *known == name)
        .map(|(_, hash)| hash.as_str());
    format!("/assets/{}/{name}", hash.unwrap_or("none"))
}

/// Gives a file out; one asked for under another version's name isn't there.
pub async fn give(Path((hash, name)): Path<(String, String)>) -> Response {
    let found =
        FILES.iter().zip(HASHES.iter()).find(|((known, ..), right)| *known == name && **right == hash);
    let Some(((_, kind, text), _)) = found else { return Failure::absent().into_response() };
    let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
    ([(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CACHE_CONTROL, forever)], *text)
        .into_response()
}
