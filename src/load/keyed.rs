//! A cache of values by key that fetches what it lacks in one batch, and joins fetches that are
//! already under way.

use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

use channelgraph_core::{Budget, Class, Error, ErrorKind};
use futures::{
    FutureExt,
    future::{BoxFuture, Shared},
};
use moka::{Expiry, sync::Cache};
use parking_lot::Mutex;
use tokio::time::Instant;
use tracing::Instrument;

use super::{
    fetch::no_answer,
    partial::Partial,
    patience::Patience,
    standing::{self, move_version},
};
use crate::model::Table;

/// A key of the cache. Several keys may be answered by one slot of the cache: a record with more
/// fields answers for fewer.
pub trait Key: Clone + Eq + Hash + Send + Sync + 'static {
    /// The place in the cache.
    type Slot: Eq + Hash + Send + Sync + 'static;
    /// The cached values.
    type Value: Clone + Send + Sync + 'static;

    /// Values side by side in one slot; with more, the oldest goes.
    const MOST: usize = 4;

    /// The place in the cache that may answer this key.
    fn slot(&self) -> Self::Slot;
    /// Returns true if what stands there does answer it.
    fn answered_by(&self, value: &Self::Value) -> bool;
    /// Returns true if a newer value makes an older one of the same slot superfluous. Values that
    /// do not replace each other are kept side by side.
    fn replaces(_new: &Self::Value, _old: &Self::Value) -> bool {
        true
    }
    /// Returns true if a newer value contradicts an older one of the same slot: what was made of
    /// the older one is dead then.
    fn contradicts(_new: &Self::Value, _old: &Self::Value) -> bool {
        false
    }
    /// About how many bytes a value takes.
    fn bytes(value: &Self::Value) -> usize;
    /// The age of what a value was made of, where that had been read before.
    fn age(_value: &Self::Value) -> Duration {
        Duration::ZERO
    }
}

/// How long what is read is good.
#[derive(Clone, Copy)]
pub struct Life<'a> {
    /// The time, from when the read began.
    pub time: Duration,
    /// The counter of the data that it is part of, moved when a value contradicts an older one.
    pub version: &'a Arc<AtomicU64>,
}

/// A value, when it was read, and how long it is good.
#[derive(Clone)]
struct Timed<V> {
    value: V,
    read: Instant,
    end: Instant,
}

/// The content of a slot: values that do not replace each other, each until its own lifetime ends.
#[derive(Clone)]
struct Entry<V> {
    values: Vec<Timed<V>>,
    /// The lifetime of the last of them.
    lifetime: Duration,
}

impl<V: Clone> Entry<V> {
    /// The entry with a value, beside those that it does not replace.
    fn with(old: Option<Self>, kept: Timed<V>, replaces: fn(&V, &V) -> bool, most: usize) -> Self {
        let now = Instant::now();
        let mut values = old.map(|old| old.values).unwrap_or_default();
        values.retain(|known| known.end > now && !replaces(&kept.value, &known.value));
        values.drain(..values.len().saturating_sub(most - 1));
        values.push(kept);
        let left = values.iter().map(|kept| kept.end.saturating_duration_since(now)).max();
        Self { values, lifetime: left.unwrap_or_default() }
    }
}

struct Lifetime;

#[expect(clippy::disallowed_types, reason = "the trait is written with it; the moment goes unread")]
impl<K, V> Expiry<K, Entry<V>> for Lifetime {
    fn expire_after_create(
        &self,
        _: &K,
        entry: &Entry<V>,
        _: std::time::Instant,
    ) -> Option<Duration> {
        Some(entry.lifetime)
    }

    fn expire_after_update(
        &self,
        _: &K,
        entry: &Entry<V>,
        _: std::time::Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(entry.lifetime)
    }
}

/// What a fetch brought, and when it began.
struct Brought<K: Key> {
    partial: Partial<K::Value, K>,
    read: Instant,
}

type Fetched<K> = Result<Arc<Brought<K>>, Error>;
type Running<K> = Shared<BoxFuture<'static, Fetched<K>>>;
type UnderWay<K> = HashMap<(Class, K), Running<K>>;

/// The cache of one kind of thing.
pub struct Keyed<K: Key> {
    cache: Cache<K::Slot, Entry<K::Value>>,
    running: Arc<Mutex<UnderWay<K>>>,
}

/// The answer to several keys.
pub struct Got<K: Key> {
    /// The values that there are.
    pub values: HashMap<K, K::Value>,
    /// Those that the cache answered.
    pub hits: HashSet<K>,
    /// When the oldest of the others was read; none if the cache answered all.
    pub read: Option<Instant>,
    /// The failure that kept others out, if a fetch failed.
    pub error: Option<Error>,
}

impl<K: Key> Got<K> {
    /// The value of the only key that was asked of a table.
    ///
    /// # Errors
    /// The failure that kept it out.
    pub fn only(mut self, key: &K, table: &Table) -> Result<K::Value, Error> {
        let error = self.error;
        self.values.remove(key).ok_or_else(|| error.unwrap_or_else(|| no_answer(table)))
    }

    /// Takes what a fetch brought of these keys.
    fn take(&mut self, keys: Vec<K>, brought: &Brought<K>, life: Life<'_>) {
        let Brought { partial, read } = brought;
        standing::note_read(*read, *read + life.time);
        self.read = Some(self.read.map_or(*read, |oldest| oldest.min(*read)));
        for key in keys {
            match partial.values.get(&key) {
                Some(value) => drop(self.values.insert(key, value.clone())),
                None => self.error = partial.failure.clone().or(self.error.take()),
            }
        }
    }
}

/// Bytes that an entry takes besides its value: key, hash table, bookkeeping.
const OVERHEAD: usize = 200;

impl<K: Key> Keyed<K> {
    /// A cache of at most `bytes`.
    pub fn new(bytes: u64) -> Self {
        let weigh = |_: &K::Slot, entry: &Entry<K::Value>| {
            let bytes: usize = entry.values.iter().map(|kept| K::bytes(&kept.value)).sum();
            u32::try_from(bytes + OVERHEAD).unwrap_or(u32::MAX)
        };
        Self {
            cache: Cache::builder()
                .max_capacity(bytes)
                .weigher(weigh)
                .expire_after(Lifetime)
                .build(),
            running: Arc::new(Mutex::new(HashMap::new())),
        }
    }

    /// Returns true if nearly all of the bytes are in use.
    pub fn is_full(&self) -> bool {
        let most = self.cache.policy().max_capacity().unwrap_or(u64::MAX);
        self.cache.weighted_size() > most - most / 8
    }

    /// Puts a value in that came along with something else, which was read at `read`.
    pub fn put(&self, key: &K, value: K::Value, read: Instant, life: Life<'_>) {
        keep(&self.cache, key, Timed { value, read, end: read + life.time }, life.version);
    }

    /// Forgets everything.
    pub fn clear(&self) {
        self.cache.invalidate_all();
    }

    /// The value that the cache holds for a key.
    pub fn cached(&self, key: &K) -> Option<K::Value> {
        self.known(key).map(|kept| kept.value)
    }

    /// Returns true if the cache holds something in the key's slot, and nothing that answers it.
    pub fn holds_other(&self, key: &K) -> bool {
        let (entry, now) = (self.cache.get(&key.slot()), Instant::now());
        let values = entry.iter().flat_map(|entry| &entry.values);
        let mut living = values.filter(|kept| kept.end > now).peekable();
        living.peek().is_some() && !living.any(|kept| key.answered_by(&kept.value))
    }

    fn known(&self, key: &K) -> Option<Timed<K::Value>> {
        let (entry, now) = (self.cache.get(&key.slot())?, Instant::now());
        let answers = |kept: &&Timed<K::Value>| kept.end > now && key.answered_by(&kept.value);
        entry.values.iter().rev().find(answers).cloned()
    }

    /// The values of these keys. What is neither cached nor under way is fetched at once with one
    /// call of `fetch`, whose answer must hold every key it was given, or a failure. What the
    /// values stand on is noted.
    pub async fn get<F>(
        &self,
        keys: Vec<K>,
        life: Life<'_>,
        patience: Patience<'_>,
        fetch: impl FnOnce(Vec<K>) -> F,
    ) -> Got<K>
    where
        F: Future<Output = Result<Partial<K::Value, K>, Error>> + Send + 'static,
    {
        standing::note_version(life.version);
        let mut got = Got {
            values: HashMap::with_capacity(keys.len()),
            hits: HashSet::new(),
            read: None,
            error: None,
        };
        let joined = self.join(keys, life, patience, fetch, &mut got);
        let outcomes =
            futures::future::join_all(joined.into_iter().map(|(fetch, keys)| async move {
                let outcome = tokio::time::timeout(patience.time, fetch).await;
                (outcome.unwrap_or_else(|_| Err(patience.end())), keys)
            }));
        for (outcome, keys) in outcomes.await {
            match outcome {
                Ok(brought) => got.take(keys, &brought, life),
                Err(error) => got.error = Some(error),
            }
        }
        if got.error.is_some() {
            standing::note_passing();
        }
        got
    }

    /// Takes what the cache holds of these keys, and returns the fetches under way for the others;
    /// those that nobody fetches yet are begun.
    fn join<F>(
        &self,
        keys: Vec<K>,
        life: Life<'_>,
        patience: Patience<'_>,
        fetch: impl FnOnce(Vec<K>) -> F,
        got: &mut Got<K>,
    ) -> Vec<(Running<K>, Vec<K>)>
    where
        F: Future<Output = Result<Partial<K::Value, K>, Error>> + Send + 'static,
    {
        let mut joined: Vec<(Running<K>, Vec<K>)> = Vec::new();
        let class = Class::now();
        let mut running = self.running.lock();
        let mut missing = Vec::new();
        for key in keys {
            if let Some(Timed { value, read, end }) = self.known(&key) {
                standing::note_read(read, end);
                got.values.insert(key, value);
            } else if let Some(other) = may_join(&running, class, &key) {
                match joined.iter_mut().find(|(known, _)| known.ptr_eq(other)) {
                    Some((_, keys)) => keys.push(key),
                    None => joined.push((other.clone(), vec![key])),
                }
            } else {
                missing.push(key);
            }
        }
        got.hits = got.values.keys().cloned().collect();
        if !missing.is_empty() && !Budget::take() {
            got.error = Some(patience.spent());
        } else if !missing.is_empty() {
            let own = self.start(missing.clone(), life, fetch(missing.clone()));
            running.extend(missing.iter().map(|key| ((class, key.clone()), own.clone())));
            joined.push((own, missing));
        }
        joined
    }

    /// Fetches in a task of its own: a caller that gives up must not take the answer from those who
    /// joined.
    fn start<F>(&self, keys: Vec<K>, life: Life<'_>, fetch: F) -> Running<K>
    where
        F: Future<Output = Result<Partial<K::Value, K>, Error>> + Send + 'static,
    {
        let (cache, running) = (self.cache.clone(), self.running.clone());
        let (time, version, read) = (life.time, life.version.clone(), Instant::now());
        let class = Class::now();
        let task = async move {
            // Dropped when the task ends, also if it panics: no key may stay "under way" for ever.
            let _done = Done { class, keys, running };
            let partial = fetch.await?;
            // What was made of older data ends with that.
            let age = partial.values.values().map(K::age).max().unwrap_or_default();
            let read = Instant::now().checked_sub(age).map_or(read, |made_of| made_of.min(read));
            for (key, value) in &partial.values {
                keep(&cache, key, Timed { value: value.clone(), read, end: read + time }, &version);
            }
            Ok(Arc::new(Brought { partial, read }))
        };
        let handle = tokio::spawn(Class::inherited(Budget::inherited(task)).in_current_span());
        async move {
            match handle.await {
                Ok(outcome) => outcome,
                Err(_) => Err(ended()),
            }
        }
        .boxed()
        .shared()
    }
}

/// The failure of a read whose task ended before its time.
pub(super) fn ended() -> Error {
    let message = "the read ended without an answer; the gateway's log says why";
    Error::new(ErrorKind::Unavailable, &"channelgraph".into(), message)
}

/// Puts a value into its slot, beside those that it does not replace, and moves the counter if it
/// contradicts one of them.
fn keep<K: Key>(
    cache: &Cache<K::Slot, Entry<K::Value>>,
    key: &K,
    kept: Timed<K::Value>,
    version: &AtomicU64,
) {
    let mut contradicts = false;
    cache.entry(key.slot()).and_upsert_with(|old| {
        let old = old.map(moka::Entry::into_value);
        let mut others = old.iter().flat_map(|old| &old.values);
        contradicts = others.any(|other| K::contradicts(&kept.value, &other.value));
        Entry::with(old, kept, K::replaces, K::MOST)
    });
    if contradicts {
        move_version(version);
    }
}

/// The fetch of a key that the caller's class may join.
fn may_join<'a, K: Key>(running: &'a UnderWay<K>, class: Class, key: &K) -> Option<&'a Running<K>> {
    class.joins().iter().find_map(|class| running.get(&(*class, key.clone())))
}

struct Done<K: Key> {
    class: Class,
    keys: Vec<K>,
    running: Arc<Mutex<UnderWay<K>>>,
}

impl<K: Key> Drop for Done<K> {
    fn drop(&mut self) {
        let mut running = self.running.lock();
        for key in &self.keys {
            running.remove(&(self.class, key.clone()));
        }
    }
}

#[cfg(test)]
mod tests;
