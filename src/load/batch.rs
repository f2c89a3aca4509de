//! Batches within one request: what resolvers of one level ask for is collected and read together.

use std::{collections::HashMap, fmt::Debug, hash::Hash, sync::Arc};

use dataloader::{BatchFn, non_cached::Loader};
use futures::{
    FutureExt,
    future::{BoxFuture, Shared},
};

/// A batch under way.
#[derive(Clone)]
pub(super) struct Running<K, V>(Shared<BoxFuture<'static, Arc<HashMap<K, V>>>>);

type Start<K, V> = Arc<dyn Fn(Vec<K>) -> BoxFuture<'static, HashMap<K, V>> + Send + Sync>;

/// Starts a batch and returns at once. The loader holds its lock while this runs, so the work
/// itself must not happen here: it happens in the shared future that every caller awaits after the
/// lock is gone, and the next level can gather meanwhile.
pub(super) struct Starter<K, V>(Start<K, V>);

impl<K, V> BatchFn<K, Running<K, V>> for Starter<K, V>
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    async fn load(&mut self, keys: &[K]) -> HashMap<K, Running<K, V>> {
        let running = Running((self.0)(keys.to_vec()).map(Arc::new).boxed().shared());
        keys.iter().map(|key| (key.clone(), running.clone())).collect()
    }
}

/// Collects what is asked for in one moment.
pub struct Batches<K, V>(Loader<K, Running<K, V>, Starter<K, V>>)
where
    K: Clone + Eq + Hash + Debug + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static;

/// No batch is cut here: the store cuts to the size that a source takes.
const UNCUT: usize = 1 << 20;

/// Turns that a batch gives others before it begins. Resolvers of one level ask within one poll of
/// the operation, so once would do; every further time costs a poll of all of them.
const YIELDS: usize = 2;

impl<K, V> Batches<K, V>
where
    K: Clone + Eq + Hash + Debug + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// Batches read by `fetch`.
    pub fn new(
        fetch: impl Fn(Vec<K>) -> BoxFuture<'static, HashMap<K, V>> + Send + Sync + 'static,
    ) -> Self {
        Self(
            Loader::new(Starter(Arc::new(fetch)))
                .with_max_batch_size(UNCUT)
                .with_yield_count(YIELDS),
        )
    }

    /// The value of a key, read together with whatever else is asked for in this moment; none if
    /// the batch has no answer for it.
    pub async fn load(&self, key: K) -> Option<V> {
        // Unconstrained, because the loader's lock would use up tokio's budget after 128 callers,
        // and cut the batch there.
        let running = tokio::task::unconstrained(self.0.try_load(key.clone())).await.ok()?;
        running.0.await.get(&key).cloned()
    }
}

#[cfg(test)]
mod tests {
    use parking_lot::Mutex;
    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn what_is_asked_together_is_read_together() {
        let sizes = Arc::new(Mutex::new(Vec::new()));
        let seen = sizes.clone();
        let batches = Batches::new(move |keys: Vec<u32>| {
            seen.lock().push(keys.len());
            async move { keys.into_iter().map(|key| (key, key * 2)).collect() }.boxed()
        });
        let values = futures::future::join_all((0..5000).map(|key| batches.load(key))).await;
        assert_eq!(values[7], Some(14));
        assert_eq!(*sizes.lock(), [5000]);
    }

    /// Two levels of a query overlap: the second batch of one loader begins, and ends, while its
    /// first is still under way.
    #[tokio::test]
    async fn a_batch_under_way_does_not_hold_up_the_next() {
        let (release, begun) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (gate, begins) = (release.clone(), begun.clone());
        let batches = Arc::new(Batches::new(move |keys: Vec<u32>| {
            let (gate, begins) = (gate.clone(), begins.clone());
            async move {
                if keys.contains(&1) {
                    begins.notify_one();
                    gate.notified().await;
                }
                keys.into_iter().map(|key| (key, key)).collect()
            }
            .boxed()
        }));
        let first = tokio::spawn({
            let batches = batches.clone();
            async move { batches.load(1).await }
        });
        begun.notified().await;
        assert_eq!(batches.load(2).await, Some(2));
        assert!(!first.is_finished());
        release.notify_one();
        assert_eq!(first.await.unwrap(), Some(1));
    }
}
