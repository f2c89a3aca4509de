//! Literals as values that scans know.

use chrono::{DateTime, NaiveDate, Utc};
use datafusion::{
    arrow::datatypes::{DataType, TimeUnit},
    common::ScalarValue,
};

use crate::Operand;

/// The value of a literal; none if it is null, or of a type that no column has.
pub(super) fn of(value: &ScalarValue) -> Option<Operand> {
    use ScalarValue as S;
    Some(match value {
        S::Boolean(yes) => Operand::Bool((*yes)?),
        S::Decimal128(digits, _, scale) => Operand::Number((*digits)?, *scale),
        S::Int8(number) => whole((*number)?),
        S::Int16(number) => whole((*number)?),
        S::Int32(number) => whole((*number)?),
        S::Int64(number) => whole((*number)?),
        S::UInt32(number) => whole((*number)?),
        S::UInt64(number) => whole((*number)?),
        S::Date32(days) => Operand::Date(day(i64::from((*days)?))?),
        S::TimestampSecond(..)
        | S::TimestampMillisecond(..)
        | S::TimestampMicrosecond(..)
        | S::TimestampNanosecond(..) => Operand::Time(time(value)?),
        other => Operand::Text(text(other)?),
    })
}

/// The text of a literal.
pub(super) fn text(value: &ScalarValue) -> Option<String> {
    value.try_as_str().flatten().map(str::to_owned)
}

/// The moment of a literal.
pub(super) fn time(value: &ScalarValue) -> Option<DateTime<Utc>> {
    match value {
        ScalarValue::TimestampSecond(seconds, _) => DateTime::from_timestamp((*seconds)?, 0),
        ScalarValue::TimestampMillisecond(millis, _) => DateTime::from_timestamp_millis((*millis)?),
        ScalarValue::TimestampMicrosecond(micros, _) => DateTime::from_timestamp_micros((*micros)?),
        ScalarValue::TimestampNanosecond(nanos, _) => {
            Some(DateTime::from_timestamp_nanos((*nanos)?))
        }
        _ => None,
    }
}

/// Returns true if a cast keeps apart what was apart, and in its order.
pub(super) fn is_widened(from: &DataType, to: &DataType) -> bool {
    use DataType::{Date32, Decimal128, Int64, LargeUtf8, Timestamp, Utf8, Utf8View};
    match (from, to) {
        (Utf8, Utf8 | LargeUtf8 | Utf8View) | (Date32, Timestamp(..)) => true,
        (Timestamp(..), Timestamp(unit, _)) => {
            matches!(unit, TimeUnit::Microsecond | TimeUnit::Nanosecond)
        }
        (Int64, Decimal128(_, scale)) => *scale >= 0,
        (Decimal128(_, from), Decimal128(_, to)) => to >= from,
        _ => false,
    }
}

fn whole(number: impl Into<i128>) -> Operand {
    Operand::Number(number.into(), 0)
}

fn day(days: i64) -> Option<NaiveDate> {
    DateTime::from_timestamp(days.checked_mul(86_400)?, 0).map(|time| time.date_naive())
}
