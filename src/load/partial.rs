//! Values by key of which some may be missing.

use std::{collections::HashMap, sync::Arc};

use channelgraph_core::Error;

/// Values by key, as a rule an id or a name, and what failed: then values may be missing.
pub struct Partial<T, K = Arc<str>> {
    /// The values that there are.
    pub values: HashMap<K, T>,
    /// The failure that kept others out, if a read failed.
    pub failure: Option<Error>,
}

impl<T> Partial<T> {
    /// No values, because everything failed.
    pub fn failed(error: Error) -> Self {
        Self { values: HashMap::new(), failure: Some(error) }
    }

    /// The value of a key, or the failure that may have kept it out; none if there is no such
    /// value.
    pub fn get(&self, key: &str) -> Option<Result<&T, &Error>> {
        match (self.values.get(key), &self.failure) {
            (Some(value), _) => Some(Ok(value)),
            (None, failure) => failure.as_ref().map(Err),
        }
    }
}

impl<T, K> From<HashMap<K, T>> for Partial<T, K> {
    fn from(values: HashMap<K, T>) -> Self {
        Self { values, failure: None }
    }
}

impl<T> Default for Partial<T> {
    fn default() -> Self {
        Self { values: HashMap::new(), failure: None }
    }
}
