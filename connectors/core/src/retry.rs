//! Retries: few, apart, and never so many that they become the load.

use std::time::Duration;

use parking_lot::Mutex;
use rand::Rng;

/// Budget of a source's retries: a tenth of the successful calls, and a small reserve.
#[derive(Debug)]
pub struct RetryBudget {
    tokens: Mutex<f64>,
}

const RESERVE: f64 = 10.0;
const PER_SUCCESS: f64 = 0.1;

impl Default for RetryBudget {
    fn default() -> Self {
        Self { tokens: Mutex::new(RESERVE) }
    }
}

impl RetryBudget {
    /// Notes a call that succeeded.
    pub fn deposit(&self) {
        let mut tokens = self.tokens.lock();
        *tokens = (*tokens + PER_SUCCESS).min(RESERVE * 2.0);
    }

    /// Takes the right to one retry, if there is one left.
    pub fn withdraw(&self) -> bool {
        let mut tokens = self.tokens.lock();
        let allowed = *tokens >= 1.0;
        if allowed {
            *tokens -= 1.0;
        }
        allowed
    }
}

/// The pause before attempt `attempt` (the first retry is 1): doubling from 200 ms, with jitter so
/// that callers do not return together.
pub(crate) fn backoff(attempt: u32) -> Duration {
    let base = 200u64 << attempt.saturating_sub(1).min(5);
    Duration::from_millis(rand::rng().random_range(base / 2..=base))
}

/// Pauses that double while something goes on failing.
#[derive(Debug, Clone)]
pub struct Pauses {
    first: Duration,
    most: Duration,
    next: Duration,
}

impl Pauses {
    /// Pauses that grow from `first` to `most`.
    pub fn new(first: Duration, most: Duration) -> Self {
        Self { first: first.min(most), most, next: first.min(most) }
    }

    /// Pauses that grow from a second to `most`: of work that is done again and again, its
    /// interval.
    pub fn up_to(most: Duration) -> Self {
        Self::new(Duration::from_secs(1), most)
    }

    /// The pause after a further failure: not shorter than the source asks for, as far as the
    /// longest allows.
    pub fn after_failure(&mut self, asked: Option<Duration>) -> Duration {
        let pause = self.next;
        self.next = (pause * 2).min(self.most);
        pause.max(asked.unwrap_or_default()).min(self.most)
    }

    /// Begins anew after a success.
    pub fn reset(&mut self) {
        self.next = self.first;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest_and_begin_anew() {
        let mut pauses = Pauses::new(Duration::from_secs(1), Duration::from_secs(5));
        let mut next =
            |asked: Option<u64>| pauses.after_failure(asked.map(Duration::from_secs)).as_secs();
        assert_eq!([None, None, Some(1), None, Some(9)].map(&mut next), [1, 2, 4, 5, 5]);
        pauses.reset();
        assert_eq!(pauses.after_failure(Some(Duration::from_secs(3))).as_secs(), 3);
    }

    #[test]
    fn retries_end_when_nothing_succeeds_and_come_back_when_it_does() {
        let budget = RetryBudget::default();
        assert_eq!((0..100).filter(|_| budget.withdraw()).count(), 10);
        (0..11).for_each(|_| budget.deposit());
        assert!(budget.withdraw());
        assert!(!budget.withdraw());
    }
}
