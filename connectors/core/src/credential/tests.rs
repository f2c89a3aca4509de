//! Log-ins counted on a paused clock.

use std::sync::atomic::AtomicUsize;

use super::*;
use crate::ErrorKind;

/// Counts log-ins; those in `fail` fail, and tokens live for `life`.
struct Counting {
    count: Arc<AtomicUsize>,
    life: Option<Duration>,
    fails: fn(usize) -> bool,
}

#[async_trait]
impl Authenticate for Counting {
    async fn authenticate(&self) -> Result<Token> {
        let number = self.count.fetch_add(1, Ordering::SeqCst);
        tokio::task::yield_now().await;
        if (self.fails)(number) {
            return Err(Error::new(ErrorKind::Auth, &"crm".into(), "invalid_grant"));
        }
        let expires = self.life.map(|life| Instant::now() + life);
        Ok(Token { secret: Secret::new("t"), base_url: None, expires })
    }
}

fn credential(life: Option<u64>, fails: fn(usize) -> bool) -> (Credential, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let life = life.map(Duration::from_secs);
    (Credential::new(Counting { count: count.clone(), life, fails }), count)
}

fn rejected() -> Error {
    Error::new(ErrorKind::TokenRejected, &"crm".into(), "the session has ended")
}

#[tokio::test(start_paused = true)]
async fn many_callers_log_in_once_and_again_before_the_end() {
    let (credential, count) = credential(Some(1800), |_| false);
    let tokens = futures::future::join_all((0..20).map(|_| credential.token())).await;
    assert!(tokens.iter().all(Result::is_ok));
    assert_eq!(count.load(Ordering::SeqCst), 1);
    tokio::time::advance(Duration::from_secs(1750)).await;
    credential.token().await.unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_rejected_token_is_replaced_once_for_all() {
    let (credential, count) = credential(None, |_| false);
    let (first, error) = (credential.token().await.unwrap(), rejected());
    let replaced =
        futures::future::join_all((0..20).map(|_| credential.replace(&first, &error))).await;
    assert_eq!(count.load(Ordering::SeqCst), 2);
    assert!(replaced.iter().all(|token| !Arc::ptr_eq(token.as_ref().unwrap(), &first)));
}

#[tokio::test(start_paused = true)]
async fn a_log_in_that_fails_is_tried_again_after_growing_pauses() {
    let (credential, count) = credential(None, |number| number < 4);
    let ask = async || futures::future::join_all((0..50).map(|_| credential.token())).await;
    let mut made = Vec::new();
    for _ in 0..8 {
        for refused in ask().await.into_iter().filter_map(Result::err) {
            assert_eq!(refused.message(), "invalid_grant");
        }
        made.push(count.load(Ordering::SeqCst));
        tokio::time::advance(Duration::from_secs(1)).await;
    }
    // At 0, 1, 3 and 7 seconds.
    assert_eq!(made, [1, 2, 2, 3, 3, 3, 3, 4]);
    tokio::time::advance(Duration::from_secs(8)).await;
    assert!(ask().await.iter().all(Result::is_ok));
    assert_eq!(count.load(Ordering::SeqCst), 5);
}

/// Makes 100 calls a second for a minute, each of which the source refuses the token.
async fn refused(credential: &Credential, is_refused: fn(usize) -> bool) {
    for number in 0..6_000 {
        if let Ok(token) = credential.token().await {
            if is_refused(number) {
                let _ = credential.replace(&token, &rejected()).await;
            } else {
                token.accept();
            }
        }
        tokio::time::advance(Duration::from_millis(10)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_refused_though_log_ins_succeed_costs_few_of_them() {
    let (credential, count) = credential(None, |_| false);
    refused(&credential, |_| true).await;
    // The first, two at once, and those at 1, 3, 7, 15 and 31 seconds.
    assert_eq!(count.load(Ordering::SeqCst), 8);
    assert!(credential.token().await.unwrap_err().retry_after().is_some());
    tokio::time::advance(LONGEST_PAUSE).await;
    assert!(credential.token().await.is_ok(), "it is tried again");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_one_kind_of_call_refuses_serves_the_others() {
    let (credential, count) = credential(None, |_| false);
    refused(&credential, |number| number % 2 == 1).await;
    // As if it were never accepted, and three more: a token that others use may just have ended.
    assert_eq!(count.load(Ordering::SeqCst), 11);
    assert!(credential.token().await.is_ok());
}
