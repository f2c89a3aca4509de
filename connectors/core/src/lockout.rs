//! Protection against lockouts: a password that a source refused is not sent again for a while,
//! because repeated refusals lock the user out, and with it everybody else who logs in as that
//! user.

use std::sync::Arc;

use tokio::{
    sync::Mutex,
    time::{Duration, Instant},
};

use crate::{Error, Result, Retry};

/// The log-in of one user at one source.
pub struct Lockout {
    source: Arc<str>,
    pause: Duration,
    state: Mutex<State>,
}

enum State {
    Untried,
    Accepted,
    Refused { until: Instant, error: Error },
}

/// The source's verdict on the password that a call sent.
#[derive(Debug)]
pub enum Verdict {
    /// The source accepted the password.
    Accepted,
    /// The source refused the password, with this error.
    Refused(Error),
    /// The call failed for another reason.
    Unknown,
}

impl Lockout {
    /// A log-in that was not tried yet. After a refusal the password is not sent for `pause`.
    pub fn new(source: &Arc<str>, pause: Duration) -> Self {
        Self { source: source.clone(), pause, state: Mutex::new(State::Untried) }
    }

    /// Makes a call that sends the password. Until the source has accepted it, calls run one by
    /// one, so that a wrong password is sent once and not by all of them.
    ///
    /// # Errors
    /// The call's error, or that of the last refusal while the pause lasts.
    pub async fn guard<T>(
        &self,
        call: impl Future<Output = Result<T>>,
        verdict: impl FnOnce(&Result<T>) -> Verdict,
    ) -> Result<T> {
        let mut state = self.state.lock().await;
        if let State::Refused { until, error } = &*state {
            let left = until.saturating_duration_since(Instant::now());
            if !left.is_zero() {
                return Err(self.paused(error, left));
            }
        }
        let accepted = matches!(*state, State::Accepted);
        let outcome = if accepted {
            drop(state);
            let outcome = call.await;
            state = self.state.lock().await;
            outcome
        } else {
            call.await
        };
        match verdict(&outcome) {
            Verdict::Refused(error) => {
                *state = State::Refused { until: Instant::now() + self.pause, error };
            }
            // Another call's refusal meanwhile counts more than an acceptance before it.
            Verdict::Accepted if !accepted => *state = State::Accepted,
            Verdict::Accepted | Verdict::Unknown => {}
        }
        outcome
    }

    fn paused(&self, refusal: &Error, left: Duration) -> Error {
        let message = format!(
            "{}; not tried again for {} s, because repeated refusals lock the user out",
            refusal.message(),
            left.as_secs() + 1
        );
        Error::new(refusal.kind(), &self.source, message).with_retry(Retry::Never)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::ErrorKind;

    const PAUSE: Duration = Duration::from_secs(60);

    fn verdict(outcome: &Result<()>) -> Verdict {
        match outcome {
            Ok(()) => Verdict::Accepted,
            Err(error) if error.kind() == ErrorKind::Auth => Verdict::Refused(error.clone()),
            Err(_) => Verdict::Unknown,
        }
    }

    /// Makes 10 calls at once that all end with this outcome; how many of them were sent.
    async fn sent(lockout: &Lockout, outcome: Option<ErrorKind>) -> usize {
        let sent = AtomicUsize::new(0);
        let call = || async {
            sent.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            outcome.map_or(Ok(()), |kind| Err(Error::new(kind, &"erp".into(), "refused")))
        };
        let calls = (0..10).map(|_| lockout.guard(call(), verdict));
        futures::future::join_all(calls).await;
        sent.into_inner()
    }

    #[tokio::test(start_paused = true)]
    async fn a_refused_password_is_sent_once_until_the_pause_is_over() {
        let lockout = Lockout::new(&"erp".into(), PAUSE);
        assert_eq!(sent(&lockout, Some(ErrorKind::Auth)).await, 1);
        let error = lockout.guard(async { Ok(()) }, verdict).await.unwrap_err();
        assert_eq!(
            error.message(),
            "refused; not tried again for 61 s, because repeated refusals lock the user out"
        );
        tokio::time::advance(PAUSE).await;
        assert_eq!(sent(&lockout, None).await, 10);
        assert_eq!(sent(&lockout, Some(ErrorKind::Unavailable)).await, 10);
    }
}
