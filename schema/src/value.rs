//! Values of the unified model.

use std::{cmp::Ordering, sync::Arc};

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use crate::{fold, text::is_same_text};

/// An exact amount of money.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Money {
    /// The amount, in whole units of the currency (euros, not cents).
    pub amount: Decimal,
    /// The ISO 4217 code, upper case; empty where the source does not say.
    pub currency: Box<str>,
}

/// Whether a text is a currency's ISO 4217 code in its form: three capital letters.
pub fn is_currency(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// One value. Which variant stands in a field is decided by the field's [`crate::FieldType`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Value {
    /// The source holds nothing.
    #[default]
    Null,
    /// Text, a domain, a country code or the word of an enum.
    Text(Box<str>),
    /// An exact number.
    Number(Decimal),
    /// Yes or no.
    Bool(bool),
    /// A day.
    Date(NaiveDate),
    /// A moment.
    Time(DateTime<Utc>),
    /// An amount with its currency.
    Money(Box<Money>),
    /// Several values.
    List(Vec<Value>),
    /// A record of one source that this one refers to.
    Reference(Box<Reference>),
}

/// A record of a source, named without its object: what a source's own references say.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference {
    /// The source, as configured.
    pub source: Arc<str>,
    /// The source field of the record referred to that holds `id`; none if it is the record's id.
    pub by: Option<Arc<str>>,
    /// The id, in the source's canonical form, or what else the reference goes by.
    pub id: Box<str>,
}

impl Value {
    /// Text as a value.
    pub fn text(text: impl Into<Box<str>>) -> Self {
        Self::Text(text.into())
    }

    /// Whether there is no value.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The text, the word of an enum, or the id of a reference.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Reference(reference) => Some(&reference.id),
            _ => None,
        }
    }

    /// The number, or the amount of money.
    pub fn as_number(&self) -> Option<Decimal> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Money(money) => Some(money.amount),
            _ => None,
        }
    }

    /// Equality as filters and conflicts mean it: text without regard to case, numbers by value,
    /// money against a number by its amount.
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => is_same_text(a, b),
            (Self::Money(_), Self::Number(_)) | (Self::Number(_), Self::Money(_)) => {
                self.as_number() == other.as_number()
            }
            (Self::List(a), Self::List(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b))
            }
            _ => self == other,
        }
    }

    /// The order of two values of one kind; values of different kinds, and kinds without order, are
    /// equal.
    pub fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => fold(a).cmp(&fold(b)),
            (Self::Reference(a), Self::Reference(b)) => a.id.cmp(&b.id),
            (Self::Bool(a), Self::Bool(b)) => a.cmp(b),
            (Self::Date(a), Self::Date(b)) => a.cmp(b),
            (Self::Time(a), Self::Time(b)) => a.cmp(b),
            _ => match (self.as_number(), other.as_number()) {
                (Some(a), Some(b)) => a.cmp(&b),
                _ => Ordering::Equal,
            },
        }
    }

    /// The value as JSON: money as `{amount, currency}` with the amount as text, days and moments
    /// in RFC 3339.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Text(text) => json!(text),
            Self::Reference(reference) => json!(reference.id),
            Self::Number(number) => json!(number.to_string()),
            Self::Bool(yes) => json!(yes),
            Self::Date(date) => json!(date.to_string()),
            Self::Time(time) => json!(time.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
            Self::Money(money) => {
                json!({ "amount": money.amount.to_string(), "currency": money.currency })
            }
            Self::List(values) => values.iter().map(Self::to_json).collect(),
        }
    }

    /// About how many bytes the value holds on the heap.
    pub fn heap_bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Reference(reference) => size_of::<Reference>() + reference.id.len(),
            Self::Money(money) => size_of::<Money>() + money.currency.len(),
            Self::List(values) => {
                values.iter().map(|value| size_of::<Self>() + value.heap_bytes()).sum()
            }
            Self::Null | Self::Number(_) | Self::Bool(_) | Self::Date(_) | Self::Time(_) => 0,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}
impl From<Decimal> for Value {
    fn from(number: Decimal) -> Self {
        Self::Number(number)
    }
}
impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}
impl From<NaiveDate> for Value {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}
impl From<DateTime<Utc>> for Value {
    fn from(time: DateTime<Utc>) -> Self {
        Self::Time(time)
    }
}
