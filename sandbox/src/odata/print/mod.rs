//! Prints rows in the wire form of either version.

mod v2;
mod v4;

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use super::address::encoded;
use super::projection::Projection;
use super::query::Cell;
use super::store::{Edm, EntitySet, Row, Vendor, Version};
use super::view::View;

/// One row of a list, or one expanded into another.
pub(super) fn entity<'a>(
    view: &View<'a>,
    name: &str,
    row: &'a Row,
    projection: &Projection<'a>,
) -> Value {
    match view.service.version {
        Version::V2 => v2::entity(view, name, row, projection),
        Version::V4 => v4::entity(view, row, projection),
    }
}

/// One row as a whole answer.
pub(super) fn single<'a>(
    view: &View<'a>,
    name: &str,
    row: &'a Row,
    projection: &Projection<'a>,
) -> Value {
    let entity = entity(view, name, row, projection);
    match view.service.version {
        Version::V2 => v2::envelope(entity),
        Version::V4 => v4::single(view, name, projection, entity),
    }
}

/// A page of rows as a whole answer.
pub(super) fn list(
    view: &View<'_>,
    name: &str,
    projection: &Projection<'_>,
    rows: Vec<Value>,
    count: Option<usize>,
    next: Option<String>,
) -> Value {
    match view.service.version {
        Version::V2 => v2::list(rows, count, next),
        Version::V4 => v4::list(view, name, projection, rows, count, next),
    }
}

/// One property as a whole answer.
pub(super) fn property<'a>(view: &View<'a>, set: &EntitySet, name: &str, row: &'a Row) -> Value {
    match view.service.version {
        Version::V2 => v2::property(view, set, name, row),
        Version::V4 => v4::property(view, set, name, row),
    }
}

/// The list of the service's sets.
pub(super) fn service_document(view: &View<'_>) -> Value {
    match view.service.version {
        Version::V2 => v2::service_document(view),
        Version::V4 => v4::service_document(view),
    }
}

/// A tag that changes with the row.
pub(super) fn etag(view: &View<'_>, row: &Row) -> String {
    let mut hasher = DefaultHasher::new();
    for (name, value) in row {
        (name, value.to_string()).hash(&mut hasher);
    }
    match view.service.vendor {
        Vendor::Sap => format!("W/\"'{:016X}'\"", hasher.finish()),
        Vendor::BusinessCentral => format!("W/\"{:016x}\"", hasher.finish()),
    }
}

/// The absolute address of a row.
fn address<'a>(view: &View<'a>, name: &str, set: &EntitySet, row: &'a Row) -> String {
    let part = |key: &String| {
        let kind = set.properties.get(key).map_or(Edm::String, |property| property.kind);
        literal(kind, &view.shown(set, key, row), view.service.version)
    };
    let key = match set.key.as_slice() {
        [only] => part(only),
        names => {
            names.iter().map(|name| format!("{name}={}", part(name))).collect::<Vec<_>>().join(",")
        }
    };
    format!("{}/{name}({})", view.root, encoded(&key))
}

/// A value as a key writes it.
fn literal(kind: Edm, value: &Value, version: Version) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match (kind, version) {
        (Edm::String, _) => format!("'{}'", text.replace('\'', "''")),
        (Edm::Guid, Version::V2) => format!("guid'{text}'"),
        (Edm::Date, Version::V2) => format!("datetime'{text}T00:00:00'"),
        (Edm::Moment, Version::V2) => format!("datetimeoffset'{text}'"),
        (Edm::Time, Version::V2) => {
            format!("time'{}'", v2::duration(&Cell::of(kind, value)).unwrap_or_default())
        }
        (Edm::Decimal, Version::V2) => format!("{text}M"),
        _ => text,
    }
}
