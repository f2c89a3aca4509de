//! Moments and days as a search compares them: milliseconds since 1970, days as their midnight in UTC (search guide).

use channelgraph_schema::Value;
use chrono::{DateTime, Days, NaiveDate, Utc};

/// Milliseconds since 1970, and whether the moment has a part finer than that.
pub(crate) fn millis(time: DateTime<Utc>) -> (i64, bool) {
    (time.timestamp_millis(), !time.timestamp_subsec_nanos().is_multiple_of(1_000_000))
}

/// The first millisecond of a day.
pub(crate) fn day(date: NaiveDate) -> i64 {
    date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis()
}

/// The first millisecond of the day after.
pub(crate) fn end_of_day(date: NaiveDate) -> Option<i64> {
    date.checked_add_days(Days::new(1)).map(day)
}

/// A moment as a property holds it: RFC 3339, milliseconds, or a bare day.
pub(crate) fn time(text: &str) -> Option<DateTime<Utc>> {
    let written = DateTime::parse_from_rfc3339(text).ok().map(|time| time.with_timezone(&Utc));
    written
        .or_else(|| Some(text.parse::<NaiveDate>().ok()?.and_time(chrono::NaiveTime::MIN).and_utc()))
        .or_else(|| DateTime::from_timestamp_millis(text.parse().ok()?))
}

/// A property's text as a value of the variant of `like`; null if it cannot be one.
pub(crate) fn typed(text: &str, like: &Value) -> Value {
    let read = match like {
        Value::Number(_) | Value::Money(_) => text.trim().parse().ok().map(Value::Number),
        Value::Bool(_) => match text {
            "true" | "1" => Some(Value::Bool(true)),
            "false" | "0" => Some(Value::Bool(false)),
            _ => None,
        },
        Value::Date(_) => text.parse().ok().or_else(|| time(text).map(|time| time.date_naive())).map(Value::Date),
        Value::Time(_) => time(text).map(Value::Time),
        // Records are named by their ids as text.
        Value::Text(_) | Value::Null | Value::List(_) | Value::Reference(_) => Some(Value::text(text)),
    };
    read.unwrap_or_default()
}
