//! What the callers of a role may ask: the smaller of what the server and the role allow.

use std::time::Duration;

use crate::{
    config,
    graphql::{Bounds, Ceiling, Rights},
};

/// What the callers of a role may ask.
#[derive(Debug)]
pub(super) struct Allowance {
    /// How much in a time; none where nothing is counted.
    pub(super) limits: Option<Limits>,
    /// The bytes of a request.
    pub(super) body: Ceiling,
    /// What of one operation.
    pub(super) rights: Rights,
}

/// How much a caller may ask in a time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) requests_per_minute: u64,
    pub(super) calls_per_minute: u64,
    pub(super) concurrent: usize,
}

impl Allowance {
    /// What a role allows.
    pub(super) fn of_role(
        server: &config::Server,
        role: &config::Role,
        documents: &config::Documents,
    ) -> Self {
        let limits = &role.limits;
        let all = Self::open(server, documents);
        let Bounds { timeout, complexity, calls } = all.rights.bounds;
        let shorter = limits.timeout_ms.map_or(timeout, Duration::from_millis);
        let bounds = Bounds {
            timeout: timeout.min(shorter),
            complexity: complexity.or_less(limits.max_complexity, "max_complexity of your role"),
            calls: calls.or_less(limits.max_calls, "max_calls of your role"),
        };
        Self {
            limits: Some(Limits {
                requests_per_minute: limits.requests_per_minute,
                calls_per_minute: limits.calls_per_minute,
                concurrent: limits.concurrent,
            }),
            body: all
                .body
                .or_less(limits.max_body.map(|bytes| bytes as u64), "max_body of your role"),
            rights: Rights {
                bounds,
                introspection: role.introspection,
                free_documents: role.free_documents || !documents.only,
            },
        }
    }

    /// What the server alone allows: on an open gateway, which is one person's own.
    pub(super) fn open(server: &config::Server, documents: &config::Documents) -> Self {
        let bound = |most, key| Ceiling { most, key };
        let bounds = Bounds {
            timeout: Duration::from_millis(server.timeout_ms),
            complexity: bound(server.max_complexity as u64, "server.max_complexity"),
            calls: bound(server.max_calls, "server.max_calls"),
        };
        Self {
            limits: None,
            body: bound(server.max_body as u64, "server.max_body"),
            rights: Rights { bounds, introspection: true, free_documents: !documents.only },
        }
    }
}
