//! The ERP with everything about it that changes while it runs.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Mutex, RwLock};
use serde_json::Value;
use tokio::time::Instant;

use super::auth::Tokens;
use super::config::Config;
use super::error::{Reason, Refusal};
use super::store::Store;
use super::switches::Switches;

/// A running ERP; [`super::router`] serves it over HTTP.
#[derive(Debug)]
pub struct Simulator {
    /// The rows; a change is seen by the next answer.
    pub store: RwLock<Store>,
    pub(super) config: Config,
    pub(super) tokens: Mutex<Tokens>,
    switches: RwLock<Arc<Switches>>,
    /// The times of the calls within the window of the rate.
    recent: Mutex<VecDeque<Instant>>,
}

impl Simulator {
    /// Opens an ERP over these services.
    pub fn new(store: Store, config: Config) -> Arc<Self> {
        Arc::new(Self {
            store: RwLock::new(store),
            config,
            tokens: Mutex::default(),
            switches: RwLock::default(),
            recent: Mutex::default(),
        })
    }

    /// Turns one switch: a member of [`Switches`] in its JSON form (null puts it back), or
    /// `expire_tokens` (any value), which ends all access tokens now. An error names the switch and
    /// what is wrong with it.
    pub fn set(&self, switch: &str, value: Value) -> Result<(), String> {
        if switch == "expire_tokens" {
            self.tokens.lock().expire();
            return Ok(());
        }
        let mut switches = self.switches.write();
        *switches = Arc::new(switches.with(switch, value)?);
        Ok(())
    }

    pub(super) fn switches(&self) -> Arc<Switches> {
        Arc::clone(&self.switches.read())
    }

    /// Counts a call against the rate, or says how long to wait.
    pub(super) fn admit(&self, switches: &Switches) -> Result<(), Refusal> {
        let Some(most) = switches.calls_per_window else {
            return Ok(());
        };
        let (now, window) = (Instant::now(), Duration::from_secs(switches.window_seconds));
        let mut recent = self.recent.lock();
        while recent.front().is_some_and(|&call| now.duration_since(call) >= window) {
            recent.pop_front();
        }
        if recent.len() < most {
            recent.push_back(now);
            return Ok(());
        }
        let wait =
            recent.front().map_or(window, |&call| window.saturating_sub(now.duration_since(call)));
        let seconds = wait.as_millis().div_ceil(1_000).try_into().unwrap_or(u64::MAX).max(1);
        Err(Refusal::new(Reason::TooManyCalls, "Too many requests; try again later.")
            .retry_after(seconds))
    }
}
