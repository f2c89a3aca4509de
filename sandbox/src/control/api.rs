//! The control handle over HTTP.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Control, Fault};
use crate::truth::{Ref, System, Text};
use crate::world::edit::{Edit, Kind};

/// (method and path, what it does)
const ENDPOINTS: &[(&str, &str)] = &[
    ("GET /control", "this list"),
    ("GET /control/calls", "calls by system and endpoint since the start or the last reset"),
    ("DELETE /control/calls", "begin to count anew"),
    (
        "GET /control/truth/{partners|leads|deals|incentives|invoices}",
        "nodes of records that are one thing, each with its values in the unified model's terms",
    ),
    (
        "GET /control/truth/{campaigns|campaignMembers|campaignInfluences|certifications|courses|courseEnrollments|onboardings|assets|leadAssignments|dealPartners}",
        "the same of the channel's work",
    ),
    ("GET /control/truth/relations", "partners that look or belong together, and are several"),
    ("GET /control/truth/dirt", "the kinds of dirt in each partner record"),
    ("GET /control/faults", "the faults that wait"),
    (
        "POST /control/faults",
        "put one: source?, endpoint ('POST */search'), latency_ms, one of status (with body, headers), cut, bad_json; after?, count?",
    ),
    ("DELETE /control/faults", "clear all faults"),
    (
        "POST /control/records",
        "insert or (with id) change a record: source, kind, values as in the truth, same_as?, tied?, fields? (the vendor's own)",
    ),
    ("DELETE /control/records", "take a record away: source, kind, id"),
    ("POST /control/switches", "turn a switch of a simulator: source, switch, value"),
];

/// The HTTP API of a handle.
pub(super) fn router(control: Control) -> Router {
    Router::new()
        .route("/control", get(list))
        .route("/control/calls", get(calls).delete(reset_calls))
        .route("/control/truth/relations", get(relations))
        .route("/control/truth/dirt", get(dirt))
        .route("/control/truth/{kind}", get(truth))
        .route("/control/faults", get(faults).post(put_fault).delete(clear_faults))
        .route("/control/records", axum::routing::post(edit).delete(remove))
        .route("/control/switches", axum::routing::post(switch))
        .with_state(control)
}

/// A request that cannot be met: 400 with a body that says why.
struct Refused(String);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, Json(json!({ "error": self.0 }))).into_response()
    }
}

impl<E: std::error::Error> From<E> for Refused {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

type Answer<T> = Result<T, Refused>;

fn read<T: DeserializeOwned>(body: &[u8]) -> Answer<T> {
    Ok(serde_json::from_slice(body)?)
}

async fn list() -> Json<Value> {
    Json(
        ENDPOINTS
            .iter()
            .map(|(endpoint, what)| json!({ "endpoint": endpoint, "does": what }))
            .collect(),
    )
}

async fn calls(State(control): State<Control>) -> Response {
    Json(control.calls()).into_response()
}

async fn reset_calls(State(control): State<Control>) -> StatusCode {
    control.reset_calls();
    StatusCode::NO_CONTENT
}

/// A list of the truth: more than the kinds of records that can be changed.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
enum List {
    Partners,
    Leads,
    Deals,
    Incentives,
    Campaigns,
    CampaignMembers,
    CampaignInfluences,
    Certifications,
    Courses,
    CourseEnrollments,
    Onboardings,
    Assets,
    LeadAssignments,
    DealPartners,
    Invoices,
}

async fn truth(State(control): State<Control>, Path(kind): Path<String>) -> Answer<Response> {
    fn text(nodes: &impl Serialize) -> Answer<Vec<u8>> {
        Ok(serde_json::to_vec(nodes)?)
    }
    let list: List = serde_json::from_value(Value::String(kind))?;
    let body = {
        let truth = control.truth();
        match list {
            List::Partners => text(&truth.partners),
            List::Leads => text(&truth.leads),
            List::Deals => text(&truth.deals),
            List::Incentives => text(&truth.incentives),
            List::Campaigns => text(&truth.campaigns),
            List::CampaignMembers => text(&truth.campaign_members),
            List::CampaignInfluences => text(&truth.campaign_influences),
            List::Certifications => text(&truth.certifications),
            List::Courses => text(&truth.courses),
            List::CourseEnrollments => text(&truth.course_enrollments),
            List::Onboardings => text(&truth.onboardings),
            List::Assets => text(&truth.assets),
            List::LeadAssignments => text(&truth.lead_assignments),
            List::DealPartners => text(&truth.deal_partners),
            List::Invoices => text(&truth.invoices),
        }
    }?;
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

async fn relations(State(control): State<Control>) -> Response {
    Json(&control.truth().relations).into_response()
}

/// The kinds of dirt in a record.
#[derive(Serialize)]
struct Dirty<'a> {
    record: &'a Ref,
    kinds: &'a [&'static str],
}

async fn dirt(State(control): State<Control>) -> Response {
    let truth = control.truth();
    let all = truth.dirt.iter().map(|(record, kinds)| Dirty { record, kinds });
    Json(all.collect::<Vec<_>>()).into_response()
}

async fn faults(State(control): State<Control>) -> Json<Vec<Fault>> {
    Json(control.faults())
}

async fn put_fault(State(control): State<Control>, body: Bytes) -> Answer<StatusCode> {
    control.put_fault(read(&body)?).map_err(Refused)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn clear_faults(State(control): State<Control>) -> StatusCode {
    control.clear_faults();
    StatusCode::NO_CONTENT
}

async fn edit(State(control): State<Control>, body: Bytes) -> Answer<Json<Ref>> {
    Ok(Json(control.edit(read::<Edit>(&body)?)?))
}

/// A record to take away.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Gone {
    source: System,
    kind: Kind,
    id: Text,
}

async fn remove(State(control): State<Control>, body: Bytes) -> Answer<StatusCode> {
    let Gone { source, kind, id } = read(&body)?;
    control.remove(kind, &Ref { source, id })?;
    Ok(StatusCode::NO_CONTENT)
}

/// A switch to turn.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Switch {
    source: System,
    switch: String,
    value: Value,
}

async fn switch(State(control): State<Control>, body: Bytes) -> Answer<StatusCode> {
    let Switch { source, switch, value } = read(&body)?;
    control.switch(source, &switch, value).map_err(Refused)?;
    Ok(StatusCode::NO_CONTENT)
}
