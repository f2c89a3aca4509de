//! The personas of a demo, for the page's selector: who they are, and their keys, which are no
//! secrets. There are some on a loopback address only.

use axum::{Json, Router, routing::get};

use crate::config;

/// Serves `/graphiql/personas.json`: a list, empty where there are none.
pub(super) fn router(config: &config::Auth) -> Router {
    let personas = config.personas.clone();
    Router::new().route("/graphiql/personas.json", get(async move || Json(personas.clone())))
}
