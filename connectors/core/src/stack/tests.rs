//! The order of the stack, seen from outside, on a paused clock.

use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;

use super::*;
use crate::{Authenticate, Secret};

const CALL: Call<'_> = Call { operation: "test", target: "deals", classes: &["all"] };

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
    let stack = stack(CallLimits { pause_after: 1_000, ..CallLimits::default() }, 1000);
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

#[tokio::test(start_paused = true)]
async fn a_source_that_answers_nothing_is_asked_with_growing_pauses() {
    let stack = stack(CallLimits::default(), 1000);
    let (begun, mut sent) = (Instant::now(), 0);
    while begun.elapsed() < Duration::from_secs(60) {
        let asked = Instant::now();
        let (count, outcome) = attempts(&stack, ErrorKind::Unavailable, 9).await;
        let error = outcome.unwrap_err();
        assert_eq!((error.kind(), error.message()), (ErrorKind::Unavailable, "no"));
        if count == 0 {
            assert_eq!(asked.elapsed(), Duration::ZERO, "it is answered at once");
            assert!(error.retry_after().is_some());
        }
        sent += count;
        tokio::time::advance(Duration::from_millis(10)).await;
    }
    assert_eq!(sent, 5 + 5, "five at first, and one after 1, 2, 4, 8 and 16 seconds");
    assert!(stack.stats().snapshot().is_down);
    tokio::time::advance(Duration::from_secs(30)).await;
    assert!(attempts(&stack, ErrorKind::Unavailable, 1).await.1.is_ok());
    assert!(!stack.stats().snapshot().is_down);
}

#[tokio::test(start_paused = true)]
async fn background_work_leaves_the_rest_of_a_day_to_clients_and_waits_for_its_turn() {
    let stack = stack(CallLimits { deadline_ms: 500, ..CallLimits::default() }, 2);
    let sent = async |class: Class| {
        class.scope(attempts(&stack, ErrorKind::Unavailable, 1)).await.1.map_err(|e| e.kind())
    };
    let begun = Instant::now();
    for _ in 0..4 {
        assert!(sent(Class::Background).await.is_ok());
    }
    assert_eq!(begun.elapsed().as_secs(), 3, "one of two a second, however long it takes");
    let quota = |remaining| Quota {
        name: Quota::DAILY.to_owned(),
        limit: 1000,
        remaining,
        resets_at: None,
    };
    stack.note_quota(quota(199));
    assert_eq!(sent(Class::Background).await.unwrap_err(), ErrorKind::QuotaExhausted);
    assert!(sent(Class::Interactive).await.is_ok());
    stack.note_quota(quota(200));
    assert!(sent(Class::Background).await.is_ok());
}
