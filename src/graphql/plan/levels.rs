//! Levels: which calls of a plan wait for which. A level is the time of one call of a source; calls
//! of one level are made side by side.

use channelgraph_schema::EntityKind;

use super::{Call, Plan};
use crate::graphql::types::{Kind, Meaning};

impl Plan {
    /// The fewest levels that the plan takes where sources have to be asked.
    pub fn levels(&self) -> usize {
        self.calls.iter().map(|call| deepest(call, 1)).max().unwrap_or_default()
    }
}

impl Call {
    /// Returns true if the call is asked of partners before these are read: the index knows which
    /// they are, and what they refer to.
    pub fn starts_early(&self) -> bool {
        let partner = EntityKind::Partner;
        if self.parent != Some(Kind::Node(partner)) {
            return false;
        }
        match self.meaning {
            Meaning::Many(_) | Meaning::Suggestions | Meaning::Related => true,
            Meaning::Performance | Meaning::Statement => true,
            Meaning::Tiers | Meaning::Results => true,
            Meaning::One(field) => partner.def(field).indexed,
            _ => false,
        }
    }

    /// The level in which the call begins, whose parents are read in this one.
    pub(super) fn level_after(&self, parents: usize) -> usize {
        if self.starts_early() { parents } else { parents + 1 }
    }
}

/// The level in which the last of the calls ends that start from one of this level.
fn deepest(call: &Call, level: usize) -> usize {
    let inner = call.sets.iter().flat_map(|set| &set.0).flat_map(|printout| &printout.calls);
    inner.map(|inner| deepest(inner, inner.level_after(level))).max().unwrap_or(level).max(level)
}
