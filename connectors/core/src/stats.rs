//! Call statistics of a source, as the field `Source` shows them.

use std::{collections::VecDeque, time::Duration};

use chrono::{DateTime, Utc};
use parking_lot::Mutex;
use tokio::time::Instant;

use crate::{Error, ErrorKind};

/// Calls remembered; older ones are forgotten first.
const KEPT: usize = 1024;
const WINDOW: Duration = Duration::from_secs(60);

/// The calls of the last minute, and the last success and failure.
#[derive(Debug, Default)]
pub struct Stats(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    calls: VecDeque<(Instant, Duration, bool)>,
    last_success: Option<DateTime<Utc>>,
    last_error: Option<String>,
    is_down: bool,
}

/// The state of the statistics at one moment.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// Calls in the last minute.
    pub calls: usize,
    /// Those of them that failed.
    pub failures: usize,
    /// Half the calls took at most this long.
    pub p50: Option<Duration>,
    /// 99 of 100 calls took at most this long.
    pub p99: Option<Duration>,
    /// When a call last succeeded.
    pub last_success: Option<DateTime<Utc>>,
    /// Code and message of the last failure.
    pub last_error: Option<String>,
    /// The source answers nothing any more, and is asked with pauses.
    pub is_down: bool,
}

impl Stats {
    /// Notes one call, and whether the source is down. A refusal of the question itself is no
    /// failure of the source.
    pub fn note<T>(&self, took: Duration, outcome: &Result<T, Error>, is_down: bool) {
        let failed = outcome
            .as_ref()
            .err()
            .filter(|error| !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Unsupported));
        let mut inner = self.0.lock();
        inner.is_down = is_down;
        if inner.calls.len() == KEPT {
            inner.calls.pop_front();
        }
        inner.calls.push_back((Instant::now(), took, failed.is_none()));
        match failed {
            None => inner.last_success = Some(Utc::now()),
            Some(error) => {
                inner.last_error = Some(format!("{}: {}", error.code(), error.message()))
            }
        }
    }

    /// Returns the current statistics.
    pub fn snapshot(&self) -> Snapshot {
        let inner = self.0.lock();
        let recent: Vec<_> = inner.calls.iter().filter(|(at, ..)| at.elapsed() < WINDOW).collect();
        let mut times: Vec<_> = recent.iter().map(|(_, took, _)| *took).collect();
        times.sort_unstable();
        let percentile = |percent: usize| {
            times.get((times.len() * percent / 100).min(times.len().saturating_sub(1))).copied()
        };
        Snapshot {
            calls: recent.len(),
            failures: recent.iter().filter(|(.., good)| !good).count(),
            p50: percentile(50),
            p99: percentile(99),
            last_success: inner.last_success,
            last_error: inner.last_error.clone(),
            is_down: inner.is_down,
        }
    }
}
