//! How many reads of the selling API we have sent: AWS does not say what is left.

use std::collections::VecDeque;

use channelgraph_core::Quota;
use parking_lot::Mutex;
use tokio::time::{Duration, Instant};

/// Reads that AWS takes in any 24 hours (developer guide, quotas, 2026).
const PER_DAY: u64 = 100_000;
const DAY: Duration = Duration::from_secs(86_400);
const SECOND: Duration = Duration::from_secs(1);

/// The reads of the last 24 hours.
#[derive(Debug, Default)]
pub(crate) struct Reads {
    /// How many were sent in which second: at most one entry for each second of a day.
    sent: Mutex<VecDeque<(Instant, u64)>>,
}

impl Reads {
    /// Notes one.
    pub(crate) fn note(&self) {
        let now = Instant::now();
        let mut sent = self.sent.lock();
        while sent.front().is_some_and(|(begun, _)| now.duration_since(*begun) >= DAY + SECOND) {
            sent.pop_front();
        }
        match sent.back_mut() {
            Some((begun, count)) if now.duration_since(*begun) < SECOND => *count += 1,
            _ => sent.push_back((now, 1)),
        }
    }

    /// What is left of a day's reads, as far as we have used them.
    pub(crate) fn quota(&self) -> Quota {
        let now = Instant::now();
        let sent = self.sent.lock();
        let lately = sent.iter().rev().take_while(|(begun, _)| now.duration_since(*begun) < DAY);
        let used = lately.map(|(_, count)| count).sum::<u64>();
        Quota {
            name: Quota::DAILY.to_owned(),
            limit: PER_DAY,
            remaining: PER_DAY.saturating_sub(used),
            resets_at: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn reads_count_for_a_day() {
        let reads = Reads::default();
        (0..3).for_each(|_| reads.note());
        assert_eq!(reads.quota().remaining, 99_997);
        tokio::time::advance(SECOND).await;
        reads.note();
        assert_eq!(reads.quota().remaining, 99_996);
        tokio::time::advance(DAY).await;
        assert_eq!(reads.quota().remaining, 100_000);
        reads.note();
        tokio::time::advance(SECOND).await;
        reads.note();
        assert_eq!(reads.sent.lock().len(), 2, "what is older than a day is forgotten");
    }
}
