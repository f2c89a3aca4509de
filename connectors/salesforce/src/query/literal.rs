//! Values as SOQL literals, by what the field holds.

use channelgraph_core::pushdown::Operand;
use channelgraph_schema::{Value, Zone};
use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Timelike, Utc};

use crate::{describe::Field, field::id};

/// Characters of one text literal in a condition at most (Salesforce, SOQL and SOSL limits, 2026).
const TEXT_CHARS: usize = 4000;

/// Type of a field, as far as conditions and order depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Text,
    Id,
    Bool,
    Whole,
    Number,
    Date,
    Moment,
    /// A value that cannot be compared: several words in one, addresses, encrypted text …
    Opaque,
}

impl Class {
    pub(crate) fn of(field: &Field) -> Self {
        match field.kind.as_str() {
            "id" | "reference" => Self::Id,
            "boolean" => Self::Bool,
            "int" | "long" => Self::Whole,
            "double" | "currency" | "percent" => Self::Number,
            "date" => Self::Date,
            "datetime" => Self::Moment,
            // A field that tells `a` from `A` would withhold rows that we mean.
            "string" | "picklist" | "combobox" | "textarea" | "email" | "phone" | "url"
                if !field.case_sensitive =>
            {
                Self::Text
            }
            _ => Self::Opaque,
        }
    }
}

/// A value's place among what the class holds. The outer `None`: it cannot be said in SOQL. The
/// inner: no field of the class ever equals it.
pub(crate) fn point(class: Class, value: &Value) -> Option<Option<Operand<String>>> {
    let at = |floor: String, held: bool| Some(Some(Operand { floor, held }));
    match (class, value) {
        (_, Value::Null) => Some(None),
        // An empty text is null to Salesforce.
        (Class::Text, Value::Text(text)) if text.is_empty() => Some(None),
        (Class::Text, Value::Text(text)) if text.chars().count() <= TEXT_CHARS => {
            at(quote(text), true)
        }
        (Class::Id, value) => {
            Some(id::canonical(value.as_str()?).map(|id| Operand { floor: quote(&id), held: true }))
        }
        (Class::Number, value) => at(value.as_number()?.normalize().to_string(), true),
        (Class::Whole, value) => {
            let number = value.as_number()?;
            at(number.floor().normalize().to_string(), number.fract().is_zero())
        }
        (Class::Date, Value::Date(date)) => at(day(*date)?, true),
        // A day stands for its midnight.
        (Class::Date, Value::Time(time)) => at(
            day(time.date_naive())?,
            time.num_seconds_from_midnight() == 0 && time.nanosecond() == 0,
        ),
        (Class::Moment, Value::Time(time)) => at(moment(*time)?, time.nanosecond() == 0),
        _ => None,
    }
}

/// The first moment of a day in UTC and of the next, as literals.
pub(crate) fn day_bounds(date: NaiveDate) -> Option<(String, String)> {
    let (begin, end) = Zone::UTC.bounds_of(date)?;
    Some((moment(begin)?, moment(end)?))
}

/// Salesforce's calendar: other years are an error.
fn known(year: i32) -> bool {
    (1700..=4000).contains(&year)
}

fn day(date: NaiveDate) -> Option<String> {
    known(date.year()).then(|| date.to_string())
}

/// Whole seconds: that is what fields hold, and all that a literal can say.
fn moment(time: DateTime<Utc>) -> Option<String> {
    known(time.year()).then(|| time.to_rfc3339_opts(SecondsFormat::Secs, true))
}

/// Text as a literal.
pub(crate) fn quote(text: &str) -> String {
    format!("'{}'", escape(text))
}

/// Text as a pattern literal: between `before` and `after` it stands for itself.
pub(crate) fn pattern(before: &str, text: &str, after: &str) -> Option<String> {
    let literal = escape(text).replace('%', "\\%").replace('_', "\\_");
    (text.chars().count() <= TEXT_CHARS).then(|| format!("'{before}{literal}{after}'"))
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for char in text.chars() {
        match char {
            '\\' => escaped.push_str("\\\\"),
            '\'' => escaped.push_str("\\'"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            char if char.is_control() => escaped.push_str(&format!("\\u{:04X}", u32::from(char))),
            char => escaped.push(char),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_leaves_its_literal() {
        assert_eq!(quote(r"O'Brien \' OR Name != '"), r"'O\'Brien \\\' OR Name != \''");
        assert_eq!(quote("a\nb\u{0}\u{7f}"), r"'a\nb\u0000\u007F'");
        assert_eq!(pattern("%", r"100%_\", "%").unwrap(), r"'%100\%\_\\%'");
    }

    #[test]
    fn values_between_two_that_a_field_can_hold() {
        let time = |text: &str| Value::Time(text.parse().unwrap());
        let place =
            |class, value| point(class, &value).unwrap().map(|point| (point.floor, point.held));
        assert_eq!(
            place(Class::Moment, time("2026-03-01T10:00:00.5Z")),
            Some(("2026-03-01T10:00:00Z".into(), false))
        );
        assert_eq!(
            place(Class::Date, time("2026-03-01T10:00:00Z")),
            Some(("2026-03-01".into(), false))
        );
        assert_eq!(
            place(Class::Date, time("2026-03-01T00:00:00Z")),
            Some(("2026-03-01".into(), true))
        );
        assert_eq!(
            place(Class::Whole, Value::Number("-2.5".parse().unwrap())),
            Some(("-3".into(), false))
        );
        assert_eq!(place(Class::Id, Value::text("nonsense")), None);
        assert_eq!(point(Class::Number, &Value::text("5")), None);
    }
}
