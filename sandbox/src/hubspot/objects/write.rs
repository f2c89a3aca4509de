//! Create, update and archive one record.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::Value;

use super::super::associations::link;
use super::super::clock;
use super::super::errors::{ApiError, ApiResult};
use super::super::names;
use super::super::request;
use super::super::simulator::Simulator;
use super::super::store::Store;
use super::change::{Change, Claimed, Wire};
use super::read::find;
use super::shown;

/// `POST /crm/v3/objects/{object}`.
pub(in super::super) async fn create(
    State(simulator): State<Arc<Simulator>>,
    Path(object): Path<String>,
    body: Bytes,
) -> ApiResult {
    let wire: Wire = request::json(&body)?;
    let mut store = simulator.store.write();
    let key = writable(&simulator, &store, &object)?;
    let change =
        Change::check(&store, names::resolve(&store, &key)?, None, &wire, &mut Claimed::new())?;
    let id = change.apply(&simulator, &mut store, &key);
    let record = written(&store, &key, id, &wire)?;
    Ok((StatusCode::CREATED, Json(record)).into_response())
}

/// `PATCH /crm/v3/objects/{object}/{id}`.
pub(in super::super) async fn update(
    State(simulator): State<Arc<Simulator>>,
    Path((object, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> ApiResult {
    let query = request::query(query.as_deref())?;
    let wire: Wire = request::json(&body)?;
    let mut store = simulator.store.write();
    let key = writable(&simulator, &store, &object)?;
    let (_, object) = names::resolve(&store, &key)?;
    let id = existing(&store, &key, &id, request::value(&query, "idProperty"))?;
    let change = Change::check(&store, (&key, object), Some(id), &wire, &mut Claimed::new())?;
    change.apply(&simulator, &mut store, &key);
    Ok(Json(written(&store, &key, id, &wire)?).into_response())
}

/// `DELETE /crm/v3/objects/{object}/{id}`: 204 whether or not the record was there.
pub(in super::super) async fn archive(
    State(simulator): State<Arc<Simulator>>,
    Path((object, id)): Path<(String, String)>,
) -> ApiResult {
    let mut store = simulator.store.write();
    let key = writable(&simulator, &store, &object)?;
    if let Some(id) = request::id(&id) {
        put_away(&simulator, &mut store, &key, id);
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Takes a record and its links out of the account's live ones.
pub(super) fn put_away(simulator: &Simulator, store: &mut Store, key: &str, id: u64) {
    let Some(mut row) = store.objects.get_mut(key).and_then(|object| object.rows.remove(&id))
    else {
        return;
    };
    row.insert(names::modified(key).to_owned(), clock::written(simulator.clock.now()));
    link::isolate(store, (key, id));
    simulator.archived.write().entry(key.to_owned()).or_default().insert(id, row);
}

/// The object as in the store, which the caller may write.
pub(super) fn writable(simulator: &Simulator, store: &Store, object: &str) -> ApiResult<String> {
    let (key, object) = names::resolve(store, object)?;
    simulator.require(&names::scope(key, object, "write"))?;
    Ok(key.to_owned())
}

/// The id of a record that must be there.
pub(super) fn existing(store: &Store, key: &str, id: &str, by: Option<&str>) -> ApiResult<u64> {
    let (_, object) = names::resolve(store, key)?;
    let found = find(key, object, id, by)?;
    found.map(|(id, _)| id).ok_or_else(|| {
        ApiError::not_found(format!("There is no record {id} of {key}.")).context("ids", [id])
    })
}

/// A record after a write: the properties written, and those that are always shown.
pub(super) fn written(store: &Store, key: &str, id: u64, wire: &Wire) -> ApiResult<Value> {
    let (key, object) = names::resolve(store, key)?;
    let row = object
        .rows
        .get(&id)
        .ok_or_else(|| ApiError::not_found(format!("There is no record {id} of {key}.")))?;
    let names: Vec<String> = wire.properties.keys().cloned().collect();
    Ok(shown(key, object, id, row, Some(&names), false))
}
