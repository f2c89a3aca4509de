//! Reading lists in the background that a request could not read to their end.

use std::time::Duration;

use channelgraph_core::Class;
use tokio::time::Instant;

use super::{Wish, keeper::Keeper, list::List, whole::Whole};
use crate::engine::Engine;

/// Attempts at a list of which something is still missing.
const ATTEMPTS: u32 = 5;

/// The pause between two of them: details that a source tells of one record at a time come
/// meanwhile.
const PAUSE: Duration = Duration::from_secs(15);

impl Engine {
    /// Reads, one after another and for ever, the lists that were asked for and not read to their
    /// end. Its calls let clients' go first.
    pub async fn keep_lists(&self) {
        let mut wished = self.kept.wished.lock().await;
        while let Some(wish) = wished.recv().await {
            Class::Background.scope(self.fulfil(&wish)).await;
        }
    }

    async fn fulfil(&self, wish: &Wish) {
        for _ in 0..ATTEMPTS {
            let place = self.kept.slot(wish.key());
            let limits = self.kept.limits;
            let is_known = |list: &List| Instant::now() < list.read + limits.lifetime;
            if place.list.lock().await.as_ref().is_some_and(is_known) {
                return;
            }
            let Some(keeper) = Keeper::of(place, &self.kept, None) else { return };
            if self.read_whole(wish, keeper).await {
                return;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Reads a list to its end and keeps it. Returns false if something is missing.
    async fn read_whole(&self, wish: &Wish, keeper: Keeper) -> bool {
        let Wish { viewer, kind, query, needs } = wish;
        let asked = (*kind, query.clone(), *needs);
        let mut whole = Whole::to_read(self, viewer, asked, Some(keeper));
        while whole.is_for_keeping() {
            match whole.next().await {
                Ok(Some(_)) => {}
                Ok(None) => return true,
                Err(_) => return false,
            }
        }
        false
    }
}
