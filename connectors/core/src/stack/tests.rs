//! The order of the stack, seen from outside, on a paused clock.

use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;

use super::*;
use crate::{Authenticate, Secret};

const CALL: Call = Call { operation: "test", classes: &["all"] };

struct Numbered(AtomicUsize);

#[async_trait]
impl Authenticate for Numbered {
    async fn authenticate(&self) -> Result<Token> {
        let number = self.0.fetch_add(1, Ordering::SeqCst);
        Ok(Token { secret: Secret::new(number.to_string()), base_url: None, expires: None })
    }
}

fn stack(limits: CallLimits, calls: usize) -> Stack {
    let classes =
        BTreeMap::from([("all".to_owned(), Limit { calls, window_ms: 1000, concurrency: 10 })]);
    Stack::new(&"s".into(), Credential::new(Numbered(AtomicUsize::new(0))), limits, &classes)
}

fn failure(kind: ErrorKind) -> Error {
    Error::new(kind, &"s".into(), "no")
}

/// Calls `stack` with a sender that fails with `kind` until attempt `good`; how many attempts there
/// were, and the outcome.
async fn attempts(stack: &Stack, kind: ErrorKind, good: usize) -> (usize, Result<String>) {
    let count = AtomicUsize::new(0);
    let outcome = stack
        .call(CALL, |token| {
            let attempt = count.fetch_add(1, Ordering::SeqCst) + 1;
            async move {
                if attempt >= good {
                    Ok(token.secret.expose().to_owned())
                } else {
                    Err(failure(kind))
                }
            }
        })
        .await;
    (count.into_inner(), outcome)
}

#[tokio::test(start_paused = true)]
async fn a_passing_failure_is_tried_again_and_a_lasting_one_is_not() {
    let stack = stack(CallLimits::default(), 100);
    assert_eq!(attempts(&stack, ErrorKind::Unavailable, 3).await.0, 3);
    assert_eq!(attempts(&stack, ErrorKind::Unavailable, 9).await.0, 3);
    assert_eq!(attempts(&stack, ErrorKind::Rejected, 9).await.0, 1);
    assert_eq!(attempts(&stack, ErrorKind::QuotaExhausted, 9).await.0, 1);
}

#[tokio::test(start_paused = true)]
async fn a_rejected_token_is_replaced_once_and_no_more() {
    let stack = stack(CallLimits::default(), 100);
    let (count, outcome) = attempts(&stack, ErrorKind::TokenRejected, 2).await;
    assert_eq!((count, outcome.unwrap().as_str()), (2, "1"));
    let (count, outcome) = attempts(&stack, ErrorKind::TokenRejected, 9).await;
    assert_eq!(count, 2);
    assert_eq!(outcome.unwrap_err().code(), crate::ErrorCode::UpstreamAuth);
}

#[tokio::test(start_paused = true)]
async fn retries_stop_when_the_budget_is_spent() {
    let stack = stack(CallLimits::default(), 1000);
    let mut sent = 0;
    for _ in 0..50 {
        sent += attempts(&stack, ErrorKind::Unavailable, 9).await.0;
    }
    assert_eq!(sent, 50 + 10);
}

#[tokio::test(start_paused = true)]
async fn the_deadline_covers_everything() {
    let stack = stack(CallLimits { deadline_ms: 500, ..CallLimits::default() }, 100);
    let begun = Instant::now();
    let outcome = stack.call(CALL, |_| std::future::pending::<Result<()>>()).await;
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!(begun.elapsed(), Duration::from_millis(500));
}

#[tokio::test(start_paused = true)]
async fn each_attempt_waits_its_turn_and_a_turn_too_late_says_when() {
    let stack = stack(CallLimits { deadline_ms: 500, ..CallLimits::default() }, 1);
    assert!(attempts(&stack, ErrorKind::Unavailable, 1).await.1.is_ok());
    let error = attempts(&stack, ErrorKind::Unavailable, 1).await.1.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(1)));
}
