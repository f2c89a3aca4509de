//! GraphQL: a request becomes a plan, the plan is walked over the engine, and the answer is written
//! as bytes.

mod answer;
mod answers;
mod check;
mod coerce;
mod document;
mod engine_graph;
mod error;
#[cfg(feature = "bi")]
mod figures;
#[cfg(feature = "bi")]
mod filters;
mod ignored;
mod introspection;
mod operation;
mod persisted;
mod plan;
mod request;
mod rights;
mod scalar;
mod told;
mod types;
mod walk;

pub use answer::{Answer, Body, Status};
pub use document::Limits;
pub use error::{ErrorEntry, shortened};
#[cfg(feature = "bi")]
pub use figures::{
    FIGURES, FigureRows, LINES, Leaf, LeafSight, Meaning, StatementField, kinds_of_leaves,
    sight_of_leaf,
};
pub use operation::{CLOSED, Graphql};
pub use request::Request;
pub use rights::{Account, Asker, Bounds, Ceiling, OUT_OF_CALLS, Rights};
pub use told::Told;
pub use types::{describe_reason, sdl};
