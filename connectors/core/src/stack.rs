//! The stack that every call to a source goes through, top to bottom. It wraps a call, not HTTP: a
//! connector makes each attempt anew, with the token or the signature of that moment.

use std::{collections::BTreeMap, future::Future, pin::Pin, sync::Arc, time::Duration};

use parking_lot::Mutex;
use serde::Deserialize;
use tokio::time::Instant;
use tracing::{Instrument, field::Empty};

use crate::{
    Budget, Class, Credential, Error, ErrorKind, Limit, Quota, Result, Retry, Stats, Token,
    breaker::{self, Breaker},
    limiter::{Limiter, Manner, Permit},
    quotas::Quotas,
    retry::{RetryBudget, backoff},
};

/// A call, as far as the stack needs to know it.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// Name of the operation in spans: one of a few fixed words of the connector (`query`, `batch
    /// read` …).
    pub operation: &'static str,
    /// The object that is asked for, or another word for what can fail on its own.
    pub target: &'a str,
    /// The classes of endpoint whose limits it counts against.
    pub classes: &'static [&'static str],
}

/// The bounds of a source's calls, and how limits and failures are dealt with.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CallLimits {
    /// Milliseconds that a call may take, with waiting and retries: 1 to 600,000. Background work
    /// may wait longer for its turn.
    #[serde(deserialize_with = "crate::within::<1, 600_000, _, _>")]
    pub deadline_ms: u64,
    /// Attempts at a call, the first one included: 1 to 10.
    #[serde(deserialize_with = "crate::within::<1, 10, _, _>")]
    pub attempts: u32,
    /// Bytes that an answer may have: 1,000 to 1 GiB.
    #[serde(deserialize_with = "crate::within::<1_000, 1_073_741_824, _, _>")]
    pub max_body: usize,
    /// Milliseconds by which calls may arrive closer together than they were sent: up to 10,000. A
    /// call counts for its limits from its answer, or from so long after it was sent.
    #[serde(deserialize_with = "crate::within::<0, 10_000, _, _>")]
    pub margin_ms: u64,
    /// Percentage of each limit that background work may take; one call at least.
    #[serde(deserialize_with = "crate::within::<1, 100, _, _>")]
    pub background_percent: u8,
    /// Percentage of a daily quota that is kept for clients: with less left, background work stops.
    #[serde(deserialize_with = "crate::within::<0, 100, _, _>")]
    pub reserve_percent: u8,
    /// Failures in a row after which an object is asked with pauses: 1 to 1,000.
    #[serde(deserialize_with = "crate::within::<1, 1_000, _, _>")]
    pub pause_after: u32,
    /// Milliseconds of the first such pause; each further one is twice as long: 1 to 600,000.
    #[serde(deserialize_with = "crate::within::<1, 600_000, _, _>")]
    pub pause_ms: u64,
    /// Milliseconds of the longest pause: 1 to 3,600,000.
    #[serde(deserialize_with = "crate::within::<1, 3_600_000, _, _>")]
    pub max_pause_ms: u64,
}

/// The time for which background work waits for its turn.
const BACKGROUND_WAIT: Duration = Duration::from_secs(600);

impl Default for CallLimits {
    fn default() -> Self {
        Self {
            deadline_ms: 10_000,
            attempts: 3,
            max_body: 64 << 20,
            margin_ms: 200,
            background_percent: 50,
            reserve_percent: 20,
            pause_after: 5,
            pause_ms: 1_000,
            max_pause_ms: 30_000,
        }
    }
}

impl CallLimits {
    fn time(&self) -> Duration {
        Duration::from_millis(self.deadline_ms)
    }

    fn manner(&self) -> Manner {
        Manner {
            margin: Duration::from_millis(self.margin_ms),
            background: f64::from(self.background_percent) / 100.0,
        }
    }

    fn tolerance(&self) -> breaker::Tolerance {
        breaker::Tolerance {
            failures: self.pause_after,
            first: Duration::from_millis(self.pause_ms),
            most: Duration::from_millis(self.max_pause_ms.max(self.pause_ms)),
        }
    }
}

/// One attempt at a call under way.
type Attempt<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// Begins an attempt with a token.
type Sender<'a> = &'a (dyn Fn(Arc<Token>) -> Attempt<'a> + Send + Sync);

/// The stack of one source.
pub struct Stack {
    source: Arc<str>,
    credential: Credential,
    limiter: Limiter,
    breaker: Breaker,
    budget: RetryBudget,
    quotas: Quotas,
    limits: CallLimits,
    stats: Stats,
}

impl Stack {
    /// A stack for one source.
    pub fn new(
        source: &Arc<str>,
        credential: Credential,
        limits: CallLimits,
        classes: &BTreeMap<String, Limit>,
    ) -> Self {
        Self {
            source: source.clone(),
            credential,
            limiter: Limiter::new(classes, limits.manner()),
            breaker: Breaker::new(limits.tolerance()),
            budget: RetryBudget::default(),
            quotas: Quotas::default(),
            limits,
            stats: Stats::default(),
        }
    }

    /// Statistics of the calls.
    pub fn stats(&self) -> &Stats {
        &self.stats
    }

    /// Notes what the source says of one of its quotas.
    pub fn note_quota(&self, quota: Quota) {
        self.quotas.note(quota);
    }

    /// The quotas of the source, as it last told them.
    pub fn quotas(&self) -> Vec<Quota> {
        self.quotas.known()
    }

    /// Sends a call that changes nothing at the source, so that it may be sent again.
    ///
    /// # Errors
    /// The last attempt's, or [`ErrorKind::Timeout`] / [`ErrorKind::RateLimited`] if its time or
    /// its turn does not come.
    pub async fn call<T, F, Fut>(&self, call: Call<'_>, send: F) -> Result<T>
    where
        F: Fn(Arc<Token>) -> Fut + Send + Sync,
        Fut: Future<Output = Result<T>> + Send,
        T: Send,
    {
        // An attempt leaves its answer here, so that the layers below know no type of answers: they
        // are compiled once, not for each type that a connector reads.
        let answer = Mutex::new(None);
        let attempt = |token| -> Attempt<'_> {
            let (sent, answer) = (send(token), &answer);
            Box::pin(async move {
                let read = sent.await?;
                *answer.lock() = Some(read);
                Ok(())
            })
        };
        self.in_time(call, &attempt).await?;
        answer.into_inner().ok_or_else(|| {
            Error::new(ErrorKind::BadResponse, &self.source, "the call ended without an answer")
        })
    }

    async fn in_time(&self, call: Call<'_>, send: Sender<'_>) -> Result<()> {
        // Deadline: outermost, so that waiting for a log-in, for a turn and for retries all count;
        // a caller knows when it will have an answer. In the background nobody waits for one.
        let deadline = Instant::now()
            + match Class::now().queue() {
                Class::Interactive => self.limits.time(),
                _ => self.within_quota().map(|()| BACKGROUND_WAIT)?,
            };
        match tokio::time::timeout_at(deadline, self.authenticated(call, deadline, send)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(self.late()),
        }
    }

    /// Does work within the time of one call: background work may wait longer for its turn, but
    /// must not hold up others with a log-in that hangs.
    async fn in_call_time<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let done = tokio::time::timeout(self.limits.time(), work).await;
        done.unwrap_or_else(|_| Err(self.late()))
    }

    fn late(&self) -> Error {
        let message = format!("no answer within {} ms", self.limits.deadline_ms);
        Error::new(ErrorKind::Timeout, &self.source, message)
    }

    /// Quota: before all else, so that background work leaves the rest of a day to clients.
    fn within_quota(&self) -> Result<()> {
        let Some((quota, wait)) = self.quotas.low(self.limits.reserve_percent) else {
            return Ok(());
        };
        let message = format!(
            "background work has stopped: {} of {} calls of the day are left, and \
             `call.reserve_percent` keeps {} % for clients",
            quota.remaining, quota.limit, self.limits.reserve_percent
        );
        Err(Error::new(ErrorKind::QuotaExhausted, &self.source, message)
            .with_retry(Retry::After(wait)))
    }

    async fn authenticated(
        &self,
        call: Call<'_>,
        deadline: Instant,
        send: Sender<'_>,
    ) -> Result<()> {
        // Credential: outside the retries, so that a rejected token costs one refresh and one
        // replay, whatever else is tried.
        let mut issued = self.in_call_time(self.credential.token()).await?;
        let mut outcome = self.retried(call, deadline, issued.token.clone(), send).await;
        if let Err(error) = &outcome
            && error.kind() == ErrorKind::TokenRejected
        {
            issued = self.in_call_time(self.credential.replace(&issued, error)).await?;
            outcome = self.retried(call, deadline, issued.token.clone(), send).await;
        }
        if outcome.is_ok() {
            issued.accept();
        }
        outcome
    }

    async fn retried(
        &self,
        call: Call<'_>,
        deadline: Instant,
        token: Arc<Token>,
        send: Sender<'_>,
    ) -> Result<()> {
        // Retry: outside the limiter, so that each attempt waits its turn and is counted; within a
        // budget, so that retries never become the load.
        let mut attempt = 1;
        loop {
            // Breaker, first half: whoever would be refused does not wait for a turn.
            if let Some(refusal) = self.breaker.refusal(call) {
                return Err(refusal);
            }
            let error = match self.limited(call, deadline, attempt, token.clone(), send).await {
                Ok(()) => {
                    self.budget.deposit();
                    return Ok(());
                }
                Err(error) => error,
            };
            let pause = match error.retry() {
                Retry::Never => return Err(error),
                // It is not asked again before its pause is over: the caller is told at once.
                _ if self.breaker.refusal(call).is_some() => return Err(error),
                Retry::Backoff => backoff(attempt),
                Retry::After(pause) => pause,
            };
            if attempt >= self.limits.attempts
                || Instant::now() + pause >= deadline
                || !self.budget.withdraw()
            {
                return Err(error);
            }
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }

    async fn limited(
        &self,
        call: Call<'_>,
        deadline: Instant,
        attempt: u32,
        token: Arc<Token>,
        send: Sender<'_>,
    ) -> Result<()> {
        // Budget: each attempt counts, as each costs the source.
        Budget::spend();
        // Limiter: inside the retries, outside the breaker, so that a call that waits for its turn
        // is not yet one that can fail.
        let _permit = self.turn(call, deadline).await?;
        // Breaker, second half: innermost but for the trace, so that it sees each attempt's outcome
        // and nothing else.
        let passage = self.breaker.pass(call).await?;
        let until = deadline.min(Instant::now() + self.limits.time());
        self.traced(call, attempt, until, send(token), passage).await
    }

    async fn turn(&self, call: Call<'_>, deadline: Instant) -> Result<Permit> {
        self.limiter.acquire(call.classes, deadline).await.map_err(|wait| {
            let message = format!(
                "the configured limit on its {} calls leaves no free slot within the call's deadline",
                call.operation
            );
            Error::new(ErrorKind::RateLimited, &self.source, message).with_retry(Retry::After(wait))
        })
    }

    /// Trace: innermost, so that a span is one call on the wire, with the time the source took and
    /// nothing of ours.
    async fn traced(
        &self,
        call: Call<'_>,
        attempt: u32,
        until: Instant,
        sent: Attempt<'_>,
        passage: breaker::Passage<'_>,
    ) -> Result<()> {
        let span = tracing::info_span!(
            "source.call",
            otel.kind = "client",
            source = %self.source,
            operation = call.operation,
            attempt = i64::from(attempt),
            code = Empty
        );
        let begun = Instant::now();
        let sent = tokio::time::timeout_at(until, sent.instrument(span.clone()));
        let outcome = sent.await.unwrap_or_else(|_| Err(self.late()));
        // What had little time left when it began tells nothing of the source.
        let is_cut = until - begun < self.limits.time() / 2;
        let is_late = outcome.as_ref().is_err_and(|error| error.kind() == ErrorKind::Timeout);
        let is_down = if is_cut && is_late {
            drop(passage);
            false
        } else {
            self.breaker.note(passage, &outcome)
        };
        self.stats.note(begun.elapsed(), &outcome, is_down);
        if let Err(error) = &outcome {
            span.record("code", tracing::field::display(error.code()));
        }
        outcome
    }
}

#[cfg(test)]
mod tests;
