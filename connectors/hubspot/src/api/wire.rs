//! HubSpot's JSON, as far as it is read. Ids come as text or numbers; what is optional anywhere is
//! optional here.

use std::collections::HashMap;

use serde::{Deserialize, Deserializer, de};
use serde_json::Value as Json;

/// Properties by name: text or null.
pub(crate) type Properties = HashMap<String, Json>;

/// The answer to a batch read or a search.
#[derive(Debug, Deserialize)]
pub(crate) struct Objects {
    #[serde(default)]
    pub(crate) results: Vec<Object>,
    #[serde(default)]
    pub(crate) errors: Vec<ItemError>,
    pub(crate) total: Option<u64>,
    pub(crate) paging: Option<Paging>,
}

/// One record.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Object {
    #[serde(deserialize_with = "id")]
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) properties: Properties,
    /// Values that properties have had, the newest first, of those that were asked for.
    #[serde(rename = "propertiesWithHistory", default, deserialize_with = "or_default")]
    pub(crate) histories: HashMap<String, Vec<Version>>,
}

/// A value, or the default in place of null.
fn or_default<'de, T, D>(deserializer: D) -> std::result::Result<T, D::Error>
where
    T: Default + Deserialize<'de>,
    D: Deserializer<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A value that a property got.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Version {
    pub(crate) value: Option<Json>,
    pub(crate) timestamp: Option<String>,
}

impl Version {
    /// The value as text; nothing where the property was cleared.
    pub(crate) fn text(&self) -> Option<String> {
        value_text(self.value.as_ref()?)
    }
}

/// Error of some items of a batch.
#[derive(Debug, Deserialize)]
pub(crate) struct ItemError {
    pub(crate) category: Option<String>,
    #[serde(rename = "subCategory")]
    sub_category: Option<Json>,
}

impl ItemError {
    /// The error only says that something does not exist.
    pub(crate) fn is_absence(&self) -> bool {
        let category = self.category.as_deref().unwrap_or_default();
        let sub_category = self.sub_category.as_ref().and_then(Json::as_str).unwrap_or_default();
        category == "OBJECT_NOT_FOUND"
            || [category, sub_category].iter().any(|text| text.contains("NO_ASSOCIATIONS_FOUND"))
    }
}

/// Start of the next page.
#[derive(Debug, Deserialize)]
pub(crate) struct Paging {
    pub(crate) next: Option<Next>,
}

/// The place to go on from.
#[derive(Debug, Deserialize)]
pub(crate) struct Next {
    #[serde(deserialize_with = "id")]
    pub(crate) after: String,
}

/// The place to go on from, if there is more.
pub(crate) fn next(paging: Option<Paging>) -> Option<String> {
    paging?.next.map(|next| next.after)
}

/// The answer to an associations batch read.
#[derive(Debug, Deserialize)]
pub(crate) struct Associations {
    #[serde(default)]
    pub(crate) results: Vec<AssociationsOf>,
    #[serde(default)]
    pub(crate) errors: Vec<ItemError>,
}

/// The associations of one record.
#[derive(Debug, Deserialize)]
pub(crate) struct AssociationsOf {
    pub(crate) from: From,
    #[serde(default)]
    pub(crate) to: Vec<To>,
    pub(crate) paging: Option<Paging>,
}

/// The record that associations start from.
#[derive(Debug, Deserialize)]
pub(crate) struct From {
    #[serde(deserialize_with = "id")]
    pub(crate) id: String,
}

/// One associated record, and as what it is associated.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct To {
    #[serde(rename = "toObjectId", deserialize_with = "id")]
    pub(crate) id: String,
    #[serde(rename = "associationTypes", default)]
    pub(crate) types: Vec<AssociationType>,
}

/// A type of association.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct AssociationType {
    pub(crate) category: Option<String>,
    #[serde(rename = "typeId")]
    pub(crate) type_id: Option<u64>,
    pub(crate) label: Option<String>,
}

/// A list without pages, or one of its pages.
#[derive(Debug, Deserialize)]
pub(crate) struct List<T> {
    #[serde(default = "Vec::new")]
    pub(crate) results: Vec<T>,
    pub(crate) paging: Option<Paging>,
}

/// A property's definition.
#[derive(Debug, Deserialize)]
pub(crate) struct Property {
    pub(crate) name: String,
    #[serde(rename = "type", default)]
    pub(crate) kind: String,
    #[serde(rename = "fieldType", default)]
    pub(crate) field_type: String,
    #[serde(default)]
    pub(crate) options: Vec<PropertyOption>,
}

/// One word of an enumeration.
#[derive(Debug, Deserialize)]
pub(crate) struct PropertyOption {
    pub(crate) value: String,
}

/// A pipeline.
#[derive(Debug, Deserialize)]
pub(crate) struct Pipeline {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) stages: Vec<PipelineStage>,
}

/// A stage of a pipeline.
#[derive(Debug, Deserialize)]
pub(crate) struct PipelineStage {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) label: String,
    #[serde(default)]
    pub(crate) metadata: HashMap<String, Json>,
}

/// Someone who may own records.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OwnerEntry {
    #[serde(deserialize_with = "id")]
    pub(crate) id: String,
    pub(crate) email: Option<String>,
    pub(crate) first_name: Option<String>,
    pub(crate) last_name: Option<String>,
}

fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    match Json::deserialize(deserializer)? {
        Json::String(text) => Ok(text),
        Json::Number(number) => Ok(number.to_string()),
        _ => Err(de::Error::custom("an id is text or a number")),
    }
}

/// A property's value as text; nothing where it is null or empty.
pub(crate) fn text(properties: &Properties, name: &str) -> Option<String> {
    value_text(properties.get(name)?)
}

fn value_text(value: &Json) -> Option<String> {
    match value {
        Json::String(text) if text.is_empty() => None,
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(yes) => Some(yes.to_string()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}
