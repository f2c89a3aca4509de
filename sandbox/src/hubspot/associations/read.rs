//! `POST /crm/v4/associations/{from}/{to}/batch/read`: the links of up to 1,000 records, each input
//! paged for itself.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Extension, OriginalUri, Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::errors::{ApiError, ApiResult};
use super::super::names;
use super::super::objects::read::batch_reply;
use super::super::request::{self, Form};
use super::super::simulator::Simulator;
use super::super::store::Link;
use super::super::switches::{NoAssociations, Switches};
use super::links;

/// Inputs of one read (HubSpot changelog of February 2025).
const INPUTS_MAX: usize = 1_000;
/// Links in one page of one record.
const PAGE_MAX: usize = 500;

#[derive(Debug, Deserialize)]
struct BatchRead {
    inputs: Vec<Input>,
}

#[derive(Debug, Deserialize)]
struct Input {
    id: String,
    after: Option<String>,
}

pub(in super::super) async fn batch(
    State(simulator): State<Arc<Simulator>>,
    Extension(form): Extension<Form>,
    Path((from, to)): Path<(String, String)>,
    body: Bytes,
) -> ApiResult {
    let started = simulator.clock.now();
    let call: BatchRead = request::json(&body)?;
    request::at_most(call.inputs.len(), INPUTS_MAX)?;
    let store = simulator.store.read();
    let (from, from_object) = names::resolve(&store, &from)?;
    let (to, to_object) = names::resolve(&store, &to)?;
    simulator.require(&names::scope(from, from_object, "read"))?;
    simulator.require(&names::scope(to, to_object, "read"))?;
    let switches = simulator.switches.read().clone();
    let (mut results, mut errors) = (Vec::new(), Vec::new());
    for input in &call.inputs {
        let all = request::id(&input.id).map_or(&[][..], |id| links(&store, from, to, id));
        if !all.is_empty() || switches.no_associations == NoAssociations::Empty {
            results.push(page(input, all, switches.associations_page_size, &switches)?);
        } else if switches.no_associations == NoAssociations::Error {
            let (one, other) = (names::singular(from, from_object), names::singular(to, to_object));
            errors.push(none_found(&input.id, one, other));
        }
    }
    Ok(batch_reply(&simulator, form, StatusCode::OK, started, results, errors))
}

/// `GET /crm/v4/objects/{from}/{id}/associations/{to}`: the links of one record; the dated API has
/// no such path.
pub(in super::super) async fn one(
    State(simulator): State<Arc<Simulator>>,
    OriginalUri(uri): OriginalUri,
    Path((from, id, to)): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
) -> ApiResult {
    let query = request::query(query.as_deref())?;
    let limit = match request::value(&query, "limit") {
        None => PAGE_MAX,
        Some(text) => {
            text.parse().ok().filter(|limit| (1..=PAGE_MAX).contains(limit)).ok_or_else(|| {
                ApiError::validation(format!("limit must be a number from 1 to {PAGE_MAX}"))
            })?
        }
    };
    let store = simulator.store.read();
    let (from, from_object) = names::resolve(&store, &from)?;
    let (to, to_object) = names::resolve(&store, &to)?;
    simulator.require(&names::scope(from, from_object, "read"))?;
    simulator.require(&names::scope(to, to_object, "read"))?;
    let known = request::id(&id).filter(|id| from_object.rows.contains_key(id));
    let known =
        known.ok_or_else(|| ApiError::not_found(format!("There is no record {id} of {from}.")))?;
    let switches = simulator.switches.read().clone();
    let after = request::value(&query, "after").map(str::to_owned);
    let size = limit.min(switches.associations_page_size);
    let mut page = page(&Input { id, after }, links(&store, from, to, known), size, &switches)?;
    let mut reply = json!({ "results": page["to"].take() });
    if let Some(next) = page["paging"]["next"]["after"].as_str() {
        let link = format!("https://api.hubapi.com{}?limit={limit}&after={next}", uri.path());
        reply["paging"] = json!({ "next": { "after": next, "link": link } });
    }
    Ok(Json(reply).into_response())
}

/// One page of an input's links; `after` is an offset into them.
fn page(input: &Input, all: &[Link], size: usize, switches: &Switches) -> ApiResult<Value> {
    let after: usize = match &input.after {
        None => 0,
        Some(text) => text
            .parse()
            .map_err(|_| ApiError::validation(format!("{text} is no cursor of this input")))?,
    };
    let to: Vec<_> =
        all.iter().skip(after).take(size.max(1)).map(|link| shown(link, switches)).collect();
    let next = after.saturating_add(to.len());
    let mut result = json!({ "from": { "id": input.id }, "to": to });
    if next < all.len() {
        result["paging"] = json!({ "next": { "after": next.to_string() } });
    }
    Ok(result)
}

fn shown(link: &Link, switches: &Switches) -> Value {
    let id: Value = if switches.association_ids_as_strings {
        link.to.to_string().into()
    } else {
        link.to.into()
    };
    let types: Vec<_> =
        link.types.iter().map(|(category, type_id, label)| json!({ "category": category, "typeId": type_id, "label": label })).collect();
    json!({ "toObjectId": id, "associationTypes": types })
}

fn none_found(id: &str, from: &str, to: &str) -> Value {
    ApiError::not_found(format!("No {to} is associated with {from} {id}."))
        .sub_category("crm.associations.NO_ASSOCIATIONS_FOUND")
        .context("fromObjectId", [id])
        .context("fromObjectType", [from])
        .context("toObjectType", [to])
        .into_entry()
}
