//! Values on their way into the store, in the form the API prints them.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};

use super::{super::ids, cell::Kind, dates, token};

/// A moment as the API prints it: milliseconds, and an offset without a colon.
pub(crate) fn print_datetime(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string()
}

/// The value as the store keeps it; nothing if the field cannot hold it.
pub(crate) fn accept(kind: Kind, value: &Value) -> Option<Value> {
    let text = value.as_str();
    match kind {
        _ if value.is_null() || text == Some("") => Some(Value::Null),
        Kind::Number => value.is_number().then(|| value.clone()),
        Kind::Flag => value.is_boolean().then(|| value.clone()),
        Kind::Date => NaiveDate::parse_from_str(text?, "%Y-%m-%d")
            .ok()
            .filter(|date| dates::known(*date))
            .map(|date| json!(date.to_string())),
        Kind::Datetime => token::datetime(text?)
            .filter(|time| dates::known(time.date_naive()))
            .map(|time| json!(print_datetime(time))),
        Kind::Id | Kind::Reference => {
            let id = text?;
            ids::significant(id).map(|short| json!(ids::to_18(short)))
        }
        _ => text.map(|text| json!(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_kept_in_printed_form_or_refused() {
        for (kind, value, kept) in [
            (
                Kind::Datetime,
                json!("2026-03-01T12:00:00+02:00"),
                Some(json!("2026-03-01T10:00:00.000+0000")),
            ),
            (Kind::Datetime, json!("2026-03-01"), None),
            (Kind::Date, json!("2026-03-01"), Some(json!("2026-03-01"))),
            (Kind::Date, json!("1 March"), None),
            (Kind::Date, json!("1699-12-31"), None),
            (Kind::Date, json!("4000-12-31"), Some(json!("4000-12-31"))),
            (Kind::Datetime, json!("4001-01-01T00:00:00Z"), None),
            (Kind::Number, json!("5"), None),
            (Kind::Flag, json!(true), Some(json!(true))),
            (Kind::Text, json!(5), None),
            (Kind::Text, json!(""), Some(Value::Null)),
            (Kind::Reference, json!("001D000000IqhSL"), Some(json!("001D000000IqhSLIAZ"))),
            (Kind::Reference, json!("x"), None),
        ] {
            assert_eq!(accept(kind, &value), kept, "{kind:?} {value}");
        }
    }
}
