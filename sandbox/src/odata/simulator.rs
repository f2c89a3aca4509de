//! The ERP's simulator: its records, and all state that changes while it runs.

use std::sync::Arc;

use axum::Router;
use parking_lot::{Mutex, RwLock};
use serde_json::Value;

use super::auth::Tokens;
use super::config::Config;
use super::errors::Refusal;
use super::limits::Limits;
use super::router::router;
use super::store::Store;
use super::switches::Switches;
use crate::simulator::Credentials;
use crate::truth::System;

/// A running ERP; [`super::router`] serves it over HTTP.
#[derive(Debug)]
pub struct Simulator {
    /// The rows; a change is seen by the next answer.
    pub store: RwLock<Store>,
    /// The credentials.
    pub config: Config,
    pub(super) tokens: Mutex<Tokens>,
    switches: RwLock<Arc<Switches>>,
    limits: Mutex<Limits>,
}

impl Simulator {
    /// Opens an ERP over these services.
    pub fn new(store: Store, config: Config) -> Arc<Self> {
        Arc::new(Self {
            store: RwLock::new(store),
            config,
            tokens: Mutex::default(),
            switches: RwLock::default(),
            limits: Mutex::default(),
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

    /// Counts a call against the rate, or refuses it.
    pub(super) fn admit(&self, switches: &Switches) -> Result<(), Refusal> {
        self.limits.lock().admit(switches)
    }
}

impl crate::Simulator for Simulator {
    fn system(&self) -> System {
        System::Erp
    }

    fn router(self: Arc<Self>) -> Router {
        router(self)
    }

    fn switch(&self, switch: &str, value: Value) -> Result<(), String> {
        self.set(switch, value)
    }

    fn credentials(&self) -> Credentials {
        let Config { user, password, client_id, client_secret } = &self.config;
        vec![
            ("user", user.clone()),
            ("password", password.clone()),
            ("client_id", client_id.clone()),
            ("client_secret", client_secret.clone()),
        ]
    }
}
