//! What viewers may see, remembered while the index is as it was: binding a distributor's rules
//! takes longer than most questions.

use std::sync::{Arc, Weak};

use moka::sync::Cache;

use super::{identity::Snapshot, memo::Mark, rules::Sight};

/// The weight of all that is remembered: 1 for each sight, and for each value in its filters. It
/// bounds memory: a value is a reference to a record, of about a hundred bytes.
const MOST: u64 = 200_000;

/// Remembered sights, each with the state of the index that it stands on.
pub(super) struct Sights(Cache<Mark, (Weak<Snapshot>, Arc<Sight>)>);

impl Default for Sights {
    fn default() -> Self {
        let weigh = |_: &Mark, (_, sight): &(_, Arc<Sight>)| sight.weight();
        Self(Cache::builder().max_capacity(MOST).weigher(weigh).build())
    }
}

impl Sights {
    /// The sight of this mark, if it stands on this state of the index.
    pub(super) fn get(&self, mark: Mark, snapshot: &Arc<Snapshot>) -> Option<Arc<Sight>> {
        let (known, sight) = self.0.get(&mark)?;
        // The weak pointer keeps the address from being used again.
        std::ptr::eq(known.as_ptr(), Arc::as_ptr(snapshot)).then_some(sight)
    }

    /// Remembers a sight.
    pub(super) fn put(&self, mark: Mark, snapshot: &Arc<Snapshot>, sight: Arc<Sight>) {
        self.0.insert(mark, (Arc::downgrade(snapshot), sight));
    }
}
