//! The types that links between two objects may have: the built-in ones, and the labels that the
//! account's links use.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use serde_json::json;

use super::super::errors::ApiResult;
use super::super::names;
use super::super::simulator::Simulator;
use super::super::store::Store;

/// A type of link: its category, id and label.
pub(in super::super) type LinkType = (String, u32, Option<String>);

/// Built-in types by direction: the plain one and, where there is one, the primary one (HubSpot
/// associations guide; the ids towards leads are not documented).
const BUILT_IN: [(&str, &str, u32, Option<u32>); 10] = [
    ("contacts", "companies", 279, Some(1)),
    ("companies", "contacts", 280, Some(2)),
    ("deals", "companies", 341, Some(5)),
    ("companies", "deals", 342, Some(6)),
    ("deals", "contacts", 3, None),
    ("contacts", "deals", 4, None),
    ("leads", "contacts", 608, Some(578)),
    ("contacts", "leads", 607, Some(579)),
    ("leads", "companies", 610, Some(580)),
    ("companies", "leads", 609, Some(581)),
];

fn built_in(from: &str, to: &str) -> Option<(u32, Option<u32>)> {
    BUILT_IN.iter().find(|entry| (entry.0, entry.1) == (from, to)).map(|entry| (entry.2, entry.3))
}

/// Whether this type makes the one record the main one of its kind.
pub(super) fn is_primary(from: &str, to: &str, type_id: u32) -> bool {
    built_in(from, to).is_some_and(|(_, primary)| primary == Some(type_id))
}

/// The primary type of a direction, if it has one.
pub(super) fn primary(from: &str, to: &str) -> Option<LinkType> {
    let (_, primary) = built_in(from, to)?;
    Some(("HUBSPOT_DEFINED".to_owned(), primary?, Some("Primary".to_owned())))
}

/// The type that a link without a label has.
pub(super) fn plain(from: &str, to: &str) -> Option<LinkType> {
    built_in(from, to).map(|(plain, _)| ("HUBSPOT_DEFINED".to_owned(), plain, None))
}

/// All types of a direction: the built-in ones first, then those in use.
pub(super) fn known(store: &Store, from: &str, to: &str) -> Vec<LinkType> {
    let mut known: Vec<LinkType> = primary(from, to).into_iter().chain(plain(from, to)).collect();
    let built_in: BTreeSet<u32> = known.iter().map(|(_, id, _)| *id).collect();
    let mut used = BTreeSet::new();
    if let Some(links) = store.associations.get(&(from.to_owned(), to.to_owned())) {
        for link_type in links.values().flatten().flat_map(|link| &link.types) {
            if !built_in.contains(&link_type.1) && !used.contains(link_type) {
                used.insert(link_type.clone());
            }
        }
    }
    known.extend(used);
    known
}

/// The type of a direction with this id.
pub(in super::super) fn with_id(
    store: &Store,
    from: &str,
    to: &str,
    type_id: u32,
) -> Option<LinkType> {
    known(store, from, to).into_iter().find(|(_, id, _)| *id == type_id)
}

/// The name of a type, seen from the other end. Labels come in pairs of one name; where the other
/// end has none in use, its id is the next one.
pub(super) fn reversed(
    store: &Store,
    from: &str,
    to: &str,
    link_type: &LinkType,
) -> Option<LinkType> {
    let (category, type_id, label) = link_type;
    if is_primary(from, to, *type_id) {
        return primary(to, from);
    }
    if plain(from, to).as_ref() == Some(link_type) {
        return plain(to, from);
    }
    let paired =
        known(store, to, from).into_iter().find(|other| other.0 == *category && other.2 == *label);
    Some(paired.unwrap_or_else(|| (category.clone(), type_id + 1, label.clone())))
}

/// `GET /crm/v4/associations/{from}/{to}/labels`.
pub(in super::super) async fn list(
    State(simulator): State<Arc<Simulator>>,
    Path((from, to)): Path<(String, String)>,
) -> ApiResult {
    let store = simulator.store.read();
    let (from, object) = names::resolve(&store, &from)?;
    let (to, _) = names::resolve(&store, &to)?;
    simulator.require(&names::scope(from, object, "read"))?;
    let results: Vec<_> = known(&store, from, to)
        .into_iter()
        .map(|(category, type_id, label)| json!({ "category": category, "typeId": type_id, "label": label }))
        .collect();
    Ok(Json(json!({ "results": results })).into_response())
}
