//! Who asks: the session of a cookie, the token of a program, and how they want to be answered.

use axum::extract::{FromRequest, FromRequestParts, OptionalFromRequestParts, RawForm, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use comity_node::{Desk, Session, TokenSeen};
use serde::de::DeserializeOwned;

use crate::cookie;
use crate::failure::{Code, Failure};
use crate::page::{Bare, Frame};
use crate::server::App;
use crate::tongue::Language;

/// How someone wants to be answered.
#[derive(Clone, Copy, Debug)]
pub struct Manners {
    /// In which language.
    pub language: Language,
    /// Whether they chose it themselves.
    pub chosen: bool,
    /// `auto`, `light` or `dark`.
    pub appearance: &'static str,
}

impl Manners {
    /// By cookies, else by what the browser says.
    pub fn of(headers: &HeaderMap) -> Manners {
        let chosen = cookie::read(headers, cookie::LANGUAGE).and_then(Language::parse);
        let accepted = || {
            let header = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
            header.and_then(Language::accepted).unwrap_or_default()
        };
        Manners {
            language: chosen.unwrap_or_else(accepted),
            chosen: chosen.is_some(),
            appearance: appearance(cookie::read(headers, cookie::APPEARANCE).unwrap_or_default()),
        }
    }
}

/// One of the three appearances.
pub fn appearance(word: &str) -> &'static str {
    ["light", "dark"].into_iter().find(|known| *known == word).unwrap_or("auto")
}

/// Someone who is logged in.
pub struct Seated {
    /// The session.
    pub session: Session,
    /// How they want to be answered.
    pub manners: Manners,
    /// The path and query that they asked for.
    pub address: String,
}

impl Seated {
    /// Their desk at the node.
    pub async fn desk<'a>(&self, app: &'a App) -> Result<Desk<'a>, Failure> {
        Ok(app.node.desk(self.session.viewer.clone()).await?)
    }

    /// What stands around their page.
    pub fn frame(&self, desk: &Desk<'_>, here: &'static str) -> Frame {
        Frame::of(self, desk, here)
    }

    /// Whether a form comes from one of our pages.
    pub fn is_ours(&self, csrf: &str) -> Result<(), Failure> {
        if same(csrf, &self.session.csrf) {
            return Ok(());
        }
        Err(Failure::new(Code::Form, "the form's token isn't the session's"))
    }
}

/// Whether two secrets are the same, in a time that doesn't tell how far they are.
pub fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

async fn seated(parts: &Parts, app: &App) -> Result<Option<Seated>, Failure> {
    let Some(secret) = cookie::read(&parts.headers, cookie::SESSION) else { return Ok(None) };
    let Some(session) = app.node.session(secret).await? else { return Ok(None) };
    let mut manners = Manners::of(&parts.headers);
    if !manners.chosen
        && let Some(language) = Language::parse(&session.user.language)
    {
        manners.language = language;
    }
    let address = parts.uri.path_and_query().map_or("/", |address| address.as_str()).to_owned();
    Ok(Some(Seated { session, manners, address }))
}

impl FromRequestParts<App> for Seated {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Seated, Response> {
        match seated(parts, app).await.map_err(IntoResponse::into_response)? {
            Some(seated) => Ok(seated),
            // whoever reads is brought to the login and back
            None if parts.method == Method::GET => {
                let address = parts.uri.path_and_query().map_or("/", |address| address.as_str());
                Err(Redirect::to(&format!("/login?next={}", escaped(address))).into_response())
            }
            None => Err(Failure::new(Code::Login, "log in first").into_response()),
        }
    }
}

impl OptionalFromRequestParts<App> for Seated {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Seated>, Response> {
        seated(parts, app).await.map_err(IntoResponse::into_response)
    }
}

/// A form that someone who is logged in sends from one of our pages: its token, the field `csrf`, was checked before anything else was read.
pub struct Ours<T>(pub Seated, pub T);

impl<T: DeserializeOwned> FromRequest<App> for Ours<T> {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Ours<T>, Response> {
        let (mut parts, body) = request.into_parts();
        let seated = <Seated as FromRequestParts<App>>::from_request_parts(&mut parts, app).await?;
        let form = RawForm::from_request(Request::from_parts(parts, body), app).await;
        let RawForm(bytes) = form.map_err(IntoResponse::into_response)?;
        let checked = read::<Bare>(&bytes).and_then(|Bare { csrf }| seated.is_ours(&csrf));
        let form = checked.and_then(|()| read(&bytes)).map_err(IntoResponse::into_response)?;
        Ok(Ours(seated, form))
    }
}

fn read<T: DeserializeOwned>(form: &[u8]) -> Result<T, Failure> {
    serde_urlencoded::from_bytes(form).map_err(|_| Failure::malformed())
}

/// A program with a token.
#[derive(Clone)]
pub struct Program(pub TokenSeen);

impl Program {
    /// Its desk, if the token is good for this scope.
    pub async fn desk<'a>(&self, app: &'a App, scope: &str) -> Result<Desk<'a>, Failure> {
        if !self.0.scope.split(' ').any(|known| known == scope) {
            return Err(Failure::new(
                Code::Denied,
                format!("the token isn't good for `{scope}`: make one that is"),
            ));
        }
        self.seat(app).await
    }

    /// Its desk, for what needs no scope of its own.
    pub async fn seat<'a>(&self, app: &'a App) -> Result<Desk<'a>, Failure> {
        Ok(app.node.desk(self.0.viewer.clone()).await?)
    }
}

impl FromRequestParts<App> for Program {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Program, Failure> {
        let program = parts.extensions.get::<Program>().cloned();
        program.ok_or_else(|| Failure::new(Code::Login, "send a good token: `Authorization: Bearer TOKEN`"))
    }
}

/// The token that a request brings along, where it is good.
pub async fn token(app: &App, headers: &HeaderMap) -> Result<Option<TokenSeen>, Failure> {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    match header.and_then(|header| header.strip_prefix("Bearer ")) {
        Some(secret) => Ok(app.node.token(secret.trim()).await?),
        None => Ok(None),
    }
}

/// Looks up the token of a program, and counts its requests: what it may still ask is told with each answer.
pub async fn admit(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let token = match token(&app, request.headers()).await {
        Ok(Some(token)) => token,
        Ok(None) => return next.run(request).await,
        Err(failure) => return failure.into_response(),
    };
    let standing = app.requests.take(token.id, app.node.now());
    let mut response = match standing.and_then(|standing| standing.wait) {
        Some(wait) => {
            Failure::too_many("the token's requests of this minute are used up", wait).into_response()
        }
        None => {
            request.extensions_mut().insert(Program(token));
            next.run(request).await
        }
    };
    if let Some(standing) = standing {
        let headers = response.headers_mut();
        for (name, line) in [
            ("ratelimit-policy", format!("\"token\";q={};w=60", standing.most)),
            ("ratelimit", format!("\"token\";r={};t={}", standing.left, standing.full_in)),
        ] {
            if let Ok(value) = HeaderValue::try_from(line) {
                headers.insert(name, value);
            }
        }
    }
    response
}

/// A text as a part of a query.
pub fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                out.push(char::from(byte))
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// A place on this server to go back to; anything else becomes the first page.
pub fn own_place(next: &str) -> &str {
    // browsers take backslashes for slashes and drop tabs and line ends: `/<tab>/evil.example` would be another server
    let own = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    let own = own && !next.contains(char::is_control);
    if own { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_server() {
        assert_eq!(own_place("/findings?open=1"), "/findings?open=1");
        for next in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "",
        ] {
            assert_eq!(own_place(next), "/", "{next}");
        }
    }

    #[test]
    fn a_path_survives_the_way_through_the_login() {
        assert_eq!(
            escaped("/findings?kind=same&q=вода"),
            "/findings%3Fkind%3Dsame%26q%3D%D0%B2%D0%BE%D0%B4%D0%B0"
        );
    }
}
