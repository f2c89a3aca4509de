//! The paths of the API, in their numbered (v3, v4) and their dated form.

use std::sync::Arc;

use axum::extract::Extension;
use axum::routing::{get, post};
use axum::{Router, middleware};

use super::account;
use super::associations;
use super::auth;
use super::errors::ApiError;
use super::gate::gate;
use super::objects;
use super::request::Form;
use super::search;
use super::simulator::Simulator;

/// The date-versioned generations that are served.
const DATED: [&str; 2] = ["2026-03", "2026-09"];

/// The whole API of the account.
pub fn router(simulator: Arc<Simulator>) -> Router {
    let numbered = Router::new()
        .nest("/crm/v3/objects/{object}", objects())
        .nest("/crm/v4/associations/{from}/{to}", associations())
        .nest("/crm/v3", set_up(""))
        .layer(Extension(Form::Numbered));
    let dated = DATED.iter().fold(Router::new(), |router, version| {
        router
            .nest(&format!("/crm/objects/{version}/{{object}}"), objects())
            .nest(
                &format!("/crm/associations/{version}/{{from}}/{{to}}"),
                associations(),
            )
            .merge(Router::new().nest("/crm", set_up(&format!("/{version}"))))
            .route(&format!("/oauth/{version}/token"), post(auth::token))
    });
    numbered
        .merge(dated.layer(Extension(Form::Dated)))
        .route("/oauth/v1/token", post(auth::token))
        .route("/oauth/v3/token", post(auth::token))
        .fallback(async || ApiError::not_found("This path is not served."))
        .layer(middleware::from_fn_with_state(Arc::clone(&simulator), gate))
        .with_state(simulator)
}

fn objects() -> Router<Arc<Simulator>> {
    Router::new()
        .route("/", get(objects::read::list))
        .route("/{id}", get(objects::read::one))
        .route("/batch/read", post(objects::read::batch))
        .route("/search", post(search::search))
}

fn associations() -> Router<Arc<Simulator>> {
    Router::new()
        .route("/batch/read", post(associations::read::batch))
        .route("/labels", get(associations::labels::list))
}

fn set_up(version: &str) -> Router<Arc<Simulator>> {
    Router::new()
        .route(
            &format!("/properties{version}/{{object}}"),
            get(account::properties),
        )
        .route(
            &format!("/properties{version}/{{object}}/{{name}}"),
            get(account::property),
        )
        .route(
            &format!("/pipelines{version}/{{object}}"),
            get(account::pipelines),
        )
        .route(
            &format!("/pipelines{version}/{{object}}/{{id}}"),
            get(account::pipeline),
        )
        .route(&format!("/owners{version}"), get(account::owners))
}
