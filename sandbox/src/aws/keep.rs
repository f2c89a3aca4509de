//! Summaries: the members of a record that a list shows.

use serde_json::{Map, Value};

use super::shape::Path;

/// One member that is kept.
#[derive(Debug, Clone, Copy)]
pub(super) enum Keep {
    /// As it is.
    Whole(&'static str),
    /// A structure, of which these are kept.
    Part(&'static str, &'static [Keep]),
    /// A list, under this name, of what stands at the path, each value once.
    Gathered(&'static str, Path),
    /// A document whose members become texts.
    Texts(&'static str),
}

/// The members of a record that `keeps` selects. What a record does not have, or has as null, its
/// summary does not have either.
pub(super) fn summary(record: &Value, keeps: &[Keep]) -> Map<String, Value> {
    keeps.iter().filter_map(|keep| keep.of(record)).collect()
}

impl Keep {
    fn of(self, record: &Value) -> Option<(String, Value)> {
        let member = |name: &str| record.get(name).filter(|value| !value.is_null());
        let (name, value) = match self {
            Self::Whole(name) => (name, member(name)?.clone()),
            Self::Part(name, keeps) => (name, Value::Object(summary(member(name)?, keeps))),
            Self::Texts(name) => {
                let texts = member(name)?.as_object()?.iter().filter(|(_, value)| !value.is_null());
                (
                    name,
                    texts.map(|(name, value)| (name.clone(), Value::String(text(value)))).collect(),
                )
            }
            Self::Gathered(name, path) => {
                let mut values: Vec<Value> = Vec::new();
                for value in at(record, path) {
                    if !values.contains(value) {
                        values.push(value.clone());
                    }
                }
                (name, Value::Array(values))
            }
        };
        Some((name.to_owned(), value))
    }
}

/// The values that stand at a path; nulls are none.
pub(super) fn at<'a>(record: &'a Value, path: &[&str]) -> Vec<&'a Value> {
    match (record, path) {
        (Value::Null, _) => Vec::new(),
        (Value::Array(values), _) => values.iter().flat_map(|value| at(value, path)).collect(),
        (_, [first, rest @ ..]) => {
            record.get(first).map(|value| at(value, rest)).unwrap_or_default()
        }
        (value, []) => vec![value],
    }
}

/// A value as a text: a text as it is, a number as it was written, anything else as JSON.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
