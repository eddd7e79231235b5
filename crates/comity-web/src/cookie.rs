//! Cookies: read from the header, written with all that keeps them from scripts and from other sites.

use axum::http::{HeaderMap, HeaderValue, header};

/// The session's.
pub const SESSION: &str = "comity-session";
/// What forms of those who aren't logged in must bring along.
pub const FORM: &str = "comity-form";
/// What a login by another provider must come back with.
pub const OUTSIDE: &str = "comity-outside";
/// The language that was chosen.
pub const LANGUAGE: &str = "comity-language";
/// Light, dark, or as the system has it.
pub const APPEARANCE: &str = "comity-appearance";

/// The value of a cookie.
pub fn read<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

/// A cookie for so many seconds; for none it is removed. `value` holds no `;`.
pub fn written(name: &str, value: &str, seconds: i64, secure: bool) -> Option<HeaderValue> {
    let secure = if secure { "; Secure" } else { "" };
    let line = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::try_from(line).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; comity-session=xyz"));
        headers.append(header::COOKIE, HeaderValue::from_static("b=2"));
        assert_eq!(read(&headers, SESSION), Some("xyz"));
        assert_eq!(read(&headers, "b"), Some("2"));
        assert_eq!(read(&headers, "c"), None);
    }

    #[test]
    fn scripts_and_other_sites_get_no_cookie() {
        let cookie = written(SESSION, "xyz", 60, true).expect("a header");
        assert_eq!(cookie, "comity-session=xyz; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
    }
}
