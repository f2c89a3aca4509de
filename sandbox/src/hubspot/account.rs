//! The account's set-up: its details, properties, pipelines, owners.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::response::IntoResponse;
use chrono::{Offset, TimeZone};
use serde_json::{Value, json};

use super::clock;
use super::config::Owner;
use super::errors::{ApiError, ApiResult};
use super::names;
use super::request;
use super::simulator::Simulator;
use super::store::{Pipeline, Property, Settings, Stage};

/// When everything in the set-up was made, which nothing depends on.
const SET_UP: &str = "2020-01-01T00:00:00Z";
/// Owners in one page (HubSpot owners guide).
const OWNERS_MAX: usize = 500;

/// `GET /account-info/v3/details` (HubSpot, account information guide; its scope is `oauth`).
pub(super) async fn details(State(simulator): State<Arc<Simulator>>) -> ApiResult {
    simulator.require("oauth")?;
    let Settings { time_zone, company_currency, additional_currencies } =
        simulator.store.read().settings.clone();
    let now = simulator.clock.now().naive_utc();
    let offset = time_zone.offset_from_utc_datetime(&now).fix();
    Ok(Json(json!({
        "portalId": simulator.config.portal_id,
        "accountType": "STANDARD",
        "timeZone": time_zone.name(),
        "companyCurrency": company_currency,
        "additionalCurrencies": additional_currencies,
        "utcOffset": offset.to_string(),
        "utcOffsetMilliseconds": i64::from(offset.local_minus_utc()) * 1000,
        "uiDomain": "app.hubspot.com",
        "dataHostingLocation": "na1",
    }))
    .into_response())
}

/// `GET /crm/v3/properties/{object}`: all properties, unpaged.
pub(super) async fn properties(
    State(simulator): State<Arc<Simulator>>,
    Path(object): Path<String>,
) -> ApiResult {
    let store = simulator.store.read();
    let (key, object) = names::resolve(&store, &object)?;
    simulator.require(&names::scope(key, object, "read"))?;
    let results: Vec<_> =
        object.properties.iter().map(|(name, known)| property_shown(key, name, known)).collect();
    Ok(Json(json!({ "results": results })).into_response())
}

/// `GET /crm/v3/properties/{object}/{property}`.
pub(super) async fn property(
    State(simulator): State<Arc<Simulator>>,
    Path((object, name)): Path<(String, String)>,
) -> ApiResult {
    let store = simulator.store.read();
    let (key, object) = names::resolve(&store, &object)?;
    simulator.require(&names::scope(key, object, "read"))?;
    let known = object
        .properties
        .get(&name)
        .ok_or_else(|| ApiError::not_found(format!("Property {name} of {key} does not exist.")))?;
    Ok(Json(property_shown(key, &name, known)).into_response())
}

fn property_shown(key: &str, name: &str, property: &Property) -> Value {
    let field = match property.kind.as_str() {
        "number" => "number",
        "bool" => "booleancheckbox",
        "date" | "datetime" => "date",
        "enumeration" => "select",
        "phone_number" => "phonenumber",
        _ => "text",
    };
    let options: Vec<_> = property
        .options
        .iter()
        .enumerate()
        .map(|(at, (value, label))| json!({ "value": value, "label": label, "displayOrder": at, "hidden": false }))
        .collect();
    let read_only = names::is_read_only(key, name);
    json!({
        "name": name,
        "label": property.label,
        "type": property.kind,
        "fieldType": field,
        "description": "",
        "groupName": format!("{key}_information"),
        "options": options,
        "displayOrder": -1,
        "calculated": false,
        "externalOptions": name == "hubspot_owner_id",
        "hasUniqueValue": property.unique,
        "hidden": false,
        "hubspotDefined": name.starts_with("hs_") || read_only,
        "formField": !read_only,
        "archived": false,
        "modificationMetadata": { "archivable": !read_only, "readOnlyDefinition": read_only, "readOnlyValue": read_only },
    })
}

/// `GET /crm/v3/pipelines/{object}`: all pipelines with their stages, unpaged.
pub(super) async fn pipelines(
    State(simulator): State<Arc<Simulator>>,
    Path(object): Path<String>,
) -> ApiResult {
    let store = simulator.store.read();
    let (key, object) = names::resolve(&store, &object)?;
    simulator.require(&names::scope(key, object, "read"))?;
    let pipelines = store.pipelines.get(key).map(Vec::as_slice).unwrap_or_default();
    let results: Vec<_> =
        pipelines.iter().enumerate().map(|(at, pipeline)| pipeline_shown(at, pipeline)).collect();
    Ok(Json(json!({ "results": results })).into_response())
}

/// `GET /crm/v3/pipelines/{object}/{id}`.
pub(super) async fn pipeline(
    State(simulator): State<Arc<Simulator>>,
    Path((object, id)): Path<(String, String)>,
) -> ApiResult {
    let store = simulator.store.read();
    let (key, object) = names::resolve(&store, &object)?;
    simulator.require(&names::scope(key, object, "read"))?;
    let pipelines = store.pipelines.get(key).map(Vec::as_slice).unwrap_or_default();
    let found = pipelines.iter().enumerate().find(|(_, pipeline)| pipeline.id == id);
    let (at, pipeline) = found
        .ok_or_else(|| ApiError::not_found(format!("Pipeline {id} of {key} does not exist.")))?;
    Ok(Json(pipeline_shown(at, pipeline)).into_response())
}

/// `GET /crm/v3/pipelines/{object}/{id}/stages`: the stages of one pipeline, unpaged.
pub(super) async fn stages(
    State(simulator): State<Arc<Simulator>>,
    Path((object, id)): Path<(String, String)>,
) -> ApiResult {
    let shown = find_stages(&simulator, &object, &id)?;
    Ok(Json(json!({ "results": shown })).into_response())
}

/// `GET /crm/v3/pipelines/{object}/{id}/stages/{stage}`.
pub(super) async fn stage(
    State(simulator): State<Arc<Simulator>>,
    Path((object, id, stage)): Path<(String, String, String)>,
) -> ApiResult {
    let found =
        find_stages(&simulator, &object, &id)?.into_iter().find(|shown| shown["id"] == stage);
    let missing = || ApiError::not_found(format!("Stage {stage} of pipeline {id} does not exist."));
    Ok(Json(found.ok_or_else(missing)?).into_response())
}

fn find_stages(simulator: &Simulator, object: &str, id: &str) -> ApiResult<Vec<Value>> {
    let store = simulator.store.read();
    let (key, object) = names::resolve(&store, object)?;
    simulator.require(&names::scope(key, object, "read"))?;
    let mut pipelines = store.pipelines.get(key).into_iter().flatten();
    let pipeline = pipelines
        .find(|pipeline| pipeline.id == id)
        .ok_or_else(|| ApiError::not_found(format!("Pipeline {id} of {key} does not exist.")))?;
    Ok(pipeline.stages.iter().enumerate().map(|(at, stage)| stage_shown(at, stage)).collect())
}

fn pipeline_shown(at: usize, pipeline: &Pipeline) -> Value {
    let stages: Vec<_> =
        pipeline.stages.iter().enumerate().map(|(at, stage)| stage_shown(at, stage)).collect();
    json!({
        "id": pipeline.id,
        "label": pipeline.label,
        "displayOrder": at,
        "stages": stages,
        "createdAt": SET_UP,
        "updatedAt": SET_UP,
        "archived": false,
    })
}

fn stage_shown(at: usize, stage: &Stage) -> Value {
    json!({
        "id": stage.id,
        "label": stage.label,
        "displayOrder": at,
        "metadata": stage.metadata,
        "createdAt": SET_UP,
        "updatedAt": SET_UP,
        "archived": false,
        "writePermissions": "CRM_PERMISSIONS_ENFORCEMENT",
    })
}

/// `GET /crm/v3/owners`: by id, page by page.
pub(super) async fn owners(
    State(simulator): State<Arc<Simulator>>,
    RawQuery(query): RawQuery,
) -> ApiResult {
    simulator.require("crm.objects.owners.read")?;
    let query = request::query(query.as_deref())?;
    let limit = request::limit(&query, 100, OWNERS_MAX)?;
    let after: usize = match request::value(&query, "after") {
        None => 0,
        Some(text) => {
            text.parse().map_err(|_| ApiError::validation("after is no cursor of this list"))?
        }
    };
    let archived = request::value(&query, "archived") == Some("true");
    let email = request::value(&query, "email");
    let wanted: Vec<_> = simulator
        .config
        .owners
        .iter()
        .filter(|owner| {
            owner.archived == archived
                && email.is_none_or(|email| owner.email.eq_ignore_ascii_case(email))
        })
        .collect();
    let results: Vec<_> =
        wanted.iter().skip(after).take(limit).map(|owner| owner_shown(owner)).collect();
    let next = after.saturating_add(results.len());
    let mut reply = json!({ "results": results });
    if next < wanted.len() {
        reply["paging"] = json!({ "next": { "after": next.to_string() } });
    }
    Ok(Json(reply).into_response())
}

/// `GET /crm/v3/owners/{id}`, where the id may be that of the user.
pub(super) async fn owner(
    State(simulator): State<Arc<Simulator>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> ApiResult {
    simulator.require("crm.objects.owners.read")?;
    let query = request::query(query.as_deref())?;
    let archived = request::value(&query, "archived") == Some("true");
    let by_user = match request::value(&query, "idProperty") {
        None | Some("id") => false,
        Some("userId") => true,
        Some(other) => {
            return Err(ApiError::validation(format!("idProperty is id or userId, not {other}")));
        }
    };
    let found = simulator.config.owners.iter().find(|owner| {
        owner.archived == archived
            && if by_user { owner.user_id.to_string() == id } else { owner.id == id }
    });
    let missing = || ApiError::not_found(format!("Owner {id} does not exist."));
    Ok(Json(owner_shown(found.ok_or_else(missing)?)).into_response())
}

fn owner_shown(owner: &Owner) -> Value {
    json!({
        "id": owner.id,
        "type": "PERSON",
        "email": owner.email,
        "firstName": owner.first_name,
        "lastName": owner.last_name,
        "userId": owner.user_id,
        "createdAt": clock::written(owner.created_at),
        "updatedAt": clock::written(owner.updated_at),
        "archived": owner.archived,
    })
}
