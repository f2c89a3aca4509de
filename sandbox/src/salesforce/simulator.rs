//! The simulated org itself: its rows, who may log in, and the switches that change how it behaves.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Utc};
use parking_lot::RwLock;
use serde_json::Value;

use super::store::Store;

/// Who may log in to the org, and when it is there.
#[derive(Debug, Clone)]
pub struct Config {
    /// Consumer key of the one connected app.
    pub client_id: String,
    /// Consumer secret of that app, for the client-credentials flow.
    pub client_secret: String,
    /// Usernames that have approved the app, each with the RSA public key (PEM) that checks its JWT assertions.
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
    pub(crate) config: Config,
    instance_url: RwLock<String>,
}

impl Simulator {
    /// An org over these rows.
    pub fn new(store: Store, config: Config) -> Arc<Self> {
        Arc::new(Self {
            store: RwLock::new(store),
            config,
            instance_url: RwLock::new(String::new()),
        })
    }

    /// Tells the org the base URL it is served under (`http://127.0.0.1:8101`), which tokens name as `instance_url`.
    pub fn set_instance_url(&self, url: String) {
        *self.instance_url.write() = url;
    }

    /// Turns one switch; an unknown switch or a value of the wrong kind is an error that names what is allowed.
    pub fn set(&self, switch: &str, value: Value) -> Result<(), String> {
        let _ = value;
        Err(format!("unknown switch '{switch}'"))
    }
}
