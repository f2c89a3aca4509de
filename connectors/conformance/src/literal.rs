//! Literals that fields are compared with: their own values, what lies just beside them, and what a
//! careless query would stumble over.

use channelgraph_schema::{Value, mapping::typed};
use chrono::{Days, NaiveTime, TimeDelta};
use rust_decimal::Decimal;

use crate::{Field, Kind, truth::Truth};

/// Values of a field that are taken; more would be more of the same.
const TAKEN: usize = 24;

const ODD: [&str; 22] = [
    "",
    "'",
    "\"",
    "O'Hara's \"own\"",
    "%",
    "100%",
    "_",
    "*",
    "\\",
    "\\'",
    "ü",
    "MÜLLER",
    "ß",
    "é",
    " ",
    "a b",
    "new\nline",
    "a&b=c#d",
    "(x)",
    ";",
    ",",
    "null",
];

/// Literals for tests of a field; at least one.
pub(crate) fn values(truth: &Truth<'_>, field: &Field) -> Vec<Value> {
    let texts = taken(truth, field);
    let mut values: Vec<Value> = match field.kind {
        Kind::Id => {
            texts.iter().chain(&truth.subject.unknown).map(|id| Value::text(id.as_str())).collect()
        }
        Kind::Text => {
            let written = texts.iter().flat_map(|text| {
                [text.clone(), text.to_uppercase(), text.to_lowercase(), format!("{text}x")]
            });
            written.chain(ODD.map(str::to_owned)).map(Value::text).collect()
        }
        kind => texts.iter().flat_map(|text| beside(&typed(text, &kind.like()))).collect(),
    };
    if values.is_empty() {
        values.push(if field.kind == Kind::Id { Value::text("0") } else { field.kind.like() });
    }
    values
}

/// Parts of the texts of a field.
pub(crate) fn parts(truth: &Truth<'_>, field: &Field) -> Vec<String> {
    let cut = |text: &String| {
        let chars: Vec<char> = text.chars().collect();
        let piece =
            |from: usize, count: usize| chars.iter().skip(from).take(count).collect::<String>();
        [
            text.clone(),
            text.to_uppercase(),
            piece(0, 3),
            piece(0, 1),
            piece(1, 2),
            piece(chars.len() / 2, 4).to_uppercase(),
            piece(2, 99),
        ]
    };
    taken(truth, field).iter().flat_map(cut).chain(ODD.map(str::to_owned)).collect()
}

/// Some of the texts that a field holds, from everywhere among the rows.
fn taken(truth: &Truth<'_>, field: &Field) -> Vec<String> {
    let mut texts: Vec<String> =
        truth.subject.rows.iter().filter_map(|row| row.text(&field.name)).collect();
    texts.sort_unstable();
    texts.dedup();
    let step = texts.len().div_ceil(TAKEN).max(1);
    texts.into_iter().step_by(step).collect()
}

/// A value, and some that are nearly the same.
fn beside(value: &Value) -> Vec<Value> {
    let mut values = vec![value.clone()];
    match value {
        Value::Number(number) => {
            let steps = [
                Decimal::ONE,
                Decimal::NEGATIVE_ONE,
                Decimal::new(1, number.scale().min(6)),
                Decimal::new(-5, number.scale().min(6) + 1),
            ];
            values.extend(
                steps.into_iter().filter_map(|step| number.checked_add(step)).map(Value::Number),
            );
            values.extend([
                Value::Number(number.normalize()),
                Value::Number(-*number),
                Value::Number(Decimal::ZERO),
            ]);
        }
        Value::Date(date) => {
            let neighbours =
                [date.checked_add_days(Days::new(1)), date.checked_sub_days(Days::new(1))];
            values.extend(neighbours.into_iter().flatten().map(Value::Date));
        }
        Value::Time(time) => {
            let steps = [
                TimeDelta::milliseconds(1),
                TimeDelta::milliseconds(-1),
                TimeDelta::microseconds(500),
                TimeDelta::seconds(1),
                TimeDelta::days(-1),
            ];
            values.extend(
                steps.into_iter().filter_map(|step| time.checked_add_signed(step)).map(Value::Time),
            );
            values.push(Value::Time(time.date_naive().and_time(NaiveTime::MIN).and_utc()));
        }
        Value::Bool(yes) => values.push(Value::Bool(!yes)),
        _ => {}
    }
    values
}
