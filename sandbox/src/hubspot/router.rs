//! The paths of the API, in their numbered (v3, v4) and their dated form.

use std::sync::Arc;

use axum::extract::Extension;
use axum::routing::{get, post, put};
use axum::{Router, middleware};

use super::account;
use super::associations;
use super::auth;
use super::campaigns;
use super::errors::ApiError;
use super::files;
use super::gate::gate;
use super::objects;
use super::request::Form;
use super::search;
use super::simulator::Simulator;
use crate::wire;

/// The date-versioned generations that are served.
const DATED: [&str; 2] = ["2026-03", "2026-09"];

/// The whole API of the account.
pub fn router(simulator: Arc<Simulator>) -> Router {
    let numbered = Router::new()
        .nest("/crm/v3/objects/{object}", objects())
        .nest("/crm/v4/associations/{from}/{to}", associations())
        .nest("/crm/v3", set_up(""))
        .merge(marketing("/marketing/v3/campaigns"))
        .merge(file_manager("/files/v3/files"))
        .route("/crm/v4/objects/{from}/{id}/associations/{to}", get(associations::read::one))
        .route(
            "/crm/v4/objects/{from}/{id}/associations/default/{to}/{to_id}",
            put(associations::write::associate_one),
        )
        .layer(Extension(Form::Numbered));
    let dated = DATED.iter().fold(Router::new(), |router, version| {
        router
            .nest(&format!("/crm/objects/{version}/{{object}}"), objects())
            .nest(&format!("/crm/associations/{version}/{{from}}/{{to}}"), associations())
            .merge(Router::new().nest("/crm", set_up(&format!("/{version}"))))
            .merge(marketing(&format!("/marketing/campaigns/{version}")))
            .merge(file_manager(&format!("/files/{version}/files")))
            .route(&format!("/account-info/{version}/details"), get(account::details))
            .route(&format!("/oauth/{version}/token"), post(auth::token))
    });
    numbered
        .merge(dated.layer(Extension(Form::Dated)))
        .route("/account-info/v3/details", get(account::details))
        .route("/oauth/v1/token", post(auth::token))
        .route("/oauth/v3/token", post(auth::token))
        .fallback(async || ApiError::not_found("This path is not served."))
        .layer(middleware::map_response(wire::halve))
        .layer(middleware::from_fn_with_state(Arc::clone(&simulator), gate))
        .with_state(simulator)
}

fn objects() -> Router<Arc<Simulator>> {
    use objects::{batch, read, write};
    Router::new()
        .route("/", get(read::list).post(write::create))
        .route("/{id}", get(read::one).patch(write::update).delete(write::archive))
        .route("/batch/read", post(read::batch))
        .route("/batch/create", post(batch::create))
        .route("/batch/update", post(batch::update))
        .route("/batch/upsert", post(batch::upsert))
        .route("/batch/archive", post(batch::archive))
        .route("/search", post(search::search))
}

fn associations() -> Router<Arc<Simulator>> {
    use associations::{labels, read, write};
    Router::new()
        .route("/batch/read", post(read::batch))
        .route("/batch/create", post(write::create))
        .route("/batch/associate/default", post(write::associate))
        .route("/batch/archive", post(write::archive))
        .route("/labels", get(labels::list))
}

fn set_up(version: &str) -> Router<Arc<Simulator>> {
    Router::new()
        .route(&format!("/properties{version}/{{object}}"), get(account::properties))
        .route(&format!("/properties{version}/{{object}}/{{name}}"), get(account::property))
        .route(&format!("/pipelines{version}/{{object}}"), get(account::pipelines))
        .route(&format!("/pipelines{version}/{{object}}/{{id}}"), get(account::pipeline))
        .route(&format!("/pipelines{version}/{{object}}/{{id}}/stages"), get(account::stages))
        .route(
            &format!("/pipelines{version}/{{object}}/{{id}}/stages/{{stage}}"),
            get(account::stage),
        )
        .route(&format!("/owners{version}"), get(account::owners))
        .route(&format!("/owners{version}/{{id}}"), get(account::owner))
        // The specification, and so every generated client, writes the path with a slash at its
        // end.
        .route(&format!("/owners{version}/"), get(account::owners))
}

fn marketing(root: &str) -> Router<Arc<Simulator>> {
    Router::new()
        .route(root, get(campaigns::list))
        // The older reference writes the path with a slash at its end.
        .route(&format!("{root}/"), get(campaigns::list))
        .route(&format!("{root}/{{id}}"), get(campaigns::one))
        .route(&format!("{root}/batch/read"), post(campaigns::batch))
}

fn file_manager(root: &str) -> Router<Arc<Simulator>> {
    Router::new()
        .route(&format!("{root}/search"), get(files::search))
        .route(&format!("{root}/{{id}}"), get(files::one))
}
