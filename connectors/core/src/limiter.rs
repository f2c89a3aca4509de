//! Limits kept before a source has to say so: so many calls in a time, so many at once, for each
//! class of endpoint.

mod gate;
mod queue;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use channelgraph_schema::did_you_mean;
use gate::Gate;
pub use queue::Permit;
use queue::{Place, Queue};
use serde::Deserialize;
use tokio::time::Instant;

use crate::{Class, Error, ErrorKind};

/// One limit of a source. Vendors' own values are defaults in the connector's config.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Calls allowed within the window: 1 to 1,000,000.
    #[serde(deserialize_with = "crate::within::<1, 1_000_000, _, _>")]
    pub calls: usize,
    /// The window, in milliseconds: at most a day.
    #[serde(deserialize_with = "crate::within::<1, 86_400_000, _, _>")]
    pub window_ms: u64,
    /// Calls under way at once: 1 to 10,000.
    #[serde(deserialize_with = "crate::within::<1, 10_000, _, _>")]
    pub concurrency: usize,
}

/// The configured limits over a connector's own.
///
/// # Errors
/// [`ErrorKind::Unsupported`] if one is of a class that the connector does not have: it would keep
/// nothing back.
pub fn overlaid(
    source: &Arc<str>,
    own: BTreeMap<String, Limit>,
    configured: &BTreeMap<String, Limit>,
) -> Result<BTreeMap<String, Limit>, Error> {
    if let Some(unknown) = configured.keys().find(|class| !own.contains_key(*class)) {
        let near = did_you_mean(unknown, own.keys().map(String::as_str));
        let known = own.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        return Err(Error::new(
            ErrorKind::Unsupported,
            source,
            format!("`limits` has no class `{unknown}`; it has {known}{near}"),
        ));
    }
    Ok(own.into_iter().chain(configured.clone()).collect())
}

/// How the limits of a source are kept.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// The time by which calls may arrive closer together than they were sent.
    pub margin: Duration,
    /// The share of each limit that background work may take, 0 to 1; one call at least.
    pub background: f64,
}

/// The limits of one credential, by class of endpoint. A class without a limit is free.
#[derive(Debug)]
pub struct Limiter {
    names: BTreeMap<String, usize>,
    queue: Arc<Queue>,
}

impl Limiter {
    /// Keeps these limits.
    pub fn new(limits: &BTreeMap<String, Limit>, manner: Manner) -> Self {
        let names = limits.keys().cloned().zip(0..).collect();
        let gates = limits.values().map(|limit| Gate::new(limit, manner)).collect();
        Self { names, queue: Arc::new(Queue::new(gates)) }
    }

    /// Waits until a call of these classes may be sent, for all of them at the same moment; it is
    /// under way until the permit is dropped. Background work waits while a client's call waits
    /// for one of the same limits.
    ///
    /// # Errors
    /// If its turn would come after `deadline`: how long it would have to wait. Nothing is counted
    /// then.
    pub async fn acquire(&self, classes: &[&str], deadline: Instant) -> Result<Permit, Duration> {
        let gates: Vec<usize> =
            classes.iter().filter_map(|name| self.names.get(*name).copied()).collect();
        let place = self.queue.enter(gates, Class::now().queue(), deadline)?;
        let turn = match place {
            Place::Turn(permit) => return Ok(permit),
            Place::Waiting(turn) => turn,
        };
        match tokio::time::timeout_at(deadline, turn).await {
            Ok(Ok(permit)) => Ok(permit),
            _ => Err(self.queue.longest_window()),
        }
    }
}

#[cfg(test)]
mod tests;
