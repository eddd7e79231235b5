//! What a program has already, it need not get again; what it hasn't seen, it doesn't change: entity tags (RFC 9110, 8.8.3 and 13.1).

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::failure::{Code, Failure};

/// No answer is larger.
const MOST: usize = 256 << 20;

/// Gives each answer to a question its tag, and only the tag to who has it.
pub async fn answers(request: Request, next: Next) -> Response {
    let asks = matches!(*request.method(), Method::GET | Method::HEAD);
    let known = values(request.headers(), &header::IF_NONE_MATCH);
    let response = next.run(request).await;
    // files go out piece by piece
    let is_file = response.headers().contains_key(header::CONTENT_DISPOSITION);
    if !asks || is_file || response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, MOST).await else {
        return Failure::new(Code::Fault, "").into_response();
    };
    let tag = of_bytes(&bytes);
    if let Ok(value) = HeaderValue::try_from(&tag) {
        parts.headers.insert(header::ETAG, value);
    }
    // kept by the program that asked, and never used without asking whether it still holds
    parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if matches(&known, &tag) {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
        parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// What a program says it has seen of what it changes: the tags of its If-Match.
#[derive(Clone)]
pub struct Seen(Vec<String>);

impl Seen {
    /// Nothing where it says nothing: it isn't held up then.
    pub fn of(headers: &HeaderMap) -> Option<Seen> {
        let tags = values(headers, &header::IF_MATCH);
        (!tags.is_empty()).then_some(Seen(tags))
    }

    /// Whether it has seen this.
    pub fn is<T: Serialize>(&self, now: &T) -> bool {
        serde_json::to_vec(now).is_ok_and(|bytes| matches(&self.0, &of_bytes(&bytes)))
    }
}

fn of_bytes(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    let hex: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hex}\"")
}

fn values(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    let lines = headers.get_all(name).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(|tag| tag.trim().to_owned()).collect()
}

/// A compressed answer's tag may come back as a weak one.
fn matches(known: &[String], tag: &str) -> bool {
    known.iter().any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}
