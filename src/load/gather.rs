//! Gathers what all operations under way ask for at one moment into one read.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use channelgraph_core::{Class, Error};
use futures::{
    FutureExt,
    future::{BoxFuture, Shared},
};
use parking_lot::Mutex;
use tracing::Instrument;

use super::{keyed::ended, partial::Partial};

/// The answer to a batch, for all who are part of it.
pub(super) type Fetched<K, V> = Result<Arc<Partial<V, K>>, Error>;

type Running<K, V> = Shared<BoxFuture<'static, Fetched<K, V>>>;

/// A batch that still takes keys.
struct Open<K, V> {
    keys: Vec<K>,
    running: Running<K, V>,
}

/// The batches that still take keys, by question: keys of one question can be read together. Each
/// class has its own, so that no client waits for a batch that lets others go first.
pub(super) struct Gather<Q, K, V>(Arc<Mutex<Batches<Q, K, V>>>);

type Batches<Q, K, V> = HashMap<(Class, Q), Open<K, V>>;

/// Turns that a batch gives other tasks before it begins. Whatever is ready to ask does so
/// meanwhile, and a single operation waits for nothing but these turns.
const YIELDS: usize = 2;

impl<Q, K, V> Clone for Gather<Q, K, V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<Q, K, V> Gather<Q, K, V>
where
    Q: Clone + Eq + Hash + Send + Sync + 'static,
    K: Send + Sync + 'static,
    V: Send + Sync + 'static,
{
    /// No batch yet.
    pub(super) fn new() -> Self {
        Self(Arc::default())
    }

    /// The answer for these keys and all others that are asked of the same question meanwhile, read
    /// by one call of `fetch`. Of several callers the `fetch` of the first one is taken.
    pub(super) async fn load<F>(
        &self,
        question: Q,
        mut keys: Vec<K>,
        fetch: impl FnOnce(Vec<K>) -> F + Send + 'static,
    ) -> Fetched<K, V>
    where
        F: Future<Output = Result<Partial<V, K>, Error>> + Send + 'static,
    {
        let question = (Class::now(), question);
        let running = {
            let mut open = self.0.lock();
            if let Some(batch) = open.get_mut(&question) {
                batch.keys.append(&mut keys);
                batch.running.clone()
            } else {
                let running = self.begin(question.clone(), fetch);
                open.insert(question, Open { keys, running: running.clone() });
                running
            }
        };
        running.await
    }

    /// A batch that reads whatever was gathered once other tasks had their turns.
    fn begin<F>(
        &self,
        question: (Class, Q),
        fetch: impl FnOnce(Vec<K>) -> F + Send + 'static,
    ) -> Running<K, V>
    where
        F: Future<Output = Result<Partial<V, K>, Error>> + Send + 'static,
    {
        let open = self.0.clone();
        // A task of its own: each caller that polls a shared future would use up one of its turns.
        let task = tokio::spawn(
            // Without a budget: the batch belongs to all who joined it. Each pays for its own keys.
            Class::inherited(async move {
                for _ in 0..YIELDS {
                    tokio::task::yield_now().await;
                }
                let batch = open.lock().remove(&question);
                fetch(batch.map(|batch| batch.keys).unwrap_or_default()).await.map(Arc::new)
            })
            .in_current_span(),
        );
        task.map(|outcome| outcome.unwrap_or_else(|_| Err(ended()))).boxed().shared()
    }
}
