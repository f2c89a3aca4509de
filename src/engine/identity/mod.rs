//! The identity index: which partner records are one thing, with the few columns that lists of
//! partners filter and sort by. It holds nothing that cannot be read again.

mod batch;
mod build;
mod change;
mod cluster;
mod column;
mod dictionary;
mod keys;
mod linking;
mod lookup;
mod order;
mod partners;
mod records;
mod select;
mod snapshot;
mod texts;
mod trigrams;
mod values;

use std::{
    collections::HashMap,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

pub use build::IdentityRules;
use channelgraph_core::Error;
use channelgraph_schema::{EntityKind, FieldSet};
use chrono::{DateTime, Utc};
use parking_lot::{Mutex, RwLock};

use batch::Batch;
use change::Tables;
pub use order::Sequence;
pub use select::{Selection, cost};
pub use snapshot::Snapshot;

use crate::model::{Model, Table};

const P: EntityKind = EntityKind::Partner;

/// The columns that the index holds: what identity needs, and what lists filter and sort by.
pub fn columns() -> FieldSet {
    static COLUMNS: LazyLock<FieldSet> = LazyLock::new(|| P.fields_that(|field| field.indexed));
    *COLUMNS
}

/// The number of columns.
fn width() -> usize {
    static WIDTH: LazyLock<usize> = LazyLock::new(|| columns().iter().count());
    *WIDTH
}

/// The index: partner records and what they come to, as one snapshot after the other.
pub struct Index {
    model: Arc<Model>,
    rules: IdentityRules,
    snapshot: RwLock<Arc<Snapshot>>,
    /// Moved with each snapshot.
    version: Arc<AtomicU64>,
    /// Held while the next snapshot is worked out.
    changing: tokio::sync::Mutex<()>,
    scans: Mutex<HashMap<TableName, Scan>>,
    built: AtomicBool,
}

/// A table's source and object.
type TableName = (Arc<str>, Arc<str>);

/// The index's knowledge of a table.
#[derive(Debug, Clone, Default)]
struct Scan {
    /// When the last complete look at the source began.
    scanned: Option<DateTime<Utc>>,
    /// When the last look for changes began.
    refreshed: Option<DateTime<Utc>>,
    /// The failure of the last look.
    error: Option<Error>,
}

impl Index {
    /// An empty index; [`Self::build`] fills it.
    pub fn new(model: Arc<Model>, rules: IdentityRules) -> Self {
        Self {
            snapshot: RwLock::new(Arc::new(Snapshot::empty(model.clone()))),
            model,
            rules,
            version: Arc::default(),
            changing: tokio::sync::Mutex::default(),
            scans: Mutex::default(),
            built: AtomicBool::new(false),
        }
    }

    /// The index as it now is.
    pub fn now(&self) -> Arc<Snapshot> {
        self.snapshot.read().clone()
    }

    /// Returns true if every source has been asked for its partners once, whatever came of it.
    pub fn is_built(&self) -> bool {
        self.built.load(Ordering::Acquire)
    }

    /// Returns true if the partners of at least one table have been read.
    pub fn is_known(&self) -> bool {
        self.scans.lock().values().any(|scan| scan.scanned.is_some())
    }

    /// Returns true if a table's partners have been read as a whole.
    pub fn knows(&self, table: &Table) -> bool {
        let place = (table.source.name.clone(), table.mapping.object.clone());
        self.scans.lock().get(&place).is_some_and(|scan| scan.scanned.is_some())
    }

    /// Sources whose partners the index does not know, and why.
    pub fn gaps(&self) -> Vec<Error> {
        self.scans.lock().values().filter_map(|scan| scan.error.clone()).collect()
    }

    /// A number that moves with each snapshot: what was made from an older one may not hold any
    /// more.
    pub fn version(&self) -> &Arc<AtomicU64> {
        &self.version
    }

    /// Takes in what was read of some tables, and works out anew which records are one thing, beside
    /// the snapshot that answers meanwhile. Where nothing changed, that one stays.
    async fn take_in(&self, batch: Batch, tables: Tables) {
        let _changing = self.changing.lock().await;
        let (now, rules) = (self.now(), self.rules.clone());
        let next = tokio::task::spawn_blocking(move || now.after(&rules, batch, tables)).await;
        match next {
            Ok(None) => {}
            Ok(Some(next)) => {
                *self.snapshot.write() = Arc::new(next);
                self.version.fetch_add(1, Ordering::AcqRel);
            }
            Err(error) => {
                tracing::error!(%error, "The partner index could not be worked out anew; it stays as it was.");
            }
        }
    }
}

#[cfg(test)]
mod tests;
