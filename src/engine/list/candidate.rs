//! Candidates: nodes that belong into a list, each at its position.

use std::{cmp::Ordering, sync::Arc};

use channelgraph_schema::{Order, Place, Record, Value};

use super::position::Position;
use crate::engine::{Member, assemble::Draft};

/// A node that belongs into a list, at the position of one of its records.
pub(super) struct Candidate {
    pub(super) key: Value,
    rank: usize,
    pub(super) record: Arc<Record>,
    pub(super) draft: Draft,
}

impl Candidate {
    /// A node at the position of this sort record.
    pub(super) fn new(order: Order, sort_record: &Member, draft: Draft) -> Self {
        let (rank, record) = (sort_record.table.rank, sort_record.record.clone());
        let key = order.key.map_or(Value::Null, |key| record.get(key).clone());
        Self { key, rank, record, draft }
    }

    /// Its position.
    pub(super) fn position(&self) -> Position<'_> {
        Position::new(&self.key, self.rank, &self.record.key.id)
    }

    /// The order of two candidates in a list.
    pub(super) fn compare(&self, other: &Self, order: Order) -> Ordering {
        self.position().compare(other.position(), order.direction)
    }

    /// Its position as a place.
    pub(super) fn place(&self) -> Place {
        Place::At { key: self.key.clone(), record: self.record.key.clone() }
    }
}
