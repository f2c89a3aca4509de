//! The HTTP server: where it listens, and the bounds of requests and connections.

use std::net::SocketAddr;

use channelgraph_core::within;
use serde::Deserialize;

use super::{AllowedHost, Cors, Network, Tls, address};

/// The HTTP server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// Where to listen: an address and a port, or a port of this machine. Default:
    /// `127.0.0.1:8080`.
    #[serde(deserialize_with = "address::listen")]
    pub listen: SocketAddr,
    /// Milliseconds that an operation may take. Default: 30000.
    #[serde(deserialize_with = "within::<1, 600_000, _, _>")]
    pub timeout_ms: u64,
    /// Milliseconds that an operation waits for one read of a source; then the answer goes on
    /// without it, and names it. Default: 8000.
    #[serde(deserialize_with = "within::<1, 600_000, _, _>")]
    pub source_timeout_ms: u64,
    /// Bytes that a request may have. Default: 262144.
    #[serde(deserialize_with = "within::<1_000, 1_073_741_824, _, _>")]
    pub max_body: usize,
    /// Operations under way at once; further ones are turned away as OVERLOADED. Default: 512.
    #[serde(deserialize_with = "within::<1, 100_000, _, _>")]
    pub max_operations: usize,
    /// Levels of nesting in a query. Default: 20.
    #[serde(deserialize_with = "within::<1, 100, _, _>")]
    pub max_depth: usize,
    /// Fields that an answer may have, lists counted at the size asked for. Default: 200000.
    #[serde(deserialize_with = "within::<1, 100_000_000, _, _>")]
    pub max_complexity: usize,
    /// Fields of a query, each fragment counted wherever it is spread. Default: 5000.
    #[serde(deserialize_with = "within::<1, 1_000_000, _, _>")]
    pub max_fields: usize,
    /// Tokens (names, values, punctuation) of a query. Default: 15000.
    #[serde(deserialize_with = "within::<1, 10_000_000, _, _>")]
    pub max_tokens: usize,
    /// Calls of sources that one operation may make. Default: 250.
    #[serde(deserialize_with = "within::<1, 1_000_000, _, _>")]
    pub max_calls: u64,
    /// The hosts that requests may name (the `Host` header), without ports; `*` is every host. The
    /// names of the loopback address are always allowed. Default: none on a loopback address, and
    /// every host elsewhere.
    pub allowed_hosts: Vec<AllowedHost>,
    /// Seconds within which the head of a request must arrive. Default: 10.
    #[serde(deserialize_with = "within::<1, 3_600, _, _>")]
    pub head_seconds: u64,
    /// Seconds within which the body of a request must arrive. Default: 30.
    #[serde(deserialize_with = "within::<1, 3_600, _, _>")]
    pub body_seconds: u64,
    /// Seconds for which a connection without a request is kept. Default: 75.
    #[serde(deserialize_with = "within::<1, 86_400, _, _>")]
    pub idle_seconds: u64,
    /// Seconds for which a client may take nothing of its answer. Default: 30.
    #[serde(deserialize_with = "within::<1, 3_600, _, _>")]
    pub send_seconds: u64,
    /// Seconds for which a client may take to receive an answer as a whole. Default: 300.
    #[serde(deserialize_with = "within::<1, 3_600, _, _>")]
    pub answer_seconds: u64,
    /// Seconds that operations under way have to end after the gateway was told to stop; 0 cuts
    /// them at once. Default: 10.
    #[serde(deserialize_with = "within::<0, 3_600, _, _>")]
    pub drain_seconds: u64,
    /// Connections at once; further ones are closed. Default: 8192.
    #[serde(deserialize_with = "within::<1, 1_000_000, _, _>")]
    pub max_connections: usize,
    /// Connections at once from one IPv4 address or one /64 of IPv6, trusted proxies apart.
    /// Default: 512.
    #[serde(deserialize_with = "within::<1, 1_000_000, _, _>")]
    pub max_connections_per_address: usize,
    /// Proxies whose word counts on who calls: addresses, or ranges such as `10.0.0.0/8`.
    /// Default: none.
    pub trusted_proxies: Vec<Network>,
    /// Has connections of trusted proxies begin with the PROXY protocol, version 1 or 2. Default:
    /// false.
    pub proxy_protocol: bool,
    /// Seconds for which browsers that came by HTTPS come by nothing else; 0 does not ask for it.
    /// Default: 31536000.
    #[serde(deserialize_with = "within::<0, 63_072_000, _, _>")]
    pub hsts_seconds: u64,
    /// Pages of other origins that may read answers.
    pub cors: Cors,
    /// TLS of the gateway itself. Default: none.
    pub tls: Option<Tls>,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            timeout_ms: 30_000,
            source_timeout_ms: 8_000,
            max_body: 256 << 10,
            max_operations: 512,
            max_depth: 20,
            max_complexity: 200_000,
            max_fields: 5_000,
            max_tokens: 15_000,
            max_calls: 250,
            allowed_hosts: Vec::new(),
            head_seconds: 10,
            body_seconds: 30,
            idle_seconds: 75,
            send_seconds: 30,
            answer_seconds: 300,
            drain_seconds: 10,
            max_connections: 8_192,
            max_connections_per_address: 512,
            trusted_proxies: Vec::new(),
            proxy_protocol: false,
            hsts_seconds: 31_536_000,
            cors: Cors::default(),
            tls: None,
        }
    }
}
