//! Limits kept before a source has to say so: so many calls in a time, so many at once, for each
//! class of endpoint.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use channelgraph_schema::did_you_mean;
use parking_lot::Mutex;
use serde::Deserialize;
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::Instant,
};

use crate::{Error, ErrorKind};

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

/// The limits of one credential, by class of endpoint. A class without a limit is free.
#[derive(Debug)]
pub struct Limiter {
    classes: BTreeMap<String, Class>,
}

#[derive(Debug)]
struct Class {
    limit: Limit,
    /// When the calls of the last window began, or will begin; at most `limit.calls` of them.
    begun: Mutex<VecDeque<Instant>>,
    running: Semaphore,
}

impl Limiter {
    /// Keeps these limits.
    pub fn new(limits: &BTreeMap<String, Limit>) -> Self {
        let class = |limit: &Limit| Class {
            limit: limit.clone(),
            begun: Mutex::new(VecDeque::new()),
            running: Semaphore::new(limit.concurrency.clamp(1, Semaphore::MAX_PERMITS)),
        };
        Self { classes: limits.iter().map(|(name, limit)| (name.clone(), class(limit))).collect() }
    }

    /// Waits until a call of these classes may begin; it is under way until the permits are
    /// dropped.
    ///
    /// # Errors
    /// If its turn would come after `deadline`: how long it would have to wait. Nothing is counted
    /// then.
    pub async fn acquire(
        &self,
        classes: &[&str],
        deadline: Instant,
    ) -> Result<Vec<SemaphorePermit<'_>>, Duration> {
        let mut permits = Vec::with_capacity(classes.len());
        for class in classes.iter().filter_map(|name| self.classes.get(*name)) {
            match tokio::time::timeout_at(deadline, class.running.acquire()).await {
                Ok(Ok(permit)) => permits.push(permit),
                _ => return Err(Duration::from_millis(class.limit.window_ms)),
            }
            // Tokio's timer counts in milliseconds and rounds up, so a sleep until now would cost
            // one.
            if let Some(turn) = class.book(deadline)? {
                tokio::time::sleep_until(turn).await;
            }
        }
        Ok(permits)
    }
}

impl Class {
    /// Books the next free moment, none if that is now: the call that began `calls` ago must have
    /// left the window.
    fn book(&self, deadline: Instant) -> Result<Option<Instant>, Duration> {
        let now = Instant::now();
        let mut begun = self.begun.lock();
        let mut turn = now;
        if begun.len() >= self.limit.calls.max(1)
            && let Some(oldest) = begun.front()
        {
            turn = turn.max(*oldest + Duration::from_millis(self.limit.window_ms));
            if turn > deadline {
                return Err(turn - now);
            }
            begun.pop_front();
        }
        begun.push_back(turn);
        Ok((turn > now).then_some(turn))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter(calls: usize, concurrency: usize) -> Limiter {
        Limiter::new(&BTreeMap::from([(
            "search".to_owned(),
            Limit { calls, window_ms: 1000, concurrency },
        )]))
    }

    #[test]
    fn a_class_that_is_none_is_refused() {
        let limit = Limit { calls: 1, window_ms: 1, concurrency: 1 };
        let own = BTreeMap::from([("search".to_owned(), limit.clone())]);
        let refused =
            overlaid(&"crm".into(), own.clone(), &BTreeMap::from([("serach".to_owned(), limit)]))
                .unwrap_err();
        assert_eq!(
            refused.to_string(),
            "crm: `limits` has no class `serach`; it has search; did you mean `search`?"
        );
        assert_eq!(overlaid(&"crm".into(), own.clone(), &BTreeMap::new()).unwrap(), own);
    }

    #[tokio::test(start_paused = true)]
    async fn no_window_holds_more_than_its_calls() {
        let limiter = limiter(5, 100);
        let start = Instant::now();
        for _ in 0..12 {
            limiter.acquire(&["search"], start + Duration::from_secs(60)).await.unwrap();
        }
        assert_eq!(start.elapsed().as_secs(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_turn_after_the_deadline_is_refused_with_the_wait() {
        let limiter = limiter(1, 1);
        let soon = Instant::now() + Duration::from_millis(100);
        drop(limiter.acquire(&["search"], soon).await.unwrap());
        assert_eq!(limiter.acquire(&["search"], soon).await.unwrap_err(), Duration::from_secs(1));
        assert!(limiter.acquire(&["other"], soon).await.is_ok());
    }
}
