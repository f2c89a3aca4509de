//! The hosts that the gateway answers for. A page of another site can have its own name resolve to
//! this machine, and the browser then lets it read every answer (DNS rebinding); but the browser
//! says that name in `Host`.

use std::{collections::BTreeSet, net::IpAddr, sync::Arc};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, Uri, header, uri::Authority},
    middleware::Next,
    response::Response,
};
use channelgraph_core::ErrorCode;

use super::{answer, client::Arrival};
use crate::{
    config::{self, AllowedHost, plain_host},
    graphql::shortened,
};

/// The hosts that requests may name.
pub(super) struct Hosts {
    /// None allows every host.
    named: Option<BTreeSet<String>>,
}

impl Hosts {
    /// The configured hosts. Without any, a gateway on a loopback address answers for the names of
    /// that address only, as no other name is right there; elsewhere nobody but the operator knows
    /// the right names, and a browser on the same network reaches the port without rebinding.
    pub(super) fn new(config: &config::Server) -> Self {
        let any = if config.allowed_hosts.is_empty() {
            !config.listen.ip().is_loopback()
        } else {
            config.allowed_hosts.iter().any(|host| host.as_str() == AllowedHost::ANY)
        };
        let named = config.allowed_hosts.iter().map(|host| host.as_str().to_owned()).collect();
        Self { named: (!any).then_some(named) }
    }

    /// Tests if requests may name this host.
    fn allow(&self, host: &str) -> bool {
        let Some(named) = &self.named else { return true };
        let here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        here || named.contains(host)
    }
}

/// Refuses requests that name another host. Health checks name whatever address they know, and
/// hold no data.
pub(super) async fn check(
    State(hosts): State<Arc<Hosts>>,
    request: Request,
    next: Next,
) -> Response {
    let arrival = request.extensions().get::<Arrival>();
    let told = arrival.and_then(|arrival| arrival.host.as_deref());
    if !is_health(&request)
        && let Err((status, message)) = checked(&hosts, request.uri(), request.headers(), told)
    {
        return answer::failed(status, ErrorCode::BadInput, &message);
    }
    next.run(request).await
}

/// Tests if a request asks for the gateway's health.
pub(super) fn is_health(request: &Request) -> bool {
    request.uri().path().starts_with("/health/")
}

/// Checks every host that a request names, or that a trusted proxy was `told` by the client, which
/// it then has replaced by a name of its own. None at all is right: no browser leaves it out.
fn checked(
    hosts: &Hosts,
    uri: &Uri,
    headers: &HeaderMap,
    told: Option<&str>,
) -> Result<(), (StatusCode, String)> {
    let unreadable = || {
        let message =
            "the request has a `Host` that is no host; send the address that it is sent to";
        (StatusCode::BAD_REQUEST, message.to_owned())
    };
    let mut named: Vec<&str> = Vec::new();
    if let Some(told) = told {
        named.extend(told.split(',').map(str::trim));
    } else {
        named.extend(uri.authority().map(Authority::as_str));
        for host in headers.get_all(header::HOST) {
            named.push(host.to_str().map_err(|_| unreadable())?);
        }
    }
    for text in named {
        let authority = text.parse::<Authority>().ok().filter(|_| !text.contains('@'));
        let host = authority.map(|authority| plain_host(authority.host()));
        let host = host.ok_or_else(unreadable)?;
        if !hosts.allow(&host) {
            let message = format!(
                "the gateway does not answer for the host `{}`; if that is its name, add it to \
                 `server.allowed_hosts`",
                shortened(&host)
            );
            return Err((StatusCode::MISDIRECTED_REQUEST, message));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::*;

    fn server(listen: &str, allowed: &[&str]) -> config::Server {
        let allowed_hosts =
            allowed.iter().map(|host| AllowedHost::try_from((*host).to_owned()).unwrap()).collect();
        let listen: SocketAddr = listen.parse().unwrap();
        config::Server { listen, allowed_hosts, ..config::Server::default() }
    }

    fn status(hosts: &Hosts, host: &str) -> u16 {
        let headers = [(header::HOST, host.parse().unwrap())].into_iter().collect();
        let checked = checked(hosts, &Uri::from_static("/graphql"), &headers, None);
        checked.map_or_else(|(status, _)| status.as_u16(), |()| 200)
    }

    const HERE: &[&str] = &[
        "localhost",
        "LOCALHOST:8080",
        "localhost.:80",
        "127.0.0.1",
        "127.0.0.1:9999",
        "127.8.9.1",
        "[::1]",
        "[::1]:8080",
    ];
    const ELSEWHERE: &[&str] = &[
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "10.0.0.1",
        "[2001:db8::1]:8080",
        "0.0.0.0",
        "sub.localhost",
    ];

    #[test]
    fn on_the_loopback_address_its_own_names_alone_are_answered() {
        for listen in ["127.0.0.1:8080", "127.0.0.2:1", "[::1]:8080"] {
            let hosts = Hosts::new(&server(listen, &[]));
            HERE.iter().for_each(|host| assert_eq!(status(&hosts, host), 200, "{host}"));
            ELSEWHERE.iter().for_each(|host| assert_eq!(status(&hosts, host), 421, "{host}"));
        }
    }

    #[test]
    fn elsewhere_every_host_is_answered_unless_some_are_named() {
        for hosts in [
            Hosts::new(&server("0.0.0.0:8080", &[])),
            Hosts::new(&server("127.0.0.1:8080", &["*"])),
        ] {
            for host in HERE.iter().chain(ELSEWHERE) {
                assert_eq!(status(&hosts, host), 200, "{host}");
            }
        }
        for listen in ["0.0.0.0:8080", "127.0.0.1:8080"] {
            let hosts = Hosts::new(&server(listen, &["Gateway.acme.com", "10.0.0.1"]));
            for host in
                HERE.iter().chain(&["gateway.ACME.com:443", "gateway.acme.com.", "10.0.0.1"])
            {
                assert_eq!(status(&hosts, host), 200, "{host}");
            }
            for host in ["evil.example", "acme.com", "x.gateway.acme.com", "10.0.0.2"] {
                assert_eq!(status(&hosts, host), 421, "{host}");
            }
        }
    }

    #[test]
    fn every_host_that_a_request_names_counts() {
        let hosts = Hosts::new(&server("127.0.0.1:8080", &[]));
        for bad in ["", "me@localhost", "a b", "localhost/x"] {
            assert_eq!(status(&hosts, bad), 400, "{bad:?}");
        }
        let ask = |uri: &'static str, named: &[&'static str]| {
            let headers = named.iter().map(|host| (header::HOST, host.parse().unwrap())).collect();
            let checked = checked(&hosts, &Uri::from_static(uri), &headers, None);
            checked.map_or_else(|(status, _)| status.as_u16(), |()| 200)
        };
        assert_eq!(ask("http://evil.example/graphql", &["localhost"]), 421);
        assert_eq!(ask("/graphql", &["localhost", "evil.example"]), 421);
        assert_eq!(ask("/graphql", &[]), 200);
        assert_eq!(ask("http://evil.example/graphql", &[]), 421);
        assert_eq!(ask("http://localhost:8080/graphql", &[]), 200);
    }

    #[test]
    fn what_a_trusted_proxy_was_told_counts_in_place_of_what_it_says_itself() {
        let hosts = Hosts::new(&server("0.0.0.0:8080", &["gateway.acme.com"]));
        let headers = [(header::HOST, "upstream:8080".parse().unwrap())].into_iter().collect();
        let ask = |told| {
            let checked = checked(&hosts, &Uri::from_static("/graphql"), &headers, told);
            checked.map_or_else(|(status, _)| status.as_u16(), |()| 200)
        };
        assert_eq!(ask(None), 421);
        assert_eq!(ask(Some("gateway.acme.com")), 200);
        assert_eq!(ask(Some("evil.example")), 421);
        assert_eq!(ask(Some("evil.example, gateway.acme.com")), 421);
        assert_eq!(ask(Some("gateway.acme.com, ")), 400);
    }
}
