//! Whole lists that are kept, and brought up to date by what changed in their tables since, instead
//! of being read anew: what is long over changes seldom.
//!
//! They are kept for viewers who see all rows alone: whose rows depend on partners, may see others
//! without any record having changed. A record that was deleted leaves its list when that is read
//! as a whole again. Where a table does not tell what changed, a list serves for as long as its
//! days may be told of as they were, and is read anew then.

mod background;
mod keeper;
mod list;
mod refresh;
mod whole;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use channelgraph_schema::{EntityKind, FieldId, FieldSet, Filter};
use parking_lot::Mutex;
use tokio::{sync::mpsc, time::Instant};

pub use whole::{Chunk, Whole};

use self::{keeper::Keeper, list::List, refresh::Outcome};
use super::{Engine, ListQuery, Mark, Needs, Viewer, pages::tells_changes};
use crate::load::standing;

/// Bounds of lists that are kept.
#[derive(Debug, Clone, Copy, Default)]
pub struct KeptLimits {
    /// Nodes of all lists; a longer list is not kept. With 0 none is.
    pub nodes: usize,
    /// The time for which a list is served as it is.
    pub fresh: Duration,
    /// The same for whoever asks for what is over.
    pub settled: Duration,
    /// The time after which it is read as a whole again, in the background if it is asked for
    /// before twice the time is over.
    pub lifetime: Duration,
}

/// How old a list may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// As fresh as records are.
    Fresh,
    /// Older, as it is about days that are over, which change seldom.
    Settled,
}

/// Lists at most; the one that was not asked for the longest goes first.
const LISTS: usize = 12;

/// The place of a list.
#[derive(Clone, Default)]
struct Slot {
    list: Arc<tokio::sync::Mutex<Option<List>>>,
    /// The number of its nodes.
    nodes: Arc<AtomicUsize>,
    /// Whether somebody reads it.
    is_read: Arc<AtomicBool>,
}

/// The lists that are kept, those asked for last first.
pub(super) struct KeptLists {
    limits: KeptLimits,
    slots: Mutex<Vec<(Key, Slot)>>,
    /// The number of nodes that keepers hold.
    collected: Arc<AtomicUsize>,
    wishes: mpsc::Sender<Wish>,
    /// Those of them that are to be read in the background.
    wished: tokio::sync::Mutex<mpsc::Receiver<Wish>>,
}

/// Which list it is, and for whom.
#[derive(Clone, PartialEq, Eq)]
struct Key {
    scope: Mark,
    kind: EntityKind,
    filter: Filter<FieldId>,
    fields: FieldSet,
}

/// A list that somebody asks for.
pub(super) struct Wish {
    viewer: Viewer,
    kind: EntityKind,
    query: ListQuery,
    needs: Needs,
}

impl KeptLists {
    pub(super) fn new(limits: KeptLimits) -> Self {
        let (wishes, wished) = mpsc::channel(LISTS);
        let (slots, collected) = (Mutex::default(), Arc::default());
        Self { limits, slots, collected, wishes, wished: tokio::sync::Mutex::new(wished) }
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
    /// read.
    pub async fn whole<'a>(
        &'a self,
        viewer: &'a Viewer,
        (kind, query, needs): (EntityKind, ListQuery, Needs),
        freshness: Freshness,
    ) -> Whole<'a> {
        let wish = Wish { viewer: viewer.clone(), kind, query: query.clone(), needs };
        let to_read = |keeper| Whole::to_read(self, viewer, (kind, query.clone(), needs), keeper);
        let limits = self.kept.limits;
        let fresh = match freshness {
            Freshness::Fresh => limits.fresh,
            Freshness::Settled => limits.fresh.max(limits.settled),
        };
        let can_be_patched = self.model.tables(kind).iter().all(|table| tells_changes(table));
        let is_kept =
            can_be_patched || freshness == Freshness::Settled && !limits.settled.is_zero();
        if !(is_kept && self.can_be_kept(&wish)) {
            return to_read(None);
        }
        let place = self.kept.slot(wish.key());
        let mut slot = place.list.lock().await;
        let now = Instant::now();
        // A list that is due is read in the background while it serves.
        if let Some(list) = slot.as_mut().filter(|list| now < list.read + limits.lifetime * 2) {
            let outcome = match now < list.looked + fresh {
                true => Outcome::Done,
                false if can_be_patched => self.bring_up_to_date(&wish, list).await,
                false => Outcome::TooMuch,
            };
            if outcome == Outcome::Failed {
                return to_read(None);
            }
            if outcome == Outcome::Done {
                let end = list.read + limits.lifetime * 2;
                standing::note_read(list.looked, end.min(list.looked + fresh));
                place.nodes.store(list.len(), Ordering::Relaxed);
                if now >= list.read + limits.lifetime && !place.is_read.load(Ordering::Acquire) {
                    let _ = self.kept.wishes.try_send(wish);
                }
                return Whole::known(list.nodes(), list.since, query.first);
            }
        }
        *slot = None;
        place.nodes.store(0, Ordering::Relaxed);
        drop(slot);
        to_read(Keeper::of(place, &self.kept, Some(wish)))
    }

    fn can_be_kept(&self, wish: &Wish) -> bool {
        let Wish { viewer, kind, query, needs } = wish;
        let plain =
            ListQuery { filter: query.filter.clone(), ..ListQuery::first_of_all(query.first) };
        self.kept.limits.nodes > 0
            && viewer.sees_all_rows()
            && *query == plain
            && *needs == Needs { fields: needs.fields, ..Needs::default() }
            && !self.model.tables(*kind).is_empty()
    }
}

impl Wish {
    fn key(&self) -> Key {
        let (scope, kind) = (self.viewer.scope(), self.kind);
        Key { scope, kind, filter: self.query.filter.clone(), fields: self.needs.fields }
    }
}
