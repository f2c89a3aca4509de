//! Control of a running sandbox, from Rust or over HTTP: counts, faults, records, switches.

mod api;
mod calls;
mod faults;
mod layer;
mod levels;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use chrono::{DateTime, Utc};
use parking_lot::{Mutex, RwLock, RwLockReadGuard};
use serde_json::{Map, Value};

pub use calls::ByEndpoint;
pub use faults::Fault;

use crate::Simulators;
use crate::truth::{Deal, Ref, System, Text, Truth};
use crate::world::edit::{Edit, EditError, Kind, Stage, time_of_change};

/// A handle on a running sandbox; clones are handles on the same one.
#[derive(Clone)]
pub struct Control(Arc<Inner>);

struct Inner {
    watch: Arc<layer::Watch>,
    simulators: Simulators,
    truth: RwLock<Truth>,
    /// The time of the last change.
    changed: Mutex<Option<DateTime<Utc>>>,
}

impl Control {
    /// Controls these simulators; `truth` describes the records of their stores.
    pub fn new(simulators: Simulators, truth: Truth) -> Self {
        Self(Arc::new(Inner {
            watch: Arc::default(),
            simulators,
            truth: RwLock::new(truth),
            changed: Mutex::new(None),
        }))
    }

    /// The simulators, with their records.
    pub fn simulators(&self) -> &Simulators {
        &self.0.simulators
    }

    /// Wraps a system's API, so that its calls are counted and faults apply to them.
    pub fn watched(&self, system: System) -> Router {
        layer::watched(self.0.simulators.of(system), self.0.watch.clone())
    }

    /// Serves this handle as an HTTP API under `/control`.
    pub fn router(&self) -> Router {
        api::router(self.clone())
    }

    /// Calls since the start, or since the last reset, by system and endpoint.
    pub fn calls(&self) -> BTreeMap<System, ByEndpoint> {
        self.0.watch.calls.all()
    }

    /// Counts the calls to one system, over all endpoints.
    pub fn calls_to(&self, source: System) -> u64 {
        self.calls().get(&source).map_or(0, |calls| calls.values().sum())
    }

    /// Resets the counters of calls and of levels.
    pub fn reset_calls(&self) {
        self.0.watch.calls.reset();
        self.0.watch.levels.reset();
    }

    /// Holds each call from now on until no other can begin before it is answered, to count levels.
    /// Whoever makes the calls must run on this thread's runtime, and that must be its only thread.
    pub fn hold_levels(&self) {
        self.0.watch.levels.hold();
    }

    /// The levels of calls since calls are held, or since the last reset, each with the endpoints
    /// that were called: those of one level need the answers of the one before. There are as many
    /// as calls in the longest chain.
    pub fn levels(&self) -> Vec<Vec<String>> {
        self.0.watch.levels.all()
    }

    /// The truth as of now. Let go of it before changing anything.
    pub fn truth(&self) -> RwLockReadGuard<'_, Truth> {
        self.0.truth.read()
    }

    /// Adds a fault behind the pending ones. Of the faults that match a call, the first one
    /// applies.
    ///
    /// # Errors
    /// If the fault is invalid; the text says why.
    pub fn put_fault(&self, fault: Fault) -> Result<(), String> {
        self.0.watch.faults.put(fault)
    }

    /// The pending faults.
    pub fn faults(&self) -> Vec<Fault> {
        self.0.watch.faults.all()
    }

    /// Clears all faults.
    pub fn clear_faults(&self) {
        self.0.watch.faults.clear();
    }

    /// Turns a switch of a simulator.
    ///
    /// # Errors
    /// If there is no such switch, or the value does not fit; the text names the switch.
    pub fn switch(&self, source: System, switch: &str, value: Value) -> Result<(), String> {
        self.0.simulators.of(source).switch(switch, value)
    }

    /// Inserts or changes a record in a system's store, and the truth with it.
    pub fn edit(&self, edit: Edit) -> Result<Ref, EditError> {
        self.staged(|stage| stage.edit(edit))
    }

    /// Inserts a deal into a system. Missing values of `says` take their defaults, and values that
    /// follow from others are computed.
    pub fn insert_deal(&self, source: System, says: &Deal) -> Result<Text, EditError> {
        let values = match serde_json::to_value(says)? {
            Value::Object(values) => values,
            _ => Map::new(),
        };
        let edit = Edit {
            source,
            kind: Kind::Deals,
            id: None,
            object: None,
            values,
            same_as: None,
            tied: false,
            fields: BTreeMap::new(),
        };
        Ok(self.edit(edit)?.id)
    }

    /// Deletes a record from a system's store and from the truth.
    pub fn remove(&self, kind: Kind, record: &Ref) -> Result<(), EditError> {
        self.staged(|stage| stage.remove(kind, record))
    }

    /// Locks the truth and the CRMs' stores, always in this order, and makes a change.
    fn staged<T>(&self, change: impl FnOnce(&mut Stage<'_>) -> T) -> T {
        let mut truth = self.0.truth.write();
        let mut salesforce = self.0.simulators.salesforce.store.write();
        let mut hubspot = self.0.simulators.hubspot.store.write();
        change(&mut Stage {
            salesforce: &mut salesforce,
            hubspot: &mut hubspot,
            truth: &mut truth,
            now: self.next_time(),
        })
    }

    fn next_time(&self) -> DateTime<Utc> {
        let mut changed = self.0.changed.lock();
        let now = time_of_change(*changed);
        *changed = Some(now);
        now
    }
}
