//! Limits of the selling API's reads: in a second and in a day (developer guide, quotas).

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::operations::Quota;
use super::switches::Switches;

const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_secs(86_400);

/// The reads of the last day, oldest first.
#[derive(Debug, Default)]
pub(super) struct Limits(VecDeque<Instant>);

impl Limits {
    /// Counts a call, or says that it is one too many. A refused call counts nowhere.
    pub(super) fn admits(&mut self, quota: Quota, switches: &Switches) -> bool {
        let counts = match quota {
            Quota::Reads => true,
            Quota::Engagements => switches.engagements_are_reads,
            Quota::None => false,
        };
        if !counts {
            return true;
        }
        let now = Instant::now();
        let kept = if switches.reads_per_day.is_some() { DAY } else { SECOND };
        while self.0.front().is_some_and(|read| now.duration_since(*read) >= kept) {
            self.0.pop_front();
        }
        let lately =
            self.0.iter().rev().take_while(|read| now.duration_since(**read) < SECOND).count();
        let full = switches.reads_per_second.is_some_and(|max| lately >= max)
            || switches.reads_per_day.is_some_and(|max| self.0.len() >= max);
        if !full {
            self.0.push_back(now);
        }
        !full
    }
}
