//! Standing: what an answer stands on. It is collected while a question is worked on, and tells
//! later if the answer may still be given.
//!
//! Whoever owns data that answers are made of notes it here when it is used: how old it is, how
//! long it is good, and the counter that moves when it changes. A counter is noted before its data
//! is read, and moved after its data was changed, so that no change falls between.

use std::{
    cell::RefCell,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::time::Instant;

tokio::task_local! {
    static HERE: RefCell<Standing>;
}

/// What an answer stands on.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// When the first of its parts ends; none if none of them does.
    end: Option<Instant>,
    /// When the oldest of its parts was read from a source; none if none was.
    read: Option<Instant>,
    /// True if it holds for this moment only.
    passes: bool,
    /// Counters of its data, and where they stood when it was used.
    versions: Vec<(Arc<AtomicU64>, u64)>,
}

impl Standing {
    /// Returns true if the answer may still be given: it was whole, none of its parts has ended,
    /// and no data that it stands on has changed.
    pub fn lives(&self, now: Instant) -> bool {
        !self.passes
            && self.end.is_none_or(|end| now < end)
            && self.versions.iter().all(|(version, at)| version.load(Ordering::Acquire) == *at)
    }

    /// The time since the oldest of its parts was read from a source; none if none was.
    pub fn age(&self, now: Instant) -> Option<Duration> {
        Some(now.saturating_duration_since(self.read?))
    }

    /// The time for which it lives at most; none if only a change of its data ends it.
    pub fn left(&self, now: Instant) -> Option<Duration> {
        self.end.map(|end| end.saturating_duration_since(now))
    }

    /// About how many bytes of memory it takes.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.versions.len() * size_of::<(Arc<AtomicU64>, u64)>()
    }

    fn ends(&mut self, end: Instant) {
        self.end = Some(self.end.map_or(end, |known| known.min(end)));
    }

    fn was_read(&mut self, read: Instant) {
        self.read = Some(self.read.map_or(read, |known| known.min(read)));
    }

    /// Stands on a counter; of two of its values on the older one, from which it has moved.
    fn stands_on(&mut self, version: &Arc<AtomicU64>, at: u64) {
        match self.versions.iter_mut().find(|(known, _)| Arc::ptr_eq(known, version)) {
            Some((_, known)) => *known = at.min(*known),
            None => self.versions.push((version.clone(), at)),
        }
    }

    fn add(&mut self, other: &Self) {
        self.passes |= other.passes;
        other.end.iter().for_each(|end| self.ends(*end));
        other.read.iter().for_each(|read| self.was_read(*read));
        other.versions.iter().for_each(|(version, at)| self.stands_on(version, *at));
    }
}

/// Does work, and tells what its outcome stands on. The scope around this one stands on it too.
pub async fn scope<F: Future>(work: F) -> (F::Output, Standing) {
    let (output, standing) = HERE
        .scope(RefCell::default(), async {
            let output = work.await;
            (output, HERE.with(RefCell::take))
        })
        .await;
    note(&standing);
    (output, standing)
}

/// Notes that the work here uses something that stands on all this.
pub fn note(standing: &Standing) {
    here(|here| here.add(standing));
}

/// Notes that the work here uses what was read from a source at `read` and is good until `end`.
pub fn note_read(read: Instant, end: Instant) {
    here(|here| {
        here.was_read(read);
        here.ends(end);
    });
}

/// Notes that the work here uses what is good until `end`.
pub fn note_end(end: Instant) {
    here(|here| here.ends(end));
}

/// Notes that the outcome of the work here holds for this moment only: something failed, or it
/// tells how things stand now.
pub fn note_passing() {
    here(|here| here.passes = true);
}

/// Notes that the work here is about to use data that a counter belongs to. What comes of it is
/// dead as soon as the counter has moved.
pub fn note_version(version: &Arc<AtomicU64>) {
    here(|here| here.stands_on(version, version.load(Ordering::Acquire)));
}

/// Moves the counter of data that has changed.
pub fn move_version(version: &AtomicU64) {
    version.fetch_add(1, Ordering::AcqRel);
}

/// Changes the standing of the work here. Work outside of any scope stands on nothing that anyone
/// asks for.
fn here(change: impl FnOnce(&mut Standing)) {
    let _ = HERE.try_with(|here| change(&mut here.borrow_mut()));
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn an_outcome_ends_with_the_first_of_its_parts_and_is_as_old_as_the_oldest() {
        let begin = Instant::now();
        let (_, standing) = scope(async {
            note_read(begin, begin + 60 * SECOND);
            tokio::time::advance(10 * SECOND).await;
            note_read(Instant::now(), Instant::now() + 30 * SECOND);
            note_end(begin + 55 * SECOND);
        })
        .await;
        let now = Instant::now();
        assert_eq!((standing.age(now), standing.left(now)), (Some(10 * SECOND), Some(30 * SECOND)));
        assert!(standing.lives(begin + 39 * SECOND));
        assert!(!standing.lives(begin + 40 * SECOND), "its second part has ended");
    }

    #[tokio::test]
    async fn an_outcome_dies_when_data_that_it_stands_on_changes() {
        let (one, other) = (Arc::default(), Arc::<AtomicU64>::default());
        let (_, standing) = scope(async {
            note_version(&one);
            note_version(&one);
        })
        .await;
        move_version(&other);
        assert!(standing.lives(Instant::now()));
        move_version(&one);
        assert!(!standing.lives(Instant::now()));
    }

    #[tokio::test]
    async fn a_change_while_the_work_goes_on_counts() {
        let version = Arc::default();
        let (_, standing) = scope(async {
            note_version(&version);
            move_version(&version);
            note_version(&version);
        })
        .await;
        assert!(!standing.lives(Instant::now()), "one part is from before the change");
    }

    #[tokio::test]
    async fn a_scope_stands_on_what_those_within_it_stand_on_and_not_the_other_way_round() {
        let (outer, inner) = (Arc::default(), Arc::default());
        let ((first, second), whole) = scope(async {
            note_version(&outer);
            let first = scope(async {
                note_version(&inner);
                tokio::task::yield_now().await;
            });
            let second = scope(async {
                tokio::task::yield_now().await;
                note_passing();
            });
            let ((_, first), (_, second)) = tokio::join!(first, second);
            (first, second)
        })
        .await;
        let now = Instant::now();
        assert!(first.lives(now) && !second.lives(now) && !whole.lives(now));
        move_version(&outer);
        assert!(first.lives(now), "what surrounds a scope is no part of it");
        move_version(&inner);
        assert!(!first.lives(now));
    }

    #[tokio::test]
    async fn what_is_used_again_passes_on_what_it_stands_on() {
        let version = Arc::default();
        let (_, remembered) = scope(async { note_version(&version) }).await;
        let (_, user) = scope(async { note(&remembered) }).await;
        move_version(&version);
        assert!(!user.lives(Instant::now()));
        note_passing();
    }
}
