//! Remembered work: pages and nodes that were put together before, for as long as what they stand
//! on lives. A question that is asked again is looked up, and nothing of it is worked out anew.
//!
//! What failed, or lacks a source, is not remembered.

mod mark;
mod shelf;

use std::{
    hash::Hash,
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

pub use mark::Mark;
use shelf::{Kept, Key};
pub use shelf::{Shelf, Value};
use tokio::time::Instant;

use super::{Found, Listed, Seen, Viewer};
use crate::load::standing::{self, Standing};

/// Bounds of remembered work.
#[derive(Debug, Clone, Copy)]
pub struct MemoLimits {
    /// Bytes of pages and nodes; with 0 nothing is remembered.
    pub bytes: u64,
    /// The time after which they are worked out anew, whatever they stand on.
    pub lifetime: Duration,
}

/// The work that is remembered.
pub struct Memo {
    /// Pages of lists.
    pub pages: Remembered<Arc<Listed<Seen>>>,
    /// Nodes by record or reference.
    pub nodes: Remembered<Found<Seen>>,
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
        self.pages.clear();
        self.nodes.clear();
    }
}

/// A question without what it is asked of. It has no form without the viewer who asks, so what one
/// viewer was answered cannot reach another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Question(Mark);

impl Question {
    /// The question of a viewer.
    pub fn new(viewer: &Viewer, asked: &impl Hash) -> Self {
        Self(Mark::of(&(viewer.scope(), asked)))
    }
}

impl Value for Arc<Listed<Seen>> {
    fn is_whole(&self) -> bool {
        self.gaps.is_empty() && self.nodes.iter().all(|(_, seen)| seen.node().failures.is_empty())
    }

    fn bytes(&self) -> usize {
        let nodes: usize =
            self.nodes.iter().map(|(_, seen)| CURSOR_BYTES + seen.node().bytes()).sum();
        size_of::<Listed>() + nodes
    }
}

impl Value for Found<Seen> {
    fn is_whole(&self) -> bool {
        self.as_ref().is_ok_and(|found| found.iter().all(|seen| seen.node().failures.is_empty()))
    }

    fn bytes(&self) -> usize {
        self.iter().flatten().map(|seen| seen.node().bytes()).sum()
    }
}

/// Bytes that a cursor takes.
const CURSOR_BYTES: usize = 200;
/// From so many answers on, those to one question are also remembered together: one look-up then
/// brings what else takes as many.
const MANY: usize = 8;

/// Answers to questions that are asked of several things at once.
pub struct Remembered<V> {
    single: Shelf<V>,
    together: Shelf<Arc<[V]>>,
    version: Arc<AtomicU64>,
    lifetime: Duration,
}

impl<V: Value> Remembered<V> {
    fn new(limits: MemoLimits, version: &Arc<AtomicU64>) -> Self {
        Self {
            single: Shelf::new(limits.bytes / 2),
            together: Shelf::new(limits.bytes / 2),
            version: version.clone(),
            lifetime: limits.lifetime,
        }
    }

    fn clear(&self) {
        self.single.clear();
        self.together.clear();
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
        if of.len() < MANY {
            return self.one_by_one(question, of, ask).await;
        }
        let key = Key { question, of: Mark::of(&of) };
        if let Some(Kept { value, standing }) = self.together.living(&key) {
            standing::note(&standing);
            return Ok(value.to_vec());
        }
        let (answers, standing) = standing::scope(self.one_by_one(question, of, ask)).await;
        let answers = answers?;
        self.together.keep(key, answers.as_slice().into(), &Arc::new(standing));
        Ok(answers)
    }

    /// The same, each answer looked up by itself.
    async fn one_by_one<F, E>(
        &self,
        question: Question,
        of: &[Mark],
        ask: impl FnOnce(Vec<usize>) -> F,
    ) -> Result<Vec<V>, E>
    where
        F: Future<Output = Result<Vec<V>, E>>,
    {
        let mut answers = self.known(question, of);
        let places = 0..of.len();
        let missing: Vec<usize> = places.filter(|place| answers[*place].is_none()).collect();
        if !missing.is_empty() {
            // In a box of its own: what is remembered is not to carry around the work it spares.
            let work = Box::pin(async {
                standing::note_version(&self.version);
                standing::note_end(Instant::now() + self.lifetime);
                ask(missing.clone()).await
            });
            let (fresh, standing) = standing::scope(work).await;
            let (fresh, standing) = (fresh?, Arc::new(standing));
            for (place, value) in missing.into_iter().zip(fresh) {
                let key = Key { question, of: of[place] };
                self.single.keep(key, value.clone(), &standing);
                answers[place] = Some(value);
            }
        }
        Ok(answers.into_iter().flatten().collect())
    }

    /// The remembered answers, none for those that are not.
    fn known(&self, question: Question, of: &[Mark]) -> Vec<Option<V>> {
        let now = Instant::now();
        let mut noted: Option<Arc<Standing>> = None;
        let mut known = |of: &Mark| {
            let Kept { value, standing } = self.single.known(&Key { question, of: *of })?;
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
}

#[cfg(test)]
mod tests;
