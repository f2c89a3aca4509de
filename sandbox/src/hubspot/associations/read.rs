//! `POST /crm/v4/associations/{from}/{to}/batch/read`: the links of up to 1,000 records, each input
//! paged for itself.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
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
            results.push(page(input, all, &switches)?);
        } else if switches.no_associations == NoAssociations::Error {
            let (one, other) = (names::singular(from, from_object), names::singular(to, to_object));
            errors.push(none_found(&input.id, one, other));
        }
    }
    Ok(batch_reply(&simulator, form, StatusCode::OK, started, results, errors))
}

/// One page of an input's links; `after` is an offset into them.
fn page(input: &Input, all: &[Link], switches: &Switches) -> ApiResult<Value> {
    let after: usize = match &input.after {
        None => 0,
        Some(text) => text
            .parse()
            .map_err(|_| ApiError::validation(format!("{text} is no cursor of this input")))?,
    };
    let size = switches.associations_page_size.max(1);
    let to: Vec<_> = all.iter().skip(after).take(size).map(|link| shown(link, switches)).collect();
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
