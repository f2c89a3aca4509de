//! Conditions on files as parameters of their search. Campaigns have none that are sure: how their
//! `name` compares letters is not said.

use channelgraph_schema::{Filter, Test, Value};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use super::canonical;
use crate::{api::Parameters, field::listed::Listed};

/// The types of files (files reference).
const TYPES: [&str; 5] = ["IMG", "DOCUMENT", "AUDIO", "MOVIE", "OTHER"];
/// Folders named at once: they all stand in the address.
const FOLDERS: usize = 100;

/// Parameters that let all rows through which pass the filter, and fewer others.
pub(crate) fn parameters(of: Listed, filter: &Filter<String>) -> Parameters {
    let parts = match filter {
        Filter::And(parts) => parts.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut parameters = Parameters::new();
    for part in parts.iter().filter(|_| of == Listed::Files) {
        let Filter::Test(field, test) = part else { continue };
        let more = parameter(field, test);
        let is_asked = |name: &str| parameters.iter().any(|(asked, _)| *asked == name);
        if more.first().is_some_and(|(name, _)| !is_asked(name)) {
            parameters.extend(more);
        }
    }
    parameters
}

/// The parameters of one test; none if the search knows no such condition.
fn parameter(field: &str, test: &Test) -> Parameters {
    let values = match test {
        Test::Eq(value) => std::slice::from_ref(value),
        Test::In(values) => values.as_slice(),
        Test::Gt(value) | Test::Gte(value) => return bound(field, value, true),
        Test::Lt(value) | Test::Lte(value) => return bound(field, value, false),
        _ => return Vec::new(),
    };
    match field {
        "parentFolderId" if values.len() <= FOLDERS => {
            let ids = values.iter().filter_map(canonical);
            ids.map(|id| ("parentFolderIds", id)).collect()
        }
        "type" => match values {
            [Value::Text(word)] => {
                let known = TYPES.iter().find(|known| known.eq_ignore_ascii_case(word));
                known.map(|known| ("type", (*known).to_owned())).into_iter().collect()
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// A side of a time. Bounds include the bound itself, and times have milliseconds.
fn bound(field: &str, value: &Value, is_lower: bool) -> Parameters {
    let Value::Time(time) = value else { return Vec::new() };
    let name = match (field, is_lower) {
        ("createdAt", true) => "createdAtGte",
        ("createdAt", false) => "createdAtLte",
        ("updatedAt", true) => "updatedAtGte",
        ("updatedAt", false) => "updatedAtLte",
        _ => return Vec::new(),
    };
    let printed = |time: DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::Millis, true);
    // What is cut off behind the milliseconds must not leave rows out.
    let time =
        if is_lower { Some(*time) } else { time.checked_add_signed(TimeDelta::milliseconds(1)) };
    time.map(|time| (name, printed(time))).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(field: &str, test: Test) -> Filter<String> {
        Filter::Test(field.to_owned(), test)
    }

    #[test]
    fn what_the_search_of_files_knows_is_asked_of_it() {
        let time = Value::Time("2026-03-01T10:00:00.0005Z".parse().unwrap());
        let filter = Filter::And(vec![
            test(
                "parentFolderId",
                Test::In(vec![Value::text("7"), Value::text("x"), Value::text("9")]),
            ),
            test("type", Test::Eq(Value::text("document"))),
            test("updatedAt", Test::Gt(time.clone())),
            test("updatedAt", Test::Gte(Value::Time(DateTime::UNIX_EPOCH))),
            test("createdAt", Test::Lte(time)),
            test("name", Test::Contains("logo".into())),
            Filter::Or(vec![test("type", Test::Eq(Value::text("IMG")))]),
        ]);
        let asked = [
            ("parentFolderIds", "7"),
            ("parentFolderIds", "9"),
            ("type", "DOCUMENT"),
            ("updatedAtGte", "2026-03-01T10:00:00.000Z"),
            ("createdAtLte", "2026-03-01T10:00:00.001Z"),
        ];
        let asked: Parameters = asked.map(|(name, text)| (name, text.to_owned())).into();
        assert_eq!(parameters(Listed::Files, &filter), asked);
        assert_eq!(parameters(Listed::Campaigns, &filter), []);
        let unknown = test("type", Test::Eq(Value::text("SHEET")));
        assert_eq!(parameters(Listed::Files, &unknown), [], "it may be a new word");
    }
}
