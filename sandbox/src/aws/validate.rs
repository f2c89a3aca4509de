//! Whether a call's input is what the operation's model asks for.

use chrono::DateTime;
use serde_json::{Map, Value};

use super::errors::{ApiError, Problem};
use super::shape::{Member, Shape};

/// Checks all of an input; the error tells every problem. A value of the wrong JSON type ends the
/// check at once, as it cannot be read.
pub(super) fn check(members: &[Member], input: &Map<String, Value>) -> Result<(), ApiError> {
    let mut problems = Vec::new();
    structure(members, input, "", &mut problems)?;
    if problems.is_empty() { Ok(()) } else { Err(ApiError::Invalid(problems)) }
}

fn structure(
    members: &[Member],
    input: &Map<String, Value>,
    within: &str,
    problems: &mut Vec<Problem>,
) -> Result<(), ApiError> {
    let name = |member: &str| {
        if within.is_empty() { member.to_owned() } else { format!("{within}.{member}") }
    };
    for unknown in input.keys().filter(|given| members.iter().all(|member| member.name != **given))
    {
        problems.push(Problem::new(
            name(unknown),
            "INVALID_VALUE",
            "is no member of this operation's input",
        ));
    }
    for member in members {
        match input.get(member.name) {
            Some(Value::Null) | None if member.required => {
                problems.push(Problem::new(
                    name(member.name),
                    "REQUIRED_FIELD_MISSING",
                    "is required",
                ));
            }
            Some(Value::Null) | None => {}
            Some(given) => value(member.shape, given, &name(member.name), problems)?,
        }
    }
    Ok(())
}

fn value(
    shape: Shape,
    given: &Value,
    field: &str,
    problems: &mut Vec<Problem>,
) -> Result<(), ApiError> {
    let mut problem =
        |code, message: &str| problems.push(Problem::new(field.to_owned(), code, message));
    match (shape, given) {
        (Shape::Text(form), Value::String(text)) => {
            if !form(text) {
                problem("INVALID_STRING_FORMAT", "does not have the form that is asked for");
            }
        }
        (Shape::Word(words), Value::String(text)) => {
            if !words.contains(&text.as_str()) {
                problem("INVALID_ENUM_VALUE", &format!("must be one of {}", words.join(", ")));
            }
        }
        (Shape::Key(sorts), Value::String(text)) => {
            if sorts.iter().all(|(name, _)| name != text) {
                problem("INVALID_ENUM_VALUE", "is not what this list can be sorted by");
            }
        }
        (Shape::Integer { min, max }, Value::Number(number)) => match number.as_i64() {
            Some(number) if (min..=max).contains(&number) => {}
            Some(_) => problem("VALUE_OUT_OF_RANGE", &format!("must be from {min} to {max}")),
            None => return Err(ApiError::Unreadable(format!("{field} must be a whole number"))),
        },
        (Shape::Time, Value::String(text)) => {
            if DateTime::parse_from_rfc3339(text).is_err() {
                return Err(ApiError::Unreadable(format!("{field} must be a time in ISO 8601")));
            }
        }
        (Shape::List { min, max, of }, Value::Array(values)) => {
            if values.len() > max {
                problem("TOO_MANY_VALUES", &format!("takes at most {max}"));
            }
            if values.len() < min {
                problem("NOT_ENOUGH_VALUES", &format!("takes at least {min}"));
            }
            for (n, given) in values.iter().enumerate() {
                value(*of, given, &format!("{field}[{n}]"), problems)?;
            }
        }
        (Shape::Structure(members), Value::Object(input)) => {
            structure(members, input, field, problems)?
        }
        _ => return Err(ApiError::Unreadable(format!("{field} is of the wrong type"))),
    }
    Ok(())
}
