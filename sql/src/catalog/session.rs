//! Facts about a connection that catalog relations and functions show.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, LazyLock};
use std::time::SystemTime;

use parking_lot::RwLock;

/// Facts about a connection.
#[derive(Debug)]
pub struct SessionFacts {
    /// The user who logged in.
    pub user: String,
    /// The database.
    pub database: String,
    /// The number of the connection, which `pg_backend_pid()` returns.
    pub pid: i32,
    /// Whether the connection is encrypted.
    pub secure: bool,
    /// The connections of the server.
    pub sessions: Arc<dyn Sessions>,
    /// The settings that the connection made, by name. `current_setting`, `set_config` and
    /// `pg_settings` use them before the defaults.
    pub settings: RwLock<BTreeMap<String, String>>,
}

/// What a connection does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Its number.
    pub pid: i32,
    /// When it began, in microseconds since 1970.
    pub since: i64,
    /// Its last statement, or the beginning of it.
    pub query: String,
    /// Whether the statement still runs.
    pub is_active: bool,
}

/// The connections of a server, as far as a user may see and end them: his own.
pub trait Sessions: fmt::Debug + Send + Sync {
    /// What the connections of a user do.
    fn of(&self, user: &str) -> Vec<Activity>;

    /// Cancels what a connection of a user does now; false if he has none of this number.
    fn cancel(&self, user: &str, pid: i32) -> bool;

    /// Ends a connection of a user; false if he has none of this number.
    fn end(&self, user: &str, pid: i32) -> bool;
}

/// No connections but one that nobody sees.
#[derive(Debug)]
struct Nobody;

impl Sessions for Nobody {
    fn of(&self, _: &str) -> Vec<Activity> {
        Vec::new()
    }

    fn cancel(&self, _: &str, _: i32) -> bool {
        false
    }

    fn end(&self, _: &str, _: i32) -> bool {
        false
    }
}

impl SessionFacts {
    /// Creates the facts of a connection that has made no settings, of a server without others.
    pub fn new(user: &str, database: &str, pid: i32) -> Self {
        Self {
            user: user.to_owned(),
            database: database.to_owned(),
            pid,
            secure: false,
            sessions: Arc::new(Nobody),
            settings: RwLock::default(),
        }
    }

    /// Returns the value of a setting.
    pub fn setting(&self, name: &str) -> Option<String> {
        let name = name.to_lowercase();
        let own = self.settings.read().get(&name).cloned();
        own.or_else(|| super::settings::default(&name))
    }

    /// Returns the schemas that unqualified names are looked up in, in order.
    pub fn search_path(&self) -> Vec<String> {
        let path = self.setting("search_path").unwrap_or_default();
        let names = path.split(',').map(|name| name.trim().trim_matches('"').to_owned());
        names.filter(|name| super::objects::is_schema(name)).collect()
    }
}

static STARTED: LazyLock<SystemTime> = LazyLock::new(SystemTime::now);

/// Returns when this process first served the catalog, in microseconds since 1970.
pub fn started() -> i64 {
    micros(*STARTED)
}

/// Returns a time in microseconds since 1970.
pub fn micros(time: SystemTime) -> i64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| since.as_micros() as i64)
}
