//! Who asks: the session of a cookie, the token of a program, and how they want to be answered.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::response::{IntoResponse, Redirect, Response};
use comity_node::{Desk, Session, TokenSeen};

use crate::cookie;
use crate::failure::{Code, Failure};
use crate::page::Frame;
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

/// A program with a token.
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
        Ok(app.node.desk(self.0.viewer.clone()).await?)
    }
}

impl FromRequestParts<App> for Program {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Program, Failure> {
        let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let secret = header.and_then(|header| header.strip_prefix("Bearer "));
        let token = match secret {
            Some(secret) => app.node.token(secret.trim()).await?,
            None => None,
        };
        token
            .map(Program)
            .ok_or_else(|| Failure::new(Code::Login, "send a good token: `Authorization: Bearer TOKEN`"))
    }
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
