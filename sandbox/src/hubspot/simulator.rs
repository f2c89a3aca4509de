//! The account with everything about it that changes while it runs.

use std::sync::Arc;

use parking_lot::RwLock;

use super::config::Config;
use super::store::Store;
use super::switches::Switches;

/// A running account: its records, who may call it, and how it behaves.
#[derive(Debug)]
pub struct Simulator {
    /// The records; whoever holds the simulator may change them behind the API's back, as people in the web UI do.
    pub store: RwLock<Store>,
    pub(super) config: Config,
    pub(super) switches: RwLock<Switches>,
}

impl Simulator {
    /// Opens an account over these records. Call it within a tokio runtime whose clock it shall follow.
    pub fn new(store: Store, config: Config) -> Arc<Self> {
        Arc::new(Self {
            store: RwLock::new(store),
            config,
            switches: RwLock::new(Switches::default()),
        })
    }

    /// Changes one of the [`Switches`] by name, from its JSON form.
    pub fn set(&self, switch: &str, value: serde_json::Value) -> Result<(), String> {
        let mut switches = self.switches.write();
        *switches = switches.with(switch, value)?;
        Ok(())
    }
}
