//! Reach: how many of a table's children are read before it is known which nodes come first.

use std::sync::Arc;

use super::Plan;
use crate::model::Table;

/// The children of a table that have to be read before it is known which nodes come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Reach {
    /// The first ones in the order: each is the sort record of its node.
    First,
    /// The first ones, and all without a key: those could stand anywhere, as another record can be
    /// their node's sort record.
    FirstAndKeyless,
    /// All of them: for each, another record can be its node's sort record.
    All,
}

impl Plan<'_> {
    /// The children of a table that are read at first.
    pub(in crate::engine) fn reach(&self, table: &Table) -> Reach {
        let before: Vec<_> = self
            .model
            .linked(table)
            .all()
            .filter(|other| self.query.covers(other) && self.could_sort_before(other, table))
            .collect();
        if before.is_empty() {
            return Reach::First;
        }
        let key = self.query.order.key.filter(|key| table.mapping.mapped().contains(*key));
        let Some(key) = key.filter(|_| self.query.covers(table)) else { return Reach::All };
        // Their records are sort records only where this table's has no key.
        let is_behind = |other: &&Arc<Table>| {
            table.rank < other.rank
                && self.authority(key, table.rank) < self.authority(key, other.rank)
        };
        if before.iter().all(is_behind) { Reach::FirstAndKeyless } else { Reach::All }
    }
}
