//! Values of rows: read from batches, compared, and written as JSON and as literals.

use std::{cmp::Ordering, fmt};

use channelgraph_sql::{
    ColumnType, Operand,
    arrow::{
        array::{Array, AsArray},
        datatypes::{Date32Type, Decimal128Type, Int64Type, TimestampMicrosecondType},
        record_batch::RecordBatch,
    },
    table::SCALE,
};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// None.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number: its digits, and how many of them stand after the point.
    Number(i128, i8),
    /// A text.
    Text(String),
    /// A day.
    Date(NaiveDate),
    /// A moment.
    Time(DateTime<Utc>),
}

/// A row: a value for each column of its table, null for those that were not read.
pub(super) type Row = Vec<Value>;

impl Value {
    /// Returns true if it is none.
    pub(super) fn is_null(&self) -> bool {
        *self == Self::Null
    }

    /// The order of two values of one type; none if one is null, or the types differ. Text is
    /// compared letter by letter, by code point.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        Some(match (self, other) {
            (Self::Bool(one), Self::Bool(other)) => one.cmp(other),
            (Self::Number(one, at), Self::Number(other, of)) => numbers((*one, *at), (*other, *of)),
            (Self::Text(one), Self::Text(other)) => one.cmp(other),
            (Self::Date(one), Self::Date(other)) => one.cmp(other),
            (Self::Time(one), Self::Time(other)) => one.cmp(other),
            _ => return None,
        })
    }

    /// Returns true if both are the same value, or both are none.
    pub(super) fn same(&self, other: &Self) -> bool {
        self.is_null() && other.is_null() || self.compare(other) == Some(Ordering::Equal)
    }

    /// The order of rows: null before everything.
    pub(super) fn sort(&self, other: &Self) -> Ordering {
        match (self.is_null(), other.is_null()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self.compare(other).unwrap_or(Ordering::Equal),
        }
    }

    /// The value as conditions of scans have it; none for null.
    pub(super) fn operand(&self) -> Option<Operand> {
        Some(match self {
            Self::Null => return None,
            Self::Bool(yes) => Operand::Bool(*yes),
            Self::Number(digits, scale) => Operand::Number(*digits, *scale),
            Self::Text(text) => Operand::Text(text.clone()),
            Self::Date(day) => Operand::Date(*day),
            Self::Time(time) => Operand::Time(*time),
        })
    }

    /// Writes the value as JSON; numbers as texts, if the client wants them so.
    pub(super) fn json(&self, numbers_as_text: bool, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(yes) => out.push_str(if *yes { "true" } else { "false" }),
            Self::Number(..) if numbers_as_text => {
                out.push('"');
                out.push_str(&self.to_string());
                out.push('"');
            }
            Self::Number(..) => out.push_str(&self.to_string()),
            Self::Text(text) => json_text(text, out),
            Self::Date(_) | Self::Time(_) => {
                out.push('"');
                out.push_str(&self.to_string());
                out.push('"');
            }
        }
    }
}

/// Writes a text as JSON.
pub(super) fn json_text(text: &str, out: &mut String) {
    match serde_json::to_string(text) {
        Ok(json) => out.push_str(&json),
        Err(_) => out.push_str("\"\""),
    }
}

/// The value as a literal of a URL, before it is encoded.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(yes) => write!(f, "{yes}"),
            Self::Number(digits, scale) => Operand::Number(*digits, *scale).fmt(f),
            Self::Text(text) => write!(f, "'{}'", text.replace('\'', "''")),
            Self::Date(day) => write!(f, "{}", day.format("%Y-%m-%d")),
            Self::Time(time) => f.write_str(&time.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
        }
    }
}

/// The order of two numbers, each of so many digits after its point.
fn numbers((one, at): (i128, i8), (other, of): (i128, i8)) -> Ordering {
    let raised = |digits: i128, by: i8| {
        let by = u32::try_from(by).ok()?;
        digits.checked_mul(10_i128.checked_pow(by)?)
    };
    match at.cmp(&of) {
        Ordering::Equal => one.cmp(&other),
        // What becomes too large is larger than what does not have to be raised, but for its sign.
        Ordering::Less => raised(one, of - at).map_or(one.cmp(&0), |one| one.cmp(&other)),
        Ordering::Greater => raised(other, at - of).map_or(0.cmp(&other), |other| one.cmp(&other)),
    }
}

/// The rows of a batch of some columns of a table, each with places for all of the table's.
pub(super) fn rows(batch: &RecordBatch, columns: &[usize], types: &[ColumnType]) -> Vec<Row> {
    let mut rows = vec![vec![Value::Null; types.len()]; batch.num_rows()];
    for (array, place) in batch.columns().iter().zip(columns) {
        let Some(ty) = types.get(*place) else { continue };
        for (at, row) in rows.iter_mut().enumerate() {
            if array.is_valid(at)
                && let Some(slot) = row.get_mut(*place)
            {
                *slot = value(array, *ty, at);
            }
        }
    }
    rows
}

fn value(array: &dyn Array, ty: ColumnType, at: usize) -> Value {
    let found = match ty {
        ColumnType::Text => {
            array.as_string_opt::<i32>().map(|texts| Value::Text(texts.value(at).to_owned()))
        }
        ColumnType::Bool => array.as_boolean_opt().map(|all| Value::Bool(all.value(at))),
        ColumnType::Integer => {
            array.as_primitive_opt::<Int64Type>().map(|all| Value::Number(all.value(at).into(), 0))
        }
        ColumnType::Number => array
            .as_primitive_opt::<Decimal128Type>()
            .map(|all| Value::Number(all.value(at), SCALE)),
        ColumnType::Date => array
            .as_primitive_opt::<Date32Type>()
            .and_then(|all| day(all.value(at)))
            .map(Value::Date),
        ColumnType::Time => array
            .as_primitive_opt::<TimestampMicrosecondType>()
            .and_then(|all| DateTime::from_timestamp_micros(all.value(at)))
            .map(Value::Time),
    };
    found.unwrap_or(Value::Null)
}

fn day(days: i32) -> Option<NaiveDate> {
    let seconds = i64::from(days).checked_mul(86_400)?;
    DateTime::from_timestamp(seconds, 0).map(|time| time.date_naive())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_whatever_their_digits() {
        let large = 10_i128.pow(37);
        for (one, other, order) in [
            ((15, 1), (1_500_000_000, 9), Ordering::Equal),
            ((1, 0), (999_999_999, 9), Ordering::Greater),
            ((-1, 0), (-999_999_999, 9), Ordering::Less),
            ((large, 0), (1, 9), Ordering::Greater),
            ((-large, 0), (-1, 9), Ordering::Less),
            ((1, 9), (large, 0), Ordering::Less),
        ] {
            assert_eq!(numbers(one, other), order, "{one:?} {other:?}");
            assert_eq!(numbers(other, one), order.reverse(), "{other:?} {one:?}");
        }
    }

    #[test]
    fn values_are_written_as_the_protocol_has_them() {
        let time = DateTime::from_timestamp_micros(1_700_000_000_123_456).unwrap();
        for (value, literal, json) in [
            (Value::Null, "null", "null"),
            (Value::Number(1_500_000_000, 9), "1.5", "1.5"),
            (Value::Text("it's".into()), "'it''s'", "\"it's\""),
            (Value::Date(time.date_naive()), "2023-11-14", "\"2023-11-14\""),
            (Value::Time(time), "2023-11-14T22:13:20.123456Z", "\"2023-11-14T22:13:20.123456Z\""),
        ] {
            assert_eq!(value.to_string(), literal);
            let mut out = String::new();
            value.json(false, &mut out);
            assert_eq!(out, json);
        }
        let mut out = String::new();
        Value::Number(120, 0).json(true, &mut out);
        assert_eq!(out, "\"120\"");
    }
}
