//! A bucket: so many a minute, and after a pause so many at once.
//!
//! It is the generic cell rate algorithm: one moment says how far what was taken reaches. Taking
//! one moves it on by a share of the minute, and it may reach a minute ahead.

use std::time::Duration;

use tokio::time::Instant;

const MINUTE: Duration = Duration::from_secs(60);

/// What is left to one caller of a number a minute.
#[derive(Debug, Clone, Copy)]
pub struct Bucket {
    /// The time that one takes.
    each: Duration,
    /// The moment up to which time is taken.
    taken_until: Instant,
}

impl Bucket {
    /// A full bucket of so many a minute.
    pub fn new(a_minute: u64, now: Instant) -> Self {
        let each = MINUTE.as_nanos() / u128::from(a_minute.max(1));
        let each = Duration::from_nanos(u64::try_from(each).unwrap_or(u64::MAX));
        Self { each, taken_until: now }
    }

    /// Takes one if there is one.
    ///
    /// # Errors
    /// The time until there is.
    pub fn take(&mut self, now: Instant) -> Result<(), Duration> {
        match self.pause(now) {
            Some(pause) => Err(pause),
            None => {
                self.spend(1, now);
                Ok(())
            }
        }
    }

    /// Takes so many in any case: what goes beyond is owed.
    pub fn spend(&mut self, count: u64, now: Instant) {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        self.taken_until = self.taken_until.max(now) + self.each.saturating_mul(count);
    }

    /// The time until one can be taken; none if it can be now.
    pub fn pause(&self, now: Instant) -> Option<Duration> {
        self.pause_beside(Duration::ZERO, now)
    }

    /// The time until one can be taken, and what `kept` of the minute is worth is left, or all;
    /// none if that is so now.
    pub fn pause_beside(&self, kept: Duration, now: Instant) -> Option<Duration> {
        let ahead = (self.taken_until + self.each + kept).saturating_duration_since(now);
        let until_full = self.taken_until.saturating_duration_since(now);
        // The rounding of `each` must not cost the last one.
        let pause = ahead.checked_sub(MINUTE)?.min(until_full);
        (!pause.is_zero()).then_some(pause)
    }

    /// Returns true if it is as full as a new one.
    pub fn is_full(&self, now: Instant) -> bool {
        self.taken_until <= now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_minutes_worth_can_be_taken_at_once_and_then_one_by_one() {
        for a_minute in [1, 7, 60, 601, 1_000_000_000] {
            let now = Instant::now();
            let mut bucket = Bucket::new(a_minute, now);
            bucket.spend(a_minute - 1, now);
            assert_eq!(bucket.take(now), Ok(()), "the last of {a_minute}");
            let pause = bucket.take(now).unwrap_err();
            assert!(pause <= bucket.each && !pause.is_zero(), "{a_minute}: {pause:?}");
            tokio::time::advance(pause).await;
            assert_eq!(bucket.take(Instant::now()), Ok(()), "one after {pause:?}");
            assert!(bucket.take(Instant::now()).is_err(), "one only");
            tokio::time::advance(MINUTE * 5).await;
            assert!(bucket.is_full(Instant::now()));
            bucket.spend(a_minute - 1, Instant::now());
            assert_eq!(bucket.take(Instant::now()), Ok(()));
            assert!(bucket.take(Instant::now()).is_err(), "a pause of five minutes fills it once");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_part_of_the_minute_can_be_kept() {
        let now = Instant::now();
        let kept = Duration::from_secs(15);
        let mut bucket = Bucket::new(60, now);
        bucket.spend(44, now);
        assert_eq!(bucket.pause_beside(kept, now), None);
        bucket.spend(1, now);
        assert_eq!(bucket.pause_beside(kept, now), Some(Duration::from_secs(1)));
        assert_eq!(bucket.pause(now), None, "the rest is for others");
        let mut small = Bucket::new(1, now);
        assert_eq!(small.pause_beside(kept, now), None, "it can hold no more");
        small.spend(1, now);
        assert_eq!(small.pause_beside(kept, now), Some(MINUTE));
    }

    #[tokio::test(start_paused = true)]
    async fn what_goes_beyond_is_owed() {
        let mut bucket = Bucket::new(60, Instant::now());
        bucket.spend(90, Instant::now());
        assert_eq!(bucket.pause(Instant::now()), Some(Duration::from_secs(31)));
        tokio::time::advance(Duration::from_secs(31)).await;
        assert_eq!(bucket.pause(Instant::now()), None);
    }
}
