//! Filter and order on rows that were all read, for what HubSpot cannot be asked: the meaning is the schema's.

use std::cmp::Ordering;

use channelgraph_schema::{
    Filter, Value, compare_ids, compare_keys,
    mapping::{Row, SourceOrder},
};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use crate::query::{literal, typed};

/// Whether a row passes. Its values are read as what they are compared with.
pub(crate) fn passes(filter: &Filter<String>, row: &Row) -> bool {
    match filter {
        Filter::And(parts) => parts.iter().all(|part| passes(part, row)),
        Filter::Or(parts) => parts.iter().any(|part| passes(part, row)),
        Filter::Not(part) => !passes(part, row),
        Filter::Test(field, test) => {
            let like = literal(test).unwrap_or(&Value::Null);
            test.passes(&row.text(field).map_or(Value::Null, |text| typed(&text, like)))
        }
    }
}

/// The fields that a filter and an order stand on.
pub(crate) fn fields(filter: &Filter<String>, order: Option<&SourceOrder>) -> Vec<String> {
    let mut fields: Vec<String> = order.map(|order| order.field.clone()).into_iter().collect();
    filter.for_each_field(&mut |field| fields.push(field.clone()));
    fields
}

/// The place of a row in an order: its key, and its id.
pub(crate) fn key(order: Option<&SourceOrder>, kind: &str, row: &Row) -> Value {
    let Some(order) = order else { return Value::Null };
    let like = match kind {
        "number" => Value::Number(Decimal::ZERO),
        "bool" => Value::Bool(false),
        "date" => Value::Date(DateTime::<Utc>::UNIX_EPOCH.date_naive()),
        "datetime" if order.by_day => Value::Date(DateTime::<Utc>::UNIX_EPOCH.date_naive()),
        "datetime" => Value::Time(DateTime::UNIX_EPOCH),
        _ => Value::Null,
    };
    row.text(&order.field).map_or(Value::Null, |text| typed(&text, &like))
}

/// The order of two rows with these keys.
pub(crate) fn compare(order: Option<&SourceOrder>, (a, x): (&Value, &str), (b, y): (&Value, &str)) -> Ordering {
    let by_key = order.map_or(Ordering::Equal, |order| compare_keys(a, b, order.direction));
    by_key.then_with(|| compare_ids(x, y))
}
