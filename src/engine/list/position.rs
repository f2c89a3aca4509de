//! Positions: places in the order of a list.

use std::cmp::Ordering;

use channelgraph_schema::{Direction, EntityKind, Place, Value, compare_ids, compare_keys};

use crate::model::Model;

/// A place in an order: the order's key, the rank of the sort record's table, the record's id. A
/// [`Place`] is the same by the table's name, so that it outlives a change of ranks.
#[derive(Debug, Clone, Copy)]
pub(super) enum Position<'a> {
    /// Before every node.
    Begin,
    /// At a node.
    At {
        /// The order's key.
        key: &'a Value,
        /// The rank of the sort record's table.
        rank: usize,
        /// The id of the sort record.
        id: &'a str,
    },
    /// Behind every node.
    End,
}

impl<'a> Position<'a> {
    /// The position of a node with this key and this sort record.
    pub(super) fn new(key: &'a Value, rank: usize, id: &'a str) -> Self {
        Self::At { key, rank, id }
    }

    /// The position of a place; behind all others with its key, if its table is gone.
    pub(super) fn at(model: &Model, kind: EntityKind, place: &'a Place) -> Self {
        match place {
            Place::Begin => Self::Begin,
            Place::End => Self::End,
            Place::At { key, record } => {
                let table = model.table_of(kind, record);
                Self::new(key, table.map_or(usize::MAX, |table| table.rank), &record.id)
            }
        }
    }

    /// The order of two positions: by key, with nulls last in both directions, then by rank, then
    /// by id.
    pub(super) fn compare(self, other: Self, direction: Direction) -> Ordering {
        match (self, other) {
            (Self::At { key, rank, id }, Self::At { key: key_b, rank: rank_b, id: id_b }) => {
                compare_keys(key, key_b, direction)
                    .then_with(|| rank.cmp(&rank_b))
                    .then_with(|| compare_ids(id, id_b))
            }
            (Self::Begin, Self::Begin) | (Self::End, Self::End) => Ordering::Equal,
            (Self::Begin, _) | (_, Self::End) => Ordering::Less,
            (_, Self::Begin) | (Self::End, _) => Ordering::Greater,
        }
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
        let (begin, end) = (Position::Begin, Position::End);
        for (before, after) in
            [(begin, place(&one, 0, "0")), (begin, end), (place(&null, 9, "9"), end)]
        {
            assert!(before.compare(after, Direction::Desc).is_lt());
            assert!(after.compare(before, Direction::Asc).is_gt());
        }
        assert!(begin.compare(begin, Direction::Asc).is_eq());
        let keys = place(&one, 0, "0").compare(place(&two, 0, "0"), Direction::Desc);
        assert_eq!(keys, Ordering::Less);
    }
}
