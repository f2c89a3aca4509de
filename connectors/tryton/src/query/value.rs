//! Values as a domain has them: what JSON cannot say is an object that names its class.

use channelgraph_core::pushdown::Operand;
use channelgraph_schema::{Value, fold};
use chrono::{DateTime, Datelike, NaiveDate, SubsecRound, Timelike, Utc};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde_json::{Value as Json, json};

use crate::field::Kind;

/// Digits up to which a number is the same to SQLite and to a float as it is to us.
const PRECISE: u32 = 15;

/// The value as an operand for a field of this kind; `None` if it is of another kind.
pub(crate) fn operand(kind: Kind, value: &Value) -> Option<Operand<Json>> {
    let plain = |floor| Some(Operand { floor, held: true });
    match (kind, value) {
        (Kind::Whole | Kind::Id, Value::Number(number)) => {
            let below = number.floor();
            Some(Operand { floor: below.to_i64()?.into(), held: below == *number })
        }
        (Kind::Id, Value::Text(text)) => plain(whole(text)?.into()),
        (Kind::Number, Value::Number(number)) => plain(decimal(*number)),
        (Kind::Date, Value::Date(day)) => plain(date(*day)?),
        // A day stands for its midnight.
        (Kind::Date, Value::Time(time)) => {
            let held = time.num_seconds_from_midnight() == 0 && time.nanosecond() == 0;
            Some(Operand { floor: date(time.date_naive())?, held })
        }
        (Kind::Moment, Value::Time(time)) => moment(*time, 0),
        (Kind::Fine, Value::Time(time)) => moment(*time, 6),
        (Kind::Reference, Value::Text(text)) => plain(text.to_lowercase().into()),
        _ => None,
    }
}

/// The database compares fields of this kind with the value as the gateway does: not so numbers
/// with more digits than SQLite and floats keep.
pub(crate) fn is_precise(kind: Kind, value: &Value) -> bool {
    let (Kind::Number, Value::Number(number)) = (kind, value) else { return true };
    let digits = number.normalize().mantissa().unsigned_abs().checked_ilog10();
    digits.map_or(1, |log| log + 1) <= PRECISE
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

fn moment(time: DateTime<Utc>, digits: u16) -> Option<Operand<Json>> {
    let below = time.trunc_subsecs(digits);
    let mut json = date(below.date_naive())?;
    json["__class__"] = "datetime".into();
    for (name, part) in
        [("hour", below.hour()), ("minute", below.minute()), ("second", below.second())]
    {
        json[name] = part.into();
    }
    json["microsecond"] = (below.nanosecond() % 1_000_000_000 / 1000).into();
    Some(Operand { floor: json, held: below == time })
}

/// A pattern for text that holds every text equal to this one as the gateway folds it, and few
/// others.
///
/// SQLite knows the case of ASCII alone, so whatever stands outside of it stands as anything.
pub(crate) fn pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    // Composed, so that an accent by itself takes its letter along.
    for letter in fold(text).chars() {
        match letter {
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
            ("MÜLLER", "m%ller"),
            ("Mu\u{308}ller", "m%ller"),
            ("日本 x", "% x"),
            ("100%_\\", "100\\%\\_\\\\"),
            ("%é", "\\%%"),
            ("Kiosk", "kiosk"),
            ("i\u{307}x", "i%x"),
        ];
        for (text, expected) in table {
            assert_eq!(pattern(text), expected, "{text}");
        }
    }

    #[test]
    fn a_value_that_a_field_cannot_hold_stands_between_two_that_it_can() {
        let whole = operand(Kind::Whole, &Value::Number("-1.5".parse().unwrap())).unwrap();
        assert_eq!((whole.floor, whole.held), (json!(-2), false));
        let time = "2026-03-01T10:00:00.123456789Z".parse::<DateTime<Utc>>().unwrap();
        let fine = operand(Kind::Fine, &Value::Time(time)).unwrap();
        assert_eq!((fine.floor["microsecond"].clone(), fine.held), (json!(123_456), false));
        let moment = operand(Kind::Moment, &Value::Time(time)).unwrap();
        assert_eq!((moment.floor["microsecond"].clone(), moment.held), (json!(0), false));
        let day = operand(Kind::Date, &Value::Time(time)).unwrap();
        assert_eq!((day.floor["day"].clone(), day.held), (json!(1), false));
        assert_eq!(operand(Kind::Date, &Value::Bool(true)), None);
        assert_eq!(operand(Kind::Id, &Value::text("012")), None);
    }

    #[test]
    fn a_long_number_is_not_the_same_to_every_database() {
        let precise = |text: &str| is_precise(Kind::Number, &Value::Number(text.parse().unwrap()));
        assert!(precise("0.1") && precise("0") && precise("123456789012345"));
        assert!(!precise("1234567890123456"));
    }
}
