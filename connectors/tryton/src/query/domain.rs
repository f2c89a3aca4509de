//! A domain: Tryton's word for a condition.

use channelgraph_core::pushdown::Condition;
use serde_json::{Value as Json, json};

/// A domain: a condition on records.
pub(crate) type Domain = Condition<Clause>;

/// Field, operator, value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Clause(String, &'static str, Json);

/// Domains as calls take them.
pub(crate) trait AsJson: Sized {
    /// One clause.
    fn clause(name: &str, operator: &'static str, value: impl Into<Json>) -> Self;

    /// The domain as a list of clauses; never called for a domain that never holds.
    fn json(&self) -> Json;
}

impl AsJson for Domain {
    fn clause(name: &str, operator: &'static str, value: impl Into<Json>) -> Self {
        Self::Clause(Clause(name.to_owned(), operator, value.into()))
    }

    fn json(&self) -> Json {
        match self {
            Self::Clause(_) => json!([part(self)]),
            _ => part(self),
        }
    }
}

fn part(domain: &Domain) -> Json {
    let joined = |word: &str, parts: &[Domain]| {
        std::iter::once(Json::from(word)).chain(parts.iter().map(part)).collect()
    };
    match domain {
        Domain::All(parts) if parts.is_empty() => json!([]),
        Domain::All(parts) => joined("AND", parts),
        Domain::Any(parts) => joined("OR", parts),
        Domain::Clause(Clause(name, operator, value)) => json!([name, operator, value]),
    }
}
