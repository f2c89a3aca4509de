//! The network as one source may use it: a private network only if the configuration says so, and
//! a proxy only if it names one.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::Deserialize;
use url::Url;

/// The network of a source: `network = { private = true, proxy = "http://proxy.acme.com:3128" }`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Network {
    /// Whether the names of this source may lead to private addresses: those of an own network, of
    /// this machine, of its link. Default: false. An address that is itself an IP address, or
    /// `localhost`, needs no word.
    pub private: bool,
    /// The proxy through which this source is asked. Default: none; the environment is not read.
    pub proxy: Option<Proxy>,
}

/// The address of an HTTP proxy: a server without a path, and without credentials.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct Proxy(Url);

impl Proxy {
    /// The address.
    pub fn url(&self) -> &Url {
        &self.0
    }
}

/// The error does not repeat the text, in which a password may stand.
impl TryFrom<String> for Proxy {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let url = Url::parse(&text).ok().filter(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.host().is_some()
                && url.username().is_empty()
                && url.password().is_none()
                && url.path() == "/"
                && url.query().is_none()
                && url.fragment().is_none()
        });
        url.map(Self).ok_or_else(|| {
            "a proxy is a server alone; give one such as http://proxy.acme.com:3128".into()
        })
    }
}

/// Tests if an address is one that the internet routes to a server. Private networks, loopback,
/// link-local addresses (with the metadata services of clouds), shared and reserved ranges are not
/// (IANA, special-purpose address registries, November 2026).
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || matches!((a, b, c), (100, 64..128, _) | (192, 0, 0) | (192, 88, 99) | (198, 18..20, _))
        // "This network", multicast, reserved and broadcast.
        || a == 0
        || a >= 224;
    !special
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let parts = ip.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match parts {
        // IPv4 written as IPv6, and IPv4 behind a translator (NAT64) or a tunnel (6to4).
        [0, 0, 0, 0, 0, 0xffff, high, low] => embedded(high, low),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => embedded(high, low),
        [0x2002, high, low, ..] => embedded(high, low),
        // Protocols' own (Teredo with them), documentation.
        [0x2001, 0..0x200, ..] | [0x2001, 0xdb8, ..] | [0x3fff, 0..0x1000, ..] => false,
        // All that is global unicast today.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

/// The one name of this machine that may be asked without TLS.
pub(crate) const LOCALHOST: &str = "localhost";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_are_not_the_internet_s_are_private() {
        for (address, public) in [
            ("93.184.215.14", true),
            ("10.0.0.1", false),
            ("172.16.0.1", false),
            ("172.15.255.255", true),
            ("172.31.255.255", false),
            ("172.32.0.0", true),
            ("192.168.1.1", false),
            ("127.0.0.1", false),
            ("127.255.255.254", false),
            ("169.254.169.254", false),
            ("100.63.255.255", true),
            ("100.64.0.1", false),
            ("100.127.255.255", false),
            ("100.128.0.0", true),
            ("192.0.0.170", false),
            ("198.17.255.255", true),
            ("198.18.0.1", false),
            ("198.19.255.255", false),
            ("198.20.0.0", true),
            ("203.0.113.7", false),
            ("0.0.0.0", false),
            ("0.1.2.3", false),
            ("223.255.255.255", true),
            ("224.0.0.1", false),
            ("240.0.0.1", false),
            ("255.255.255.255", false),
            ("2606:4700::6810:84e5", true),
            ("::", false),
            ("::1", false),
            ("::127.0.0.1", false),
            ("::ffff:127.0.0.1", false),
            ("::ffff:10.0.0.1", false),
            ("::ffff:169.254.169.254", false),
            ("::ffff:93.184.215.14", true),
            ("64:ff9b::a9fe:a9fe", false),
            ("64:ff9b::5db8:d70e", true),
            ("64:ff9b:1::5db8:d70e", false),
            ("2002:7f00:1::", false),
            ("2002:5db8:d70e::1", true),
            ("2001::1", false),
            ("2001:db8::1", false),
            ("2001:4860:4860::8888", true),
            ("3fff::1", false),
            ("fc00::1", false),
            ("fd00:ec2::254", false),
            ("fe80::1", false),
            ("fec0::1", false),
            ("ff02::1", false),
        ] {
            assert_eq!(is_public(address.parse().unwrap()), public, "{address}");
        }
    }

    #[test]
    fn a_proxy_is_a_server_alone_and_a_wrong_one_is_not_repeated() {
        for fits in ["http://proxy.acme.com:3128", "https://proxy.acme.com", "http://10.0.0.1:80/"]
        {
            assert!(Proxy::try_from(fits.to_owned()).is_ok(), "{fits}");
        }
        for wrong in [
            "proxy:3128",
            "socks5://proxy",
            "http://me:hush@proxy",
            "http://:hush@proxy",
            "http://proxy/hush",
            "http://proxy/?hush",
            "hush",
        ] {
            let told = Proxy::try_from(wrong.to_owned()).unwrap_err();
            assert!(told.contains("http://proxy.acme.com") && !told.contains("hush"), "{wrong}");
        }
    }
}
