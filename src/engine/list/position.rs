//! Positions: places in the order of a list.

use std::cmp::Ordering;

use channelgraph_schema::{Cursor, Direction, EntityKind, Value, compare_ids, compare_keys};

use crate::{engine::Member, model::Model};

/// A place in an order: the order's key, the rank of the sort record's table, the record's id. A
/// [`Cursor`] is the same by the table's name, so that it outlives a change of ranks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Position<'a> {
    key: &'a Value,
    rank: usize,
    id: &'a str,
}

impl<'a> Position<'a> {
    /// The position of a node with this key and this sort record.
    pub(super) fn new(key: &'a Value, rank: usize, id: &'a str) -> Self {
        Self { key, rank, id }
    }

    /// The position of a node with this key and this sort record.
    pub(super) fn of(key: &'a Value, sort_record: &'a Member) -> Self {
        Self::new(key, sort_record.table.rank, &sort_record.record.key.id)
    }

    /// The position that a cursor names; behind all others with its key, if its table is gone.
    pub(super) fn at(model: &Model, kind: EntityKind, cursor: &'a Cursor) -> Self {
        let table = model.table_of(kind, &cursor.record);
        Self::new(&cursor.key, table.map_or(usize::MAX, |table| table.rank), &cursor.record.id)
    }

    /// The rank of the sort record's table.
    pub(super) fn rank(self) -> usize {
        self.rank
    }

    /// The order of two positions: by key, with nulls last in both directions, then by rank, then
    /// by id.
    pub(super) fn compare(self, other: Self, direction: Direction) -> Ordering {
        compare_keys(self.key, other.key, direction)
            .then_with(|| self.rank.cmp(&other.rank))
            .then_with(|| compare_ids(self.id, other.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_go_by_key_then_rank_then_id_and_nulls_come_last() {
        let (one, two, null) = (Value::from(true), Value::from(false), Value::Null);
        let place = Position::new;
        for direction in [Direction::Asc, Direction::Desc] {
            let is_before = |a: Position<'_>, b: Position<'_>| a.compare(b, direction).is_lt();
            assert!(is_before(place(&one, 9, "9"), place(&null, 0, "0")));
            assert!(is_before(place(&one, 0, "9"), place(&one, 1, "1")));
            assert!(is_before(place(&null, 1, "9"), place(&null, 1, "10")));
        }
        let keys = place(&one, 0, "0").compare(place(&two, 0, "0"), Direction::Desc);
        assert_eq!(keys, Ordering::Less);
    }
}
