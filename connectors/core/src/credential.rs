//! A source's credential: one token shared by all calls, fetched by one of them while the others
//! wait.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::{
    sync::Mutex,
    time::{Duration, Instant},
};

use crate::{Result, Secret};

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
}

/// The current token of one source.
pub struct Credential {
    source: Box<dyn Authenticate>,
    current: Mutex<Option<Arc<Token>>>,
}

impl Credential {
    /// A credential that has not logged in yet.
    pub fn new(source: impl Authenticate + 'static) -> Self {
        Self { source: Box::new(source), current: Mutex::new(None) }
    }

    /// A token that is good for at least a minute; logs in if there is none.
    ///
    /// # Errors
    /// As [`Authenticate::authenticate`].
    pub async fn token(&self) -> Result<Arc<Token>> {
        // The lock is held while logging in: whoever comes meanwhile waits for this one's answer
        // (single flight).
        let mut current = self.current.lock().await;
        if let Some(token) = current.as_ref().filter(|token| is_good(token)) {
            return Ok(token.clone());
        }
        let token = Arc::new(self.source.authenticate().await?);
        *current = Some(token.clone());
        Ok(token)
    }

    /// A token other than the rejected one: another call's if it was quicker, else a new one.
    ///
    /// # Errors
    /// As [`Authenticate::authenticate`].
    pub async fn replace(&self, rejected: &Arc<Token>) -> Result<Arc<Token>> {
        {
            let mut current = self.current.lock().await;
            if current.as_ref().is_some_and(|token| Arc::ptr_eq(token, rejected)) {
                *current = None;
            }
        }
        self.token().await
    }
}

fn is_good(token: &Token) -> bool {
    token.expires.is_none_or(|end| Instant::now() + MARGIN < end)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    struct Counting(Arc<AtomicUsize>, Option<Duration>);

    #[async_trait]
    impl Authenticate for Counting {
        async fn authenticate(&self) -> Result<Token> {
            self.0.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            Ok(Token {
                secret: Secret::new("t"),
                base_url: None,
                expires: self.1.map(|life| Instant::now() + life),
            })
        }
    }

    #[tokio::test(start_paused = true)]
    async fn many_callers_log_in_once_and_again_before_the_end() {
        let count = Arc::new(AtomicUsize::new(0));
        let credential = Credential::new(Counting(count.clone(), Some(Duration::from_secs(1800))));
        let tokens = futures::future::join_all((0..20).map(|_| credential.token())).await;
        assert!(tokens.iter().all(Result::is_ok));
        assert_eq!(count.load(Ordering::SeqCst), 1);
        tokio::time::advance(Duration::from_secs(1750)).await;
        credential.token().await.unwrap();
        assert_eq!(count.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_rejected_token_is_replaced_once_for_all() {
        let count = Arc::new(AtomicUsize::new(0));
        let credential = Credential::new(Counting(count.clone(), None));
        let rejected = credential.token().await.unwrap();
        let replaced =
            futures::future::join_all((0..20).map(|_| credential.replace(&rejected))).await;
        assert_eq!(count.load(Ordering::SeqCst), 2);
        assert!(replaced.iter().all(|token| !Arc::ptr_eq(token.as_ref().unwrap(), &rejected)));
    }
}
