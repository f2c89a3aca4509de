//! The values that properties had before: what `propertiesWithHistory` asks for.

use serde_json::{Map, Value, json};

use super::super::errors::{ApiError, ApiResult};
use super::super::names;
use super::super::store::{Histories, Object, Store, Version};
use super::Row;

/// Records that one call gives with history (HubSpot object guides).
pub(super) const WITH_HISTORY_MAX: usize = 50;

/// Notes that the API gave a property a value; `before` is the record as it was until now.
pub(super) fn note(
    histories: &mut Histories,
    (key, id): (&str, u64),
    (name, value): (&str, &str),
    before: &Row,
    now: &str,
) {
    let versions = histories.entry((key.to_owned(), id, name.to_owned())).or_default();
    if versions.is_empty()
        && let Some(old) = before.get(name)
    {
        versions.push(by_hand(old, before.get("createdate")));
    }
    let (value, at) = (value.to_owned(), now.to_owned());
    versions.push(Version { value, at, source: "INTEGRATION" });
}

/// The history of the properties asked for, as far as they exist: the newest value first, and at
/// most `depth` of them.
pub(super) fn shown(
    store: &Store,
    (key, object): (&str, &Object),
    (id, row): (u64, &Row),
    asked: &[String],
    depth: Option<usize>,
) -> Value {
    let mut all = Map::new();
    for name in asked.iter().filter(|name| names::kind(key, object, name).is_some()) {
        let noted = store.histories.get(&(key.to_owned(), id, name.clone()));
        let mut versions: Vec<Version> = noted.into_iter().flatten().rev().cloned().collect();
        // People change records in the web UI, too, behind the API's back.
        let current = row.get(name).map_or("", String::as_str);
        if versions.first().map_or("", |version| version.value.as_str()) != current {
            versions.insert(0, by_hand(current, row.get(names::modified(key))));
        }
        versions.truncate(depth.unwrap_or(usize::MAX));
        all.insert(name.clone(), versions.iter().map(version_shown).collect());
    }
    Value::Object(all)
}

fn version_shown(version: &Version) -> Value {
    json!({ "value": version.value, "timestamp": version.at, "sourceType": version.source })
}

fn by_hand(value: &str, at: Option<&String>) -> Version {
    let at = at.map_or("1970-01-01T00:00:00Z", String::as_str).to_owned();
    Version { value: value.to_owned(), at, source: "CRM_UI" }
}

/// Refuses a call for more records than come with their history.
pub(super) fn check(records: usize, asked: &[String]) -> ApiResult<()> {
    match asked.is_empty() || records <= WITH_HISTORY_MAX {
        true => Ok(()),
        false => Err(ApiError::validation(format!(
            "At most {WITH_HISTORY_MAX} records are given with propertiesWithHistory."
        ))),
    }
}
