//! Outgoing calls: the servers that the configuration of a source names are asked, and no others,
//! whatever an answer, an id or a name server says.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use reqwest::{
    ClientBuilder,
    dns::{Name, Resolve, Resolving},
    redirect::Policy,
};
use url::Url;

use crate::{
    Address,
    network::{LOCALHOST, Network, is_public},
};

/// The servers that one source may be asked at.
#[derive(Debug, Clone)]
pub struct Outgoing {
    servers: Vec<Address>,
    /// Domain of the vendor's own hosts, where the vendor moves accounts between them.
    family: Option<String>,
    network: Network,
}

impl Outgoing {
    /// Permits these servers: scheme, host and port of each.
    pub fn to<'a>(servers: impl IntoIterator<Item = &'a Address>, network: &Network) -> Self {
        let servers = servers.into_iter().cloned().collect();
        Self { servers, family: None, network: network.clone() }
    }

    /// Permits the hosts below this domain too, by HTTPS at its own port. Only a vendor may own
    /// the domain.
    #[must_use]
    pub fn and_below(self, domain: Option<&str>) -> Self {
        Self { family: domain.map(|domain| format!(".{domain}")), ..self }
    }

    /// Tests if a request may be sent to this address.
    pub fn permits(&self, url: &Url) -> bool {
        let of_family = || {
            let family = self.family.as_ref()?;
            let host = url.domain()?;
            Some(host.ends_with(family) && url.scheme() == "https" && url.port().is_none())
        };
        let has_credentials = !url.username().is_empty() || url.password().is_some();
        !has_credentials
            && (self.servers.iter().any(|server| server.is_home_of(url))
                || of_family().unwrap_or_default())
    }

    /// A client's builder that follows no redirect, looks names up by this rule, and asks through
    /// the configured proxy only.
    pub(crate) fn builder(&self) -> reqwest::Result<ClientBuilder> {
        let builder = reqwest::Client::builder().redirect(Policy::none()).no_proxy();
        let builder = builder.dns_resolver(Arc::new(self.resolver()));
        Ok(match &self.network.proxy {
            Some(proxy) => builder.proxy(reqwest::Proxy::all(proxy.url().clone())?),
            None => builder,
        })
    }

    fn resolver(&self) -> Resolver {
        let is_localhost = |server: &Address| server.url().domain() == Some(LOCALHOST);
        let proxy = self.network.proxy.as_ref().and_then(|proxy| proxy.url().host_str());
        Resolver {
            private: self.network.private,
            localhost: self.servers.iter().any(is_localhost),
            proxy: proxy.map(str::to_owned),
        }
    }
}

/// Looks names up, and gives the addresses that a connection may go to: the check is of the very
/// addresses that are connected to, so that a second look-up cannot tell others.
struct Resolver {
    private: bool,
    /// The configuration names this machine.
    localhost: bool,
    /// The proxy's own name, which the configuration names too.
    proxy: Option<String>,
}

impl Resolver {
    /// The rule for the addresses of one name.
    fn permitted(&self, name: &str) -> fn(IpAddr) -> bool {
        if self.private || self.proxy.as_deref() == Some(name) {
            |_| true
        } else if self.localhost && name == LOCALHOST {
            |ip| ip.is_loopback()
        } else {
            is_public
        }
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let permitted = self.permitted(name.as_str());
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let kept = kept(&found, permitted)?;
            Ok(Box::new(kept.into_iter()) as _)
        })
    }
}

/// The addresses that pass; an error if there are some, and none passes.
fn kept(found: &[SocketAddr], permitted: fn(IpAddr) -> bool) -> Result<Vec<SocketAddr>, Private> {
    let kept: Vec<_> = found.iter().copied().filter(|at| permitted(at.ip())).collect();
    match found.first() {
        Some(first) if kept.is_empty() => Err(Private(first.ip())),
        _ => Ok(kept),
    }
}

/// A name led to a private address, and the configuration does not say that it may.
#[derive(Debug)]
pub(crate) struct Private(IpAddr);

impl fmt::Display for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(ip) = self;
        write!(
            f,
            "its name leads to the private address {ip}, which is not asked; if the source is in \
             your own network, set `network = {{ private = true }}`"
        )
    }
}

impl std::error::Error for Private {}

#[cfg(test)]
mod tests;
