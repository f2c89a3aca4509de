//! The queue of one source's details that are to be read in the background: what users asked for
//! first, then what changed last.

use std::{
    cmp::Ordering,
    collections::{BinaryHeap, HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use chrono::{DateTime, Utc};
use parking_lot::Mutex;
use tokio::{sync::Notify, time::Instant};

use crate::model::{Table, TableId};

/// Records that wait at most, and twice as many if users ask for them; further ones are found by
/// the next list.
const MOST: usize = 20_000;

/// The time between two readings of a whole table for what lacks details.
const RESCAN: Duration = Duration::from_secs(3600);

/// The queue of one source.
#[derive(Default)]
pub(super) struct Queue {
    inner: Mutex<Inner>,
    wake: Notify,
}

#[derive(Default)]
struct Inner {
    /// True once somebody takes from it; before, nothing is put in.
    is_served: bool,
    waiting: BinaryHeap<Waiting>,
    /// The records that wait, each with whether a user asked for it.
    known: HashMap<(TableId, Arc<str>), bool>,
    /// Tables of which a user asked for details.
    asked: HashSet<TableId>,
    /// When those were read as a whole last.
    scanned: HashMap<TableId, Instant>,
    /// Tables that are to be read as a whole.
    to_scan: Vec<Arc<Table>>,
}

/// A record whose details are to be read.
#[derive(Clone)]
pub(super) struct Waiting {
    /// True if a user asked for them.
    pub(super) is_wanted: bool,
    /// When the record was changed last.
    pub(super) modified: Option<DateTime<Utc>>,
    pub(super) table: Arc<Table>,
    pub(super) id: Arc<str>,
}

impl Waiting {
    fn slot(&self) -> (TableId, Arc<str>) {
        (self.table.id(), self.id.clone())
    }

    fn urgency(&self) -> (bool, Option<DateTime<Utc>>, &str) {
        (self.is_wanted, self.modified, &self.id)
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Waiting {}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        self.urgency().cmp(&other.urgency())
    }
}

/// The next work of whoever serves the queue.
pub(super) enum Work {
    /// To read a table as a whole, for the records that lack details.
    Scan(Arc<Table>),
    /// To read the details of these records.
    Read(Vec<Waiting>),
}

impl Queue {
    /// Notes that the queue is served from now on.
    pub(super) fn serve(&self) {
        self.inner.lock().is_served = true;
    }

    /// Puts records in whose details a user asked for.
    pub(super) fn want(&self, table: &Arc<Table>, ids: impl IntoIterator<Item = Arc<str>>) {
        let mut inner = self.inner.lock();
        if !inner.is_served {
            return;
        }
        inner.asked.insert(table.id());
        let is_due = inner.scanned.get(&table.id()).is_none_or(|last| last.elapsed() >= RESCAN);
        if is_due {
            inner.scanned.insert(table.id(), Instant::now());
            inner.to_scan.push(table.clone());
        }
        for id in ids {
            inner.put(Waiting { is_wanted: true, modified: None, table: table.clone(), id });
        }
        drop(inner);
        self.wake.notify_one();
    }

    /// Puts a record in that a list told, if users ask for details of its table.
    pub(super) fn offer(&self, table: &Arc<Table>, id: Arc<str>, modified: DateTime<Utc>) {
        let mut inner = self.inner.lock();
        if inner.is_served && inner.asked.contains(&table.id()) {
            let (is_wanted, modified, table) = (false, Some(modified), table.clone());
            inner.put(Waiting { is_wanted, modified, table, id });
            drop(inner);
            self.wake.notify_one();
        }
    }

    /// Puts a record back that could not be read.
    pub(super) fn put_back(&self, waiting: Waiting) {
        self.inner.lock().put(waiting);
    }

    /// Notes that a scan failed: the next user who wants details of the table has it done again.
    pub(super) fn note_failed_scan(&self, table: &Table) {
        self.inner.lock().scanned.remove(&table.id());
    }

    /// The next work, of at most so many records; waits until there is some.
    pub(super) async fn next(&self, most: usize) -> Work {
        loop {
            let woken = self.wake.notified();
            if let Some(work) = self.inner.lock().take(most) {
                return work;
            }
            woken.await;
        }
    }
}

impl Inner {
    fn put(&mut self, waiting: Waiting) {
        let (slot, is_wanted) = (waiting.slot(), waiting.is_wanted);
        // One that a user asks for meanwhile is put in a second time, ahead of the first.
        let is_known = self.known.get(&slot).is_some_and(|wanted| *wanted || !is_wanted);
        // A queue that lists have filled still takes what users ask for.
        let most = if is_wanted { 2 * MOST } else { MOST };
        if !is_known && self.waiting.len() < most {
            self.known.insert(slot, is_wanted);
            self.waiting.push(waiting);
        }
    }

    fn take(&mut self, most: usize) -> Option<Work> {
        let is_wanted = self.waiting.peek().is_some_and(|first| first.is_wanted);
        if !is_wanted && let Some(table) = self.to_scan.pop() {
            return Some(Work::Scan(table));
        }
        let mut records = Vec::new();
        while records.len() < most
            && let Some(next) = self.waiting.pop()
        {
            if self.known.remove(&next.slot()).is_some() {
                records.push(next);
            }
        }
        (!records.is_empty()).then_some(Work::Read(records))
    }
}
