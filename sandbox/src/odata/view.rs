//! A service as one call sees it: its sets, and its values as the switches show them.

use std::borrow::Cow;

use serde_json::Value;

use super::errors::{Answer, Reason, Refusal};
use super::links::Links;
use super::store::{Edm, EntitySet, Row, Service, Vendor};
use super::switches::{EmptyText, Switches};

/// A service with the switches of the moment.
pub(super) struct View<'a> {
    pub(super) service: &'a Service,
    pub(super) switches: &'a Switches,
    /// The path of the service's root.
    pub(super) path: &'a str,
    /// The absolute address of the service's root, without a slash at its end.
    pub(super) root: String,
    /// The value of `$schemaversion`.
    pub(super) schema_version: Option<String>,
    /// Whether v4 answers decimals as text.
    pub(super) decimals_as_text: bool,
    pub(super) links: Links<'a>,
}

impl<'a> View<'a> {
    /// A set, or 404.
    pub(super) fn set(&self, name: &str) -> Answer<&'a EntitySet> {
        let missing = || {
            Refusal::new(
                Reason::NoResource,
                format!("Resource not found for the segment '{name}'."),
            )
        };
        self.service.sets.get(name).ok_or_else(missing)
    }

    /// Whether a property holds numbers of ten digits.
    pub(super) fn is_padded(&self, property: &str) -> bool {
        self.service.vendor == Vendor::Sap && self.switches.padded_properties.contains(property)
    }

    /// The value of a property, as it is answered before its wire form.
    pub(super) fn shown(&self, set: &EntitySet, name: &str, row: &'a Row) -> Cow<'a, Value> {
        const NULL: &Value = &Value::Null;
        let value = row.get(name).unwrap_or(NULL);
        let is_text =
            || set.properties.get(name).is_some_and(|property| property.kind == Edm::String);
        if self.service.vendor != Vendor::Sap || !is_text() {
            return Cow::Borrowed(value);
        }
        match (value, self.switches.empty_text) {
            (Value::Null, EmptyText::Blank) => Cow::Owned(Value::String(String::new())),
            (Value::String(text), EmptyText::Null) if text.is_empty() => Cow::Borrowed(NULL),
            (Value::String(text), _) if self.is_padded(name) => {
                Cow::Owned(Value::String(match self.switches.padded_keys {
                    true => padded(text),
                    false => unpadded(text).to_owned(),
                }))
            }
            _ => Cow::Borrowed(value),
        }
    }
}

/// Digits padded with zeros to ten; anything else as it is.
pub(super) fn padded(text: &str) -> String {
    match is_number(text) {
        true => format!("{text:0>10}"),
        false => text.to_owned(),
    }
}

/// Digits without the zeros before them; anything else as it is.
fn unpadded(text: &str) -> &str {
    match text.trim_start_matches('0') {
        "" => text,
        short if is_number(text) => short,
        _ => text,
    }
}

fn is_number(text: &str) -> bool {
    (1..=10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_are_padded() {
        for (text, with, without) in [
            ("1000", "0000001000", "1000"),
            ("0000001000", "0000001000", "1000"),
            ("DE1", "DE1", "DE1"),
            ("0A", "0A", "0A"),
            ("12345678901", "12345678901", "12345678901"),
            ("", "", ""),
        ] {
            assert_eq!((padded(text).as_str(), unpadded(text)), (with, without), "{text}");
        }
    }
}
