//! From records as Tryton prints them to rows under the names that were asked for.

use channelgraph_schema::{Value, mapping::Row};
use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat, Utc};
use rust_decimal::Decimal;
use serde_json::{Number, Value as Json};

use crate::{
    api::Raw,
    field::{Column, Kind, Step},
};

/// The row of a record; nothing if it has no id.
pub(crate) fn row(raw: &Raw, columns: &[&Column]) -> Option<Row> {
    let values = columns.iter().map(|column| (column.name.clone(), value(raw, column))).collect();
    Some(Row { id: raw.get("id")?.as_u64()?.to_string(), parent: None, values })
}

/// The value at the end of a path; of several records, one for each that is in use, in their order.
fn value(raw: &Raw, column: &Column) -> Json {
    let end = column.name.rsplit('.').next().unwrap_or_default();
    if !column.is_many() {
        return one(raw, &column.steps, end, column.field.kind);
    }
    let mut values = Vec::new();
    each(raw, &column.steps, end, column.field.kind, &mut values);
    Json::Array(values)
}

fn one(raw: &Raw, steps: &[Step], end: &str, kind: Kind) -> Json {
    let Some((step, rest)) = steps.split_first() else {
        return plain(raw.get(end).unwrap_or(&Json::Null), kind);
    };
    match raw.get(&format!("{}.", step.name)) {
        Some(Json::Object(next)) => one(next, rest, end, kind),
        _ => Json::Null,
    }
}

fn each(raw: &Raw, steps: &[Step], end: &str, kind: Kind, values: &mut Vec<Json>) {
    let Some((step, rest)) = steps.split_first() else {
        values.push(plain(raw.get(end).unwrap_or(&Json::Null), kind));
        return;
    };
    match raw.get(&format!("{}.", step.name)) {
        Some(Json::Object(next)) => each(next, rest, end, kind, values),
        Some(Json::Array(several)) => {
            let in_use = |raw: &&Raw| !step.can_retire || raw.get("active").is_none_or(is_true);
            several
                .iter()
                .filter_map(Json::as_object)
                .filter(in_use)
                .for_each(|next| each(next, rest, end, kind, values));
        }
        // A record whose own reference is empty keeps its place among the others.
        _ if !step.many => values.push(Json::Null),
        _ => {}
    }
}

/// A value as it is printed: exactly, in ISO 8601, or as it came.
fn plain(json: &Json, kind: Kind) -> Json {
    match json {
        // SQLite has no booleans, and Tryton reads none as no.
        json if kind == Kind::Bool => Json::Bool(is_true(json)),
        Json::Object(wrapped) => unwrapped(wrapped).unwrap_or_default(),
        Json::Array(several) => several.iter().map(|item| plain(item, Kind::Other)).collect(),
        scalar => scalar.clone(),
    }
}

fn is_true(json: &Json) -> bool {
    json.as_bool().unwrap_or_else(|| json.as_u64().is_some_and(|number| number != 0))
}

fn unwrapped(wrapped: &Raw) -> Option<Json> {
    let part = |name: &str| {
        wrapped.get(name).and_then(Json::as_u64).and_then(|number| u32::try_from(number).ok())
    };
    let day = || {
        NaiveDate::from_ymd_opt(i32::try_from(part("year")?).ok()?, part("month")?, part("day")?)
    };
    let time = || {
        chrono::NaiveTime::from_hms_micro_opt(
            part("hour")?,
            part("minute")?,
            part("second")?,
            part("microsecond")?,
        )
    };
    match wrapped.get("__class__")?.as_str()? {
        "Decimal" => Some(Json::Number(exact(wrapped.get("decimal")?.as_str()?)?)),
        "date" => Some(day()?.to_string().into()),
        // Without a zone, and in UTC: so are all of Tryton's moments.
        "datetime" => Some(
            NaiveDateTime::new(day()?, time()?)
                .and_utc()
                .to_rfc3339_opts(SecondsFormat::AutoSi, true)
                .into(),
        ),
        "time" => Some(time()?.to_string().into()),
        "timedelta" => Some(format!("PT{}S", wrapped.get("seconds")?.as_number()?).into()),
        _ => None,
    }
}

/// A number with the digits it is printed with; none for what is no number (`NaN`).
fn exact(text: &str) -> Option<Number> {
    serde_json::from_str(text).ok()
}

/// A value of the kind that a field's texts are read as.
pub(crate) fn like(column: Option<&Column>) -> Value {
    match column.map(|column| column.field.kind) {
        Some(Kind::Whole | Kind::Number) => Value::Number(Decimal::ZERO),
        Some(Kind::Id) if column.is_some_and(|column| column.name == "id") => {
            Value::Number(Decimal::ZERO)
        }
        Some(Kind::Bool) => Value::Bool(false),
        Some(Kind::Date) => Value::Date(NaiveDate::default()),
        Some(Kind::Moment | Kind::Fine) => Value::Time(DateTime::<Utc>::UNIX_EPOCH),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_keep_their_digits() {
        for text in ["10.0000", "0", "-0.10", "123456789012345678901234567890.1234"] {
            let number = plain(&json!({ "__class__": "Decimal", "decimal": text }), Kind::Number);
            assert_eq!(number.to_string(), text);
        }
        let number =
            |text: &str| plain(&json!({ "__class__": "Decimal", "decimal": text }), Kind::Number);
        assert!(number("1E+3").is_number() && number("0E-4").is_number());
        assert_eq!(number("NaN"), Json::Null);
    }

    #[test]
    fn days_and_moments_are_iso() {
        let day = json!({ "__class__": "date", "year": 2026, "month": 3, "day": 1 });
        assert_eq!(plain(&day, Kind::Date), json!("2026-03-01"));
        let mut moment = day.clone();
        moment["__class__"] = "datetime".into();
        for (name, part) in [("hour", 10), ("minute", 0), ("second", 0), ("microsecond", 123_456)] {
            moment[name] = part.into();
        }
        assert_eq!(plain(&moment, Kind::Fine), json!("2026-03-01T10:00:00.123456Z"));
        moment["microsecond"] = 0.into();
        assert_eq!(plain(&moment, Kind::Fine), json!("2026-03-01T10:00:00Z"));
        assert_eq!(
            plain(&json!({ "__class__": "timedelta", "seconds": 90.5 }), Kind::Other),
            json!("PT90.5S")
        );
        for odd in [
            json!({ "__class__": "date", "year": 2026, "month": 13, "day": 1 }),
            json!({ "__class__": "bytes", "base64": "" }),
        ] {
            assert_eq!(plain(&odd, Kind::Other), Json::Null);
        }
    }

    #[test]
    fn booleans_of_either_database_are_booleans() {
        for (json, yes) in [
            (json!(1), true),
            (json!(true), true),
            (json!(0), false),
            (json!(false), false),
            (Json::Null, false),
        ] {
            assert_eq!(plain(&json, Kind::Bool), Json::Bool(yes));
        }
    }
}
