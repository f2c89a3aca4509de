//! The paths of the ERP. All lead to one place; those of the sets are routes of their own, so that
//! calls are told apart by set.

use std::sync::Arc;

use axum::Router;
use axum::routing::{any, post};

use super::auth;
use super::gate::serve;
use super::simulator::Simulator;

/// The whole ERP: every service under its root, and `POST /oauth/token`.
pub fn router(simulator: Arc<Simulator>) -> Router {
    let mut router = Router::new().route("/oauth/token", post(auth::token));
    for (root, service) in &simulator.store.read().services {
        for fixed in ["", "/", "/$metadata", "/$batch", "/{*path}"] {
            router = router.route(&format!("{root}{fixed}"), any(serve));
        }
        for set in service.sets.keys() {
            for tail in ["", "/$count"] {
                router = router.route(&format!("{root}/{set}{tail}"), any(serve));
            }
        }
    }
    // A root may come percent-encoded, and then matches none of the above.
    router.fallback(serve).with_state(simulator)
}
