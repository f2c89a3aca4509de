//! The account's simulator: its records, and all state that changes while it runs.

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use parking_lot::{Mutex, RwLock};
use serde_json::Value;

use super::config::Config;
use super::limits::Limits;
use super::operations::Operation;
use super::page::Tokens;
use super::router::{operation, router};
use super::store::Store;
use super::switches::Switches;
use crate::simulator::Credentials;
use crate::truth::System;

/// A partner's account at AWS: its records, who may call, and how it behaves.
#[derive(Debug)]
pub struct Simulator {
    /// The records of the Sandbox catalog; whoever holds the simulator may change them behind the
    /// API's back, as AWS's people do.
    pub store: RwLock<Store>,
    /// The credentials.
    pub config: Config,
    pub(super) switches: RwLock<Switches>,
    pub(super) limits: Mutex<Limits>,
    pub(super) tokens: Mutex<Tokens>,
}

impl Simulator {
    /// Opens an account over these records.
    pub fn new(store: Store, config: Config) -> Arc<Self> {
        Arc::new(Self {
            store: RwLock::new(store),
            config,
            switches: RwLock::default(),
            limits: Mutex::default(),
            tokens: Mutex::default(),
        })
    }

    /// Changes how the account behaves. `switch` is a member of [`Switches`] in its JSON form; an
    /// error names the switch and what is wrong with it.
    pub fn set(&self, switch: &str, value: Value) -> Result<(), String> {
        let mut switches = self.switches.write();
        let changed = switches.with(switch, value)?;
        if let Some(unknown) = changed.refusals.keys().find(|name| Operation::named(name).is_none())
        {
            return Err(format!("switch `{switch}`: there is no operation {unknown}"));
        }
        *switches = changed;
        Ok(())
    }
}

impl crate::Simulator for Simulator {
    fn system(&self) -> System {
        System::Aws
    }

    fn router(self: Arc<Self>) -> Router {
        router(self)
    }

    /// Names the operation: all calls are `POST /`, and a header tells them apart.
    fn endpoint(&self, request: &Request) -> String {
        operation(request.headers()).unwrap_or("*").to_owned()
    }

    fn switch(&self, switch: &str, value: Value) -> Result<(), String> {
        self.set(switch, value)
    }

    fn credentials(&self) -> Credentials {
        let Config { access_key_id, secret_access_key, .. } = &self.config;
        vec![
            ("access_key_id", access_key_id.clone()),
            ("secret_access_key", secret_access_key.clone()),
        ]
    }
}
