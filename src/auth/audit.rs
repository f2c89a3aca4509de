//! The stream of log-ins and refused credentials: lines of the target `channelgraph::audit::auth`.
//!
//! A line holds bounded words and configured names. Credentials and their parts never stand in it,
//! nor does what a token that was not accepted says.

use std::{collections::BTreeMap, time::Duration};

use parking_lot::Mutex;
use tokio::time::Instant;

use super::{Caller, Refused};

/// The target of these lines, for filters and sinks.
pub(super) const TARGET: &str = "channelgraph::audit::auth";
/// The refusals for one reason that are told in one window; the others are counted.
const TOLD: u32 = 60;
/// The length of a window.
const WINDOW: Duration = Duration::from_secs(60);

/// Writes the stream, and keeps refusals from flooding it: each reason has a window of its own, so
/// that many of one kind hide none of another.
#[derive(Default)]
pub(super) struct Stream(Mutex<BTreeMap<&'static str, Window>>);

/// The refusals of one window.
#[derive(Default)]
struct Window {
    begun: Option<Instant>,
    told: u32,
    left_out: u64,
}

impl Stream {
    /// Tells of a caller whose credentials were accepted. `by` names their issuer or key.
    pub(super) fn accepted(&self, way: &'static str, by: &str, caller: &Caller) {
        let role = caller.role.as_deref().unwrap_or_default();
        let subject = &*caller.subject;
        tracing::info!(target: TARGET, way, by, subject, role, "A caller logged in.");
    }

    /// Tells of credentials that were not accepted, or counts them where many are refused.
    pub(super) fn refused(&self, refused: &Refused) {
        let reason: &'static str = refused.reason.into();
        let left_out = self.0.lock().entry(reason).or_default().takes(Instant::now());
        let Some(left_out) = left_out else { return };
        let by = refused.by.as_deref();
        tracing::warn!(target: TARGET, reason, by, left_out, "Credentials were refused.");
    }
}

impl Window {
    /// The number of refusals that were left out before this one; none if this one is to be left
    /// out too.
    fn takes(&mut self, now: Instant) -> Option<u64> {
        if self.begun.is_none_or(|begun| now.duration_since(begun) >= WINDOW) {
            (self.begun, self.told) = (Some(now), 0);
        }
        if self.told >= TOLD {
            self.left_out += 1;
            return None;
        }
        self.told += 1;
        Some(std::mem::take(&mut self.left_out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn many_refusals_are_counted_and_not_told() {
        let mut window = Window::default();
        let told = (0..1000).filter_map(|_| window.takes(Instant::now())).count();
        assert_eq!(told, TOLD as usize);
        tokio::time::advance(WINDOW).await;
        assert_eq!(window.takes(Instant::now()), Some(1000 - u64::from(TOLD)));
        assert_eq!(window.takes(Instant::now()), Some(0));
    }
}
