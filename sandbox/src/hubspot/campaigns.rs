//! Campaigns of the marketing tools: an API of its own, with GUIDs for ids and properties that are
//! given only if asked for (HubSpot campaigns guide and reference).

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Extension, Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::clock;
use super::errors::{ApiError, ApiResult};
use super::objects::read::batch_reply;
use super::request::{self, Form};
use super::simulator::Simulator;
use super::store::Campaign;

/// Campaigns in one page, at most and by default (campaigns reference, `limit`).
const PAGE_MAX: usize = 100;
const PAGE: usize = 50;
/// Campaigns that a batch names (campaigns guide).
const BATCH_MAX: usize = 50;
/// The scope of every call; an account without Marketing Hub Professional cannot grant it.
const SCOPE: &str = "marketing.campaigns.read";
/// Cursors are opaque.
const CURSOR: &str = "page-from-";

/// `GET /marketing/campaigns/{version}`: page by page, by name if nothing else is asked for.
pub(super) async fn list(
    State(simulator): State<Arc<Simulator>>,
    RawQuery(query): RawQuery,
) -> ApiResult {
    simulator.require(SCOPE)?;
    let query = request::query(query.as_deref())?;
    let limit = request::limit(&query, PAGE, PAGE_MAX)?;
    let after: usize = match request::value(&query, "after") {
        None => 0,
        Some(text) => text
            .strip_prefix(CURSOR)
            .and_then(|number| number.parse().ok())
            .ok_or_else(|| ApiError::validation("after is no cursor of this list"))?,
    };
    let asked = request::values(&query, "properties").unwrap_or_default();
    let part = request::value(&query, "name").map(str::to_lowercase);
    let store = simulator.store.read();
    let mut found: Vec<(&String, &Campaign)> = store
        .campaigns
        .iter()
        .filter(|(_, campaign)| {
            part.as_ref().is_none_or(|part| name_of(campaign).to_lowercase().contains(part))
        })
        .collect();
    sort(&mut found, request::value(&query, "sort").unwrap_or("hs_name"))?;
    let page = found.iter().skip(after).take(limit);
    let results: Vec<_> = page.map(|(id, campaign)| shown(id, campaign, &asked)).collect();
    let next = after.saturating_add(results.len());
    let mut reply = json!({ "total": found.len(), "results": results });
    if next < found.len() {
        reply["paging"] = json!({ "next": { "after": format!("{CURSOR}{next}"), "link": "" } });
    }
    Ok(Json(reply).into_response())
}

fn name_of(campaign: &Campaign) -> &str {
    campaign.properties.get("hs_name").map_or("", String::as_str)
}

/// Puts campaigns in order by one of the three keys that there are.
fn sort(found: &mut [(&String, &Campaign)], by: &str) -> ApiResult<()> {
    let (key, descends) = by.strip_prefix('-').map_or((by, false), |key| (key, true));
    match key {
        "hs_name" => found.sort_by_key(|(_, campaign)| name_of(campaign).to_lowercase()),
        "createdAt" => found.sort_by_key(|(_, campaign)| campaign.created_at),
        "updatedAt" => found.sort_by_key(|(_, campaign)| campaign.updated_at),
        _ => {
            let keys = "hs_name, createdAt, updatedAt";
            return Err(ApiError::validation(format!("sort is one of {keys}, not {key}")));
        }
    }
    if descends {
        found.reverse();
    }
    Ok(())
}

/// A campaign as lists give it: of the properties asked for, those that hold something.
fn shown(id: &str, campaign: &Campaign, asked: &[String]) -> Value {
    let held = |name: &String| {
        let value = campaign.properties.get(name).filter(|value| !value.is_empty())?;
        Some((name.clone(), Value::String(value.clone())))
    };
    let properties: Map<String, Value> = asked.iter().filter_map(held).collect();
    json!({
        "id": id,
        "properties": properties,
        "businessUnits": [],
        "createdAt": clock::written(campaign.created_at),
        "updatedAt": clock::written(campaign.updated_at),
    })
}

/// The same with the assets that are part of it, of which this account has none.
fn shown_with_assets(id: &str, campaign: &Campaign, asked: &[String]) -> Value {
    let mut shown = shown(id, campaign, asked);
    shown["assets"] = json!({});
    shown
}

/// `GET /marketing/campaigns/{version}/{guid}`.
pub(super) async fn one(
    State(simulator): State<Arc<Simulator>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> ApiResult {
    simulator.require(SCOPE)?;
    let query = request::query(query.as_deref())?;
    let asked = request::values(&query, "properties").unwrap_or_default();
    let store = simulator.store.read();
    let campaign = store.campaigns.get(&id).ok_or_else(|| missing(&id))?;
    Ok(Json(shown_with_assets(&id, campaign, &asked)).into_response())
}

fn missing(id: &str) -> ApiError {
    ApiError::not_found(format!("Campaign {id} does not exist."))
}

#[derive(Debug, Deserialize)]
struct Batch {
    inputs: Vec<Input>,
}

#[derive(Debug, Deserialize)]
struct Input {
    id: String,
}

/// `POST /marketing/campaigns/{version}/batch/read`: the properties stand in the address. One named
/// twice comes once, and the order of the inputs is not kept.
pub(super) async fn batch(
    State(simulator): State<Arc<Simulator>>,
    Extension(form): Extension<Form>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> ApiResult {
    let started = simulator.clock.now();
    simulator.require(SCOPE)?;
    let query = request::query(query.as_deref())?;
    let asked = request::values(&query, "properties").unwrap_or_default();
    let batch: Batch = request::json(&body)?;
    request::at_most(batch.inputs.len(), BATCH_MAX)?;
    // GUIDs are as good as shuffled.
    let ids: BTreeSet<&str> = batch.inputs.iter().map(|input| input.id.as_str()).collect();
    let store = simulator.store.read();
    let (mut results, mut errors) = (Vec::new(), Vec::new());
    for id in ids {
        match store.campaigns.get(id) {
            Some(campaign) => results.push(shown_with_assets(id, campaign, &asked)),
            None => errors.push(missing(id).context("ids", [id]).into_entry()),
        }
    }
    Ok(batch_reply(&simulator, form, StatusCode::OK, started, results, errors))
}
