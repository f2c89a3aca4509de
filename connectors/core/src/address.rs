//! Which addresses credentials and records may be sent to.

use url::{Host, Url};

/// Whether nobody between can read what is sent there: an `https://` address, or an `http://` one on this machine.
pub fn is_private(address: &Url) -> bool {
    let here = match address.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    match address.scheme() {
        "https" => true,
        "http" => here,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_spoken_to_in_the_clear() {
        for (address, private) in [
            ("https://acme.example", true),
            ("http://127.0.0.1:8101", true),
            ("http://[::1]:8101", true),
            ("http://localhost", true),
            ("http://acme.example", false),
            ("http://localhost.example", false),
            ("http://10.0.0.1", false),
            ("ftp://127.0.0.1", false),
        ] {
            assert_eq!(is_private(&Url::parse(address).unwrap()), private, "{address}");
        }
    }
}
