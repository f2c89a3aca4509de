//! Names of objects and their built-in properties.

use super::errors::{ApiError, ApiResult};
use super::store::{Object, Store};

/// The object that a path names by its plural or singular name, type id or fully qualified name,
/// with its key in the store.
pub(super) fn resolve<'a>(store: &'a Store, name: &str) -> ApiResult<(&'a str, &'a Object)> {
    store
        .objects
        .iter()
        .find(|(key, object)| {
            key.as_str() == name
                || object.type_id == name
                || object.qualified_name.as_deref() == Some(name)
                || singular(key, object) == name
        })
        .map(|(key, object)| (key.as_str(), object))
        .ok_or_else(|| ApiError::validation(format!("Unable to infer object type from: {name}")))
}

/// The name of one record of an object.
pub(super) fn singular<'a>(key: &'a str, object: &'a Object) -> &'a str {
    match key {
        "companies" => "company",
        _ => {
            object.qualified_name.as_deref().unwrap_or_else(|| key.strip_suffix('s').unwrap_or(key))
        }
    }
}

/// Whether an object is one the account made for itself.
pub(super) fn is_custom(object: &Object) -> bool {
    object.type_id.starts_with("2-")
}

/// The scope that reading (or writing) an object takes.
pub(super) fn scope(key: &str, object: &Object, access: &str) -> String {
    let name = if is_custom(object) { "custom" } else { key };
    format!("crm.objects.{name}.{access}")
}

/// The property that holds the time of the last change.
pub(super) fn modified(key: &str) -> &'static str {
    if key == "contacts" { "lastmodifieddate" } else { "hs_lastmodifieddate" }
}

/// The type of a property, built-in ones included; none if the object has no such property.
pub(super) fn kind<'a>(key: &str, object: &'a Object, property: &str) -> Option<&'a str> {
    match object.properties.get(property) {
        Some(known) => Some(known.kind.as_str()),
        None if property == "hs_object_id" => Some("number"),
        None if property == "createdate" || property == modified(key) => Some("datetime"),
        None => None,
    }
}

/// Whether only the system sets a property.
pub(super) fn is_read_only(key: &str, property: &str) -> bool {
    property == "hs_object_id" || property == "createdate" || property == modified(key)
}
