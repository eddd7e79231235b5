//! What can't be answered, as a page or as problem+json (RFC 9457) with a code that stays. The only place where errors become statuses.

use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use comity_node::ErrorSort;

use crate::page::{Frame, IntoPage as _};
use crate::tongue::Tongue;
use crate::visitor::Manners;

/// A failure with its code.
#[derive(Clone, Debug)]
pub struct Failure {
    code: Code,
    /// In English, for who wants to know more.
    detail: String,
    /// After how many seconds trying again helps.
    wait: Option<i64>,
}

/// The codes. They are part of the API and never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Code {
    Absent,
    Denied,
    Input,
    Refused,
    Busy,
    Away,
    Fault,
    Form,
    Login,
    TooLarge,
    TooMany,
    Method,
    Slow,
    Changed,
    Doing,
    KeyUsed,
    Waits,
    Elsewhere,
}

impl Code {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Code::Absent => "absent",
            Code::Denied => "denied",
            Code::Input => "input",
            Code::Refused => "refused",
            Code::Busy => "busy",
            Code::Away => "away",
            Code::Fault => "fault",
            Code::Form => "form",
            Code::Login => "login",
            Code::TooLarge => "too-large",
            Code::TooMany => "too-many",
            Code::Method => "method",
            Code::Slow => "slow",
            Code::Changed => "changed",
            Code::Doing => "doing",
            Code::KeyUsed => "key-used",
            Code::Waits => "waits",
            Code::Elsewhere => "elsewhere",
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Code::Absent => StatusCode::NOT_FOUND,
            Code::Denied | Code::Form | Code::Waits => StatusCode::FORBIDDEN,
            Code::Input | Code::KeyUsed => StatusCode::UNPROCESSABLE_ENTITY,
            Code::Refused | Code::Doing => StatusCode::CONFLICT,
            Code::Changed => StatusCode::PRECONDITION_FAILED,
            Code::Busy | Code::Away | Code::Elsewhere => StatusCode::SERVICE_UNAVAILABLE,
            Code::Fault => StatusCode::INTERNAL_SERVER_ERROR,
            Code::Login => StatusCode::UNAUTHORIZED,
            Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Code::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Code::Method => StatusCode::METHOD_NOT_ALLOWED,
            Code::Slow => StatusCode::REQUEST_TIMEOUT,
        }
    }
}

impl Failure {
    /// A failure of a code, with more about it in English.
    pub fn new(code: Code, detail: impl Into<String>) -> Failure {
        let wait = matches!(code, Code::Busy | Code::Away | Code::Doing).then_some(5);
        Failure { code, detail: detail.into(), wait }
    }

    /// Too often; trying again helps after so many seconds.
    pub fn too_many(detail: impl Into<String>, wait: i64) -> Failure {
        Failure { wait: Some(wait), ..Failure::new(Code::TooMany, detail) }
    }

    /// What can't be read as what is expected.
    pub fn malformed() -> Failure {
        Failure::new(Code::Input, "the request isn't of the form that is expected here")
    }

    /// What isn't there.
    pub fn absent() -> Failure {
        Failure::new(Code::Absent, "")
    }
}

impl From<comity_node::Error> for Failure {
    fn from(error: comity_node::Error) -> Failure {
        let code = match error.sort() {
            // what isn't there and what may not be known of sound alike
            ErrorSort::Absent => return Failure::absent(),
            ErrorSort::Denied => Code::Denied,
            ErrorSort::Input => Code::Input,
            ErrorSort::Refused => Code::Refused,
            ErrorSort::Changed => Code::Changed,
            ErrorSort::Busy => Code::Busy,
            ErrorSort::Away => Code::Away,
            ErrorSort::Fault => Code::Fault,
        };
        if matches!(code, Code::Away | Code::Fault) {
            // what is wrong inside is for the server's log, not for whoever asks
            tracing::error!(%error, "a request failed");
            return Failure::new(code, "");
        }
        Failure::new(code, format!("{error}: {}", error.way_out()))
    }
}

impl IntoResponse for Failure {
    /// Only the status; [`dress`] writes the body, because it knows who reads it.
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    frame: Frame,
    title: String,
    way: String,
    detail: &'a str,
}

/// Gives failures a body that their reader understands: programs problem+json, people a page in their language.
pub async fn dress(request: Request, next: Next) -> Response {
    let manners = Manners::of(request.headers());
    let program = request.uri().path().starts_with("/api/");
    let path = request.uri().path().to_owned();
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
    let response = next.run(request).await;
    let failure = match response.extensions().get::<Failure>() {
        Some(failure) => failure.clone(),
        // what the router itself refuses
        None => match response.status() {
            StatusCode::NOT_FOUND => Failure::absent(),
            StatusCode::METHOD_NOT_ALLOWED => Failure::new(Code::Method, ""),
            StatusCode::PAYLOAD_TOO_LARGE => Failure::new(Code::TooLarge, ""),
            StatusCode::BAD_REQUEST
            | StatusCode::UNPROCESSABLE_ENTITY
            | StatusCode::UNSUPPORTED_MEDIA_TYPE => Failure::malformed(),
            _ => return response,
        },
    };
    let code = failure.code;
    let tongue = Tongue::of(manners.language);
    let mut dressed = if program {
        let body = serde_json::json!({
            "type": format!("urn:comity:problem:{}", code.as_str()),
            "title": tongue.say(&format!("error-{}", code.as_str())),
            "status": code.status().as_u16(),
            "code": code.as_str(),
            "detail": failure.detail,
            "request": id,
        });
        ([(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
    } else {
        let title = tongue.say(&format!("error-{}", code.as_str()));
        let way = tongue.say(&format!("error-{}-way", code.as_str()));
        ErrorPage { frame: Frame::outside(manners, path), title, way, detail: &failure.detail }.into_page()
    };
    *dressed.status_mut() = code.status();
    if let Some(wait) = failure.wait {
        dressed.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
    }
    for (name, value) in response.headers() {
        if !matches!(*name, header::CONTENT_TYPE | header::CONTENT_LENGTH) {
            dressed.headers_mut().append(name, value.clone());
        }
    }
    dressed
}
