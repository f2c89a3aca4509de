//! The identity index: which partner records are one thing, with the few columns that lists of
//! partners filter and sort by. It holds nothing that cannot be read again.

mod batch;
mod build;
mod change;
mod column;
mod decisions;
mod dictionary;
mod explained;
mod fresh;
mod lookup;
mod loops;
mod order;
mod partners;
mod place;
mod records;
mod relating;
mod review;
mod select;
mod snapshot;
mod summary;
mod texts;
mod told;
mod trigrams;
mod values;
mod ways;

use std::{
    collections::HashMap,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

pub use build::IdentityRules;
use channelgraph_core::Error;
use channelgraph_schema::{EntityKind, FieldId, FieldSet};
use chrono::{DateTime, Utc};
pub use decisions::RecordName;
use parking_lot::{Mutex, RwLock};
use tokio::time::Instant;

use batch::Batch;
use change::Tables;
pub use explained::{Named, Pair, Suggested, Tied, Wanted, compared};
pub use fresh::Fresh;
pub use order::Sequence;
pub use place::Place;
pub use review::{Change, Review};
pub use select::{Selection, cost};
pub use snapshot::Snapshot;
pub use summary::{Summary, Ties};

use crate::{
    load::standing,
    model::{Model, Table, TableId},
};

const P: EntityKind = EntityKind::Partner;
const PARENT: FieldId = P.known("parent");

/// The columns that the index holds: what identity needs, and what lists filter and sort by.
pub fn columns() -> FieldSet {
    static COLUMNS: LazyLock<FieldSet> = LazyLock::new(|| P.fields_that(|field| field.indexed));
    *COLUMNS
}

/// The number of columns.
fn width() -> usize {
    columns().len()
}

/// The index: partner records and what they come to, as one snapshot after the other.
pub struct Index {
    model: Arc<Model>,
    snapshot: RwLock<Arc<Snapshot>>,
    /// Moved with each snapshot.
    version: Arc<AtomicU64>,
    /// Held while the next snapshot is worked out.
    changing: tokio::sync::Mutex<()>,
    scans: Mutex<HashMap<TableId, Scan>>,
    built: AtomicBool,
    /// What is known of the index's age beside the scans.
    trust: fresh::Trust,
}

/// The index's knowledge of a table.
#[derive(Debug, Clone, Default)]
struct Scan {
    /// True if the table has been read as a whole.
    is_known: bool,
    /// When the last look for changes began.
    refreshed: Option<DateTime<Utc>>,
    /// The failure of the last look.
    error: Option<Error>,
    /// The moment before which the source does not want to be asked again.
    again: Option<Instant>,
    /// True if the last reading as a whole failed: it is made up for, as only that tells what is
    /// gone.
    owes_whole: bool,
}

impl Scan {
    fn fail(&mut self, error: Error) {
        self.again = error.retry_after().map(|wait| Instant::now() + wait);
        self.error = Some(error);
    }

    /// Returns true if the table is to be looked at now, or only if its last look failed.
    fn is_due(&self, only_failed: bool) -> bool {
        (self.error.is_some() || !only_failed)
            && self.again.is_none_or(|again| again <= Instant::now())
    }
}

impl Index {
    /// An empty index; [`Self::build`] fills it.
    pub fn new(model: Arc<Model>, rules: IdentityRules) -> Self {
        Self {
            snapshot: RwLock::new(Arc::new(Snapshot::empty(model.clone(), rules))),
            model,
            version: Arc::default(),
            changing: tokio::sync::Mutex::default(),
            scans: Mutex::default(),
            built: AtomicBool::new(false),
            trust: fresh::Trust::default(),
        }
    }

    /// The index as it now is. What is made of it stands on that.
    pub fn now(&self) -> Arc<Snapshot> {
        standing::note_version(&self.version);
        self.snapshot.read().clone()
    }

    /// Returns true if every source has been asked for its partners once, whatever came of it.
    pub fn is_built(&self) -> bool {
        self.built.load(Ordering::Acquire)
    }

    /// Returns true if the partners of at least one table have been read.
    pub fn is_known(&self) -> bool {
        self.scans.lock().values().any(|scan| scan.is_known)
    }

    /// Returns true if a table's partners have been read as a whole.
    pub fn knows(&self, table: &Table) -> bool {
        self.scans.lock().get(&table.id()).is_some_and(|scan| scan.is_known)
    }

    /// The time at which a table's partners were last read as a whole, or looked at for changes;
    /// none if they never were.
    pub fn confirmed(&self, table: &Table) -> Option<DateTime<Utc>> {
        self.scans.lock().get(&table.id()).filter(|scan| scan.is_known)?.refreshed
    }

    /// Sources whose partners the index does not know, and why.
    pub fn gaps(&self) -> Vec<Error> {
        let gaps: Vec<_> =
            self.scans.lock().values().filter_map(|scan| scan.error.clone()).collect();
        if !gaps.is_empty() {
            standing::note_passing();
        }
        gaps
    }

    /// Takes in what was read of some tables, and works out anew which records are one thing,
    /// beside the snapshot that answers meanwhile. Where nothing changed, that one stays.
    async fn take_in(&self, batch: Batch, tables: Tables) {
        let _changing = self.changing.lock().await;
        let now = self.now();
        let next = tokio::task::spawn_blocking(move || now.after(batch, tables)).await;
        match next {
            Ok(None) => {}
            Ok(Some(next)) => {
                *self.snapshot.write() = Arc::new(next);
                standing::move_version(&self.version);
            }
            Err(error) => {
                tracing::error!(%error, "The partner index could not be worked out anew; it stays as it was.");
            }
        }
    }
}

#[cfg(test)]
mod tests;
