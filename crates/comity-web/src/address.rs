//! From where a request comes: the other end of the connection, or what a proxy that we trust says stands behind it.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use ipnet::IpNet;

use crate::failure::{Code, Failure};
use crate::server::App;

/// Proxies in front of the node.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    /// Their addresses; nobody else is believed.
    pub trusted: Vec<IpNet>,
    /// Where they say who stands behind them.
    pub header: ProxyHeader,
}

/// The header that a proxy writes. One alone is read: proxies hand the other on as whoever sent it wrote it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProxyHeader {
    /// What nginx, Caddy, HAProxy and Traefik write.
    #[default]
    XForwardedFor,
    /// RFC 7239.
    Forwarded,
}

impl Proxies {
    /// Who asks. Headers are read from the end, as far as trusted proxies wrote them.
    fn behind(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let name = match self.header {
            ProxyHeader::XForwardedFor => "x-forwarded-for",
            ProxyHeader::Forwarded => "forwarded",
        };
        let lines: Vec<&str> = headers.get_all(name).iter().filter_map(|line| line.to_str().ok()).collect();
        let mut told = lines.iter().rev().flat_map(|line| line.rsplit(','));
        let mut address = peer.to_canonical();
        while self.trusts(address) {
            let before = match (told.next(), self.header) {
                (None, _) => break,
                (Some(one), ProxyHeader::XForwardedFor) => parsed(one),
                (Some(one), ProxyHeader::Forwarded) => forwarded_for(one).and_then(parsed),
            };
            // what can't be read says nothing: the proxy itself is taken
            let Some(before) = before else { break };
            address = before;
        }
        address
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains(&address))
    }
}

/// `192.0.2.1`, `2001:db8::1`, either with a port, the second then in brackets.
fn parsed(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let address = text
        .parse::<IpAddr>()
        .ok()
        .or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
        .or_else(|| text.strip_prefix('[')?.strip_suffix(']')?.parse().ok())?;
    Some(address.to_canonical())
}

/// The value of `for` in one element of `Forwarded`.
fn forwarded_for(element: &str) -> Option<&str> {
    let pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case("for")).map(|(_, value)| value)
}

/// From where a request comes.
#[derive(Clone, Copy, Debug)]
pub struct Caller(pub IpAddr);

impl FromRequestParts<App> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Caller, Failure> {
        let Some(ConnectInfo(peer)) = parts.extensions.get::<ConnectInfo<SocketAddr>>() else {
            tracing::error!("a request without the address of its connection");
            return Err(Failure::new(Code::Fault, ""));
        };
        Ok(Caller(app.options.proxies.behind(peer.ip(), &parts.headers)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn behind(header: ProxyHeader, peer: &str, lines: &[&str]) -> String {
        let trusted = ["10.0.0.0/8", "fd00::/8"].map(|text| text.parse().expect("a network")).to_vec();
        let name = if header == ProxyHeader::Forwarded { "forwarded" } else { "x-forwarded-for" };
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(name, line.parse().expect("a header"));
        }
        let peer = peer.parse().expect("an address");
        Proxies { trusted, header }.behind(peer, &headers).to_string()
    }

    #[test]
    fn a_trusted_proxy_is_believed_and_nobody_else() {
        let x = |peer, lines: &[&str]| behind(ProxyHeader::XForwardedFor, peer, lines);
        assert_eq!(x("10.0.0.1", &["192.0.2.7"]), "192.0.2.7");
        assert_eq!(x("203.0.113.5", &["192.0.2.7"]), "203.0.113.5", "anyone can write headers");
        assert_eq!(
            x("10.0.0.1", &["1.2.3.4, 192.0.2.7"]),
            "192.0.2.7",
            "what the client made up stands before"
        );
        assert_eq!(x("10.0.0.1", &["1.2.3.4", "192.0.2.7, 10.0.0.2"]), "192.0.2.7", "two proxies, two lines");
        assert_eq!(x("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(x("10.0.0.1", &["unknown"]), "10.0.0.1");
        assert_eq!(x("::ffff:10.0.0.1", &["2001:db8::7"]), "2001:db8::7");
    }

    #[test]
    fn rfc_7239_is_read_where_it_is_asked_for() {
        let forwarded = |lines: &[&str]| behind(ProxyHeader::Forwarded, "fd00::1", lines);
        assert_eq!(forwarded(&["for=192.0.2.60;proto=http;by=203.0.113.43"]), "192.0.2.60");
        assert_eq!(forwarded(&["for=1.2.3.4, For=\"[2001:db8:cafe::17]:4711\""]), "2001:db8:cafe::17");
        assert_eq!(forwarded(&["for=_hidden"]), "fd00::1");
        assert_eq!(forwarded(&["proto=https"]), "fd00::1");
    }
}
