//! Filters: selects the records that a call asks for.

use chrono::DateTime;
use serde_json::{Map, Value};

use super::forms::bare;
use super::keep::at;
use super::shape::{Member, Path, Shape, Test};
use super::switches::Switches;

/// Whether a record meets every condition that the input, which has been found valid, puts.
pub(super) fn passes(
    record: &Value,
    members: &[Member],
    input: &Map<String, Value>,
    switches: &Switches,
) -> bool {
    members.iter().all(|member| match (input.get(member.name), member.test, member.shape) {
        (None | Some(Value::Null), _, _) => true,
        (Some(given), Some(test), _) => meets(record, test, given, switches),
        (Some(Value::Object(given)), None, Shape::Structure(members)) => {
            passes(record, members, given, switches)
        }
        _ => true,
    })
}

fn meets(record: &Value, test: Test, given: &Value, switches: &Switches) -> bool {
    let given = at(given, &[]);
    if given.is_empty() {
        // An empty list asks for nothing.
        return true;
    }
    let any = |path: Path, same: &dyn Fn(&str, &str) -> bool| {
        let found = texts(at(record, path));
        texts(given.clone()).any(|given| found.clone().any(|found| same(given, found)))
    };
    match test {
        Test::OneOf(path) => any(path, &|given, found| given == found),
        Test::NoneOf(path) => !any(path, &|given, found| given == found),
        Test::Names(path) => any(path, &|given, found| bare(given) == bare(found)),
        Test::Text(path) if switches.text_ignores_case => {
            any(path, &|given, found| given.to_lowercase() == found.to_lowercase())
        }
        Test::Text(path) => any(path, &|given, found| given == found),
        Test::After(bound, path) => {
            let inclusive = switches.inclusive_bounds.contains(&bound);
            any(path, &|given, found| {
                let (given, found) = (point(given), point(found));
                found > given || inclusive && found == given
            })
        }
        Test::Before(bound, path) => {
            let inclusive = switches.inclusive_bounds.contains(&bound);
            any(path, &|given, found| {
                let (given, found) = (point(given), point(found));
                found < given || inclusive && found == given
            })
        }
    }
}

fn texts(values: Vec<&Value>) -> impl Iterator<Item = &str> + Clone {
    values.into_iter().filter_map(Value::as_str)
}

/// A time or a day so that texts of the same kind compare as times do.
pub(super) fn point(text: &str) -> String {
    match DateTime::parse_from_rfc3339(text) {
        Ok(time) => time.to_utc().format("%Y-%m-%dT%H:%M:%S%.9fZ").to_string(),
        Err(_) => text.to_owned(),
    }
}
