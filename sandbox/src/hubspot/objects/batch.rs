//! Create, update, upsert and archive up to a hundred records.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::Value;

use super::super::errors::{ApiError, ApiResult};
use super::super::names;
use super::super::request::{self, Form};
use super::super::simulator::Simulator;
use super::super::store::Store;
use super::change::{Change, Claimed, Wire};
use super::read::{BATCH_MAX, batch_reply, find};
use super::write;

#[derive(Debug, Deserialize)]
struct Batch {
    inputs: Vec<Input>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Input {
    id: Option<String>,
    id_property: Option<String>,
    object_write_trace_id: Option<String>,
    #[serde(flatten)]
    wire: Wire,
}

/// The operation of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Create,
    Update,
    Upsert,
}

/// `POST …/batch/create`.
pub(in super::super) async fn create(
    State(simulator): State<Arc<Simulator>>,
    Extension(form): Extension<Form>,
    Path(object): Path<String>,
    body: Bytes,
) -> ApiResult {
    run(&simulator, form, &object, &body, Act::Create)
}

/// `POST …/batch/update`.
pub(in super::super) async fn update(
    State(simulator): State<Arc<Simulator>>,
    Extension(form): Extension<Form>,
    Path(object): Path<String>,
    body: Bytes,
) -> ApiResult {
    run(&simulator, form, &object, &body, Act::Update)
}

/// `POST …/batch/upsert`: by a unique property, named in each input.
pub(in super::super) async fn upsert(
    State(simulator): State<Arc<Simulator>>,
    Extension(form): Extension<Form>,
    Path(object): Path<String>,
    body: Bytes,
) -> ApiResult {
    run(&simulator, form, &object, &body, Act::Upsert)
}

/// `POST …/batch/archive`.
pub(in super::super) async fn archive(
    State(simulator): State<Arc<Simulator>>,
    Path(object): Path<String>,
    body: Bytes,
) -> ApiResult {
    let batch: Batch = request::json(&body)?;
    request::at_most(batch.inputs.len(), BATCH_MAX)?;
    let mut store = simulator.store.write();
    let key = write::writable(&simulator, &store, &object)?;
    for id in batch.inputs.iter().filter_map(|input| request::id(input.id.as_deref()?)) {
        write::put_away(&simulator, &mut store, &key, id);
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Checks every input, then writes. An input that fails and has a trace id fails alone; without
/// one, the batch fails.
fn run(
    simulator: &Simulator,
    form: Form,
    object: &str,
    body: &[u8],
    act: Act,
) -> ApiResult<Response> {
    let started = simulator.clock.now();
    let mut batch: Batch = request::json(body)?;
    request::at_most(batch.inputs.len(), BATCH_MAX)?;
    let mut store = simulator.store.write();
    let key = write::writable(simulator, &store, object)?;
    let (mut good, mut errors, mut claimed) = (Vec::new(), Vec::new(), Claimed::new());
    for input in &mut batch.inputs {
        match check(&store, &key, input, act, &mut claimed) {
            Ok((change, new)) => good.push((change, new, &input.wire)),
            Err(error) => match &input.object_write_trace_id {
                Some(trace) => {
                    errors.push(error.context("objectWriteTraceId", [trace]).into_entry())
                }
                None => return Err(error),
            },
        }
    }
    let mut results = Vec::with_capacity(good.len());
    for (change, new, wire) in good {
        let id = change.apply(simulator, &mut store, &key);
        let mut record = write::written(&store, &key, id, wire)?;
        if act == Act::Upsert {
            record["new"] = Value::Bool(new);
        }
        results.push(record);
    }
    let status = if act == Act::Create { StatusCode::CREATED } else { StatusCode::OK };
    Ok(batch_reply(simulator, form, status, started, results, errors))
}

/// The change that an input asks for, and whether it makes a record.
fn check(
    store: &Store,
    key: &str,
    input: &mut Input,
    act: Act,
    claimed: &mut Claimed,
) -> ApiResult<(Change, bool)> {
    let (_, object) = names::resolve(store, key)?;
    let by = input.id_property.as_deref();
    let id = match (act, &input.id) {
        (Act::Create, _) => None,
        (_, None) => {
            return Err(ApiError::validation("Each input of this batch needs an id."));
        }
        (Act::Update, Some(id)) => Some(write::existing(store, key, id, by)?),
        (Act::Upsert, Some(value)) => {
            let property = by.ok_or_else(|| {
                ApiError::validation(
                    "Each input of an upsert needs the idProperty it is matched by.",
                )
            })?;
            let found = find(key, object, value, by)?.map(|(id, _)| id);
            if found.is_none() {
                input.wire.properties.insert(property.to_owned(), Value::String(value.clone()));
            }
            found
        }
    };
    Ok((Change::check(store, (key, object), id, &input.wire, claimed)?, id.is_none()))
}
