//! The right-hand side of a comparison, once the kind of its field is known.

use std::cmp::Ordering;

use chrono::{NaiveDate, NaiveTime};
use rust_decimal::Decimal;

use super::{
    super::ids,
    ast::{Literal, Path},
    cell::{Cell, Kind},
    column::Column,
    dates,
    error::SoqlError,
    values::print_datetime,
};

/// A literal fitted to a field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Operand {
    Null,
    Flag(bool),
    Number(Decimal),
    /// Lower-case text.
    Text(String),
    /// The 15 significant characters of an id.
    Id(String),
    /// A half-open span of dates or datetimes in their printed form, which sorts as time does.
    Span {
        from: String,
        until: String,
    },
    /// One date or datetime in its printed form.
    Moment(String),
}

impl Operand {
    /// Fits a literal to a column; the wrong kind of literal is the caller's mistake.
    pub(crate) fn new(
        literal: &Literal,
        column: &Column<'_>,
        path: &Path,
        today: NaiveDate,
    ) -> Result<Self, SoqlError> {
        use Kind as K;
        use Literal as L;
        Ok(match (column.kind, literal) {
            (_, L::Null) => Self::Null,
            (K::Id | K::Reference | K::Text | K::Picklist | K::MultiPicklist, L::Text(text))
                if text.is_empty() =>
            {
                Self::Null
            }
            (K::Id | K::Reference, L::Text(text)) => {
                let id = ids::significant(text).ok_or_else(|| {
                    let message = format!("invalid ID field: {text}");
                    SoqlError::new("INVALID_QUERY_FILTER_OPERATOR", message).at(path.at)
                })?;
                Self::Id(id.to_owned())
            }
            (K::Text | K::Picklist | K::MultiPicklist, L::Text(text)) => {
                Self::Text(text.to_lowercase())
            }
            (K::Number, L::Number(number)) => Self::Number(*number),
            (K::Flag, L::Flag(flag)) => Self::Flag(*flag),
            (K::Date, L::Date(date)) if dates::known(*date) => Self::Moment(date.to_string()),
            (K::Datetime, L::Datetime(time)) if dates::known(time.date_naive()) => {
                Self::Moment(print_datetime(*time))
            }
            (K::Date, L::Date(date)) => return Err(out_of_range(date, path)),
            (K::Datetime, L::Datetime(time)) => {
                return Err(out_of_range(&time.date_naive(), path));
            }
            (K::Date | K::Datetime, L::Named { name, count }) => {
                let (from, until) = dates::span(name, *count, today)
                    .filter(|(from, until)| dates::known(*from) && dates::known(*until))
                    .ok_or_else(|| {
                        let message = format!("the span of {name} leaves the calendar");
                        SoqlError::malformed(path.at, message)
                    })?;
                let print = |day: NaiveDate| match column.kind {
                    K::Date => day.to_string(),
                    _ => print_datetime(day.and_time(NaiveTime::MIN).and_utc()),
                };
                Self::Span { from: print(from), until: print(until) }
            }
            (kind, _) => return Err(wrong_kind(kind, path)),
        })
    }

    /// Compares a value to this operand; nothing when either is null.
    pub(crate) fn order(&self, cell: Cell<'_>) -> Option<Ordering> {
        match (cell, self) {
            (Cell::Text(text), Self::Text(lower)) => Some(compare_lower(text, lower)),
            (Cell::Text(text), Self::Id(id)) => Some(text.get(..15).unwrap_or(text).cmp(id)),
            (Cell::Text(text), Self::Moment(moment)) => Some(text.cmp(moment)),
            (Cell::Text(text), Self::Span { from, until }) => Some(if text < from.as_str() {
                Ordering::Less
            } else if text < until.as_str() {
                Ordering::Equal
            } else {
                Ordering::Greater
            }),
            (Cell::Number(number), Self::Number(other)) => Some(number.cmp(other)),
            (Cell::Flag(flag), Self::Flag(other)) => Some(flag.cmp(other)),
            _ => None,
        }
    }
}

/// Compares without case against text that is lower-case already.
fn compare_lower(text: &str, lower: &str) -> Ordering {
    if text.is_ascii() {
        text.bytes().map(|byte| byte.to_ascii_lowercase()).cmp(lower.bytes())
    } else {
        text.to_lowercase().as_str().cmp(lower)
    }
}

fn out_of_range(date: &NaiveDate, path: &Path) -> SoqlError {
    let message = format!("{date} is out of range: dates go from 1700-01-01 to 4000-12-31");
    SoqlError::malformed(path.at, message)
}

fn wrong_kind(kind: Kind, path: &Path) -> SoqlError {
    let (expected, quotes) = match kind {
        Kind::Id | Kind::Reference => ("ID", "should be"),
        Kind::Number => ("double", "should not be"),
        Kind::Flag => ("boolean", "should not be"),
        Kind::Date => ("date", "should not be"),
        Kind::Datetime => ("dateTime", "should not be"),
        Kind::Text | Kind::Picklist | Kind::MultiPicklist | Kind::Opaque => ("string", "should be"),
    };
    let message = format!(
        "value of filter criterion for field '{}' must be of type {expected} and {quotes} enclosed in quotes",
        path.text
    );
    SoqlError::new("INVALID_FIELD", message).at(path.at)
}
