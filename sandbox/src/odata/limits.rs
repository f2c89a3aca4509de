//! Limits of calls: a rate over all callers.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::errors::{Reason, Refusal};
use super::switches::Switches;

/// The times of the calls within the window of the rate.
#[derive(Debug, Default)]
pub(super) struct Limits {
    recent: VecDeque<Instant>,
}

impl Limits {
    /// Counts a call, or refuses it and says how long to wait. A refused call does not count.
    pub(super) fn admit(&mut self, switches: &Switches) -> Result<(), Refusal> {
        let Some(most) = switches.calls_per_window else {
            return Ok(());
        };
        let (now, window) = (Instant::now(), Duration::from_secs(switches.window_seconds));
        while self.recent.front().is_some_and(|&call| now.duration_since(call) >= window) {
            self.recent.pop_front();
        }
        if self.recent.len() < most {
            self.recent.push_back(now);
            return Ok(());
        }
        let oldest = self.recent.front();
        let wait = oldest.map_or(window, |&call| window.saturating_sub(now.duration_since(call)));
        let seconds = wait.as_millis().div_ceil(1_000).try_into().unwrap_or(u64::MAX).max(1);
        Err(Refusal::new(Reason::TooManyCalls, "Too many requests; try again later.")
            .retry_after(seconds))
    }
}
