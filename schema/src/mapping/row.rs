//! A row: what a source returned, under the source's own names.

use std::collections::HashMap;

use serde_json::Value as Json;

/// What a source returned for one record.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// The record's id, in the source's canonical form.
    pub id: String,
    /// Of a read of children: the parent it was found under, in canonical form.
    pub parent: Option<String>,
    /// Values by the name under which they were asked for. A name is the source's own path
    /// (`Owner.Name`); one with `[]` or several values is an array. What the source does not hold
    /// is absent or null.
    pub values: HashMap<String, Json>,
}

impl Row {
    /// The value as it came; null where there is none.
    pub fn json(&self, field: &str) -> Json {
        self.values.get(field).cloned().unwrap_or(Json::Null)
    }

    /// The value as text: the first of several, numbers and booleans as printed; nothing where it
    /// is null or empty.
    pub fn text(&self, field: &str) -> Option<String> {
        text(self.values.get(field)?)
    }
}

pub(super) fn text(json: &Json) -> Option<String> {
    match json {
        Json::String(text) if text.is_empty() => None,
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(yes) => Some(yes.to_string()),
        Json::Array(several) => several.first().and_then(text),
        Json::Null | Json::Object(_) => None,
    }
}
