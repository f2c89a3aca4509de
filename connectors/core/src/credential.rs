//! A source's credential: one token shared by all calls, fetched by one of them while the others
//! wait.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use tokio::{
    sync::Mutex,
    time::{Duration, Instant},
};

use crate::{Error, Pauses, Result, Retry, Secret};

/// Safety margin before a token's end: within it the token is renewed, so that it does not expire
/// between two calls of one query.
const MARGIN: Duration = Duration::from_secs(60);

/// A token that authenticates calls to a source.
#[derive(Debug)]
pub struct Token {
    /// The bearer token.
    pub secret: Secret,
    /// Address of the API, for sources that report it at log-in (Salesforce's `instance_url`, which
    /// may change with each log-in).
    pub base_url: Option<String>,
    /// When it ends, for sources that say so.
    pub expires: Option<Instant>,
}

/// Gets a new token from a source.
#[async_trait]
pub trait Authenticate: Send + Sync {
    /// Logs in, or refreshes.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Auth`] if the source does not accept the credentials.
    async fn authenticate(&self) -> Result<Token>;

    /// Returns true if it holds log-ins back itself after a refusal, as [`crate::Lockout`] does.
    fn paces_itself(&self) -> bool {
        false
    }
}

/// The longest pause between log-ins while they fail, and between those that a refused token calls
/// for.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// A token that was good for so long ended as tokens do: the next log-in need not wait.
const CALM: Duration = Duration::from_secs(600);
/// Renewals of tokens that had been accepted, soon after one another, that begin no pause.
const FREE: u32 = 3;

/// The current token of one source.
pub struct Credential {
    source: Box<dyn Authenticate>,
    state: Mutex<State>,
}

/// A token, and whether the source has accepted it.
#[derive(Debug)]
pub(crate) struct Issued {
    pub(crate) token: Arc<Token>,
    accepted: AtomicBool,
}

impl Issued {
    /// Notes that a call with this token was answered.
    pub(crate) fn accept(&self) {
        self.accepted.store(true, Ordering::Relaxed);
    }

    fn is_accepted(&self) -> bool {
        self.accepted.load(Ordering::Relaxed)
    }
}

struct State {
    current: Option<Arc<Issued>>,
    /// The refusal of the current token, if no call was ever accepted with it.
    refusal: Option<Error>,
    /// The failure of the last log-in.
    failure: Option<Error>,
    log_ins: Spacing,
    renewals: Spacing,
}

/// Log-ins kept apart.
struct Spacing {
    last: Option<Instant>,
    until: Option<Instant>,
    pauses: Pauses,
    /// Times since the last calm that began no pause.
    free: u32,
}

impl Spacing {
    fn new() -> Self {
        Self { last: None, until: None, pauses: Pauses::up_to(LONGEST_PAUSE), free: 0 }
    }

    /// How long the pause still lasts.
    fn left(&self) -> Option<Duration> {
        let left = self.until?.saturating_duration_since(Instant::now());
        (!left.is_zero()).then_some(left)
    }

    /// Begins a pause, not shorter than the source asks for.
    fn pause(&mut self, asked: Option<Duration>) {
        self.until = Some(Instant::now() + self.pauses.after_failure(asked));
    }

    /// Begins a pause if the last time was a moment ago; the first few times not, if `is_usual`.
    fn pause_if_again(&mut self, is_usual: bool) {
        match self.last.replace(Instant::now()) {
            Some(last) if last.elapsed() < CALM && is_usual && self.free < FREE => self.free += 1,
            Some(last) if last.elapsed() < CALM => self.pause(None),
            _ => {
                self.pauses.reset();
                self.free = 0;
            }
        }
    }
}

impl Credential {
    /// A credential that has not logged in yet.
    pub fn new(source: impl Authenticate + 'static) -> Self {
        let state = State {
            current: None,
            refusal: None,
            failure: None,
            log_ins: Spacing::new(),
            renewals: Spacing::new(),
        };
        Self { source: Box::new(source), state: Mutex::new(state) }
    }

    /// A token that is good for at least a minute; logs in if there is none. After a log-in that
    /// failed, and after a token that was never accepted, callers get the same error for a growing
    /// time, without a log-in of their own.
    ///
    /// # Errors
    /// As [`Authenticate::authenticate`], and the refusal of a token.
    pub(crate) async fn token(&self) -> Result<Arc<Issued>> {
        // The lock is held while logging in: whoever comes meanwhile waits for this one's answer
        // (single flight).
        let mut state = self.state.lock().await;
        if state.current.as_ref().is_some_and(|issued| issued.is_accepted()) {
            // The source refused it for some calls only.
            state.refusal = None;
        }
        if let Some(refusal) = state.refusal.clone() {
            return self.renew(&mut state, refusal).await;
        }
        match state.current.as_ref().filter(|issued| is_good(&issued.token)) {
            Some(issued) => Ok(issued.clone()),
            None => self.log_in(&mut state).await,
        }
    }

    /// A token other than the rejected one: another call's if it was quicker, else a new one, if
    /// none was got for the same reason a moment ago.
    ///
    /// # Errors
    /// As [`Self::token`].
    pub(crate) async fn replace(
        &self,
        rejected: &Arc<Issued>,
        refusal: &Error,
    ) -> Result<Arc<Issued>> {
        {
            let mut state = self.state.lock().await;
            if state.current.as_ref().is_some_and(|issued| Arc::ptr_eq(issued, rejected)) {
                return self.renew(&mut state, refusal.clone()).await;
            }
        }
        self.token().await
    }

    async fn renew(&self, state: &mut State, refusal: Error) -> Result<Arc<Issued>> {
        // One that was accepted has ended, as tokens do, or is refused for this call only.
        let is_accepted = state.current.as_ref().is_some_and(|issued| issued.is_accepted());
        if let Some(left) = state.renewals.left() {
            state.refusal = (!is_accepted).then(|| refusal.clone());
            return Err(refusal.with_retry(Retry::After(left)));
        }
        state.renewals.pause_if_again(is_accepted);
        (state.current, state.refusal) = (None, None);
        self.log_in(state).await
    }

    async fn log_in(&self, state: &mut State) -> Result<Arc<Issued>> {
        if let (Some(failure), Some(left)) = (&state.failure, state.log_ins.left())
            && !self.source.paces_itself()
        {
            return Err(failure.clone().with_retry(Retry::After(left)));
        }
        match self.source.authenticate().await {
            Ok(token) => {
                let token = Arc::new(token);
                let issued = Arc::new(Issued { token, accepted: AtomicBool::new(false) });
                state.current = Some(issued.clone());
                (state.failure, state.log_ins) = (None, Spacing::new());
                Ok(issued)
            }
            Err(error) => {
                state.log_ins.pause(error.retry_after());
                state.failure = Some(error.clone());
                Err(error)
            }
        }
    }
}

fn is_good(token: &Token) -> bool {
    token.expires.is_none_or(|end| Instant::now() + MARGIN < end)
}

#[cfg(test)]
mod tests;
