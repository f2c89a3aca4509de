//! A change of one record: first checked as a whole, then applied without fail.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::associations::labels::{self, LinkType};
use super::super::associations::link;
use super::super::associations::write::WireType;
use super::super::clock;
use super::super::errors::{ApiError, ApiResult};
use super::super::names;
use super::super::request;
use super::super::simulator::Simulator;
use super::super::store::{Object, Store};
use super::{history, values};

/// One record of a request.
#[derive(Debug, Deserialize)]
pub(super) struct Wire {
    #[serde(default)]
    pub(super) properties: Map<String, Value>,
    #[serde(default)]
    associations: Vec<WireLink>,
}

#[derive(Debug, Deserialize)]
struct WireLink {
    to: WireEnd,
    types: Vec<WireType>,
}

#[derive(Debug, Deserialize)]
struct WireEnd {
    id: String,
}

/// A change that was found good.
#[derive(Debug)]
pub(super) struct Change {
    /// The record to change; none: a new one.
    id: Option<u64>,
    values: Vec<(String, String)>,
    links: Vec<(String, u64, Vec<LinkType>)>,
}

/// Values of unique properties that earlier changes of the same batch take.
pub(super) type Claimed = HashSet<(String, String)>;

impl Change {
    /// Checks a change against the properties, the values that must be unique, and the records it
    /// links to.
    pub(super) fn check(
        store: &Store,
        (key, object): (&str, &Object),
        id: Option<u64>,
        wire: &Wire,
        claimed: &mut Claimed,
    ) -> ApiResult<Self> {
        let current = id.and_then(|id| object.rows.get(&id));
        let mut checked = Vec::with_capacity(wire.properties.len());
        for (name, value) in &wire.properties {
            let value = values::checked((key, object), store, name, value, current)?;
            unclaimed(key, object, id, (name, &value), claimed)?;
            checked.push((name.clone(), value));
        }
        let links: Vec<_> = wire
            .associations
            .iter()
            .map(|link| target(store, key, link))
            .collect::<ApiResult<_>>()?;
        let named = checked.iter().any(|(name, value)| name == "hs_lead_name" && !value.is_empty());
        if key == "leads"
            && id.is_none()
            && !(named && links.iter().any(|(to, _, _)| to == "contacts"))
        {
            return Err(ApiError::validation(
                "A lead needs hs_lead_name and an association with a contact.",
            ));
        }
        Ok(Self { id, values: checked, links })
    }

    /// Writes the change; gives the record's id.
    pub(super) fn apply(self, simulator: &Simulator, store: &mut Store, key: &str) -> u64 {
        let now = clock::written(simulator.clock.now());
        let outcomes = values::outcomes(store, key, &self.values);
        let archived =
            simulator.archived.read().get(key).and_then(|rows| rows.keys().next_back().copied());
        let object = store.objects.entry(key.to_owned()).or_default();
        let newest = object.rows.keys().next_back().copied().max(archived).unwrap_or_default();
        let id = self.id.unwrap_or(newest + 1);
        let row = object.rows.entry(id).or_default();
        let before = row.clone();
        if self.id.is_none() {
            row.insert("hs_object_id".to_owned(), id.to_string());
            row.insert("createdate".to_owned(), now.clone());
        }
        row.insert(names::modified(key).to_owned(), now.clone());
        for (name, value) in self.values.into_iter().chain(outcomes) {
            history::note(&mut store.histories, (key, id), (&name, &value), &before, &now);
            if value.is_empty() {
                row.remove(&name);
            } else {
                row.insert(name, value);
            }
        }
        for (to, to_id, types) in self.links {
            link::link(store, (key, id), (&to, to_id), &types);
        }
        simulator.wrote(key, id);
        id
    }
}

/// Refuses a value that must be unique and is another record's.
fn unclaimed(
    key: &str,
    object: &Object,
    id: Option<u64>,
    (name, value): (&str, &str),
    claimed: &mut Claimed,
) -> ApiResult<()> {
    let unique = object.properties.get(name).is_some_and(|known| known.unique);
    let unique = unique || (key == "contacts" && name == "email");
    if !unique || value.is_empty() {
        return Ok(());
    }
    let conflict = |existing: &str| {
        let message = format!("A record with this {name} already exists. Existing ID: {existing}");
        ApiError::new(axum::http::StatusCode::CONFLICT, "CONFLICT", message)
    };
    let holder = object.rows.iter().find(|(other, row)| {
        Some(**other) != id && row.get(name).is_some_and(|held| held.eq_ignore_ascii_case(value))
    });
    if let Some((holder, _)) = holder {
        return Err(conflict(&holder.to_string()));
    }
    if !claimed.insert((name.to_owned(), value.to_lowercase())) {
        return Err(conflict("another input of this batch"));
    }
    Ok(())
}

/// The record that a new link leads to; which object it is of, the first type tells.
fn target(store: &Store, key: &str, wire: &WireLink) -> ApiResult<(String, u64, Vec<LinkType>)> {
    let invalid =
        || ApiError::validation(format!("The association with {} is not valid.", wire.to.id));
    let first = wire.types.first().ok_or_else(invalid)?.association_type_id;
    let to = store
        .objects
        .keys()
        .find(|to| labels::with_id(store, key, to, first).is_some())
        .ok_or_else(invalid)?;
    let types: Option<Vec<_>> = wire
        .types
        .iter()
        .map(|asked| labels::with_id(store, key, to, asked.association_type_id))
        .collect();
    let id = request::id(&wire.to.id)
        .filter(|id| store.objects.get(to).is_some_and(|to| to.rows.contains_key(id)));
    Ok((to.clone(), id.ok_or_else(invalid)?, types.ok_or_else(invalid)?))
}
