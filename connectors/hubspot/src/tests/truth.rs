//! What an account's own store holds, under the names that a mapping uses.

use channelgraph_conformance::Field;
use channelgraph_sandbox::hubspot::store::Store;
use channelgraph_schema::mapping::Row;
use serde_json::{Value as Json, json};

use super::Setup;

/// The rows of an object with these fields.
pub(super) fn rows(setup: &Setup, object: &str, fields: &[Field]) -> Vec<Row> {
    let store = setup.account.store.read();
    let row = |id: u64| {
        let values = fields
            .iter()
            .map(|field| (field.name().to_owned(), at(setup, &store, object, id, field.name())));
        Row { id: id.to_string(), parent: None, values: values.collect() }
    };
    store.objects[object].rows.keys().map(|id| row(*id)).collect()
}

fn at(setup: &Setup, store: &Store, object: &str, id: u64, name: &str) -> Json {
    let property = |name: &str| store.objects[object].rows[&id].get(name).cloned();
    match name.split_once('#').map(|(to, rest)| (to, rest.split_once('.').unwrap_or((rest, "")))) {
        Some((to, (label, ""))) => json!(
            linked(store, object, id, to, label).iter().map(u64::to_string).collect::<Vec<_>>()
        ),
        Some((to, (label, hop))) => {
            let first = linked(store, object, id, to, label).first().copied();
            first.map_or(Json::Null, |id| at(setup, store, to, id, hop))
        }
        None => match name.split_once('.') {
            Some((held, "email")) => {
                let owner = property(held).and_then(|held| {
                    setup.owners.iter().find(|owner| owner.id.to_string() == held)
                });
                json!(owner.map(|owner| owner.email.to_string()))
            }
            Some((held, part)) => {
                json!(property(held).and_then(|held| stage(store, object, &held, part)))
            }
            None => json!(property(name)),
        },
    }
}

/// The records associated under a label, smallest id first.
fn linked(store: &Store, object: &str, id: u64, to: &str, label: &str) -> Vec<u64> {
    let links = store
        .associations
        .get(&(object.to_owned(), to.to_owned()))
        .and_then(|links| links.get(&id));
    let is_so = |(category, kind, name): &(String, u32, Option<String>)| match label {
        "primary" => category == "HUBSPOT_DEFINED" && [1, 5].contains(kind),
        label => name.as_deref() == Some(label),
    };
    let mut ids: Vec<u64> = links
        .into_iter()
        .flatten()
        .filter(|link| link.types.iter().any(is_so))
        .map(|link| link.to)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn stage(store: &Store, object: &str, held: &str, part: &str) -> Option<String> {
    let stage = store.pipelines[object]
        .iter()
        .flat_map(|pipeline| &pipeline.stages)
        .find(|stage| stage.id == held)?;
    let closed = stage.metadata["isClosed"] == "true";
    Some(match part {
        "isClosed" => closed.to_string(),
        "state" if closed && stage.metadata["probability"] == "1.0" => "won".to_owned(),
        "state" if closed => "lost".to_owned(),
        _ => stage.label.clone(),
    })
}
