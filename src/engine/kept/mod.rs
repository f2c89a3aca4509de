//! Whole lists that are kept, and brought up to date by what changed in their tables since, instead
//! of being read anew: what is long over changes seldom.
//!
//! They are kept for viewers who see all rows alone: whose rows depend on partners, may see others
//! without any record having changed. A record that was deleted leaves its list when that is read
//! as a whole again.

mod list;
mod refresh;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use channelgraph_schema::{EntityKind, FieldId, FieldSet, Filter};
use chrono::{DateTime, Utc};
use parking_lot::Mutex;
use tokio::{sync::OwnedMutexGuard, time::Instant};

use self::list::List;
use super::{Engine, ListQuery, Mark, Needs, Seen, Viewer, pages::tells_changes};
use crate::load::standing;

/// Bounds of lists that are kept.
#[derive(Debug, Clone, Copy, Default)]
pub struct KeptLimits {
    /// Nodes of all lists; a longer list is not kept. With 0 none is.
    pub nodes: usize,
    /// The time for which a list is served as it is.
    pub fresh: Duration,
    /// The time after which it is read as a whole again.
    pub lifetime: Duration,
}

/// Lists at most; the one that was not asked for the longest goes first.
const LISTS: usize = 12;

/// The place of a list.
#[derive(Clone, Default)]
struct Slot {
    list: Arc<tokio::sync::Mutex<Option<List>>>,
    /// The number of its nodes.
    nodes: Arc<AtomicUsize>,
}

/// The lists that are kept, those asked for last first.
#[derive(Default)]
pub(super) struct KeptLists {
    limits: KeptLimits,
    slots: Mutex<Vec<(Key, Slot)>>,
}

/// Which list it is, and for whom.
#[derive(Clone, PartialEq, Eq)]
struct Key {
    scope: Mark,
    kind: EntityKind,
    filter: Filter<FieldId>,
    fields: FieldSet,
}

/// A list on its way.
pub enum Kept {
    /// All its nodes, and the time up to which changes are in them.
    Known(Vec<Seen>, DateTime<Utc>),
    /// It has to be read; what is read can be kept, if anybody keeps it.
    Unknown(Option<Keeper>),
}

/// Takes the nodes of a list while it is read.
pub struct Keeper {
    slot: OwnedMutexGuard<Option<List>>,
    count: Arc<AtomicUsize>,
    most: usize,
    begun: (Instant, DateTime<Utc>),
    nodes: Vec<Seen>,
    is_over: bool,
}

impl KeptLists {
    pub(super) fn new(limits: KeptLimits) -> Self {
        Self { limits, slots: Mutex::default() }
    }

    /// Forgets all of them.
    pub(super) fn forget(&self) {
        self.slots.lock().clear();
    }

    /// The place of a list, which becomes the first; the last ones go if they are too many.
    fn slot(&self, key: Key) -> Slot {
        let mut slots = self.slots.lock();
        let known = slots.iter().position(|(known, _)| *known == key);
        let slot = known.map(|place| slots.remove(place).1).unwrap_or_default();
        slots.insert(0, (key, slot.clone()));
        slots.truncate(LISTS);
        let mut nodes = 0;
        let mut fits = |(_, slot): &(Key, Slot)| {
            nodes += slot.nodes.load(Ordering::Relaxed);
            nodes <= self.limits.nodes
        };
        let kept = slots.iter().take_while(|slot| fits(slot)).count();
        slots.truncate(kept.max(1));
        slot
    }
}

impl Engine {
    /// A list in the order of no key, whole: as it is kept, with the changes since, or else to be
    /// read. Who asks for one that is being read waits for that.
    pub async fn kept(
        &self,
        viewer: &Viewer,
        kind: EntityKind,
        query: &ListQuery,
        needs: &Needs,
    ) -> Kept {
        let plain = Needs { fields: needs.fields, ..Needs::default() };
        let limits = self.kept.limits;
        let tables = self.model.tables(kind);
        let can_be = limits.nodes > 0
            && viewer.sees_all_rows()
            && *needs == plain
            && *query
                == ListQuery {
                    filter: query.filter.clone(),
                    ..ListQuery::first_of_all(query.first)
                }
            && !tables.is_empty()
            && tables.iter().all(|table| tells_changes(table));
        if !can_be {
            return Kept::Unknown(None);
        }
        let (filter, fields) = (query.filter.clone(), needs.fields);
        let key = Key { scope: viewer.scope(), kind, filter, fields };
        let Slot { list, nodes: count } = self.kept.slot(key);
        let mut slot = list.lock_owned().await;
        let now = Instant::now();
        if let Some(list) = slot.as_mut().filter(|list| now < list.read + limits.lifetime) {
            let is_fresh = now < list.looked + limits.fresh;
            if is_fresh || self.bring_up_to_date(viewer, (kind, query, needs), list).await {
                standing::note_read(list.looked, list.looked + limits.fresh);
                count.store(list.len(), Ordering::Relaxed);
                return Kept::Known(list.nodes(), list.since);
            }
        }
        *slot = None;
        count.store(0, Ordering::Relaxed);
        let begun = (now, Utc::now());
        let (nodes, is_over) = (Vec::new(), false);
        Kept::Unknown(Some(Keeper { slot, count, most: limits.nodes, begun, nodes, is_over }))
    }
}

impl Keeper {
    /// Takes nodes of the list.
    pub fn take(&mut self, nodes: &[Seen]) {
        self.is_over |= self.nodes.len() + nodes.len() > self.most;
        if self.is_over {
            self.nodes = Vec::new();
        } else {
            self.nodes.extend_from_slice(nodes);
        }
    }

    /// Keeps the list. It was read to its end, and nothing is missing.
    pub fn keep(mut self) {
        if !self.is_over {
            let list = List::new(self.nodes, self.begun);
            self.count.store(list.len(), Ordering::Relaxed);
            *self.slot = Some(list);
        }
    }
}
