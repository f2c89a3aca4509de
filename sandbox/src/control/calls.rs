//! Counts the calls that each vendor's API gets, by endpoint.

use std::collections::BTreeMap;

use parking_lot::Mutex;

use crate::truth::System;

/// Calls by endpoint: method and route pattern, as in `POST
/// /crm/objects/{version}/{object}/search`, of AWS the operation (`ListOpportunities`); `*` where
/// no route matched.
pub type ByEndpoint = BTreeMap<String, u64>;

/// Calls of each endpoint since the start, or since the last reset. There are no
/// more keys than routes and methods.
#[derive(Debug, Default)]
pub(super) struct Calls(Mutex<BTreeMap<System, ByEndpoint>>);

impl Calls {
    pub(super) fn count(&self, source: System, endpoint: &str) {
        let mut calls = self.0.lock();
        let calls = calls.entry(source).or_default();
        match calls.get_mut(endpoint) {
            Some(count) => *count += 1,
            None => {
                calls.insert(endpoint.to_owned(), 1);
            }
        }
    }

    pub(super) fn all(&self) -> BTreeMap<System, ByEndpoint> {
        let mut all: BTreeMap<_, _> = System::ALL.map(|source| (source, ByEndpoint::new())).into();
        all.extend(self.0.lock().clone());
        all
    }

    pub(super) fn reset(&self) {
        self.0.lock().clear();
    }
}
