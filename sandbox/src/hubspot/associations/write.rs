//! Writing links in batches: with labels, by default, and taking them away.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::json;

use super::super::errors::{ApiError, ApiResult};
use super::super::names;
use super::super::objects::read::batch_reply;
use super::super::request::{self, Form};
use super::super::simulator::Simulator;
use super::super::store::Store;
use super::labels::{self, LinkType};
use super::link;

/// Links of one batch (HubSpot associations guide).
const CREATE_MAX: usize = 2_000;
/// Records of one batch whose links are taken away (HubSpot associations guide).
const ARCHIVE_MAX: usize = 100;

#[derive(Debug, Deserialize)]
struct Batch<T> {
    inputs: Vec<T>,
}

#[derive(Debug, Deserialize)]
struct Record {
    id: String,
}

#[derive(Debug, Deserialize)]
struct NewLink {
    from: Record,
    to: Record,
    #[serde(default)]
    types: Vec<WireType>,
}

#[derive(Debug, Deserialize)]
struct GoneLink {
    from: Record,
    to: Vec<Record>,
}

/// A type of link as requests name it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct WireType {
    pub(in super::super) association_type_id: u32,
}

/// `POST …/batch/create`: each link with its types. Nothing is written unless all of it can be.
pub(in super::super) async fn create(
    State(simulator): State<Arc<Simulator>>,
    Extension(form): Extension<Form>,
    Path((from, to)): Path<(String, String)>,
    body: Bytes,
) -> ApiResult {
    let status = if form == Form::Numbered { StatusCode::CREATED } else { StatusCode::OK };
    put(&simulator, form, status, (&from, &to), request::json(&body)?)
}

/// `POST …/batch/associate/default`: links without a label.
pub(in super::super) async fn associate(
    State(simulator): State<Arc<Simulator>>,
    Extension(form): Extension<Form>,
    Path((from, to)): Path<(String, String)>,
    body: Bytes,
) -> ApiResult {
    let mut batch: Batch<NewLink> = request::json(&body)?;
    for input in &mut batch.inputs {
        input.types.clear();
    }
    put(&simulator, form, StatusCode::OK, (&from, &to), batch)
}

/// `PUT /crm/v4/objects/{from}/{id}/associations/default/{to}/{id}`.
pub(in super::super) async fn associate_one(
    State(simulator): State<Arc<Simulator>>,
    Extension(form): Extension<Form>,
    Path((from, from_id, to, to_id)): Path<(String, String, String, String)>,
) -> ApiResult {
    let input =
        NewLink { from: Record { id: from_id }, to: Record { id: to_id }, types: Vec::new() };
    put(&simulator, form, StatusCode::OK, (&from, &to), Batch { inputs: vec![input] })
}

fn put(
    simulator: &Simulator,
    form: Form,
    status: StatusCode,
    (from, to): (&str, &str),
    batch: Batch<NewLink>,
) -> ApiResult {
    let started = simulator.clock.now();
    request::at_most(batch.inputs.len(), CREATE_MAX)?;
    let mut store = simulator.store.write();
    let (from, to) = ends(simulator, &store, from, to)?;
    let mut links = Vec::with_capacity(batch.inputs.len());
    for input in &batch.inputs {
        let ids = (existing(&store, &from, &input.from.id)?, existing(&store, &to, &input.to.id)?);
        links.push((ids, types(&store, &from, &to, &input.types)?));
    }
    let mut results = Vec::with_capacity(links.len());
    for ((from_id, to_id), types) in links {
        link::link(&mut store, (&from, from_id), (&to, to_id), &types);
        let labels: Vec<_> = types.into_iter().filter_map(|(_, _, label)| label).collect();
        results.push(json!({
            "fromObjectTypeId": store.objects.get(&from).map(|object| &object.type_id),
            "fromObjectId": from_id.to_string(),
            "toObjectTypeId": store.objects.get(&to).map(|object| &object.type_id),
            "toObjectId": to_id.to_string(),
            "labels": labels,
        }));
    }
    Ok(batch_reply(simulator, form, status, started, results, Vec::new()))
}

/// The types asked for, or the one that a link without a label has.
fn types(store: &Store, from: &str, to: &str, asked: &[WireType]) -> ApiResult<Vec<LinkType>> {
    if asked.is_empty() {
        let plain =
            labels::plain(from, to).or_else(|| labels::known(store, from, to).into_iter().next());
        return plain.map(|plain| vec![plain]).ok_or_else(|| {
            ApiError::validation(format!("There is no association type from {from} to {to}."))
        });
    }
    let found = asked.iter().map(|asked| {
        labels::with_id(store, from, to, asked.association_type_id).ok_or_else(|| {
            let id = asked.association_type_id;
            ApiError::validation(format!("{id} is no association type from {from} to {to}."))
        })
    });
    found.collect()
}

/// `POST …/batch/archive`: takes away all links between the records named.
pub(in super::super) async fn archive(
    State(simulator): State<Arc<Simulator>>,
    Extension(form): Extension<Form>,
    Path((from, to)): Path<(String, String)>,
    body: Bytes,
) -> ApiResult {
    let started = simulator.clock.now();
    let batch: Batch<GoneLink> = request::json(&body)?;
    request::at_most(batch.inputs.len(), ARCHIVE_MAX)?;
    let mut store = simulator.store.write();
    let (from, to) = ends(&simulator, &store, &from, &to)?;
    for input in &batch.inputs {
        let Some(from_id) = request::id(&input.from.id) else {
            continue;
        };
        for to_id in input.to.iter().filter_map(|to| request::id(&to.id)) {
            link::unlink(&mut store, (&from, from_id), (&to, to_id));
        }
    }
    if form == Form::Numbered {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let reply = json!({ "status": "COMPLETE", "results": [], "startedAt": super::super::clock::written(started) });
    Ok(Json(reply).into_response())
}

/// The two objects as in the store, both of which the caller may write.
fn ends(simulator: &Simulator, store: &Store, from: &str, to: &str) -> ApiResult<(String, String)> {
    let (from, from_object) = names::resolve(store, from)?;
    let (to, to_object) = names::resolve(store, to)?;
    simulator.require(&names::scope(from, from_object, "write"))?;
    simulator.require(&names::scope(to, to_object, "write"))?;
    Ok((from.to_owned(), to.to_owned()))
}

fn existing(store: &Store, key: &str, id: &str) -> ApiResult<u64> {
    request::id(id)
        .filter(|id| store.objects.get(key).is_some_and(|object| object.rows.contains_key(id)))
        .ok_or_else(|| {
            ApiError::not_found(format!("There is no record {id} of {key}.")).context("ids", [id])
        })
}
