//! The channel's work: figures that no source holds, folded over the nodes that a viewer sees.
//!
//! It stands before the engine's door and asks as everybody does: what a viewer may not see is in
//! no figure.

mod children;
pub mod coverage;
pub mod performance;
pub mod period;
mod reader;
pub mod results;
mod sources;
pub mod statement;
mod tally;
pub mod tiers;

use std::{collections::BTreeMap, sync::Arc};

use crate::money::Rates;

/// Nodes on a page of a list that is read to its end.
const PAGE: usize = 1_000;

/// What the figures of the channel's work are worked out by.
#[derive(Clone, Default)]
pub struct Work {
    /// Days and years.
    pub calendar: period::Calendar,
    /// Rates between currencies, with the reporting currency.
    pub rates: Rates,
    /// Rows that are worked out for one answer at most.
    pub max_groups: usize,
    /// Hours within which a lead has to be accepted; none if nothing is agreed.
    pub accept_hours: Option<u32>,
    /// The parts in deals that words of roles mean, in small letters; others mean influence.
    pub roles: Arc<BTreeMap<String, performance::Attribution>>,
    /// How much engagement of partners is how much.
    pub engagement: performance::Thresholds,
    /// The programmes with tiers, in their order.
    pub programs: Arc<[Arc<tiers::Program>]>,
}
