//! Values as the evaluator sees them, and the kinds of field that decide how they compare.

use rust_decimal::Decimal;
use serde_json::Value;

/// The value of a field, as far as comparing and sorting care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Id,
    Reference,
    Text,
    Picklist,
    MultiPicklist,
    /// Long and rich text, encrypted and binary fields: neither filtered, sorted nor grouped.
    Opaque,
    Number,
    Flag,
    Date,
    Datetime,
}

impl Kind {
    /// The kind behind a type name of describe.
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "id" => Self::Id,
            "reference" => Self::Reference,
            "picklist" => Self::Picklist,
            "multipicklist" => Self::MultiPicklist,
            "longtextarea" | "richtextarea" | "encryptedstring" | "base64" => Self::Opaque,
            "currency" | "double" | "percent" | "int" | "long" => Self::Number,
            "boolean" => Self::Flag,
            "date" => Self::Date,
            "datetime" => Self::Datetime,
            _ => Self::Text,
        }
    }

    pub(crate) fn filterable(self) -> bool {
        self != Self::Opaque
    }

    pub(crate) fn sortable(self) -> bool {
        !matches!(self, Self::Opaque | Self::MultiPicklist)
    }

    pub(crate) fn groupable(self) -> bool {
        !matches!(self, Self::Opaque | Self::MultiPicklist | Self::Number | Self::Datetime)
    }
}

/// One value of one record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell<'a> {
    Null,
    Text(&'a str),
    Number(Decimal),
    Flag(bool),
}

impl<'a> Cell<'a> {
    pub(crate) fn of(value: &'a Value) -> Self {
        match value {
            // Salesforce stores no empty strings: they are nulls.
            Value::String(text) if text.is_empty() => Self::Null,
            Value::String(text) => Self::Text(text),
            Value::Number(number) => decimal(number.as_str()).map_or(Self::Null, Self::Number),
            Value::Bool(flag) => Self::Flag(*flag),
            Value::Null | Value::Array(_) | Value::Object(_) => Self::Null,
        }
    }
}

/// A decimal out of JSON's notation, exponents included.
pub(crate) fn decimal(text: &str) -> Option<Decimal> {
    text.parse().or_else(|_| Decimal::from_scientific(text)).ok()
}
