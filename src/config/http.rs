//! What the HTTP server lets in: origins of other pages, proxies, and TLS.

use std::{net::IpAddr, path::PathBuf};

use channelgraph_core::within;
use ipnet::IpNet;
use serde::Deserialize;
use url::{Origin as Parsed, Url};

/// Pages of other origins that may read answers: `[server.cors]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Cors {
    /// The origins, letter by letter: `["https://portal.acme.com"]`. Default: none.
    pub origins: Vec<Origin>,
    /// Lets browsers send cookies and client certificates along. Default: false.
    pub credentials: bool,
}

/// An origin as browsers write it: scheme, host, and the port unless it is the scheme's own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Origin(String);

impl Origin {
    /// The origin as it stands in the header `Origin`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Origin {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text == "*" {
            return Err("`*` would let every page read answers; name each origin, such as \
                        \"https://portal.acme.com\""
                .to_owned());
        }
        let origin = Url::parse(&text).ok().map(|url| url.origin());
        let written = origin.filter(Parsed::is_tuple).map(|origin| origin.ascii_serialization());
        let is_web =
            (text.starts_with("https://") || text.starts_with("http://")) && !text.contains('*');
        match written {
            Some(written) if written == text && is_web => Ok(Self(text)),
            Some(written) if is_web => Err(format!(
                "`{text}` is more than an origin, or written otherwise; give `{written}`"
            )),
            _ => Err(format!(
                "`{text}` is no origin; give scheme, host and port of the page, such as \
                 \"https://portal.acme.com\""
            )),
        }
    }
}

/// A network of proxies: an address, or a range such as `10.0.0.0/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Network(IpNet);

impl Network {
    /// Tests if an address is part of the network.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

impl TryFrom<String> for Network {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let one = text.parse().ok().map(|address: IpAddr| IpNet::from(address.to_canonical()));
        let network = one.or_else(|| text.parse().ok()).ok_or_else(|| {
            format!("`{text}` is no network; give an IP address, or a range such as \"10.0.0.0/8\"")
        })?;
        if network.prefix_len() == 0 {
            return Err(format!(
                "`{text}` is every address, so each caller could say who he is; name your proxies"
            ));
        }
        Ok(Self(network))
    }
}

/// TLS of the gateway itself: `[server.tls]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// The file of the certificate and its chain, as PEM.
    pub cert: PathBuf,
    /// The file of the private key, as PEM.
    pub key: PathBuf,
    /// The file of the authorities, as PEM, by which certificates of clients are verified.
    /// Default: clients are asked for none.
    #[serde(default)]
    pub client_ca: Option<PathBuf>,
    /// Tells if a client must have a certificate, where there is a `client_ca`. Default:
    /// `required`.
    #[serde(default)]
    pub client_auth: ClientAuth,
    /// Seconds between looks for changed files. Default: 30.
    #[serde(default = "reload_seconds", deserialize_with = "within::<1, 86_400, _, _>")]
    pub reload_seconds: u64,
    /// Seconds that a handshake may take. Default: 5.
    #[serde(default = "handshake_seconds", deserialize_with = "within::<1, 600, _, _>")]
    pub handshake_seconds: u64,
    /// Handshakes under way at once; further connections are closed. Default: 256.
    #[serde(default = "max_handshakes", deserialize_with = "within::<1, 100_000, _, _>")]
    pub max_handshakes: usize,
}

fn reload_seconds() -> u64 {
    30
}

fn handshake_seconds() -> u64 {
    5
}

fn max_handshakes() -> usize {
    256
}

/// A client's certificate is needed, or verified where there is one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuth {
    /// Clients without a certificate are served too, as while certificates are handed out.
    Optional,
    /// Clients without a certificate are refused.
    #[default]
    Required,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for text in [
            "https://portal.acme.com",
            "http://localhost:3000",
            "https://portal.acme.com:8443",
            "http://[::1]:5173",
        ] {
            assert_eq!(Origin::try_from(text.to_owned()).unwrap().as_str(), text);
        }
        for (text, words) in [
            ("*", "name each origin"),
            ("null", "is no origin"),
            ("", "is no origin"),
            ("portal.acme.com", "is no origin"),
            ("ftp://acme.com", "is no origin"),
            ("https://*.acme.com", "is no origin"),
            ("https://portal.acme.com/", "give `https://portal.acme.com`"),
            ("https://portal.acme.com/app", "give `https://portal.acme.com`"),
            ("https://Portal.acme.com", "give `https://portal.acme.com`"),
            ("https://portal.acme.com:443", "give `https://portal.acme.com`"),
        ] {
            let said = Origin::try_from(text.to_owned()).unwrap_err();
            assert!(said.contains(words), "{text}: {said}");
        }
    }

    #[test]
    fn a_network_is_an_address_or_a_range_and_never_all_of_them() {
        for (text, inside, outside) in [
            ("10.0.0.7", "10.0.0.7", "10.0.0.8"),
            ("10.0.0.0/8", "::ffff:10.1.2.3", "11.0.0.1"),
            ("::ffff:10.0.0.7", "10.0.0.7", "10.0.0.8"),
            ("2001:db8::/32", "2001:db8::1", "2001:db9::1"),
        ] {
            let network = Network::try_from(text.to_owned()).unwrap();
            assert!(network.contains(inside.parse().unwrap()), "{text}");
            assert!(!network.contains(outside.parse().unwrap()), "{text}");
        }
        for text in ["0.0.0.0/0", "::/0", "proxy.acme.com", "10.0.0.0/33", "", "10.0.0"] {
            assert!(Network::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
