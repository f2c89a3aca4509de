//! Records: how they look in replies, and the endpoints that read and write them.

pub(super) mod batch;
mod change;
mod history;
pub(super) mod read;
mod values;
pub(super) mod write;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::names;
use super::store::Object;

/// The properties of one record; an absent one is null.
pub(super) type Row = BTreeMap<String, String>;

/// Properties given when a call asks for none, besides the id and the two times, which every reply
/// has.
fn defaults(key: &str) -> &'static [&'static str] {
    match key {
        "companies" => &["name", "domain"],
        "contacts" => &["firstname", "lastname", "email"],
        "deals" => &["dealname", "amount", "dealstage", "pipeline", "closedate"],
        _ => &[],
    }
}

/// A record as replies give it: of the properties asked for, those that exist, each a string or
/// null.
pub(super) fn shown(
    key: &str,
    object: &Object,
    id: u64,
    row: &Row,
    asked: Option<&[String]>,
    archived: bool,
) -> Value {
    let modified = names::modified(key);
    let mut properties = Map::new();
    let mut show = |name: &str| {
        if names::kind(key, object, name).is_some() {
            let value = row.get(name).filter(|value| !value.is_empty());
            properties.insert(name.to_owned(), value.cloned().map_or(Value::Null, Value::String));
        }
    };
    for name in ["createdate", modified] {
        show(name);
    }
    match asked.filter(|asked| !asked.is_empty()) {
        Some(asked) => asked.iter().for_each(|name| show(name)),
        None => defaults(key).iter().for_each(|name| show(name)),
    }
    properties.insert("hs_object_id".to_owned(), id.to_string().into());
    let time = |name: &str| row.get(name).map_or("1970-01-01T00:00:00Z", String::as_str).to_owned();
    let mut record = Map::new();
    record.insert("id".to_owned(), id.to_string().into());
    record.insert("properties".to_owned(), Value::Object(properties));
    record.insert("createdAt".to_owned(), time("createdate").into());
    record.insert("updatedAt".to_owned(), time(modified).into());
    record.insert("archived".to_owned(), archived.into());
    if archived {
        record.insert("archivedAt".to_owned(), time(modified).into());
    }
    Value::Object(record)
}
