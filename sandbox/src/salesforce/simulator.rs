//! The org's simulator: its records, and all state that changes while it runs.

use std::sync::Arc;

use axum::Router;
use chrono::{DateTime, TimeDelta, Utc};
use parking_lot::{Mutex, RwLock};
use serde_json::Value;
use tokio::time::Instant;

use super::{
    auth::Tokens,
    config::Config,
    cursors::{Cursor, Cursors},
    errors::ApiError,
    limits::Limits,
    router::router,
    soql::schema::Schema,
    store::Store,
    switches::{NAMES, Switches},
};
use crate::{simulator::Credentials, truth::System};

/// A running org; [`super::router`] serves it over HTTP.
#[derive(Debug)]
pub struct Simulator {
    /// The rows; a writer sees its change in the next answer.
    pub store: RwLock<Store>,
    /// The credentials.
    pub config: Config,
    started: Instant,
    instance: RwLock<Instance>,
    switches: RwLock<Arc<Switches>>,
    described_at: RwLock<DateTime<Utc>>,
    tokens: Mutex<Tokens>,
    limits: Mutex<Limits>,
    cursors: Mutex<Cursors>,
}

/// The address of the org.
#[derive(Debug, Default)]
struct Instance {
    url: String,
    /// Whether the org has moved here from another address, which then serves it no longer.
    moved: bool,
}

/// Switches that act on the running org, beside those of [`Switches`].
const ACTIONS: [&str; 3] = ["api_usage", "expire_tokens", "instance_url"];

impl Simulator {
    /// An org over these rows.
    pub fn new(store: Store, config: Config) -> Arc<Self> {
        Arc::new(Self {
            store: RwLock::new(store),
            described_at: RwLock::new(config.now),
            config,
            started: Instant::now(),
            instance: RwLock::default(),
            switches: RwLock::default(),
            tokens: Mutex::default(),
            limits: Mutex::default(),
            cursors: Mutex::default(),
        })
    }

    /// Tells the org the base URL it is served under (`http://127.0.0.1:8101`), which tokens name
    /// as `instance_url`.
    pub fn set_instance_url(&self, url: String) {
        *self.instance.write() = Instance { url, moved: false };
    }

    /// Turns one switch; an unknown switch or a value of the wrong kind is an error that names what
    /// is allowed.
    ///
    /// `null` puts a switch back. The switches are `daily_quota` (calls), `token_seconds` (idle
    /// lifetime), `token_calls`, `hidden_fields` (`["Account.Phone"]`), `hidden_objects`
    /// (`["PartnerFundRequest"]`), `null_matches_not_equal`, `batch_size` and `child_batch_size`
    /// (rows, 1 to 2,000), `locator_seconds`, `collections_parent_paths`, `composite_url_limit`;
    /// and three that act at once: `api_usage` (calls spent so far), `expire_tokens` (`true`), and
    /// `instance_url`, which moves the org: tokens end, and only calls to the new host are served.
    pub fn set(&self, switch: &str, value: Value) -> Result<(), String> {
        match (switch, &value) {
            ("api_usage", value) => {
                let calls = value
                    .as_u64()
                    .ok_or_else(|| format!("api_usage takes a number of calls, not {value}"))?;
                self.limits.lock().reset(calls);
            }
            ("expire_tokens", Value::Bool(true)) => self.tokens.lock().clear(),
            ("expire_tokens", value) => {
                return Err(format!("expire_tokens takes true, not {value}"));
            }
            ("instance_url", Value::String(url)) => {
                let url = url.trim_end_matches('/').to_owned();
                *self.instance.write() = Instance { url, moved: true };
                self.tokens.lock().clear();
            }
            ("instance_url", value) => {
                return Err(format!("instance_url takes a URL, not {value}"));
            }
            _ if !NAMES.contains(&switch) => {
                let known = [NAMES.as_slice(), &ACTIONS].concat().join(", ");
                return Err(format!("unknown switch '{switch}'; there are {known}"));
            }
            _ => {
                let store = self.store.read();
                let mut switches = self.switches.write();
                let mut changed = Switches::clone(&switches);
                changed.set(switch, &value, &store)?;
                *switches = Arc::new(changed);
                if switch.starts_with("hidden_") {
                    // Whole seconds are all that Last-Modified can tell: the next one is later in
                    // any case.
                    *self.described_at.write() = self.now() + TimeDelta::seconds(1);
                }
            }
        }
        Ok(())
    }

    pub(super) fn switches(&self) -> Arc<Switches> {
        Arc::clone(&self.switches.read())
    }

    /// The rows as the integration user sees them, the recycle bin left out.
    pub(super) fn schema<'a>(&self, store: &'a Store, switches: &'a Switches) -> Schema<'a> {
        Schema { store, switches, today: self.now().date_naive(), with_deleted: false }
    }

    /// When what describe says last changed.
    pub(super) fn described_at(&self) -> DateTime<Utc> {
        *self.described_at.read()
    }

    /// The org's clock.
    pub(super) fn now(&self) -> DateTime<Utc> {
        let elapsed = TimeDelta::from_std(self.started.elapsed()).unwrap_or_default();
        self.config.now + elapsed
    }

    pub(super) fn instance_url(&self) -> String {
        self.instance.read().url.clone()
    }

    pub(super) fn issue_token(&self) -> String {
        self.tokens.lock().issue()
    }

    /// Whether a call with this token, sent to this host, is served.
    pub(super) fn admits(&self, token: Option<&str>, host: Option<&str>) -> bool {
        let here = {
            let instance = self.instance.read();
            !instance.moved || instance.url.split_once("://").map(|(_, host)| host) == host
        };
        let switches = self.switches();
        here && token.is_some_and(|token| self.tokens.lock().accept(token, &switches))
    }

    /// Counts one call against the daily allocation.
    pub(super) fn charge(&self) -> Result<(), ApiError> {
        let quota = self.switches().daily_quota;
        self.limits.lock().charge(quota)
    }

    /// Calls of the last 24 hours, and how many are allowed.
    pub(super) fn calls(&self) -> (u64, u64) {
        let quota = self.switches().daily_quota;
        (self.limits.lock().used(), quota)
    }

    /// The value of the `Sforce-Limit-Info` header.
    pub(super) fn api_usage(&self) -> String {
        let (used, quota) = self.calls();
        format!("api-usage={used}/{quota}")
    }

    pub(super) fn open_cursor(&self, cursor: Cursor, switches: &Switches) -> String {
        self.cursors.lock().open(cursor, switches.locator_lifetime)
    }

    pub(super) fn find_cursor(
        &self,
        locator: &str,
        switches: &Switches,
    ) -> Result<(String, Arc<Cursor>, usize), ApiError> {
        self.cursors.lock().find(locator, switches.locator_lifetime)
    }
}

impl crate::Simulator for Simulator {
    fn system(&self) -> System {
        System::Salesforce
    }

    fn router(self: Arc<Self>) -> Router {
        router(self)
    }

    fn served_at(&self, url: &str) {
        self.set_instance_url(url.to_owned());
    }

    fn switch(&self, switch: &str, value: Value) -> Result<(), String> {
        self.set(switch, value)
    }

    fn credentials(&self) -> Credentials {
        let Config { client_id, client_secret, user, .. } = &self.config;
        let mut all =
            vec![("client_id", client_id.clone()), ("client_secret", client_secret.clone())];
        if let Some(user) = user {
            all.push(("username", user.username.clone()));
            all.push(("private_key", user.private_key.clone()));
        }
        all
    }
}
