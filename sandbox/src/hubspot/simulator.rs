//! The account's simulator: its records, and all state that changes while it runs.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use parking_lot::{Mutex, RwLock};
use serde_json::Value;
use tokio::time::Instant;

use super::auth::Tokens;
use super::clock::Clock;
use super::config::Config;
use super::errors::{ApiError, ApiResult};
use super::faults::Faults;
use super::limits::{Calls, Limits};
use super::objects::Row;
use super::router::router;
use super::store::Store;
use super::switches::Switches;
use crate::simulator::Credentials;
use crate::truth::System;

/// A running account: its records, who may call it, and how it behaves.
#[derive(Debug)]
pub struct Simulator {
    /// The records; whoever holds the simulator may change them behind the API's back, as people in
    /// the web UI do.
    pub store: RwLock<Store>,
    /// The credentials and identity of the account.
    pub config: Config,
    pub(super) clock: Clock,
    pub(super) switches: RwLock<Switches>,
    pub(super) tokens: Mutex<Tokens>,
    pub(super) limits: Mutex<Limits>,
    pub(super) faults: Mutex<Faults>,
    /// Archived records by object; search never sees them.
    pub(super) archived: RwLock<HashMap<String, BTreeMap<u64, Row>>>,
    /// Written records that the search index has not taken up yet, with the time at which it does.
    unindexed: Mutex<HashMap<(String, u64), Instant>>,
}

impl Simulator {
    /// Opens an account over these records. Call it within a tokio runtime, whose clock it then
    /// follows.
    pub fn new(store: Store, config: Config) -> Arc<Self> {
        Arc::new(Self {
            store: RwLock::new(store),
            clock: Clock::new(config.starts_at),
            switches: RwLock::default(),
            tokens: Mutex::new(Tokens::new(config.refresh_token.clone())),
            limits: Mutex::default(),
            faults: Mutex::default(),
            archived: RwLock::default(),
            unindexed: Mutex::default(),
            config,
        })
    }

    /// Changes how the account behaves.
    ///
    /// `switch` is a member of [`Switches`] in its JSON form; one of the account's settings,
    /// `time_zone` or `company_currency`, as text; or one of two orders: `fault`
    /// (`{"on": "POST /crm/", "times": 2, "status": 429, "policy": "DAILY", "retry_after": 60,
    /// "delay_ms": 0}`, all optional; `null` clears the faults) and `expire_access_tokens` (any
    /// value). An error names the switch and what is wrong with it.
    pub fn set(&self, switch: &str, value: Value) -> Result<(), String> {
        match switch {
            "fault" => self.faults.lock().order(value)?,
            "expire_access_tokens" => self.tokens.lock().expire(),
            "time_zone" | "company_currency" => self.settle(switch, &value)?,
            _ => {
                let mut switches = self.switches.write();
                *switches = switches.with(switch, value)?;
            }
        }
        Ok(())
    }

    /// Changes one of the account's own settings.
    fn settle(&self, setting: &str, value: &Value) -> Result<(), String> {
        let text = value.as_str().unwrap_or_default();
        let settings = &mut self.store.write().settings;
        if setting == "time_zone" {
            settings.time_zone = text.parse().map_err(|_| {
                format!(
                    "switch `time_zone`: `{value}` is no time zone, such as \"America/Phoenix\""
                )
            })?;
        } else if text.is_empty() {
            return Err(format!("switch `company_currency`: `{value}` is no currency's code"));
        } else {
            text.clone_into(&mut settings.company_currency);
        }
        Ok(())
    }

    /// The calls taken so far.
    pub fn calls(&self) -> Calls {
        self.limits.lock().calls
    }

    /// Refuses a caller that lacks a scope.
    pub(super) fn require(&self, scope: &str) -> ApiResult<()> {
        if self.switches.read().missing_scopes.contains(scope) {
            return Err(ApiError::missing_scope(scope));
        }
        Ok(())
    }

    /// Notes that the API wrote a record, which the search index takes up only later.
    pub(super) fn wrote(&self, object: &str, id: u64) {
        let lag = Duration::from_millis(self.switches.read().index_lag_ms);
        let now = Instant::now();
        let mut unindexed = self.unindexed.lock();
        unindexed.retain(|_, until| *until > now);
        if !lag.is_zero() {
            unindexed.insert((object.to_owned(), id), now + lag);
        }
    }

    /// The records of an object that search does not see yet.
    pub(super) fn unsearchable(&self, object: &str) -> std::collections::BTreeSet<u64> {
        let switches = self.switches.read();
        let mut hidden = switches.hidden_from_search.get(object).cloned().unwrap_or_default();
        if switches.index_lag_ms > 0 {
            let now = Instant::now();
            let unindexed = self.unindexed.lock();
            hidden.extend(
                unindexed
                    .iter()
                    .filter(|((written, _), until)| written == object && **until > now)
                    .map(|((_, id), _)| *id),
            );
        }
        hidden
    }
}

impl crate::Simulator for Simulator {
    fn system(&self) -> System {
        System::Hubspot
    }

    fn router(self: Arc<Self>) -> Router {
        router(self)
    }

    fn switch(&self, switch: &str, value: Value) -> Result<(), String> {
        self.set(switch, value)
    }

    fn credentials(&self) -> Credentials {
        let Config { service_key, client_id, client_secret, refresh_token, .. } = &self.config;
        vec![
            ("service_key", service_key.clone()),
            ("client_id", client_id.clone()),
            ("client_secret", client_secret.clone()),
            ("refresh_token", refresh_token.clone()),
        ]
    }
}
