//! The engine: plans which sources can hold an answer, merges what they return into nodes, and
//! keeps one meaning of filter and order.
//!
//! Everything outside goes through one door, the methods in `facade.rs`; each question takes the
//! [`Viewer`] who asks. Imports between the rooms run one way:
//! `facade → list → assemble → plan → context → query → rules → node`; `identity` stands on `node`,
//! and both indexes and `kept` on `pages`.

mod assemble;
mod context;
mod facade;
mod identity;
mod kept;
mod links;
mod list;
mod memo;
mod node;
mod pages;
mod plan;
mod problem;
mod query;
mod rules;
mod sights;

use std::sync::Arc;

pub use facade::SeenPair;
use identity::Index;
pub use identity::{
    Change, IdentityRules, Named, Pair, Place as SuggestionPlace, RecordName, Review, Suggested,
    Summary, Tied, Ties, Wanted, compared,
};
use kept::KeptLists;
pub use kept::{Chunk, Freshness, KeptLimits, Whole};
use links::LinkIndex;
pub use links::{LinkLimits, LinkState, LinkTold};
use memo::Memo;
pub use memo::{Mark, MemoLimits, Question, Shelf, Value as Rememberable};
use node::Node;
pub use node::{Conflict, Contradiction, MatchedBy, Member};
pub use problem::Problem;
pub use query::{Found, ListQuery, Listed, Needs, Ranks};
pub use rules::{
    Claim, Disagreement, Grant, Look, Mode, PartnerName, Role, Rows, Seen, Viewer, Who, item, mask,
};
use sights::Sights;

use crate::{load::Store, model::Model};

/// Bounds of lists.
#[derive(Debug, Clone, Copy)]
pub struct ListLimits {
    /// Rows that one list may read of one table while looking for those that match.
    pub max_scan: usize,
    /// Records of another system that may name one and the same record.
    pub max_twins: usize,
}

/// Everything that answers: model, store, indexes, and the work that is remembered. It is shared by
/// all requests.
pub struct Engine {
    model: Arc<Model>,
    store: Arc<Store>,
    index: Index,
    links: LinkIndex,
    limits: ListLimits,
    memo: Memo,
    kept: KeptLists,
    sights: Sights,
}

impl Engine {
    /// An engine over these sources; its indexes are empty until [`Engine::build_index`] and
    /// [`Engine::look_for_links`].
    pub fn new(
        model: Arc<Model>,
        store: Arc<Store>,
        rules: IdentityRules,
        links: Option<LinkLimits>,
        limits: ListLimits,
        memo: MemoLimits,
        kept: KeptLimits,
    ) -> Self {
        let links = LinkIndex::new(model.clone(), links);
        let (index, memo) = (Index::new(model.clone(), rules), Memo::new(memo));
        let (kept, sights) = (KeptLists::new(kept), Sights::default());
        Self { model, store, index, links, limits, memo, kept, sights }
    }
}
