//! Who keeps a list while it is read.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use chrono::{DateTime, Utc};
use tokio::{sync::mpsc, time::Instant};

use super::{KeptLists, Slot, Wish, list::List};
use crate::engine::Seen;

/// Takes the nodes of a list while it is read. If it is given up, the list is read to its end in
/// the background.
pub(super) struct Keeper {
    place: Slot,
    most: usize,
    /// The number of nodes that all keepers hold.
    collected: Arc<AtomicUsize>,
    begun: (Instant, DateTime<Utc>),
    nodes: Vec<Seen>,
    is_over: bool,
    /// What is to be read if this is given up, and where that is said.
    wish: Option<(Wish, mpsc::Sender<Wish>)>,
}

impl Keeper {
    /// A keeper for a list that nobody reads yet; `wish` is what is read if it is given up.
    pub(super) fn of(place: Slot, kept: &KeptLists, wish: Option<Wish>) -> Option<Self> {
        if place.is_read.swap(true, Ordering::AcqRel) {
            return None;
        }
        let (most, collected) = (kept.limits.nodes, kept.collected.clone());
        let begun = (Instant::now(), Utc::now());
        let wish = wish.map(|wish| (wish, kept.wishes.clone()));
        Some(Self { place, most, collected, begun, nodes: Vec::new(), is_over: false, wish })
    }

    /// Takes nodes of the list.
    pub(super) fn take(&mut self, nodes: &[Seen]) {
        let held = self.collected.fetch_add(nodes.len(), Ordering::Relaxed) + nodes.len();
        self.nodes.extend_from_slice(nodes);
        self.is_over |= held > self.most;
        if self.is_over {
            self.let_go();
        }
    }

    /// Lets go of the nodes that it holds.
    fn let_go(&mut self) -> Vec<Seen> {
        let nodes = std::mem::take(&mut self.nodes);
        self.collected.fetch_sub(nodes.len(), Ordering::Relaxed);
        nodes
    }

    /// Keeps the list. It was read to its end, and nothing is missing.
    pub(super) async fn keep(mut self) {
        self.wish = None;
        if !self.is_over {
            let list = List::new(self.let_go(), self.begun);
            let mut slot = self.place.list.lock().await;
            self.place.nodes.store(list.len(), Ordering::Relaxed);
            *slot = Some(list);
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.let_go();
        self.place.is_read.store(false, Ordering::Release);
        if let Some((wish, wishes)) = self.wish.take().filter(|_| !self.is_over) {
            // With many of them under way, whoever asks next says so again.
            let _ = wishes.try_send(wish);
        }
    }
}
