//! GraphQL: a request becomes a plan, the plan is walked over the engine, and the answer is written
//! as bytes.

mod answers;
mod check;
mod coerce;
mod document;
mod engine_graph;
mod error;
mod ignored;
mod introspection;
mod operation;
mod plan;
mod scalar;
mod types;
mod walk;

pub use document::Limits;
pub use error::{ErrorEntry, shortened};
pub use operation::{Answer, Body, Bounds, Graphql, Request, Status};
pub use types::{describe_reason, sdl};
