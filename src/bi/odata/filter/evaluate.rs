//! Filters tested on rows: null is equal to null alone, and neither less nor more than anything;
//! functions of null are null; `and`, `or` and `not` know three values.

use std::{borrow::Cow, cmp::Ordering};

use chrono::Datelike;

use super::{Filter, Function, Op};
use crate::bi::odata::value::{Row, Value};

impl Filter {
    /// Returns true if a row passes.
    pub(in crate::bi::odata) fn passes(&self, row: &Row) -> bool {
        *self.of(row) == Value::Bool(true)
    }

    /// The value of the expression for a row.
    fn of<'a>(&'a self, row: &'a Row) -> Cow<'a, Value> {
        let truth = |truth: Option<bool>| Cow::Owned(truth.map_or(Value::Null, Value::Bool));
        match self {
            Self::Value(value) => Cow::Borrowed(value),
            Self::Column(place) => row.get(*place).map_or(Cow::Owned(Value::Null), Cow::Borrowed),
            Self::Call(function, parts) => {
                let values: Vec<_> = parts.iter().map(|part| part.of(row)).collect();
                Cow::Owned(called(*function, &values).unwrap_or(Value::Null))
            }
            Self::Not(part) => truth(part.truth(row).map(|yes| !yes)),
            Self::All(parts) => truth(folded(parts, row, false)),
            Self::Any(parts) => truth(folded(parts, row, true)),
            Self::Compare(op, sides) => {
                truth(Some(compared(*op, &sides.0.of(row), &sides.1.of(row))))
            }
            Self::In(part, values) => {
                let value = part.of(row);
                truth(Some(values.iter().any(|one| one.same(&value))))
            }
        }
    }

    fn truth(&self, row: &Row) -> Option<bool> {
        match *self.of(row) {
            Value::Bool(yes) => Some(yes),
            _ => None,
        }
    }
}

/// All or any of some parts: the first that decides, `decides`; else null if one is.
fn folded(parts: &[Filter], row: &Row, decides: bool) -> Option<bool> {
    let mut known = Some(!decides);
    for part in parts {
        match part.truth(row) {
            Some(yes) if yes == decides => return Some(decides),
            Some(_) => {}
            None => known = None,
        }
    }
    known
}

fn compared(op: Op, one: &Value, other: &Value) -> bool {
    let order = one.compare(other);
    match op {
        Op::Eq => one.same(other),
        Op::Ne => !one.same(other),
        Op::Lt => order == Some(Ordering::Less),
        Op::Gt => order == Some(Ordering::Greater),
        Op::Le => order == Some(Ordering::Less) || one.same(other),
        Op::Ge => order == Some(Ordering::Greater) || one.same(other),
    }
}

/// The value of a function; none if an argument is null.
fn called(function: Function, values: &[Cow<'_, Value>]) -> Option<Value> {
    let text = |place: usize| match values.get(place).map(AsRef::as_ref) {
        Some(Value::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    let number = |number: i64| Value::Number(number.into(), 0);
    Some(match function {
        Function::Contains => Value::Bool(text(0)?.contains(text(1)?)),
        Function::StartsWith => Value::Bool(text(0)?.starts_with(text(1)?)),
        Function::EndsWith => Value::Bool(text(0)?.ends_with(text(1)?)),
        Function::ToLower => Value::Text(text(0)?.to_lowercase()),
        Function::ToUpper => Value::Text(text(0)?.to_uppercase()),
        Function::Trim => Value::Text(text(0)?.trim().to_owned()),
        Function::Length => number(i64::try_from(text(0)?.chars().count()).ok()?),
        Function::Year | Function::Month | Function::Day => {
            let day = match values.first()?.as_ref() {
                Value::Date(day) => *day,
                Value::Time(time) => time.date_naive(),
                _ => return None,
            };
            number(match function {
                Function::Year => day.year().into(),
                Function::Month => day.month().into(),
                _ => day.day().into(),
            })
        }
    })
}
