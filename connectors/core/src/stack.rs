//! The stack that every call to a source goes through, top to bottom. It wraps a call, not HTTP: a
//! connector makes each attempt anew, with the token or the signature of that moment.

use std::{collections::BTreeMap, future::Future, pin::Pin, sync::Arc, time::Duration};

use parking_lot::Mutex;
use serde::Deserialize;
use tokio::time::Instant;
use tracing::{Instrument, field::Empty};

use crate::{
    Budget, Credential, Error, ErrorKind, Limit, Limiter, Result, Retry, RetryBudget, Stats, Token,
    retry::backoff,
};

/// A call, as far as the stack needs to know it.
#[derive(Debug, Clone, Copy)]
pub struct Call {
    /// Name of the operation in spans: one of a few fixed words of the connector (`query`, `batch
    /// read` …).
    pub operation: &'static str,
    /// The classes of endpoint whose limits it counts against.
    pub classes: &'static [&'static str],
}

/// The bounds of a source's calls.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CallLimits {
    /// Milliseconds that a call may take, with waiting and retries: 1 to 600,000.
    #[serde(deserialize_with = "crate::within::<1, 600_000, _, _>")]
    pub deadline_ms: u64,
    /// Attempts at a call, the first one included: 1 to 10.
    #[serde(deserialize_with = "crate::within::<1, 10, _, _>")]
    pub attempts: u32,
    /// Bytes that an answer may have: 1,000 to 1 GiB.
    #[serde(deserialize_with = "crate::within::<1_000, 1_073_741_824, _, _>")]
    pub max_body: usize,
}

impl Default for CallLimits {
    fn default() -> Self {
        Self { deadline_ms: 10_000, attempts: 3, max_body: 64 << 20 }
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
    budget: RetryBudget,
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
            limiter: Limiter::new(classes),
            budget: RetryBudget::default(),
            limits,
            stats: Stats::default(),
        }
    }

    /// Statistics of the calls.
    pub fn stats(&self) -> &Stats {
        &self.stats
    }

    /// Sends a call that changes nothing at the source, so that it may be sent again.
    ///
    /// # Errors
    /// The last attempt's, or [`ErrorKind::Timeout`] / [`ErrorKind::RateLimited`] if its time or
    /// its turn does not come.
    pub async fn call<T, F, Fut>(&self, call: Call, send: F) -> Result<T>
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

    async fn in_time(&self, call: Call, send: Sender<'_>) -> Result<()> {
        // Deadline: outermost, so that waiting for a log-in, for a turn and for retries all count;
        // a caller knows when it will have an answer.
        let deadline = Instant::now() + Duration::from_millis(self.limits.deadline_ms);
        match tokio::time::timeout_at(deadline, self.authenticated(call, deadline, send)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Error::new(
                ErrorKind::Timeout,
                &self.source,
                format!("no answer within {} ms", self.limits.deadline_ms),
            )),
        }
    }

    async fn authenticated(&self, call: Call, deadline: Instant, send: Sender<'_>) -> Result<()> {
        // Credential: outside the retries, so that a rejected token costs one refresh and one
        // replay, whatever else is tried.
        let token = self.credential.token().await?;
        match self.retried(call, deadline, token.clone(), send).await {
            Err(error) if error.kind() == ErrorKind::TokenRejected => {
                let token = self.credential.replace(&token).await?;
                self.retried(call, deadline, token, send).await
            }
            outcome => outcome,
        }
    }

    async fn retried(
        &self,
        call: Call,
        deadline: Instant,
        token: Arc<Token>,
        send: Sender<'_>,
    ) -> Result<()> {
        // Retry: outside the limiter, so that each attempt waits its turn and is counted; within a
        // budget, so that retries never become the load.
        let mut attempt = 1;
        loop {
            let error = match self.limited(call, deadline, attempt, token.clone(), send).await {
                Ok(()) => {
                    self.budget.deposit();
                    return Ok(());
                }
                Err(error) => error,
            };
            let pause = match error.retry() {
                Retry::Never => return Err(error),
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
        call: Call,
        deadline: Instant,
        attempt: u32,
        token: Arc<Token>,
        send: Sender<'_>,
    ) -> Result<()> {
        // Budget: each attempt counts, as each costs the source.
        Budget::spend();
        // Limiter: inside the retries, outside the breaker's place, so that a call that waits for
        // its turn is not yet one that can fail.
        let _permits = self.limiter.acquire(call.classes, deadline).await.map_err(|wait| {
            let message = format!(
                "the configured limit on its {} calls leaves no free slot within the call's deadline",
                call.operation
            );
            Error::new(ErrorKind::RateLimited, &self.source, message).with_retry(Retry::After(wait))
        })?;
        // Breaker: its place is here, innermost but for the trace, so that it sees each attempt's
        // outcome and nothing else.
        self.traced(call, attempt, send(token)).await
    }

    /// Trace: innermost, so that a span is one call on the wire, with the time the source took and
    /// nothing of ours.
    async fn traced(&self, call: Call, attempt: u32, sent: Attempt<'_>) -> Result<()> {
        let span = tracing::info_span!(
            "source.call",
            otel.kind = "client",
            source = %self.source,
            operation = call.operation,
            attempt = i64::from(attempt),
            code = Empty
        );
        let begun = Instant::now();
        let outcome = sent.instrument(span.clone()).await;
        self.stats.note(begun.elapsed(), &outcome);
        if let Err(error) = &outcome {
            span.record("code", tracing::field::display(error.code()));
        }
        outcome
    }
}

#[cfg(test)]
mod tests;
