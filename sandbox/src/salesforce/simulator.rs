//! The simulated org itself: its rows, who may log in, and the switches that change how it behaves.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use parking_lot::{Mutex, RwLock};
use serde_json::Value;
use tokio::time::Instant;

use super::{
    cursors::{Cursor, Cursors},
    error::ApiError,
    settings::{SWITCHES, Settings},
    soql::schema::Schema,
    store::Store,
    tokens::Tokens,
    usage::Usage,
};

/// Who may log in to the org, and when it is there.
#[derive(Debug, Clone)]
pub struct Config {
    /// Consumer key of the one connected app.
    pub client_id: String,
    /// Consumer secret of that app, for the client-credentials flow.
    pub client_secret: String,
    /// Usernames that have approved the app, each with the RSA public key (PEM) that checks its JWT
    /// assertions.
    pub users: BTreeMap<String, String>,
    /// What the org takes for now when it starts; its clock runs on from there.
    pub now: DateTime<Utc>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            client_id: "channelgraph".into(),
            client_secret: "channelgraph-secret".into(),
            users: BTreeMap::new(),
            now: Utc::now(),
        }
    }
}

/// One simulated org; [`super::router`] serves it over HTTP.
#[derive(Debug)]
pub struct Simulator {
    /// The rows; a writer sees its change in the next answer.
    pub store: RwLock<Store>,
    pub(super) config: Config,
    started: Instant,
    instance: RwLock<Instance>,
    settings: RwLock<Arc<Settings>>,
    described_at: RwLock<DateTime<Utc>>,
    tokens: Mutex<Tokens>,
    usage: Mutex<Usage>,
    cursors: Mutex<Cursors>,
}

/// Where the org is served.
#[derive(Debug, Default)]
struct Instance {
    url: String,
    /// Whether the org has moved here from another address, which then serves it no longer.
    moved: bool,
}

/// Switches that act on the running org, beside those of [`Settings`].
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
            settings: RwLock::default(),
            tokens: Mutex::default(),
            usage: Mutex::default(),
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
                self.usage.lock().reset(calls);
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
            _ if !SWITCHES.contains(&switch) => {
                let known = [SWITCHES.as_slice(), &ACTIONS].concat().join(", ");
                return Err(format!("unknown switch '{switch}'; there are {known}"));
            }
            _ => {
                let store = self.store.read();
                let mut settings = self.settings.write();
                let mut changed = Settings::clone(&settings);
                changed.set(switch, &value, &store)?;
                *settings = Arc::new(changed);
                if switch.starts_with("hidden_") {
                    // Whole seconds are all that Last-Modified can tell: the next one is later in
                    // any case.
                    *self.described_at.write() = self.now() + TimeDelta::seconds(1);
                }
            }
        }
        Ok(())
    }

    pub(super) fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.settings.read())
    }

    /// The rows as the integration user sees them, the recycle bin left out.
    pub(super) fn schema<'a>(&self, store: &'a Store, settings: &'a Settings) -> Schema<'a> {
        Schema { store, settings, today: self.now().date_naive(), with_deleted: false }
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
        let settings = self.settings();
        here && token.is_some_and(|token| self.tokens.lock().accept(token, &settings))
    }

    /// Counts one call against the daily allocation.
    pub(super) fn charge(&self) -> Result<(), ApiError> {
        let quota = self.settings().daily_quota;
        self.usage.lock().charge(quota)
    }

    /// Calls of the last 24 hours, and how many are allowed.
    pub(super) fn calls(&self) -> (u64, u64) {
        let quota = self.settings().daily_quota;
        (self.usage.lock().used(), quota)
    }

    /// The value of the `Sforce-Limit-Info` header.
    pub(super) fn api_usage(&self) -> String {
        let (used, quota) = self.calls();
        format!("api-usage={used}/{quota}")
    }

    pub(super) fn open_cursor(&self, cursor: Cursor, settings: &Settings) -> String {
        self.cursors.lock().open(cursor, settings.locator_lifetime)
    }

    pub(super) fn find_cursor(
        &self,
        locator: &str,
        settings: &Settings,
    ) -> Result<(String, Arc<Cursor>, usize), ApiError> {
        self.cursors.lock().find(locator, settings.locator_lifetime)
    }
}
