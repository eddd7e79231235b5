//! Requests that are done once, however often they come: `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07). Every POST takes it.

use std::future::Future;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest as _, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use comity_node::{Kept, Repeat};
use sha2::{Digest as _, Sha256};
use tracing::Instrument as _;

use crate::failure::{Code, Failure};
use crate::server::App;
use crate::visitor::Program;

/// An answer that is kept has no more bytes.
const MOST: usize = 16 << 20;

/// The key that a request came with, and what it asks for.
pub struct Once {
    key: Option<String>,
    /// Method, path and query.
    what: String,
}

impl Once {
    fn of(parts: &Parts) -> Result<Once, Failure> {
        let wrong = || {
            let reason = "an Idempotency-Key has 1 to 200 visible characters, such as a new UUID";
            Failure::new(Code::Input, reason)
        };
        let key = match parts.headers.get("idempotency-key") {
            None => None,
            Some(key) => {
                let key = key.to_str().map_err(|_| wrong())?.trim_matches('"');
                Some(key).filter(|key| (1..=200).contains(&key.len())).ok_or_else(wrong)?.to_owned().into()
            }
        };
        Ok(Once { key, what: format!("{} {}", parts.method, parts.uri) })
    }

    /// Does the work, or gives the answer again that it had. `request` is what else tells this request from another.
    /// The work goes on when its client goes: who asks again finds it done.
    pub async fn run(
        self,
        app: &App,
        program: &Program,
        request: &[&[u8]],
        work: impl Future<Output = Response> + Send + 'static,
    ) -> Result<Response, Failure> {
        let Some(key) = self.key else { return Ok(work.await) };
        let mut hash = Sha256::new();
        for part in [&[self.what.as_bytes()], request].concat() {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        match program.seat(app).await?.claim_key(&key, &hash.finalize()).await? {
            Repeat::Done(kept) => return Ok(again(kept)),
            Repeat::Doing => {
                return Err(Failure::new(Code::Doing, "the request of this Idempotency-Key is being done"));
            }
            Repeat::Another => {
                return Err(Failure::new(Code::KeyUsed, "this Idempotency-Key came with another request"));
            }
            Repeat::Do => {}
        }
        let (app, program) = (app.clone(), program.clone());
        let done = async move {
            let (done, kept) = taken(work.await).await?;
            let desk = program.seat(&app).await?;
            if done.status().is_success() {
                desk.answered(&key, Some(&kept)).await?;
            } else if !done.status().is_server_error() {
                desk.answered(&key, None).await?;
            } // of what broke nobody knows how far it came
            Ok(done)
        };
        tokio::spawn(done.in_current_span()).await.unwrap_or_else(|error| {
            tracing::error!(%error, "a request broke off");
            Err(Failure::new(Code::Fault, ""))
        })
    }
}

impl FromRequestParts<App> for Once {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Once, Failure> {
        Once::of(parts)
    }
}

/// Does every POST with a key once. Files in forms go by: their handlers tell one request from another by the files, because each sending
/// of a form has other bytes between them.
pub async fn posts(State(app): State<App>, request: Request, next: Next) -> Response {
    let program = request.extensions().get::<Program>().cloned();
    let (parts, body) = request.into_parts();
    let content = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_form = content.is_some_and(|content| content.starts_with("multipart/form-data"));
    let once = match Once::of(&parts) {
        Ok(once) => once,
        Err(failure) => return failure.into_response(),
    };
    let Some(program) = program.filter(|_| parts.method == Method::POST && !is_form && once.key.is_some())
    else {
        return next.run(Request::from_parts(parts, body)).await;
    };
    let bytes = match Bytes::from_request(Request::from_parts(parts.clone(), body), &app).await {
        Ok(bytes) => bytes,
        Err(rejection) => return rejection.into_response(),
    };
    let request = Request::from_parts(parts, Body::from(bytes.clone()));
    let work = async move { next.run(request).await };
    once.run(&app, &program, &[&bytes], work).await.unwrap_or_else(|failure| failure.into_response())
}

/// An answer, and what is kept of it.
async fn taken(answer: Response) -> Result<(Response, Kept), Failure> {
    let (parts, body) = answer.into_parts();
    let body = to_bytes(body, MOST).await.map_err(|error| Failure::new(Code::Fault, error.to_string()))?;
    let place = parts.headers.get(header::LOCATION).and_then(|place| place.to_str().ok());
    let kept = Kept {
        status: parts.status.as_u16(),
        location: place.unwrap_or_default().to_owned(),
        answer: body.to_vec(),
    };
    Ok((Response::from_parts(parts, Body::from(body)), kept))
}

fn again(kept: Kept) -> Response {
    let told = (HeaderName::from_static("idempotency-replayed"), HeaderValue::from_static("true"));
    let status = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::OK);
    let is_empty = kept.answer.is_empty();
    let mut response = (status, [told], kept.answer).into_response();
    let headers = response.headers_mut();
    if is_empty {
        headers.remove(header::CONTENT_TYPE);
    } else {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    if let (false, Ok(place)) = (kept.location.is_empty(), HeaderValue::try_from(kept.location)) {
        headers.insert(header::LOCATION, place);
    }
    response
}
