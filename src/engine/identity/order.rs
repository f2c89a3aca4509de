//! Orders of partners, and the next ones of a selection in one.

use std::sync::Arc;

use channelgraph_schema::{Direction, Order};

use super::{column::Column, select::Selection, snapshot::Snapshot};

/// Candidates that are sorted rather than met on a walk through all partners.
const FEW: u64 = 256;

/// All partners in an order.
pub struct Sequence {
    size: u32,
    direction: Direction,
    /// The column of its key; none by id, which is the order of the partners' numbers. Nor has it
    /// one where no record has the key: then every partner has null.
    column: Option<Arc<Column>>,
}

impl Snapshot {
    /// The partners in an order.
    pub fn sequence(&self, order: Order) -> Sequence {
        let column = order.key.and_then(|key| self.column(key)).cloned();
        Sequence { size: self.len(), direction: order.direction, column }
    }
}

impl Sequence {
    /// The number of partners.
    pub fn len(&self) -> u32 {
        self.size
    }

    /// The partner at a place.
    pub fn at(&self, place: u32) -> Option<u32> {
        match &self.column {
            Some(column) => column.at(self.direction, place),
            None => (place < self.size).then_some(place),
        }
    }

    /// The first place whose partner does not stand before something.
    pub fn partition(&self, is_before: impl Fn(u32) -> bool) -> u32 {
        let (mut low, mut high) = (0, self.size);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.at(middle).is_some_and(&is_before) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The first selected partners from a place on.
    pub fn next(&self, selection: &Selection, from: u32, most: usize) -> Vec<u32> {
        let candidates = selection.candidates();
        let mut found = Vec::with_capacity(most.min(256));
        if most == 0 || candidates.is_empty() {
            return found;
        }
        let Some(column) = &self.column else {
            let selected = candidates.range(from..).filter(|partner| selection.passes(*partner));
            found.extend(selected.take(most));
            return found;
        };
        // As many steps as it takes where candidates stand anywhere; where they stand at the far
        // end of the order, sorting them is less.
        let expected = (most as u64).saturating_mul(u64::from(self.size)) / candidates.len();
        let steps = if candidates.len() <= FEW {
            0
        } else {
            expected.saturating_mul(4).saturating_add(FEW)
        };
        let end = from.saturating_add(u32::try_from(steps).unwrap_or(u32::MAX)).min(self.size);
        for place in from..end {
            found.extend(self.at(place).filter(|partner| selection.contains(*partner)));
            if found.len() == most {
                return found;
            }
        }
        if end < self.size {
            self.sorted(column, selection, end, most, &mut found);
        }
        found
    }

    /// Finds the first selected partners from a place on by sorting the candidates.
    fn sorted(
        &self,
        column: &Column,
        selection: &Selection,
        from: u32,
        most: usize,
        found: &mut Vec<u32>,
    ) {
        let Some(first) = self.at(from).map(|partner| column.sort_key(self.direction, partner))
        else {
            return;
        };
        let keys = selection.candidates().iter();
        let keys = keys.map(|partner| column.sort_key(self.direction, partner));
        let mut keys: Vec<u64> = keys.filter(|key| *key >= first).collect();
        let lacking = most - found.len();
        if selection.is_exact() && lacking < keys.len() {
            keys.select_nth_unstable(lacking);
            keys.truncate(lacking);
        }
        keys.sort_unstable();
        // The lower half of a key is the partner.
        let partners = keys.into_iter().map(|key| (key & u64::from(u32::MAX)) as u32);
        found.extend(partners.filter(|partner| selection.passes(*partner)).take(lacking));
    }
}
