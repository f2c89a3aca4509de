//! From one snapshot to the next: what a read of some tables changes.

use channelgraph_schema::FieldSet;

use super::{P, batch::Batch, columns, records::Records, snapshot::Snapshot, told::tells_the_same};
use crate::engine::Ranks;

/// A record that was read and differs from what is known: its number there, and the known one's.
type Changed = (u32, Option<u32>);

/// The tables that were read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tables {
    /// Those that answered.
    pub(super) read: Ranks,
    /// Those that were read as a whole: records that did not come are gone.
    pub(super) whole: Ranks,
}

impl Snapshot {
    /// The snapshot after these tables were read; none if they held what is known already.
    pub(super) fn after(&self, batch: Batch, tables: Tables) -> Option<Self> {
        let fresh = batch.finish(&self.model, tables.read);
        let changed = self.changed(&fresh);
        let is_gone = |record: &u32| {
            let rank = self.records.rank(*record);
            tables.whole.contains(rank) && fresh.find(rank, self.records.id(*record)).is_none()
        };
        let some_are_gone = (0..self.records.len()).any(|record| is_gone(&record));
        if changed.is_empty() && !some_are_gone {
            return None;
        }
        let tells_the_same = |(record, known): &Changed| {
            known.is_some_and(|known| tells_the_same(&self.records, known, &fresh, *record))
        };
        if !some_are_gone && self.has_room() && changed.iter().all(tells_the_same) {
            return Some(self.patched(&fresh, &changed));
        }
        let every: Ranks = self.model.tables(P).iter().map(|table| table.rank).collect();
        if every.is_within(tables.whole) {
            return Some(self.next(fresh));
        }
        let mut all = Batch::default();
        (0..self.records.len())
            .filter(|record| !is_gone(record))
            .for_each(|record| all.copy(&self.records, record));
        (0..fresh.len()).for_each(|record| all.copy(&fresh, record));
        let records = all.finish(&self.model, every);
        Some(self.next(records))
    }

    /// The records that differ from those that are known; the others were known until now.
    fn changed(&self, fresh: &Records) -> Vec<Changed> {
        let mut changed = Vec::new();
        for record in 0..fresh.len() {
            match self.records.find(fresh.rank(record), fresh.id(record)) {
                Some(known) if self.records.is_like(known, fresh, record) => {
                    self.records.fetched.set(known, fresh.fetched.get(record));
                }
                known => changed.push((record, known)),
            }
        }
        self.forget_nodes();
        changed
    }

    /// Returns true while the values that patches left behind are few.
    fn has_room(&self) -> bool {
        const FEW: usize = 10_000;
        self.records.values.len() <= self.built_of + self.built_of / 8 + FEW
    }

    /// The snapshot with other values of records that tell identity the same: who is one with whom
    /// stays, and so do the columns in which nothing changed.
    fn patched(&self, fresh: &Records, changed: &[Changed]) -> Self {
        let mut records = self.records.clone();
        let mut touched = FieldSet::EMPTY;
        for (record, known) in changed {
            let Some(known) = known else { continue };
            for field in columns().iter() {
                let value = fresh.values.get(fresh.cell(*record, field));
                if !records.values.is(records.cell(*known, field), &value) {
                    touched.insert(field);
                }
            }
            records.replace(*known, fresh, *record);
        }
        let (resolution, partners) = (self.resolution.clone(), self.partners.clone());
        let columns = self.columns.clone();
        let mut next = self.with(records, resolution, partners, columns);
        next.built_of = self.built_of;
        next.rebuild(touched);
        next
    }
}
