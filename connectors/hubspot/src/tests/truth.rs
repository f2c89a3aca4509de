//! What an account's own store holds, under the names that a mapping uses.

use channelgraph_conformance::Field;
use channelgraph_sandbox::hubspot::store::{Campaign, File, Store, Version};
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

/// The rows of campaigns.
pub(super) fn campaign_rows(setup: &Setup, fields: &[Field]) -> Vec<Row> {
    let store = setup.account.store.read();
    let row = |(id, campaign): (&String, &Campaign)| {
        let value = |name: &str| match name {
            "createdAt" => json!(campaign.created_at),
            "updatedAt" => json!(campaign.updated_at),
            "hs_owner.email" => {
                owner(setup, campaign.properties.get("hs_owner").map(String::as_str))
            }
            name => json!(campaign.properties.get(name)),
        };
        let values = fields.iter().map(|field| (field.name().to_owned(), value(field.name())));
        Row { id: id.clone(), parent: None, values: values.collect() }
    };
    store.campaigns.iter().map(row).collect()
}

/// The rows of the files that are not hidden.
pub(super) fn file_rows(setup: &Setup, fields: &[Field]) -> Vec<Row> {
    let store = setup.account.store.read();
    let row = |(id, file): (&u64, &File)| {
        let public = file.access.starts_with("PUBLIC");
        let value = |name: &str| match name {
            "name" => json!(file.name),
            "extension" => json!(file.extension),
            "type" => json!(file.kind),
            "size" => json!(file.size),
            "folder" => json!(file.folder.trim_start_matches('/')),
            "parentFolderId" => json!(file.folder_id.map(|id| id.to_string())),
            "isPublic" => json!(public),
            "url" => json!(public.then_some(&file.url)),
            "expiresAt" => json!(file.expires_at),
            "createdAt" => json!(file.created_at),
            "updatedAt" => json!(file.updated_at),
            name => panic!("{name}"),
        };
        let values = fields.iter().map(|field| (field.name().to_owned(), value(field.name())));
        Row { id: id.to_string(), parent: None, values: values.collect() }
    };
    store.files.iter().filter(|(_, file)| !file.access.starts_with("HIDDEN")).map(row).collect()
}

/// The address of an owner.
fn owner(setup: &Setup, id: Option<&str>) -> Json {
    let owner = id.and_then(|id| setup.owners.iter().find(|owner| owner.id.to_string() == id));
    json!(owner.map(|owner| owner.email.to_string()))
}

fn at(setup: &Setup, store: &Store, object: &str, id: u64, name: &str) -> Json {
    let property = |name: &str| store.objects[object].rows[&id].get(name).cloned();
    if let Some((held, part)) = name.split_once("[].") {
        let versions = &store.histories[&(object.to_owned(), id, held.to_owned())];
        let fact = |version: &Version| match part {
            "value" => Some(version.value.clone()),
            "at" => Some(version.at.clone()),
            part => stage(store, object, &version.value, part),
        };
        return versions.iter().map(fact).collect::<Vec<_>>().into();
    }
    match name.split_once('#').map(|(to, rest)| (to, rest.split_once('.').unwrap_or((rest, "")))) {
        Some((to, (label, ""))) => json!(
            linked(store, object, id, to, label).iter().map(u64::to_string).collect::<Vec<_>>()
        ),
        Some((to, (label, hop))) => {
            let first = linked(store, object, id, to, label).first().copied();
            first.map_or(Json::Null, |id| at(setup, store, to, id, hop))
        }
        None => match name.split_once('.') {
            Some((held, "email")) => owner(setup, property(held).as_deref()),
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
