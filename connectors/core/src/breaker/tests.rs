//! Breakers on a paused clock: what is let through while calls fail.

use super::*;

const TOLERANCE: Tolerance =
    Tolerance { failures: 5, first: Duration::from_secs(1), most: Duration::from_secs(30) };

fn call(target: &str) -> Call<'_> {
    Call { operation: "query", target, classes: &[] }
}

fn failure(kind: ErrorKind) -> Result<()> {
    Err(Error::new(kind, &"crm".into(), "no"))
}

/// Asks ten times a second for a while; in which tenths a call was let through.
async fn let_through(
    breaker: &Breaker,
    target: &str,
    seconds: usize,
    outcome: &Result<()>,
) -> Vec<usize> {
    let mut sent = Vec::new();
    for tenth in 0..seconds * 10 {
        if let Ok(passage) = breaker.pass(call(target)).await {
            sent.push(tenth);
            breaker.note(passage, outcome);
        }
        tokio::time::advance(Duration::from_millis(100)).await;
    }
    sent
}

#[tokio::test(start_paused = true)]
async fn a_target_that_fails_is_asked_with_growing_pauses_until_it_answers() {
    let breaker = Breaker::new(TOLERANCE);
    let sent = let_through(&breaker, "deals", 100, &failure(ErrorKind::Unavailable)).await;
    // Pauses of 1, 2, 4, 8, 16 and 30 seconds.
    assert_eq!(sent, [0, 1, 2, 3, 4, 14, 34, 74, 154, 314, 614, 914]);
    let refusal = breaker.refusal(call("deals")).unwrap();
    assert_eq!(refusal.message(), "no");
    assert!(refusal.retry_after().is_some_and(|wait| wait <= TOLERANCE.most));
    assert!(breaker.refusal(call("companies")).is_none(), "another object is asked");
    tokio::time::advance(TOLERANCE.most).await;
    assert_eq!(let_through(&breaker, "deals", 1, &Ok(())).await.len(), 10);
}

#[tokio::test(start_paused = true)]
async fn after_a_pause_one_call_tells_and_the_others_wait_for_it() {
    let breaker = Breaker::new(TOLERANCE);
    let_through(&breaker, "deals", 1, &failure(ErrorKind::Unavailable)).await;
    tokio::time::advance(TOLERANCE.first).await;
    let pass = || breaker.pass(call("deals"));
    let probe = pass().await.unwrap();
    assert!(pass().await.is_err(), "it is not waited for long");
    drop(probe);
    let probe = pass().await.unwrap();
    let tells = async { breaker.note(probe, &Ok(())) };
    let (waited, is_down) = tokio::join!(pass(), tells);
    assert!(waited.is_ok() && !is_down, "those that waited go on");
    assert!(pass().await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn refusals_and_questions_too_heavy_close_nothing() {
    for kind in [ErrorKind::Rejected, ErrorKind::RateLimited, ErrorKind::NotFound] {
        let breaker = Breaker::new(TOLERANCE);
        assert_eq!(let_through(&breaker, "deals", 2, &failure(kind)).await.len(), 20);
    }
    for (kind, sent) in [(ErrorKind::Timeout, 30), (ErrorKind::Unavailable, 6)] {
        let (breaker, mut count) = (Breaker::new(TOLERANCE), 0);
        for _ in 0..3 {
            count += let_through(&breaker, "deals", 1, &failure(kind)).await.len();
            let passage = breaker.pass(call("companies")).await.unwrap();
            assert!(!breaker.note(passage, &Ok(())), "the source lives");
        }
        assert!(count <= sent, "{kind:?}: {count}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_source_is_down_when_it_answers_nothing_any_more() {
    let breaker = Breaker::new(TOLERANCE);
    let mut down = Vec::new();
    for _ in 0..5 {
        let passage = breaker.pass(call("deals")).await.unwrap();
        down.push(breaker.note(passage, &failure(ErrorKind::Faulty)));
    }
    assert_eq!(down, [false, false, false, false, true]);
    let passage = breaker.pass(call("companies")).await.unwrap();
    assert!(!breaker.note(passage, &Ok(())));
}
