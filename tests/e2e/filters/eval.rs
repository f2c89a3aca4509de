//! What a filter means, written down a second time over plain JSON.

use std::cmp::Ordering;

use channelgraph_schema::EntityKind;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use super::{
    fields::{Class, field},
    oracle::Thing,
};

/// Whether a thing passes a filter, as a request gives it.
pub fn holds(kind: EntityKind, filter: &Value, thing: &Thing) -> bool {
    let parts = |value: &Value| value.as_array().expect("a list").clone();
    filter.as_object().expect("a filter").iter().all(|(name, tests)| match name.as_str() {
        "and" => parts(tests).iter().all(|part| holds(kind, part, thing)),
        "or" => parts(tests).iter().any(|part| holds(kind, part, thing)),
        "not" => !holds(kind, tests, thing),
        name => {
            let field = field(kind, name);
            let value = thing.value(field.path);
            tests
                .as_object()
                .expect("tests")
                .iter()
                .all(|(test, with)| passes(field.class, &value, test, with))
        }
    })
}

/// Whether nothing is said.
pub fn is_null(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

fn passes(class: Class, value: &Value, test: &str, with: &Value) -> bool {
    if test == "isNull" {
        return *with == is_null(value);
    }
    match value {
        Value::Null => false,
        Value::Array(items) if items.is_empty() => false,
        Value::Array(items) if matches!(test, "ne" | "notIn") => {
            items.iter().all(|item| passes(class, item, test, with))
        }
        Value::Array(items) => items.iter().any(|item| passes(class, item, test, with)),
        one => {
            let is = |other: &Value| compare(class, one, other) == Ordering::Equal;
            let among = || with.as_array().expect("a list").iter().any(is);
            let low = |value: &Value| folded(value.as_str().expect("text"));
            match test {
                "eq" => is(with),
                "ne" => !is(with),
                "in" => among(),
                "notIn" => !among(),
                "contains" => low(one).contains(&low(with)),
                "startsWith" => low(one).starts_with(&low(with)),
                "gt" => compare(class, one, with).is_gt(),
                "gte" => compare(class, one, with).is_ge(),
                "lt" => compare(class, one, with).is_lt(),
                "lte" => compare(class, one, with).is_le(),
                other => panic!("no test is called {other}"),
            }
        }
    }
}

/// Text as people take it for the same: composed, in small letters, with one small sigma.
fn folded(text: &str) -> String {
    text.nfc().collect::<String>().to_lowercase().replace('ς', "σ")
}

/// The order of two values of a field.
pub fn compare(class: Class, a: &Value, b: &Value) -> Ordering {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let number = |value: &Value| text(value).parse::<Decimal>().expect("a number");
    let moment = |value: &Value| text(value).parse::<DateTime<Utc>>().expect("a moment");
    match class {
        Class::Number => number(a).cmp(&number(b)),
        Class::Moment => moment(a).cmp(&moment(b)),
        Class::Text | Class::Texts => folded(&text(a)).cmp(&folded(&text(b))),
        Class::Word | Class::Bool | Class::Day | Class::Id => text(a).cmp(&text(b)),
    }
}
