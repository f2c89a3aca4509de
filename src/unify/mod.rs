//! The engine: plans which sources can hold an answer, merges what they return into nodes, and
//! keeps one meaning of filter and order.

mod assemble;
mod children;
mod family;
pub mod index;
mod links;
mod list;
mod look_back;
mod needs;
mod node;
mod partners;
mod problem;
mod relax;
mod stream;

use std::sync::Arc;

pub use index::Index;
pub use list::{ListQuery, Listed};
pub use needs::{Needs, Ranks};
pub use node::{Conflict, Contradiction, MatchedBy, Member, Node};
pub use problem::Problem;

use crate::{load::Store, model::Model};

/// Bounds of lists.
#[derive(Debug, Clone, Copy)]
pub struct ListLimits {
    /// Rows that one list may read of one table while looking for those that match.
    pub max_scan: usize,
    /// Records of another system that may name one and the same record.
    pub max_twins: usize,
}

/// Everything that answers: model, store and index. It is shared by all requests.
pub struct Engine {
    /// What is configured.
    pub model: Arc<Model>,
    /// Records and pages.
    pub store: Arc<Store>,
    /// Which partner records are one thing.
    pub index: Index,
    /// Bounds of lists.
    pub limits: ListLimits,
}
