//! Values as they are compared.

use chrono::{NaiveDateTime, NaiveTime};
use rust_decimal::Decimal;
use serde_json::Value;

use super::literal::{self, Literal};
use crate::odata::store::Edm;

/// A value that compares with others of its kind. Null is the least.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::odata) enum Cell {
    Null,
    Boolean(bool),
    Number(Decimal),
    Text(String),
    Guid(String),
    /// A moment, or a day at its midnight.
    Moment(NaiveDateTime),
    Time(NaiveTime),
}

impl Cell {
    /// The value of a property of this type; null if the text kept is none of its kind.
    pub(in crate::odata) fn of(kind: Edm, value: &Value) -> Self {
        let number = || value.to_string().parse().ok();
        let cell = match (kind, value) {
            (Edm::Boolean, Value::Bool(value)) => Some(Self::Boolean(*value)),
            (Edm::Int32 | Edm::Decimal, Value::Number(_)) => number().map(Self::Number),
            (Edm::Int32 | Edm::Decimal, Value::String(text)) => text.parse().ok().map(Self::Number),
            (Edm::String, Value::String(text)) => Some(Self::Text(text.clone())),
            (Edm::Date, Value::String(text)) => literal::day(text).map(Self::Moment),
            (Edm::Moment, Value::String(text)) => literal::moment(text).map(Self::Moment),
            (Edm::Time, Value::String(text)) => literal::time(text).map(Self::Time),
            (Edm::Guid, Value::String(text)) => literal::guid(text).map(Self::Guid),
            _ => None,
        };
        cell.unwrap_or(Self::Null)
    }

    /// Text without regard to case, with `ascii` that of the letters of ASCII; anything else as it
    /// is.
    pub(super) fn folded(self, ascii: bool) -> Self {
        match self {
            Self::Text(text) if ascii => Self::Text(text.to_ascii_lowercase()),
            Self::Text(text) => Self::Text(text.to_lowercase()),
            other => other,
        }
    }
}

impl From<&Literal> for Cell {
    fn from(literal: &Literal) -> Self {
        match literal {
            Literal::Null => Self::Null,
            Literal::Boolean(value) => Self::Boolean(*value),
            Literal::Number(value) => Self::Number(*value),
            Literal::Text(value) => Self::Text(value.clone()),
            Literal::Guid(value) => Self::Guid(value.clone()),
            Literal::Day(value) | Literal::Moment(value) => Self::Moment(*value),
            Literal::Time(value) => Self::Time(*value),
        }
    }
}
