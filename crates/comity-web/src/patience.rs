//! What is sent to us: refused at once where it says that it is too large, cut off where it comes too slowly.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures_util::{StreamExt as _, stream};
use tokio::time::Instant;

use crate::failure::{Code, Failure};
use crate::server::{App, FILE};

/// Refuses a body that is announced as larger than any that we take, and one that comes too slowly.
pub async fn body(State(app): State<App>, request: Request, next: Next) -> Response {
    let told = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    let told = told.and_then(|length| length.parse::<u64>().ok());
    if told.is_some_and(|length| length > FILE as u64) {
        return Failure::new(Code::TooLarge, "").into_response();
    }
    if told.is_none() && !request.headers().contains_key(header::TRANSFER_ENCODING) {
        return next.run(request).await;
    }
    let slow = Arc::new(AtomicBool::new(false));
    let limits = app.options.limits;
    let request = request.map(|body| hurried(body, limits.body, limits.body_rate, slow.clone()));
    let response = next.run(request).await;
    if slow.load(Ordering::Relaxed) {
        return Failure::new(Code::Slow, "").into_response();
    }
    response
}

/// The body, ended with an error when we waited for it longer than `grace` and one second more for each `rate` bytes that came.
/// Time that passes while we are busy with it doesn't count.
fn hurried(body: Body, grace: Duration, rate: u32, slow: Arc<AtomicBool>) -> Body {
    let rate = f64::from(rate.max(1));
    let begin = (body.into_data_stream(), grace);
    Body::from_stream(stream::unfold(begin, move |(mut rest, left)| {
        let slow = slow.clone();
        async move {
            let begun = Instant::now();
            let Ok(came) = tokio::time::timeout(left, rest.next()).await else {
                slow.store(true, Ordering::Relaxed);
                let error = axum::Error::new("the body came too slowly");
                // then nothing more comes
                return Some((Err(error), (Body::empty().into_data_stream(), grace)));
            };
            let came: Result<Bytes, axum::Error> = came?;
            let earned = came.as_ref().map_or(0.0, |bytes| bytes.len() as f64 / rate);
            let left = left.saturating_sub(begun.elapsed()) + Duration::from_secs_f64(earned);
            Some((came, (rest, left)))
        }
    }))
}
