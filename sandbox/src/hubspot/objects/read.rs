//! List, get one, and batch read.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Bound;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Extension, OriginalUri, Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::associations;
use super::super::clock;
use super::super::errors::{ApiError, ApiResult};
use super::super::names;
use super::super::request::{self, Form};
use super::super::search::scramble;
use super::super::simulator::Simulator;
use super::super::store::{Object, Store};
use super::{Row, history, shown};

/// Records in one page of a list (HubSpot object guides).
const LIST_MAX: usize = 100;
/// Inputs of one batch (HubSpot object guides).
pub(super) const BATCH_MAX: usize = 100;

/// `GET /crm/v3/objects/{object}`: all records by id, page by page; no filter, no total, no wall.
pub(in super::super) async fn list(
    State(simulator): State<Arc<Simulator>>,
    OriginalUri(uri): OriginalUri,
    Path(object): Path<String>,
    RawQuery(query): RawQuery,
) -> ApiResult {
    let query = request::query(query.as_deref())?;
    let limit = request::limit(&query, 10, LIST_MAX)?;
    let after = match request::value(&query, "after") {
        None => 0,
        Some(text) => request::id(text)
            .ok_or_else(|| ApiError::validation("after is no cursor of this list"))?,
    };
    let asked = request::values(&query, "properties");
    let past = request::values(&query, "propertiesWithHistory").unwrap_or_default();
    history::check(limit, &past)?;
    let targets = request::values(&query, "associations").unwrap_or_default();
    let archived = request::value(&query, "archived") == Some("true");

    let store = simulator.store.read();
    let (key, object) = names::resolve(&store, &object)?;
    simulator.require(&names::scope(key, object, "read"))?;
    let archive = simulator.archived.read();
    let none = BTreeMap::new();
    let rows = if archived { archive.get(key).unwrap_or(&none) } else { &object.rows };
    let mut page: Vec<_> =
        rows.range((Bound::Excluded(after), Bound::Unbounded)).take(limit + 1).collect();
    let more = page.len() > limit;
    page.truncate(limit);
    let mut results = Vec::with_capacity(page.len());
    for &(&id, row) in &page {
        let mut record = shown(key, object, id, row, asked.as_deref(), archived);
        add_history((&simulator, &store), (key, object), (id, row), &past, &mut record);
        associations::embed(&store, (key, object), id, &targets, &mut record)?;
        results.push(record);
    }
    let mut reply = json!({ "results": results });
    if let (true, Some((last, _))) = (more, page.last()) {
        let link = format!("https://api.hubapi.com{}?limit={limit}&after={last}", uri.path());
        reply["paging"] = json!({ "next": { "after": last.to_string(), "link": link } });
    }
    Ok(Json(reply).into_response())
}

/// `GET /crm/v3/objects/{object}/{id}`, where the id may be the value of a unique property.
pub(in super::super) async fn one(
    State(simulator): State<Arc<Simulator>>,
    Path((object, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> ApiResult {
    let query = request::query(query.as_deref())?;
    let asked = request::values(&query, "properties");
    let past = request::values(&query, "propertiesWithHistory").unwrap_or_default();
    let targets = request::values(&query, "associations").unwrap_or_default();
    let store = simulator.store.read();
    let (key, object) = names::resolve(&store, &object)?;
    simulator.require(&names::scope(key, object, "read"))?;
    let (id, row) =
        find(key, object, &id, request::value(&query, "idProperty"))?.ok_or_else(|| {
            ApiError::not_found(format!("Object not found. objectId are usually numeric: {id}"))
        })?;
    let mut record = shown(key, object, id, row, asked.as_deref(), false);
    add_history((&simulator, &store), (key, object), (id, row), &past, &mut record);
    associations::embed(&store, (key, object), id, &targets, &mut record)?;
    Ok(Json(record).into_response())
}

/// Adds what the properties asked for held before.
fn add_history(
    (simulator, store): (&Simulator, &Store),
    object: (&str, &Object),
    record: (u64, &Row),
    past: &[String],
    shown: &mut Value,
) {
    if !past.is_empty() {
        let depth = simulator.switches.read().history_depth;
        shown["propertiesWithHistory"] = history::shown(store, object, record, past, depth);
    }
}

/// The record with this id, or with this value of a property that tells records apart.
pub(super) fn find<'a>(
    key: &str,
    object: &'a Object,
    id: &str,
    by: Option<&str>,
) -> ApiResult<Option<(u64, &'a Row)>> {
    let Some(property) = by.filter(|property| *property != "hs_object_id") else {
        return Ok(request::id(id).and_then(|id| Some((id, object.rows.get(&id)?))));
    };
    require_unique(key, object, property)?;
    let found = object
        .rows
        .iter()
        .find(|(_, row)| row.get(property).is_some_and(|value| value.eq_ignore_ascii_case(id)));
    Ok(found.map(|(&id, row)| (id, row)))
}

/// Refuses a property that does not tell records apart; a contact's e-mail address does.
fn require_unique(key: &str, object: &Object, property: &str) -> ApiResult<()> {
    let unique = object.properties.get(property).is_some_and(|known| known.unique);
    if unique || (key == "contacts" && property == "email") {
        return Ok(());
    }
    Err(ApiError::validation(format!(
        "{property} is not a unique property of {key}, so it cannot be the idProperty"
    )))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct BatchRead {
    inputs: Vec<Input>,
    properties: Option<Vec<String>>,
    #[serde(default)]
    properties_with_history: Vec<String>,
    id_property: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Input {
    id: String,
}

/// `POST /crm/v3/objects/{object}/batch/read`: no order is promised, so the reply keeps none.
pub(in super::super) async fn batch(
    State(simulator): State<Arc<Simulator>>,
    Extension(form): Extension<Form>,
    Path(object): Path<String>,
    body: Bytes,
) -> ApiResult {
    let started = simulator.clock.now();
    let call: BatchRead = request::json(&body)?;
    request::at_most(call.inputs.len(), BATCH_MAX)?;
    let past = &call.properties_with_history;
    history::check(call.inputs.len(), past)?;
    let store = simulator.store.read();
    let (key, object) = names::resolve(&store, &object)?;
    simulator.require(&names::scope(key, object, "read"))?;
    let asked: HashSet<&str> = call.inputs.iter().map(|input| input.id.as_str()).collect();
    let by = call.id_property.as_deref().filter(|property| *property != "hs_object_id");
    let mut found: Vec<(u64, &Row)> = Vec::with_capacity(asked.len());
    let mut missing: Vec<&str> = Vec::new();
    let index = by.map(|property| index(key, object, property, &asked)).transpose()?;
    for input in asked {
        let record = match &index {
            Some(index) => index.get(&input.to_lowercase()).copied(),
            None => find(key, object, input, None)?,
        };
        match record {
            Some(record) => found.push(record),
            None => missing.push(input),
        }
    }
    found.sort_unstable_by_key(|(id, _)| scramble(*id));
    missing.sort_unstable();
    let results = found
        .iter()
        .map(|&(id, row)| {
            let mut record = shown(key, object, id, row, call.properties.as_deref(), false);
            add_history((&simulator, &store), (key, object), (id, row), past, &mut record);
            record
        })
        .collect();
    let mut errors = Vec::new();
    if !missing.is_empty() {
        let message = format!(
            "Could not get some {} objects, they may be deleted or not exist. Check that ids are valid.",
            names::singular(key, object).to_uppercase()
        );
        errors.push(ApiError::not_found(message).context("ids", missing).into_entry());
    }
    Ok(batch_reply(&simulator, form, StatusCode::OK, started, results, errors))
}

/// The records with one of these values of a property, by that value in lower case.
fn index<'a>(
    key: &str,
    object: &'a Object,
    property: &str,
    asked: &HashSet<&str>,
) -> ApiResult<HashMap<String, (u64, &'a Row)>> {
    require_unique(key, object, property)?;
    let asked: HashSet<String> = asked.iter().map(|value| value.to_lowercase()).collect();
    let rows = object.rows.iter().filter_map(|(&id, row)| {
        let value = row.get(property)?.to_lowercase();
        asked.contains(&value).then_some((value, (id, row)))
    });
    Ok(rows.collect())
}

/// A batch reply; the numbered form tells a partial failure by status 207, the dated one in the
/// body alone.
pub(in super::super) fn batch_reply(
    simulator: &Simulator,
    form: Form,
    status: StatusCode,
    started: chrono::DateTime<chrono::Utc>,
    results: Vec<Value>,
    errors: Vec<Value>,
) -> Response {
    let partial = !errors.is_empty() && form == Form::Numbered;
    let mut reply = json!({
        "status": "COMPLETE",
        "results": results,
        "startedAt": clock::written(started),
        "completedAt": clock::written(simulator.clock.now()),
    });
    if !errors.is_empty() {
        reply["numErrors"] = errors.len().into();
        reply["errors"] = errors.into();
    }
    (if partial { StatusCode::MULTI_STATUS } else { status }, Json(reply)).into_response()
}
