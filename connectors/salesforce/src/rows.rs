//! From records as Salesforce prints them to rows under the names that were asked for.

use std::cmp::Ordering;

use channelgraph_schema::{Direction, Value, compare_ids, compare_keys, mapping::Row};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value as Json;

use crate::{
    api::Raw,
    field::Column,
    query::{Class, Key},
};

/// A name that was asked for, and where it leads.
pub(crate) type Named<'a> = (&'a str, &'a Column);

/// The row of a record; nothing if it has no id.
pub(crate) fn row(raw: &Raw, columns: &[Named<'_>]) -> Option<Row> {
    let values = columns.iter().map(|(name, column)| ((*name).to_owned(), value(raw, column)));
    Some(Row { id: raw.get("Id")?.as_str()?.to_owned(), parent: None, values: values.collect() })
}

/// The value at the end of a path; of a path down, one for each child.
pub(crate) fn value(raw: &Raw, column: &Column) -> Json {
    match &column.child {
        None => up(raw, &column.path),
        Some(child) => {
            let children = raw
                .get(&child.relation)
                .and_then(|answer| answer.get("records"))
                .and_then(Json::as_array);
            children
                .into_iter()
                .flatten()
                .filter_map(Json::as_object)
                .map(|child| up(child, &column.path))
                .collect()
        }
    }
}

fn up(raw: &Raw, path: &str) -> Json {
    let mut steps = path.split('.');
    let first = steps.next().and_then(|step| raw.get(step));
    steps.fold(first, |value, step| value?.get(step)).cloned().unwrap_or(Json::Null)
}

/// The order of two rows, as the query has it.
pub(crate) fn compare(key: Option<&Key<'_>>, a: &Raw, b: &Raw) -> Ordering {
    let id = |raw: &Raw| raw.get("Id").and_then(Json::as_str).unwrap_or_default().to_owned();
    let ids = || compare_ids(&id(a), &id(b));
    let Some(key) = key else { return ids() };
    match (key.name, key.direction) {
        ("Id", Direction::Asc) => ids(),
        ("Id", Direction::Desc) => ids().reverse(),
        _ => compare_keys(&key_of(key, a), &key_of(key, b), key.direction).then_with(ids),
    }
}

/// The value by which a row is ordered.
pub(crate) fn key_of(key: &Key<'_>, raw: &Raw) -> Value {
    let known = match (key.class, &up(raw, key.name)) {
        (Class::Bool, Json::Bool(yes)) => Some(Value::Bool(*yes)),
        (Class::Whole | Class::Number, Json::Number(number)) => {
            let text = number.to_string();
            text.parse()
                .or_else(|_| rust_decimal::Decimal::from_scientific(&text))
                .ok()
                .map(Value::Number)
        }
        (Class::Date, Json::String(text)) => text.parse().ok().map(Value::Date),
        (Class::Moment, Json::String(text)) => moment(text).map(|time| match key.by_day {
            Some(zone) => Value::Date(zone.day_of(time)),
            None => Value::Time(time),
        }),
        _ => None,
    };
    known.unwrap_or_default()
}

/// The day of a row whose key is one.
pub(crate) fn day_of(key: &Key<'_>, raw: &Raw) -> Option<NaiveDate> {
    match key_of(key, raw) {
        Value::Date(date) => Some(date),
        _ => None,
    }
}

/// Salesforce prints an offset without a colon, which RFC 3339 does not know.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    let time = DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z")
        .or_else(|_| DateTime::parse_from_rfc3339(text));
    time.ok().map(|time| time.with_timezone(&Utc))
}
