//! Facts about a connection that catalog relations and functions show.

use std::collections::BTreeMap;
use std::sync::LazyLock;
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
    /// The settings that the connection made, by name. `current_setting`, `set_config` and
    /// `pg_settings` use them before the defaults.
    pub settings: RwLock<BTreeMap<String, String>>,
}

impl SessionFacts {
    /// Creates the facts of a connection that has made no settings.
    pub fn new(user: &str, database: &str, pid: i32) -> Self {
        Self {
            user: user.to_owned(),
            database: database.to_owned(),
            pid,
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
    let since = STARTED.duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| since.as_micros() as i64)
}
