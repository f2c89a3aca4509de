//! Values as they are written: checked by the property's type, brought into the form in which they
//! are read.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::super::clock;
use super::super::errors::{ApiError, ApiResult};
use super::super::names;
use super::super::store::{Object, Property, Store};
use super::Row;

/// A value to be written to a property, or why it cannot be; an empty one clears the property.
pub(super) fn checked(
    (key, object): (&str, &Object),
    store: &Store,
    name: &str,
    value: &Value,
    current: Option<&Row>,
) -> ApiResult<String> {
    if names::is_read_only(key, name) {
        return Err(ApiError::property(
            "READ_ONLY_VALUE",
            name,
            format!("\"{name}\" is a read only property"),
        ));
    }
    let property = object.properties.get(name).ok_or_else(|| {
        ApiError::property(
            "PROPERTY_DOESNT_EXIST",
            name,
            format!("Property \"{name}\" does not exist"),
        )
    })?;
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if text.is_empty() {
        return Ok(text);
    }
    let invalid =
        |code: &str| ApiError::property(code, name, format!("{text} is not a value of \"{name}\""));
    match property.kind.as_str() {
        "number" => match text.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(text.trim().to_owned()),
            _ => Err(invalid("INVALID_INTEGER")),
        },
        "bool" => match text.to_lowercase() {
            text if text == "true" || text == "false" => Ok(text),
            _ => Err(invalid("INVALID_OPTION")),
        },
        "date" => {
            let time = time(&text).filter(|time| time.time() == chrono::NaiveTime::MIN);
            time.map(|time| time.date_naive().to_string()).ok_or_else(|| invalid("INVALID_DATE"))
        }
        "datetime" => time(&text).map(clock::written).ok_or_else(|| invalid("INVALID_LONG")),
        "enumeration" if !in_a_pipeline(store, key, name, &text) => Err(invalid("INVALID_OPTION")),
        "enumeration" => options(property, &text, current.and_then(|row| row.get(name)))
            .ok_or_else(|| invalid("INVALID_OPTION")),
        _ => Ok(text),
    }
}

fn time(text: &str) -> Option<DateTime<Utc>> {
    clock::millis(text).and_then(DateTime::from_timestamp_millis)
}

/// Whether a pipeline or a stage is one of the object's; other properties are not asked about.
fn in_a_pipeline(store: &Store, key: &str, name: &str, value: &str) -> bool {
    let mut pipelines = store.pipelines.get(key).into_iter().flatten();
    match name {
        "pipeline" | "hs_pipeline" => pipelines.any(|pipeline| pipeline.id == value),
        "dealstage" | "hs_pipeline_stage" => {
            pipelines.flat_map(|pipeline| &pipeline.stages).any(|stage| stage.id == value)
        }
        _ => true,
    }
}

/// Options as written, all of them known; a leading `;` adds to those there are. A property without
/// options takes any.
fn options(property: &Property, text: &str, current: Option<&String>) -> Option<String> {
    let known = |option: &str| {
        property.options.is_empty() || property.options.iter().any(|(value, _)| value == option)
    };
    let (added, mut all) = match (text.strip_prefix(';'), current) {
        (Some(added), Some(current)) => (added, current.split(';').map(str::to_owned).collect()),
        (Some(added), None) => (added, Vec::new()),
        (None, _) => (text, Vec::new()),
    };
    for option in added.split(';') {
        if !known(option) {
            return None;
        }
        if !all.iter().any(|other| other == option) {
            all.push(option.to_owned());
        }
    }
    Some(all.join(";"))
}

/// Properties that the account sets when a deal moves to a stage: whether it is closed, whether
/// won, how probable.
pub(super) fn outcomes(
    store: &Store,
    key: &str,
    values: &[(String, String)],
) -> Vec<(String, String)> {
    let Some((_, moved_to)) = values.iter().find(|(name, _)| key == "deals" && name == "dealstage")
    else {
        return Vec::new();
    };
    let stages =
        store.pipelines.get(key).into_iter().flatten().flat_map(|pipeline| &pipeline.stages);
    let Some(stage) = stages.into_iter().find(|stage| stage.id == *moved_to) else {
        return Vec::new();
    };
    let closed = stage.metadata.get("isClosed").is_some_and(|closed| closed == "true");
    let probability = stage.metadata.get("probability").cloned().unwrap_or_default();
    let won = closed && probability.parse() == Ok(1.0);
    [
        ("hs_is_closed", closed.to_string()),
        ("hs_is_closed_won", won.to_string()),
        ("hs_deal_stage_probability", probability),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}
