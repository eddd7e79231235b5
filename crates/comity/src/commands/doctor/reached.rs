//! Whether a node is reached as browsers reach it: through its proxy, with a certificate that holds.

use std::time::Duration;

use comity_store::Time;
use reqwest::tls::TlsInfo;
use reqwest::{Client, Response};
use x509_parser::parse_x509_certificate;

use super::Check;

const WHAT: &str = "reached";
/// Days before its end when a certificate should have been renewed; those that renew themselves do it a month before.
const SOON: i64 = 14;

/// Asks the address that browsers use.
pub async fn look(url: &str, now: Time) -> Vec<Check> {
    let base = url.trim_end_matches('/');
    // the library of the database's connections; a second call changes nothing
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder().timeout(Duration::from_secs(10)).tls_info(true).build();
    let asked = match client {
        Ok(client) => client.get(format!("{base}/readyz")).send().await,
        Err(error) => Err(error),
    };
    let answer = match asked {
        Ok(answer) => answer,
        Err(error) => {
            let mend =
                "see whether the proxy runs and its certificate holds, then whether `comity serve` does";
            return vec![Check::wrong(WHAT, format!("{base} isn't reached: {}", chain(&error)), mend)];
        }
    };
    let certificate = certificate(&answer, now);
    let mut checks = vec![node(base, answer).await];
    checks.extend(certificate);
    checks
}

/// What stands behind the address.
async fn node(base: &str, answer: Response) -> Check {
    let status = answer.status();
    let secure = answer.headers().contains_key("strict-transport-security");
    let text = answer.text().await.unwrap_or_default();
    if status.is_server_error() {
        let mend = "see whether `comity serve` runs; if it does, its log says more";
        return Check::wrong(WHAT, format!("{base} answers {status}"), mend);
    }
    if text != "ready\n" {
        return Check::wrong(
            WHAT,
            format!("{base} isn't a node: it answers {status}"),
            "see where the proxy leads",
        );
    }
    let here = ["http://localhost", "http://127.", "http://[::1]"].iter().any(|own| base.starts_with(own));
    match (base.starts_with("https://"), secure) {
        (true, false) => Check::hint(
            WHAT,
            format!("{base} answers, and cookies travel without protection"),
            format!("comity serve --url {base}"),
        ),
        (false, _) if !here => Check::wrong(
            WHAT,
            format!("{base} answers without TLS: whoever listens reads passwords"),
            "put a proxy with a certificate in front, and start with --url https://..",
        ),
        _ => Check::well(WHAT, format!("{base} answers")),
    }
}

/// How long the certificate still holds; nothing to say without one.
fn certificate(answer: &Response, now: Time) -> Option<Check> {
    const WHAT: &str = "certificate";
    let info = answer.extensions().get::<TlsInfo>()?;
    let (_, certificate) = parse_x509_certificate(info.peer_certificate()?).ok()?;
    let left = certificate.validity().not_after.timestamp() - now.timestamp().as_second();
    let days = left.div_euclid(86_400);
    Some(match days {
        ..SOON => Check::hint(WHAT, format!("ends in {days} days"), "have the proxy renew it"),
        _ => Check::well(WHAT, format!("holds for {days} days")),
    })
}

/// An error with what it came from.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut inner = error.source();
    while let Some(error) = inner {
        text.push_str(&format!(": {error}"));
        inner = error.source();
    }
    text
}
