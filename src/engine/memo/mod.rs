//! Remembered work: pages and nodes that were put together before, for as long as what they stand
//! on lives. A question that is asked again is looked up, and nothing of it is worked out anew.
//!
//! What failed, or lacks a source, is not remembered.

mod mark;

use std::{
    hash::{BuildHasherDefault, Hash, Hasher},
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

pub use mark::Mark;
use moka::{Expiry, sync::Cache};
use tokio::time::Instant;

use super::{Found, Listed, Viewer};
use crate::load::standing::{self, Standing};

/// Bounds of remembered work. By default nothing is remembered.
#[derive(Debug, Clone, Copy, Default)]
pub struct MemoLimits {
    /// Bytes of pages and nodes; with 0 nothing is remembered.
    pub bytes: u64,
    /// The time after which they are worked out anew, whatever they stand on.
    pub lifetime: Duration,
}

/// The work that is remembered.
pub struct Memo {
    /// Pages of lists.
    pub pages: Remembered<Arc<Listed>>,
    /// Nodes by record or reference.
    pub nodes: Remembered<Found>,
    /// Moved when everything is to be forgotten.
    version: Arc<AtomicU64>,
}

impl Memo {
    /// Remembers nothing yet.
    pub fn new(limits: MemoLimits) -> Self {
        let half = MemoLimits { bytes: limits.bytes / 2, ..limits };
        let version = Arc::default();
        Self {
            pages: Remembered::new(half, &version),
            nodes: Remembered::new(half, &version),
            version,
        }
    }

    /// Forgets everything.
    pub fn forget(&self) {
        standing::move_version(&self.version);
        self.pages.kept.invalidate_all();
        self.nodes.kept.invalidate_all();
    }
}

/// A question without what it is asked of. It has no form without the viewer who asks, so what one
/// viewer was answered cannot reach another.
#[derive(Clone, Copy)]
pub struct Question(Mark);

impl Question {
    /// The question of a viewer.
    pub fn new(viewer: &Viewer, asked: &impl Hash) -> Self {
        Self(Mark::of(&(viewer, asked)))
    }
}

/// What can be remembered.
pub trait Value: Clone + Send + Sync + 'static {
    /// Returns true if nothing failed on the way to it.
    fn is_whole(&self) -> bool;
    /// About how many bytes of memory it takes.
    fn bytes(&self) -> usize;
}

impl Value for Arc<Listed> {
    fn is_whole(&self) -> bool {
        self.gaps.is_empty() && self.nodes.iter().all(|(_, node)| node.failures.is_empty())
    }

    fn bytes(&self) -> usize {
        let nodes: usize = self.nodes.iter().map(|(_, node)| CURSOR_BYTES + node.bytes()).sum();
        size_of::<Listed>() + nodes
    }
}

impl Value for Found {
    fn is_whole(&self) -> bool {
        self.as_ref().is_ok_and(|found| found.iter().all(|node| node.failures.is_empty()))
    }

    fn bytes(&self) -> usize {
        self.iter().flatten().map(|node| node.bytes()).sum()
    }
}

/// Values by question and by what it is asked of.
pub struct Remembered<V> {
    kept: Cache<Key, Kept<V>, BuildHasherDefault<Short>>,
    version: Arc<AtomicU64>,
    limits: MemoLimits,
}

#[derive(Clone, PartialEq, Eq)]
struct Key {
    question: Mark,
    of: Mark,
}

impl Key {
    /// The key of a question that is not asked of anything.
    fn whole(question: Question) -> Self {
        Self { question: question.0, of: question.0 }
    }
}

#[derive(Clone)]
struct Kept<V> {
    value: V,
    standing: Arc<Standing>,
}

/// Bytes that a cursor takes.
const CURSOR_BYTES: usize = 200;
/// Bytes that an entry takes besides its value: key, table, bookkeeping.
const OVERHEAD: usize = 200;

impl<V: Value> Remembered<V> {
    /// Remembers nothing yet. When `version` moves, everything is forgotten.
    pub fn new(limits: MemoLimits, version: &Arc<AtomicU64>) -> Self {
        let weigh = |_: &Key, kept: &Kept<V>| {
            let bytes = kept.value.bytes() + kept.standing.bytes() + OVERHEAD;
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
        let kept = Cache::builder()
            .max_capacity(limits.bytes)
            .weigher(weigh)
            .expire_after(WhileItStands)
            .build_with_hasher(BuildHasherDefault::default());
        Self { kept, version: version.clone(), limits }
    }

    /// The answers to one question asked of several things, in their order. `ask` is given the
    /// places of those whose answers are not remembered, and answers them in that order.
    ///
    /// # Errors
    /// As `ask`.
    pub async fn answers<F, E>(
        &self,
        question: Question,
        of: &[Mark],
        ask: impl FnOnce(Vec<usize>) -> F,
    ) -> Result<Vec<V>, E>
    where
        F: Future<Output = Result<Vec<V>, E>>,
    {
        standing::note_version(&self.version);
        let mut answers = self.known(question, of);
        let places = 0..of.len();
        let missing: Vec<usize> = places.filter(|place| answers[*place].is_none()).collect();
        if !missing.is_empty() {
            let work = async {
                standing::note_version(&self.version);
                standing::note_end(Instant::now() + self.limits.lifetime);
                ask(missing.clone()).await
            };
            let (fresh, standing) = standing::scope(work).await;
            let fresh = fresh?;
            self.remember(question, of, &missing, &fresh, standing);
            for (place, value) in missing.into_iter().zip(fresh) {
                answers[place] = Some(value);
            }
        }
        Ok(answers.into_iter().flatten().collect())
    }

    /// The answer to a question that is not asked of anything, and what it stands on.
    pub fn get(&self, question: Question) -> Option<(V, Arc<Standing>)> {
        let Kept { value, standing } = self.kept.get(&Key::whole(question))?;
        standing.lives(Instant::now()).then_some((value, standing))
    }

    /// Remembers the answer to such a question while what it stands on lives.
    pub fn put(&self, question: Question, value: V, standing: &Arc<Standing>) {
        if self.limits.bytes > 0 && value.is_whole() && standing.lives(Instant::now()) {
            let standing = standing.clone();
            self.kept.insert(Key::whole(question), Kept { value, standing });
        }
    }

    /// The remembered answers.
    fn known(&self, question: Question, of: &[Mark]) -> Vec<Option<V>> {
        if self.limits.bytes == 0 {
            return of.iter().map(|_| None).collect();
        }
        let now = Instant::now();
        let mut noted: Option<Arc<Standing>> = None;
        let mut known = |of: &Mark| {
            let Kept { value, standing } = self.kept.get(&Key { question: question.0, of: *of })?;
            // Answers that were worked out together stand on the same.
            if noted.as_ref().is_none_or(|noted| !Arc::ptr_eq(noted, &standing)) {
                if !standing.lives(now) {
                    return None;
                }
                standing::note(&standing);
                noted = Some(standing);
            }
            Some(value)
        };
        of.iter().map(&mut known).collect()
    }

    fn remember(
        &self,
        question: Question,
        of: &[Mark],
        places: &[usize],
        values: &[V],
        standing: Standing,
    ) {
        if self.limits.bytes == 0 || !standing.lives(Instant::now()) {
            return;
        }
        let standing = Arc::new(standing);
        for (place, value) in places.iter().zip(values).filter(|(_, value)| value.is_whole()) {
            let key = Key { question: question.0, of: of[*place] };
            self.kept.insert(key, Kept { value: value.clone(), standing: standing.clone() });
        }
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
        state.write_u64(self.question.short().wrapping_add(self.of.short().rotate_left(32)));
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

#[cfg(test)]
mod tests;
