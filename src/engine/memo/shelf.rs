//! A shelf of remembered values: found by key, given only while what they stand on lives, and
//! bounded by bytes.

use std::{
    hash::{BuildHasherDefault, Hash, Hasher},
    sync::Arc,
    time::Duration,
};

use moka::{Expiry, sync::Cache};
use tokio::time::Instant;

use super::{Mark, Question};
use crate::load::standing::Standing;

/// What can be remembered.
pub trait Value: Clone + Send + Sync + 'static {
    /// Returns true if nothing failed on the way to it.
    fn is_whole(&self) -> bool;
    /// About how many bytes of memory it takes.
    fn bytes(&self) -> usize;
}

impl<V: Value> Value for Arc<[V]> {
    fn is_whole(&self) -> bool {
        self.iter().all(Value::is_whole)
    }

    fn bytes(&self) -> usize {
        self.iter().map(|value| size_of::<V>() + value.bytes()).sum()
    }
}

/// A question, and what it is asked of.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) question: Question,
    pub(super) of: Mark,
}

/// A remembered value.
#[derive(Clone)]
pub(super) struct Kept<V> {
    pub(super) value: V,
    pub(super) standing: Arc<Standing>,
}

/// Remembered values of one kind.
pub struct Shelf<V> {
    kept: Cache<Key, Kept<V>, BuildHasherDefault<Short>>,
    bytes: u64,
}

/// Bytes that an entry takes besides its value: key, table, bookkeeping.
const OVERHEAD: usize = 200;

impl<V: Value> Shelf<V> {
    /// An empty shelf of at most so many bytes; with 0 nothing is remembered.
    pub fn new(bytes: u64) -> Self {
        let weigh = |_: &Key, kept: &Kept<V>| {
            let bytes = kept.value.bytes() + kept.standing.bytes() + OVERHEAD;
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
        let kept = Cache::builder()
            .max_capacity(bytes)
            .weigher(weigh)
            .expire_after(WhileItStands)
            .build_with_hasher(BuildHasherDefault::default());
        Self { kept, bytes }
    }

    /// The answer to a question that is not asked of anything, and what it stands on.
    pub fn get(&self, question: Question) -> Option<(V, Arc<Standing>)> {
        let Kept { value, standing } = self.living(&Key { question, of: question.0 })?;
        Some((value, standing))
    }

    /// Remembers the answer to such a question while what it stands on lives.
    pub fn put(&self, question: Question, value: V, standing: &Arc<Standing>) {
        self.keep(Key { question, of: question.0 }, value, standing);
    }

    /// What is remembered, if it lives.
    pub(super) fn living(&self, key: &Key) -> Option<Kept<V>> {
        self.known(key).filter(|kept| kept.standing.lives(Instant::now()))
    }

    /// What is remembered, whether it lives or not.
    pub(super) fn known(&self, key: &Key) -> Option<Kept<V>> {
        if self.bytes == 0 { None } else { self.kept.get(key) }
    }

    /// Remembers a whole value while what it stands on lives.
    pub(super) fn keep(&self, key: Key, value: V, standing: &Arc<Standing>) {
        if self.bytes > 0 && value.is_whole() && standing.lives(Instant::now()) {
            self.kept.insert(key, Kept { value, standing: standing.clone() });
        }
    }

    /// Lets everything go.
    pub(super) fn clear(&self) {
        self.kept.invalidate_all();
    }

    /// The bytes that are taken, by the shelf's own estimate.
    #[cfg(test)]
    pub(super) fn taken(&self) -> u64 {
        self.kept.run_pending_tasks();
        self.kept.weighted_size()
    }
}

/// Lets an entry go when its standing ends.
struct WhileItStands;

#[expect(clippy::disallowed_types, reason = "the trait is written with it; the moment goes unread")]
impl<V> Expiry<Key, Kept<V>> for WhileItStands {
    fn expire_after_create(
        &self,
        _: &Key,
        kept: &Kept<V>,
        _: std::time::Instant,
    ) -> Option<Duration> {
        kept.standing.left(Instant::now())
    }

    fn expire_after_update(
        &self,
        _: &Key,
        kept: &Kept<V>,
        _: std::time::Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        kept.standing.left(Instant::now())
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // Marks are hashes already.
        state.write_u64(self.question.0.short().wrapping_add(self.of.short().rotate_left(32)));
    }
}

/// A hash of what is one already.
#[derive(Default, Clone)]
struct Short(u64);

impl Hasher for Short {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, mark: u64) {
        self.0 = mark;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
