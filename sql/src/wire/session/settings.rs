//! The settings of a session: as its client began it, and as it changes them.

use std::{collections::BTreeMap, sync::Arc};

use parking_lot::RwLock;
use pgwire::messages::response::TransactionStatus;

use super::Session;
use crate::{
    Code, Failure,
    catalog::SessionFacts,
    statement::{self, KNOWN},
};

/// The settings of a session.
pub(crate) struct Settings(BTreeMap<String, String>);

impl Settings {
    /// The settings that a client begins with: those of its first message.
    ///
    /// # Errors
    /// If one cannot be what the client says.
    pub(crate) fn of(user: &str, parameters: BTreeMap<String, String>) -> Result<Self, Failure> {
        let known = KNOWN.iter().map(|known| (known.name.to_owned(), known.default.to_owned()));
        let mut settings: BTreeMap<String, String> = known.collect();
        settings.insert("session_authorization".to_owned(), user.to_owned());
        let options = parameters.get("options").map(|text| options(text)).unwrap_or_default();
        let given = parameters.into_iter().filter(|(name, _)| name != "options");
        for (name, value) in given.chain(options) {
            let name = name.to_lowercase();
            // Drivers send what they like, as `_pq_.…`; what is not known means nothing here.
            match statement::change(&name, &value) {
                Ok(change) => {
                    settings.insert(name, change.value);
                }
                Err(failure) if failure.code == Code::Setting => {}
                Err(failure) => return Err(failure),
            }
        }
        Ok(Self(settings))
    }

    /// The facts of a session with these settings.
    pub(crate) fn facts(self, facts: SessionFacts) -> Arc<SessionFacts> {
        Arc::new(SessionFacts { settings: RwLock::new(self.0), ..facts })
    }
}

/// What `-c name=value --name=value` sets; a backslash takes the meaning from a space.
fn options(text: &str) -> Vec<(String, String)> {
    let text = text.replace("\\ ", "\u{0}");
    let mut words = text.split_whitespace().peekable();
    let mut found = Vec::new();
    while let Some(word) = words.next() {
        let pair = if word == "-c" {
            words.next().unwrap_or_default()
        } else {
            word.strip_prefix("--").or_else(|| word.strip_prefix("-c")).unwrap_or_default()
        };
        if let Some((name, value)) = pair.split_once('=') {
            found.push((name.replace('-', "_"), value.replace('\u{0}', " ")));
        }
    }
    found
}

impl Session {
    /// Sets a setting; without a value, to what the session began with.
    pub(super) fn set(
        &mut self,
        name: &str,
        value: Option<&str>,
        local: bool,
    ) -> Result<(), Failure> {
        let value = match value {
            Some(value) => {
                let change = statement::change(name, value)?;
                if let Some(warning) = change.warning {
                    self.out.warn(&Failure::new(Code::Setting, warning));
                }
                change.value
            }
            None => match self.defaults.get(name) {
                Some(value) => value.clone(),
                None => return statement::change(name, "").map(|_| ()),
            },
        };
        if local && self.transaction == TransactionStatus::Idle {
            let message = "SET LOCAL can only be used in transaction blocks";
            self.out.warn(&Failure::new(Code::NoTransaction, message));
            return Ok(());
        }
        let before = self.facts.settings.write().insert(name.to_owned(), value);
        if local {
            self.local.entry(name.to_owned()).or_insert(before);
        }
        if name == "default_transaction_isolation" {
            self.follow_isolation();
        }
        self.report(name);
        Ok(())
    }

    /// Outside of transactions, the isolation level is the one that the next will have.
    pub(super) fn follow_isolation(&mut self) {
        if self.transaction == TransactionStatus::Idle {
            let mut settings = self.facts.settings.write();
            if let Some(level) = settings.get("default_transaction_isolation").cloned() {
                settings.insert("transaction_isolation".to_owned(), level);
            }
        }
    }

    /// Sets all settings to what the session began with.
    pub(super) fn reset_all(&mut self) {
        *self.facts.settings.write() = self.defaults.clone();
        self.local.clear();
        for (name, _) in super::REPORTED {
            self.report(name);
        }
    }

    /// Takes back what was set for the transaction that ends.
    pub(super) fn end_local(&mut self) {
        for (name, before) in std::mem::take(&mut self.local) {
            match before {
                Some(value) => self.facts.settings.write().insert(name.clone(), value),
                None => self.facts.settings.write().remove(&name),
            };
            self.report(&name);
        }
    }

    /// A setting, by its name.
    pub(super) fn setting(&self, name: &str) -> Result<String, Failure> {
        let found = self.facts.settings.read().get(name).cloned();
        found.ok_or_else(|| {
            let message = format!("unrecognized configuration parameter \"{name}\"");
            Failure::new(Code::Setting, message)
        })
    }
}
