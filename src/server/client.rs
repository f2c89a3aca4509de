//! Who sends a request: the address of the connection, or the one that a trusted proxy names.

use std::{net::IpAddr, sync::Arc};

use axum::{
    extract::{Request, State},
    http::HeaderMap,
    middleware::Next,
    response::Response,
};

use crate::config;

/// The address of the client, for bounds and for the audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub IpAddr);

/// The other end of a connection, as far as its first bytes told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Peer {
    pub(super) address: IpAddr,
    pub(super) is_tls: bool,
}

/// How a request came to this process, or to the proxy whose word counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Arrival {
    /// The host that the client named, where a trusted proxy tells it.
    pub(super) host: Option<String>,
    /// HTTPS brought it.
    pub(super) is_https: bool,
}

/// The proxies whose word counts.
#[derive(Debug)]
pub(super) struct Proxies(Vec<config::Network>);

impl Proxies {
    pub(super) fn new(config: &config::Server) -> Self {
        Self(config.trusted_proxies.clone())
    }

    /// Tests if the word of whoever has this address counts.
    pub(super) fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }

    /// The address of the client. Each proxy appends the address that it was called from, so the
    /// list is read from its end for as long as it was written by proxies whose word counts: what
    /// stands before that, anybody may have made up.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut address = peer.to_canonical();
        let named = values(headers, "x-forwarded-for");
        let mut named = named.iter().rev().map_while(|text| forwarded(text));
        while self.trust(address) {
            let Some(before) = named.next() else { break };
            address = before;
        }
        address
    }

    fn arrival(&self, peer: Peer, headers: &HeaderMap) -> Arrival {
        if !self.trust(peer.address) {
            return Arrival { host: None, is_https: peer.is_tls };
        }
        let scheme = values(headers, "x-forwarded-proto");
        let host = headers.contains_key("x-forwarded-host");
        Arrival {
            host: host.then(|| values(headers, "x-forwarded-host").join(",")),
            is_https: scheme.first().map_or(peer.is_tls, |said| said.eq_ignore_ascii_case("https")),
        }
    }
}

/// The entries of a header, over all its lines; one that is no text is an empty entry.
fn values<'a>(headers: &'a HeaderMap, name: &str) -> Vec<&'a str> {
    let lines = headers.get_all(name).into_iter().map(|line| line.to_str().unwrap_or_default());
    lines.flat_map(|line| line.split(',')).map(str::trim).collect()
}

/// An address as proxies write it: alone, with a port, or in brackets.
fn forwarded(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.split_once(']')).map(|(ip, _)| ip);
    let address = bare.unwrap_or(text).parse().ok();
    let with_port = || text.parse().ok().map(|socket: std::net::SocketAddr| socket.ip());
    address.or_else(with_port).map(|address: IpAddr| address.to_canonical())
}

/// Tells the layers within who sends a request, and how it came.
pub(super) async fn find(
    State(proxies): State<Arc<Proxies>>,
    mut request: Request,
    next: Next,
) -> Response {
    if let Some(peer) = request.extensions().get::<Peer>().copied() {
        let client = proxies.client(peer.address, request.headers());
        let arrival = proxies.arrival(peer, request.headers());
        request.extensions_mut().insert(ClientAddress(client));
        request.extensions_mut().insert(arrival);
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn proxies(named: &[&str]) -> Proxies {
        let network = |text: &&str| config::Network::try_from((*text).to_owned()).unwrap();
        Proxies(named.iter().map(network).collect())
    }

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
            headers.append(HeaderName::from_static(name), value);
        }
        headers
    }

    #[test]
    fn the_client_is_the_last_address_that_a_trusted_proxy_was_called_from() {
        let proxies = proxies(&["10.0.0.0/8", "2001:db8::1"]);
        for (peer, named, client) in [
            // Nobody but a trusted proxy is believed.
            ("203.0.113.9", &["198.51.100.1"][..], "203.0.113.9"),
            ("10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            // What the client made up stands before what the proxy appended.
            ("10.0.0.1", &["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["10.9.9.9, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["1.1.1.1", "198.51.100.1"], "198.51.100.1"),
            // A chain of proxies.
            ("10.0.0.1", &["1.1.1.1, 198.51.100.1, 2001:db8::1, 10.0.0.2"], "198.51.100.1"),
            ("10.0.0.1", &["198.51.100.1:4711, [2001:db8::1]:80"], "198.51.100.1"),
            ("::ffff:10.0.0.1", &["::ffff:198.51.100.1"], "198.51.100.1"),
            // What cannot be read ends the chain.
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1, unknown"], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1, unknown, 10.0.0.2"], "10.0.0.2"),
            ("10.0.0.1", &["198.51.100.1", "\u{e4}"], "10.0.0.1"),
            ("10.0.0.1", &["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ] {
            let lines: Vec<_> = named.iter().map(|line| ("x-forwarded-for", *line)).collect();
            let found = proxies.client(peer.parse().unwrap(), &headers(&lines));
            assert_eq!(found, client.parse::<IpAddr>().unwrap(), "{peer} {named:?}");
        }
    }

    #[test]
    fn how_a_request_came_is_told_by_trusted_proxies_alone() {
        let proxies = proxies(&["10.0.0.1"]);
        let told = headers(&[
            ("x-forwarded-host", "gateway.acme.com"),
            ("x-forwarded-proto", "HTTPS, http"),
        ]);
        let peer = |address: &str| Peer { address: address.parse().unwrap(), is_tls: false };
        let arrival = proxies.arrival(peer("10.0.0.1"), &told);
        let host = Some("gateway.acme.com".to_owned());
        assert_eq!(arrival, Arrival { host, is_https: true });
        assert_eq!(proxies.arrival(peer("10.0.0.2"), &told), Arrival::default());
        let plain = headers(&[("x-forwarded-proto", "http")]);
        let by_tls = Peer { is_tls: true, ..peer("10.0.0.1") };
        assert!(!proxies.arrival(by_tls, &plain).is_https);
        assert!(proxies.arrival(by_tls, &HeaderMap::new()).is_https);
    }
}
