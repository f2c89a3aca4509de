//! Questions one after the other; of one that is answered wrongly, the smallest that still is.

use std::fmt::Debug;

use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

/// Smaller questions that are tried once one is answered wrongly.
const SMALLER: usize = 500;

/// Number of questions of each kind.
pub(crate) fn cases() -> usize {
    std::env::var("CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(100)
}

/// Asks so many questions of a kind, always the same ones.
pub(crate) async fn ask<S: Strategy>(
    count: usize,
    questions: S,
    check: impl AsyncFn(&S::Value) -> Result<(), String>,
) -> Result<(), String>
where
    S::Value: Debug,
{
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    for _ in 0..count {
        let mut question = questions
            .new_tree(&mut runner)
            .map_err(|reason| format!("no question can be made: {reason}"))?;
        let asked = question.current();
        let Err(mut wrong) = check(&asked).await else { continue };
        let mut smallest = asked;
        let mut goes_on = question.simplify();
        for _ in 0..SMALLER {
            if !goes_on {
                break;
            }
            let smaller = question.current();
            goes_on = match check(&smaller).await {
                Err(still) => {
                    (wrong, smallest) = (still, smaller);
                    question.simplify()
                }
                Ok(()) => question.complicate(),
            };
        }
        return Err(format!("{wrong}\n  asked: {smallest:?}"));
    }
    Ok(())
}

/// Asks each of these.
pub(crate) async fn each<Q: Debug>(
    questions: &[Q],
    check: impl AsyncFn(&Q) -> Result<(), String>,
) -> Result<(), String> {
    for question in questions {
        check(question).await.map_err(|wrong| format!("{wrong}\n  asked: {question:?}"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_answered_wrongly_is_made_small() {
        let check = async |n: &u32| if *n < 17 { Ok(()) } else { Err("too much".to_owned()) };
        assert_eq!(ask(100, 0..1000u32, check).await, Err("too much\n  asked: 17".to_owned()));
        assert_eq!(ask(100, 0..17u32, check).await, Ok(()));
    }
}
