//! Columns of values, built value by value.

use std::sync::Arc;

use channelgraph_schema::Value;
use channelgraph_sql::{
    ColumnType,
    arrow::array::{
        ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, Int64Builder, StringBuilder,
        TimestampMicrosecondBuilder,
    },
    table::{PRECISION, SCALE},
};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::{Decimal, RoundingStrategy};

use super::value::Told;

/// A column that grows.
pub(super) enum Builder {
    Text(StringBuilder),
    Bool(BooleanBuilder),
    Integer(Int64Builder),
    Number(Decimal128Builder),
    Date(Date32Builder),
    Time(TimestampMicrosecondBuilder),
}

impl Builder {
    /// An empty column with room for so many values.
    pub(super) fn new(ty: ColumnType, rows: usize) -> Self {
        match ty {
            ColumnType::Text => Self::Text(StringBuilder::with_capacity(rows, rows * 16)),
            ColumnType::Bool => Self::Bool(BooleanBuilder::with_capacity(rows)),
            ColumnType::Integer => Self::Integer(Int64Builder::with_capacity(rows)),
            ColumnType::Number => {
                Self::Number(Decimal128Builder::with_capacity(rows).with_data_type(ty.data_type()))
            }
            ColumnType::Date => Self::Date(Date32Builder::with_capacity(rows)),
            ColumnType::Time => Self::Time(
                TimestampMicrosecondBuilder::with_capacity(rows).with_data_type(ty.data_type()),
            ),
        }
    }

    /// Adds what a viewer is told.
    pub(super) fn told(&mut self, told: Told<'_>) {
        match told {
            Told::Value(value) => self.value(value),
            Told::Mask(text) => self.text(&text),
        }
    }

    /// Adds a text.
    pub(super) fn text(&mut self, text: &str) {
        self.push_text(Some(text));
    }

    /// Adds a whole number.
    pub(super) fn integer(&mut self, number: i64) {
        match self {
            Self::Integer(builder) => builder.append_value(number),
            other => other.null(),
        }
    }

    /// Adds a number, rounded to the digits that a column has.
    pub(super) fn number(&mut self, number: Decimal) {
        match self {
            Self::Number(builder) => builder.append_option(digits(number)),
            Self::Integer(builder) => builder.append_option(number.round().try_into().ok()),
            other => other.null(),
        }
    }

    /// Adds a value; what is none of the column's type is null.
    pub(super) fn value(&mut self, value: &Value) {
        match value {
            Value::Text(text) => self.push_text(Some(text)),
            Value::Number(number) => self.number(*number),
            Value::Bool(yes) => match self {
                Self::Bool(builder) => builder.append_value(*yes),
                other => other.null(),
            },
            Value::Date(day) => self.date(*day),
            Value::Time(time) => self.time(*time),
            _ => self.null(),
        }
    }

    /// Adds nothing.
    fn null(&mut self) {
        match self {
            Self::Text(builder) => builder.append_null(),
            Self::Bool(builder) => builder.append_null(),
            Self::Integer(builder) => builder.append_null(),
            Self::Number(builder) => builder.append_null(),
            Self::Date(builder) => builder.append_null(),
            Self::Time(builder) => builder.append_null(),
        }
    }

    /// Adds a text as a value of the column's type: lists hold texts, whatever their items are.
    fn push_text(&mut self, text: Option<&str>) {
        let Some(text) = text else { return self.null() };
        match self {
            Self::Text(builder) => builder.append_value(text),
            Self::Integer(builder) => {
                let number = text.parse::<Decimal>().ok();
                builder.append_option(number.and_then(|number| number.round().try_into().ok()));
            }
            Self::Number(builder) => builder.append_option(text.parse().ok().and_then(digits)),
            Self::Bool(builder) => builder.append_option(text.parse().ok()),
            Self::Date(_) => match text.get(..10).and_then(|day| day.parse().ok()) {
                Some(day) => self.date(day),
                None => self.null(),
            },
            Self::Time(_) => match DateTime::parse_from_rfc3339(text) {
                Ok(time) => self.time(time.to_utc()),
                Err(_) => self.null(),
            },
        }
    }

    fn date(&mut self, day: NaiveDate) {
        let days = day.signed_duration_since(NaiveDate::default()).num_days();
        match self {
            Self::Date(builder) => builder.append_option(i32::try_from(days).ok()),
            other => other.null(),
        }
    }

    fn time(&mut self, time: DateTime<Utc>) {
        match self {
            Self::Time(builder) => builder.append_value(time.timestamp_micros()),
            other => other.null(),
        }
    }

    /// The column.
    pub(super) fn finish(self) -> ArrayRef {
        match self {
            Self::Text(mut builder) => Arc::new(builder.finish()),
            Self::Bool(mut builder) => Arc::new(builder.finish()),
            Self::Integer(mut builder) => Arc::new(builder.finish()),
            Self::Number(mut builder) => Arc::new(builder.finish()),
            Self::Date(mut builder) => Arc::new(builder.finish()),
            Self::Time(mut builder) => Arc::new(builder.finish()),
        }
    }
}

/// The digits of a number at the scale of columns; none if it has too many before its point.
fn digits(number: Decimal) -> Option<i128> {
    let scale = u32::try_from(SCALE).unwrap_or_default();
    let rounded = number.round_dp_with_strategy(scale, RoundingStrategy::MidpointAwayFromZero);
    let missing = scale.saturating_sub(rounded.scale());
    let digits = rounded.mantissa().checked_mul(10_i128.pow(missing))?;
    let most = 10_i128.pow(PRECISION.into());
    (digits.unsigned_abs() < most.unsigned_abs()).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_the_digits_that_a_column_has() {
        let of = |text: &str| digits(text.parse().unwrap());
        assert_eq!(of("1.5"), Some(1_500_000_000));
        assert_eq!(of("-0.000000001"), Some(-1));
        assert_eq!(of("0.0000000005"), Some(1));
        assert_eq!(
            of("79228162514264337593543950335"),
            Some(79_228_162_514_264_337_593_543_950_335_000_000_000)
        );
    }
}
