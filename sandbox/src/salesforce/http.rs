//! The HTTP face of the simulated org.

use std::sync::Arc;

use axum::Router;

use super::Simulator;

/// Serves the org under the paths Salesforce uses: `/services/oauth2/token` and `/services/data/…`.
pub fn router(simulator: Arc<Simulator>) -> Router {
    Router::new().with_state(simulator)
}
