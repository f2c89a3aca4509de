//! The paths of the API, in their numbered (v3, v4) and their dated form.

use std::sync::Arc;

use axum::Router;

use super::simulator::Simulator;

/// The whole API of the account.
pub fn router(simulator: Arc<Simulator>) -> Router {
    Router::new().with_state(simulator)
}
