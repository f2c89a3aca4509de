//! Values out of records as AWS prints them.

use serde_json::Value as Json;

/// The value at a path of names, null where there is none. A list on the way, or at its end, means
/// the values of all its items, in step: an item without one counts as an empty text. Objects are
/// no values.
pub(crate) fn at(record: &Json, path: &str) -> Json {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    match (record.get(name), rest) {
        (Some(Json::Array(items)), None) => {
            list(items.iter().map(scalar).filter(|value| !value.is_null()).collect())
        }
        (Some(Json::Array(items)), Some(rest)) => {
            list(items.iter().map(|item| or_empty(at(item, rest))).collect())
        }
        (Some(value), None) => scalar(value),
        (Some(value), Some(rest)) => at(value, rest),
        (None, _) => Json::Null,
    }
}

/// The last part of an ARN, or the id that stands in its place.
pub(super) fn bare(record: &Json, path: &str) -> Json {
    match at(record, path).as_str() {
        Some(id) => id.rsplit('/').next().unwrap_or(id).into(),
        None => Json::Null,
    }
}

/// The ids out of those of the ARNs at a path whose last part but one is `kind`:
/// `…/opportunity/O1`.
pub(super) fn ids_of(kind: &str, record: &Json, path: &str) -> Json {
    let id = |arn: &Json| {
        let mut parts = arn.as_str()?.rsplit('/');
        let id = parts.next()?;
        parts.next().filter(|part| part.eq_ignore_ascii_case(kind)).map(|_| id.into())
    };
    list(at(record, path).as_array().into_iter().flatten().filter_map(id).collect())
}

/// Several values; null where there is none.
pub(super) fn list(values: Vec<Json>) -> Json {
    if values.is_empty() { Json::Null } else { Json::Array(values) }
}

fn scalar(value: &Json) -> Json {
    match value {
        Json::Object(_) | Json::Array(_) => Json::Null,
        value => value.clone(),
    }
}

fn or_empty(value: Json) -> Json {
    if value.is_null() { "".into() } else { value }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_found_by_path_and_come_as_they_were_written() {
        let text = r#"{ "Budget": { "Amount": 0.12345678901234567890, "Days": 7 },
            "Tags": ["a", null, {}], "None": [],
            "Contacts": [{ "Email": "a@b.c" }, {}, { "Email": null }] }"#;
        let record: Json = serde_json::from_str(text).unwrap();
        assert_eq!(at(&record, "Budget.Amount").to_string(), "0.12345678901234567890");
        assert_eq!((at(&record, "Budget.Days"), at(&record, "Tags")), (json!(7), json!(["a"])));
        assert_eq!(at(&record, "Contacts.Email"), json!(["a@b.c", "", ""]));
        for nothing in ["Budget", "None", "None.There", "Nothing.There", "Budget.Days.More"] {
            assert_eq!(at(&record, nothing), Json::Null, "{nothing}");
        }
    }

    #[test]
    fn ids_are_read_out_of_arns() {
        let record = json!({
            "Arns": [
                "arn:aws:partnercentral:us-east-1::catalog/Sandbox/opportunity/O7",
                "arn:aws:x:::benefit-allocation/benalloc-1",
            ],
            "Arn": "arn:aws:partnercentral:us-east-1:1:catalog/AWS/benefit/ben-1",
            "Id": "ben-1",
        });
        assert_eq!(ids_of("opportunity", &record, "Arns"), json!(["O7"]));
        assert_eq!(ids_of("engagement", &record, "Arns"), Json::Null);
        assert_eq!((bare(&record, "Arn"), bare(&record, "Id")), (json!("ben-1"), json!("ben-1")));
        assert_eq!(bare(&record, "None"), Json::Null);
    }
}
