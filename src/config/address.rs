//! Addresses of the gateway itself: where it listens, and the hosts that it answers for.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

use serde::{
    Deserialize, Deserializer,
    de::{self, Visitor},
};

/// Forms of `listen`, for errors.
const FORMS: &str = "give an IP address and a port, such as \"127.0.0.1:8080\" for this machine \
                     alone or \"0.0.0.0:8080\" for every network; \"localhost:8080\" or a port \
                     alone, 8080, is this machine";

/// Reads where to listen, if anywhere.
pub(super) fn listen_some<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<SocketAddr>, D::Error> {
    listen(deserializer).map(Some)
}

/// Reads where to listen: an IP address and port, `localhost` and a port, or a port alone.
pub(super) fn listen<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    struct Listen;
    impl Visitor<'_> for Listen {
        type Value = SocketAddr;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an address and a port such as \"127.0.0.1:8080\"")
        }

        fn visit_i64<E: de::Error>(self, port: i64) -> Result<SocketAddr, E> {
            let port = u16::try_from(port)
                .map_err(|_| E::custom(format_args!("{port} is no port; {FORMS}")))?;
            Ok((Ipv4Addr::LOCALHOST, port).into())
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<SocketAddr, E> {
            let here = text.strip_prefix("localhost:").and_then(|port| port.parse::<u16>().ok());
            let named = || text.parse().ok();
            here.map(|port| (Ipv4Addr::LOCALHOST, port).into()).or_else(named).ok_or_else(|| {
                E::custom(format_args!("`{text}` is no address to listen on; {FORMS}"))
            })
        }
    }
    deserializer.deserialize_any(Listen)
}

/// A host that the gateway answers for: a name or an IP address, without scheme and port.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct AllowedHost(String);

impl AllowedHost {
    /// The host that stands for every host.
    pub const ANY: &str = "*";

    /// The host in small letters, without brackets and without a dot at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for AllowedHost {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let host = plain_host(&text);
        let is_name = |host: &str| {
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
            !host.is_empty() && host.bytes().all(fits)
        };
        if host == Self::ANY || host.parse::<IpAddr>().is_ok() || is_name(&host) {
            return Ok(Self(host));
        }
        Err(format!(
            "`{text}` is no host; give a name or an IP address without scheme and port, such as \
             \"gateway.acme.com\", or \"*\" for every host"
        ))
    }
}

/// Brings a host into the form in which hosts are compared: small letters, no brackets, no dot at
/// its end.
pub(crate) fn plain_host(host: &str) -> String {
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct At {
        #[serde(deserialize_with = "listen")]
        listen: SocketAddr,
    }

    fn read(value: &str) -> Result<SocketAddr, String> {
        toml::from_str::<At>(&format!("listen = {value}"))
            .map(|at| at.listen)
            .map_err(|error| error.message().to_owned())
    }

    #[test]
    fn a_port_and_localhost_are_this_machine() {
        for (value, at) in [
            ("8080", "127.0.0.1:8080"),
            ("\"localhost:8080\"", "127.0.0.1:8080"),
            ("\"127.0.0.1:0\"", "127.0.0.1:0"),
            ("\"0.0.0.0:80\"", "0.0.0.0:80"),
            ("\"[::1]:8080\"", "[::1]:8080"),
        ] {
            assert_eq!(read(value), Ok(at.parse().unwrap()), "{value}");
        }
    }

    #[test]
    fn every_other_form_is_refused_with_an_example() {
        for value in [
            "70000",
            "-1",
            "\"\"",
            "\":8080\"",
            "\"8080\"",
            "\"127.0.0.1\"",
            "\"localhost\"",
            "\"localhost:x\"",
            "\"gateway.acme.com:8080\"",
            "\"http://127.0.0.1:8080\"",
            "\"127.0.0.1:70000\"",
            "true",
            "[8080]",
            "8080.5",
        ] {
            let said = read(value).unwrap_err();
            assert!(said.contains("\"127.0.0.1:8080\""), "{value}: {said}");
        }
    }

    #[test]
    fn a_host_is_a_name_or_an_address() {
        for (text, host) in [
            ("Gateway.Acme.com.", "gateway.acme.com"),
            ("10.0.0.7", "10.0.0.7"),
            ("[2001:DB8::1]", "2001:db8::1"),
            ("*", "*"),
        ] {
            assert_eq!(AllowedHost::try_from(text.to_owned()).unwrap().as_str(), host);
        }
        for text in ["", "https://acme.com", "acme.com:8080", "a b", "acme.com/x", "me@acme.com"] {
            let said = AllowedHost::try_from(text.to_owned()).unwrap_err();
            assert!(said.contains("such as \"gateway.acme.com\""), "{text}: {said}");
        }
    }
}
