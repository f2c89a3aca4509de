//! The identity of the caller: the identity URL that a token answer names, and `userinfo`.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

use super::{Simulator, config::USERNAME, gate, ids, soql::values::print_datetime};

/// The org's id, and that of the user as whom the gateway is logged in.
const ORG: &str = "00D8Z000001gateUAA";
const USER: &str = "0058Z000001gateQAA";
const ADDRESSES: [(&str, &str); 10] = [
    ("enterprise", "/services/Soap/c/{version}/00D8Z000001gate"),
    ("metadata", "/services/Soap/m/{version}/00D8Z000001gate"),
    ("partner", "/services/Soap/u/{version}/00D8Z000001gate"),
    ("rest", "/services/data/v{version}/"),
    ("sobjects", "/services/data/v{version}/sobjects/"),
    ("search", "/services/data/v{version}/search/"),
    ("query", "/services/data/v{version}/query/"),
    ("recent", "/services/data/v{version}/recent/"),
    ("profile", "/0058Z000001gateQAA"),
    ("custom_domain", ""),
];

/// The identity URL of the user as whom the gateway is logged in.
pub(super) fn url(instance: &str) -> String {
    format!("{instance}/id/{ORG}/{USER}")
}

/// Answers `GET /id/{org}/{user}`.
pub(super) async fn identity(
    State(simulator): State<Arc<Simulator>>,
    Path((org, user)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let same = |id: &str, known| ids::significant(id) == ids::significant(known);
    let refusal = match token_refusal(&simulator, &headers) {
        Some(refusal) => Some(refusal),
        None if ids::significant(&org).is_none() || !same(&user, USER) => {
            Some((StatusCode::NOT_FOUND, "Bad_Id"))
        }
        None if !same(&org, ORG) => Some((StatusCode::FORBIDDEN, "Wrong_Org")),
        None => None,
    };
    match refusal {
        Some(refusal) => refusal.into_response(),
        None => gate::print(StatusCode::OK, &identified(&simulator)),
    }
}

/// Answers `GET /services/oauth2/userinfo`.
pub(super) async fn userinfo(
    State(simulator): State<Arc<Simulator>>,
    headers: HeaderMap,
) -> Response {
    match token_refusal(&simulator, &headers) {
        Some(refusal) => refusal.into_response(),
        None => gate::print(StatusCode::OK, &claims(&simulator)),
    }
}

/// Refuses a missing or unusable token, with a bare word as the identity service does.
fn token_refusal(simulator: &Simulator, headers: &HeaderMap) -> Option<(StatusCode, &'static str)> {
    if !headers.contains_key(header::AUTHORIZATION) {
        return Some((StatusCode::FORBIDDEN, "Missing_OAuth_Token"));
    }
    (!gate::admitted(simulator, headers)).then_some((StatusCode::FORBIDDEN, "Bad_OAuth_Token"))
}

fn username(simulator: &Simulator) -> &str {
    let config = &simulator.config;
    config.user.as_ref().map_or(USERNAME, |user| user.username.as_str())
}

fn addresses(instance: &str) -> Value {
    ADDRESSES
        .iter()
        .map(|(name, path)| ((*name).to_owned(), json!(format!("{instance}{path}"))))
        .collect::<Map<_, _>>()
        .into()
}

fn photos(instance: &str) -> Value {
    let photo = |size: &str| format!("{instance}/profilephoto/005/{size}");
    json!({ "picture": photo("F"), "thumbnail": photo("T") })
}

fn identified(simulator: &Simulator) -> Value {
    let (instance, username) = (simulator.instance_url(), username(simulator));
    json!({
        "id": url(&instance),
        "asserted_user": true,
        "user_id": USER,
        "organization_id": ORG,
        "username": username,
        "nick_name": "integration",
        "display_name": "Integration User",
        "email": username,
        "email_verified": true,
        "first_name": "Integration",
        "last_name": "User",
        "timezone": "GMT",
        "photos": photos(&instance),
        "addr_street": null,
        "addr_city": null,
        "addr_state": null,
        "addr_country": "US",
        "addr_zip": null,
        "mobile_phone": null,
        "mobile_phone_verified": false,
        "is_lightning_login_user": false,
        "status": { "created_date": null, "body": null },
        "urls": addresses(&instance),
        "active": true,
        "user_type": "STANDARD",
        "language": "en_US",
        "locale": "en_US",
        "utcOffset": 0,
        "last_modified_date": print_datetime(simulator.config.now),
        "is_app_installed": true,
    })
}

fn claims(simulator: &Simulator) -> Value {
    let (instance, username) = (simulator.instance_url(), username(simulator));
    json!({
        "sub": url(&instance),
        "user_id": USER,
        "organization_id": ORG,
        "preferred_username": username,
        "nickname": "integration",
        "name": "Integration User",
        "email": username,
        "email_verified": true,
        "given_name": "Integration",
        "family_name": "User",
        "zoneinfo": "GMT",
        "photos": photos(&instance),
        "profile": format!("{instance}/{USER}"),
        "picture": format!("{instance}/profilephoto/005/F"),
        "address": { "country": "US" },
        "urls": addresses(&instance),
        "active": true,
        "user_type": "STANDARD",
        "language": "en_US",
        "locale": "en_US",
        "utcOffset": 0,
        "updated_at": print_datetime(simulator.config.now),
        "is_app_installed": true,
    })
}
