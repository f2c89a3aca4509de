//! One page of a list after the other, by tokens that say nothing to the caller.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use tokio::time::Instant;

use super::order::Place;

/// Tokens remembered; the oldest goes first.
const TOKENS_KEPT: usize = 10_000;

/// A list under way.
#[derive(Debug, Clone)]
struct Cursor {
    operation: &'static str,
    /// The query, without the token.
    input: Map<String, Value>,
    after: Place,
    issued: Instant,
}

/// The tokens given out.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    cursors: HashMap<String, Cursor>,
    order: VecDeque<String>,
}

impl Tokens {
    /// A token for what comes after a place.
    pub(super) fn issue(
        &mut self,
        operation: &'static str,
        input: Map<String, Value>,
        after: Place,
    ) -> String {
        let token = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 48]>());
        self.order.push_back(token.clone());
        self.cursors
            .insert(token.clone(), Cursor { operation, input, after, issued: Instant::now() });
        if self.order.len() > TOKENS_KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            self.cursors.remove(&oldest);
        }
        token
    }

    /// The place that a token stands for, if it was given for just this call and has not expired.
    /// It serves any number of times.
    pub(super) fn find(
        &self,
        token: &str,
        operation: &str,
        input: &Map<String, Value>,
        lifetime: Duration,
    ) -> Option<Place> {
        let cursor = self.cursors.get(token)?;
        let serves = cursor.operation == operation
            && cursor.input == *input
            && cursor.issued.elapsed() < lifetime;
        serves.then(|| cursor.after.clone())
    }
}
