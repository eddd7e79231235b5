//! Requests that are done once, however often they come: `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07).

use std::future::Future;

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use comity_node::Repeat;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::failure::{Code, Failure};
use crate::server::App;
use crate::visitor::Program;

/// The key that a request came with, and what it asks for.
pub struct Once {
    key: Option<String>,
    /// Method, path and query.
    what: String,
}

impl FromRequestParts<App> for Once {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Once, Failure> {
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
}

impl Once {
    /// Does the work, or gives the answer again that it had. `request` is what else tells this request from another.
    /// The work goes on when its client goes: who asks again finds it done.
    pub async fn run<T: Serialize + Send + 'static>(
        self,
        app: &App,
        program: &Program,
        request: &[&[u8]],
        work: impl Future<Output = Result<Json<T>, Failure>> + Send + 'static,
    ) -> Result<Response, Failure> {
        let Some(key) = self.key else { return Ok(work.await?.into_response()) };
        let mut hash = Sha256::new();
        for part in [&[self.what.as_bytes()], request].concat() {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        match program.seat(app).await?.claim_key(&key, &hash.finalize()).await? {
            Repeat::Done { status, answer } => return Ok(again(status, answer)),
            Repeat::Doing => {
                return Err(Failure::new(Code::Doing, "the request of this Idempotency-Key is being done"));
            }
            Repeat::Another => {
                return Err(Failure::new(Code::KeyUsed, "this Idempotency-Key came with another request"));
            }
            Repeat::Do => {}
        }
        let (app, program) = (app.clone(), program.clone());
        let done = tokio::spawn(async move {
            let done = work.await;
            let desk = program.seat(&app).await?;
            match &done {
                Ok(Json(answer)) => {
                    let answer = serde_json::to_vec(answer).unwrap_or_default();
                    desk.answered(&key, Some((StatusCode::OK.as_u16(), &answer))).await?;
                }
                // of what broke nobody knows how far it came
                Err(failure) if failure.is_of_server() => {}
                Err(_) => desk.answered(&key, None).await?,
            }
            done
        });
        let done = done.await.map_err(|error| {
            tracing::error!(%error, "a request broke off");
            Failure::new(Code::Fault, "")
        })?;
        Ok(done?.into_response())
    }
}

fn again(status: u16, answer: Vec<u8>) -> Response {
    let json = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let told = (HeaderName::from_static("idempotency-replayed"), HeaderValue::from_static("true"));
    (StatusCode::from_u16(status).unwrap_or(StatusCode::OK), [json, told], answer).into_response()
}
