//! The daily allocation of calls: what was spent in the last 24 hours, counted by the minute.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

use super::errors::ApiError;

const WINDOW: Duration = Duration::from_secs(24 * 60 * 60);
const SLICE: Duration = Duration::from_secs(60);

/// Calls spent, in slices of a minute; at most one slice for each minute of the day.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    slices: VecDeque<(Instant, u64)>,
}

impl Limits {
    /// Counts one call, or refuses it once the allocation is spent. Over quota is 403, not 429.
    pub(crate) fn charge(&mut self, quota: u64) -> Result<(), ApiError> {
        if self.used() >= quota {
            let message = "TotalRequests Limit exceeded.";
            return Err(ApiError::new(403, "REQUEST_LIMIT_EXCEEDED", message));
        }
        self.add(1);
        Ok(())
    }

    /// Calls of the last 24 hours.
    pub(crate) fn used(&mut self) -> u64 {
        while let Some((since, _)) = self.slices.front()
            && since.elapsed() >= WINDOW
        {
            self.slices.pop_front();
        }
        self.slices.iter().map(|(_, calls)| calls).sum()
    }

    /// Forgets what was spent, and starts from this number.
    pub(crate) fn reset(&mut self, calls: u64) {
        self.slices.clear();
        self.add(calls);
    }

    fn add(&mut self, calls: u64) {
        match self.slices.back_mut() {
            Some((since, spent)) if since.elapsed() < SLICE => *spent += calls,
            _ => self.slices.push_back((Instant::now(), calls)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_window_rolls() {
        let mut limits = Limits::default();
        assert!(limits.charge(2).is_ok());
        tokio::time::advance(WINDOW / 2).await;
        assert!(limits.charge(2).is_ok());
        assert_eq!(limits.charge(2).unwrap_err().status, 403);
        tokio::time::advance(WINDOW / 2).await;
        assert_eq!(limits.used(), 1);
        assert!(limits.charge(2).is_ok());
    }
}
