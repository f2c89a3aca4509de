//! Values as a domain has them: what JSON cannot say is an object that names its class.

use channelgraph_schema::Value;
use chrono::{DateTime, Datelike, NaiveDate, SubsecRound, Timelike, Utc};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde_json::{Value as Json, json};

use crate::field::Kind;

/// Digits up to which a number is the same to SQLite and to a float as it is to us.
const PRECISE: u32 = 15;

/// A value as a field of a kind can be compared with it.
#[derive(Debug, PartialEq)]
pub(crate) struct Operand {
    /// The value itself, or the greatest one below it that the field can hold.
    pub(crate) json: Json,
    /// Whether the field can hold the value itself.
    pub(crate) held: bool,
    /// Whether the database compares it as we do.
    pub(crate) precise: bool,
}

/// The value for a field of this kind; nothing if it is not of that kind.
pub(crate) fn operand(kind: Kind, value: &Value) -> Option<Operand> {
    let plain = |json| Some(Operand { json, held: true, precise: true });
    match (kind, value) {
        (Kind::Whole | Kind::Id, Value::Number(number)) => {
            let below = number.floor();
            Some(Operand { json: below.to_i64()?.into(), held: below == *number, precise: true })
        }
        (Kind::Id, Value::Text(text)) => plain(whole(text)?.into()),
        (Kind::Number, Value::Number(number)) => {
            let digits = number
                .normalize()
                .mantissa()
                .unsigned_abs()
                .checked_ilog10()
                .map_or(1, |log| log + 1);
            Some(Operand { json: decimal(*number), held: true, precise: digits <= PRECISE })
        }
        (Kind::Date, Value::Date(day)) => plain(date(*day)?),
        // A day stands for its midnight.
        (Kind::Date, Value::Time(time)) => {
            let held = time.num_seconds_from_midnight() == 0 && time.nanosecond() == 0;
            Some(Operand { json: date(time.date_naive())?, held, precise: true })
        }
        (Kind::Moment, Value::Time(time)) => moment(*time, 0),
        (Kind::Fine, Value::Time(time)) => moment(*time, 6),
        (Kind::Reference, Value::Text(text)) => plain(text.to_lowercase().into()),
        _ => None,
    }
}

/// A record's id in the form in which ids are compared.
pub(crate) fn whole(text: &str) -> Option<i64> {
    let number: i64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

fn decimal(number: Decimal) -> Json {
    json!({ "__class__": "Decimal", "decimal": number.to_string() })
}

fn date(day: NaiveDate) -> Option<Json> {
    // The years that Python knows.
    (1..=9999).contains(&day.year()).then(|| json!({ "__class__": "date", "year": day.year(), "month": day.month(), "day": day.day() }))
}

fn moment(time: DateTime<Utc>, digits: u16) -> Option<Operand> {
    let below = time.trunc_subsecs(digits);
    let mut json = date(below.date_naive())?;
    json["__class__"] = "datetime".into();
    for (name, part) in
        [("hour", below.hour()), ("minute", below.minute()), ("second", below.second())]
    {
        json[name] = part.into();
    }
    json["microsecond"] = (below.nanosecond() % 1_000_000_000 / 1000).into();
    Some(Operand { json, held: below == time, precise: true })
}

/// A pattern for text that holds every text equal to this one but for case, and few others.
///
/// SQLite knows the case of ASCII alone, so whatever has another case outside of it stands as
/// anything.
pub(crate) fn pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    let mut rest = text.chars().peekable();
    while let Some(letter) = rest.next() {
        let next = rest.peek();
        match letter {
            // The Kelvin sign is a k, too; a capital i with a dot is an i and a dot.
            'k' | 'K' => pattern.push('_'),
            'i' | 'I' if next.is_none_or(|next| *next == '\u{307}') => pattern.push('%'),
            '%' | '_' | '\\' => pattern.extend(['\\', letter]),
            letter if letter.is_ascii() => pattern.push(letter),
            _ if pattern.ends_with('%') && !pattern.ends_with("\\%") => {}
            _ => pattern.push('%'),
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_takes_what_may_have_another_case_as_anything() {
        let table = [
            ("acme", "acme"),
            ("MÜLLER", "M%LLER"),
            ("日本 x", "% x"),
            ("100%_\\", "100\\%\\_\\\\"),
            ("%é", "\\%%"),
            ("Kiosk", "_ios_"),
            ("ali", "al%"),
            ("i\u{307}x", "%x"),
        ];
        for (text, expected) in table {
            assert_eq!(pattern(text), expected, "{text}");
        }
    }

    #[test]
    fn a_value_that_a_field_cannot_hold_stands_between_two_that_it_can() {
        let whole = operand(Kind::Whole, &Value::Number("-1.5".parse().unwrap())).unwrap();
        assert_eq!((whole.json, whole.held), (json!(-2), false));
        let time = "2026-03-01T10:00:00.123456789Z".parse::<DateTime<Utc>>().unwrap();
        let fine = operand(Kind::Fine, &Value::Time(time)).unwrap();
        assert_eq!((fine.json["microsecond"].clone(), fine.held), (json!(123_456), false));
        let moment = operand(Kind::Moment, &Value::Time(time)).unwrap();
        assert_eq!((moment.json["microsecond"].clone(), moment.held), (json!(0), false));
        let day = operand(Kind::Date, &Value::Time(time)).unwrap();
        assert_eq!((day.json["day"].clone(), day.held), (json!(1), false));
        assert_eq!(operand(Kind::Date, &Value::Bool(true)), None);
        assert_eq!(operand(Kind::Id, &Value::text("012")), None);
    }

    #[test]
    fn a_long_number_is_not_the_same_to_every_database() {
        let precise = |text: &str| {
            operand(Kind::Number, &Value::Number(text.parse().unwrap())).unwrap().precise
        };
        assert!(precise("0.1") && precise("0") && precise("123456789012345"));
        assert!(!precise("1234567890123456"));
    }
}
