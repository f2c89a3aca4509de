//! Quotas of a source, as it last told them, and the part of them that is kept for clients.

use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

use crate::Quota;

/// The time after which a number is out of date: somebody has to ask to learn a new one.
const GOOD_FOR: Duration = Duration::from_secs(300);

/// The quotas of one source.
#[derive(Debug, Default)]
pub(crate) struct Quotas(Mutex<Vec<(Quota, Instant)>>);

impl Quotas {
    /// Notes what the source says of one quota.
    pub(crate) fn note(&self, quota: Quota) {
        let mut quotas = self.0.lock();
        let told = (quota, Instant::now());
        match quotas.iter_mut().find(|(known, _)| known.name == told.0.name) {
            Some(known) => *known = told,
            None => quotas.push(told),
        }
    }

    /// The quotas as they were last told.
    pub(crate) fn known(&self) -> Vec<Quota> {
        self.0.lock().iter().map(|(quota, _)| quota.clone()).collect()
    }

    /// The daily quota of which less is left than this percentage, which is kept for clients. If
    /// nothing was told of it for a while, one call may find out.
    pub(crate) fn low(&self, percent: u8) -> Option<(Quota, Duration)> {
        let mut quotas = self.0.lock();
        let is_low = |quota: &Quota| {
            let reserve = u128::from(quota.limit) * u128::from(percent);
            quota.is_daily() && u128::from(quota.remaining) * 100 < reserve
        };
        let (quota, told) = quotas.iter_mut().find(|(quota, _)| is_low(quota))?;
        let wait = GOOD_FOR.saturating_sub(told.elapsed());
        if wait.is_zero() {
            *told = Instant::now();
            return None;
        }
        Some((quota.clone(), wait))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quota(name: &str, remaining: u64) -> Quota {
        Quota { name: name.to_owned(), limit: 1000, remaining, resets_at: None }
    }

    #[tokio::test(start_paused = true)]
    async fn a_part_of_the_day_is_kept_and_looked_at_anew_now_and_then() {
        let quotas = Quotas::default();
        quotas.note(quota("burst", 0));
        quotas.note(quota(Quota::DAILY, 200));
        assert_eq!(quotas.low(20), None);
        quotas.note(quota(Quota::DAILY, 199));
        assert_eq!(quotas.low(20), Some((quota(Quota::DAILY, 199), GOOD_FOR)));
        assert_eq!(quotas.low(0), None);
        tokio::time::advance(GOOD_FOR).await;
        assert_eq!(quotas.low(20), None, "one call asks");
        assert!(quotas.low(20).is_some(), "the others wait for its answer");
        assert_eq!(quotas.known().len(), 2);
    }
}
