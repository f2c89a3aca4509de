//! The breaker: what goes on failing is asked with growing pauses, and answered meanwhile with its
//! last error.

use std::{collections::HashMap, time::Duration};

use parking_lot::Mutex;
use tokio::{sync::Notify, time::Instant};

use crate::{Call, Error, ErrorKind, Pauses, Result, Retry};

/// Targets that are remembered as failing at once; a mapping names a few dozen.
const KEPT: usize = 256;

/// The time for which calls wait for the one that tells whether a target is well again.
const PROBE_WAIT: Duration = Duration::from_secs(1);

/// The time after which a breaker opens, and how long it stays so.
#[derive(Debug, Clone)]
pub(crate) struct Tolerance {
    /// Failures in a row after which there are pauses.
    pub(crate) failures: u32,
    /// The first pause; each further one is twice as long.
    pub(crate) first: Duration,
    /// The longest pause.
    pub(crate) most: Duration,
}

/// The breaker of one source. Each target has its own, so that an object that fails takes none of
/// the others along; of a source that is down, all of them fail.
pub(crate) struct Breaker {
    tolerance: Tolerance,
    failing: Mutex<HashMap<Target, Failing>>,
    /// A call has told, or has been given up.
    told: Notify,
}

/// An operation on an object.
type Target = (&'static str, String);

/// What has failed and not succeeded since.
struct Failing {
    in_a_row: u32,
    last: Error,
    pauses: Pauses,
    /// The end of the pause, if there is one.
    until: Option<Instant>,
    /// A call is under way that tells whether it goes on.
    is_probed: bool,
    /// The source has answered other calls meanwhile.
    is_alone: bool,
}

impl Failing {
    /// The last error, if the pause is not over.
    fn refusal(&self) -> Option<Error> {
        let left = self.until?.saturating_duration_since(Instant::now());
        (!left.is_zero()).then(|| self.last.clone().with_retry(Retry::After(left)))
    }
}

/// A call that was let through. One that is given up has told nothing.
pub(crate) struct Passage<'a> {
    breaker: &'a Breaker,
    target: Target,
    is_probe: bool,
}

impl Drop for Passage<'_> {
    fn drop(&mut self) {
        if !self.is_probe {
            return;
        }
        if let Some(failing) = self.breaker.failing.lock().get_mut(&self.target) {
            failing.is_probed = false;
        }
        self.breaker.told.notify_waiters();
    }
}

impl Breaker {
    pub(crate) fn new(tolerance: Tolerance) -> Self {
        Self { tolerance, failing: Mutex::default(), told: Notify::new() }
    }

    /// The error with which a call is answered at once, if it is not its time.
    pub(crate) fn refusal(&self, call: Call<'_>) -> Option<Error> {
        let failing = self.failing.lock();
        if failing.is_empty() {
            return None;
        }
        failing.get(&target_of(call))?.refusal()
    }

    /// Lets a call through. After a pause that is one, and the others wait for its outcome, but not
    /// long.
    ///
    /// # Errors
    /// The last failure, if it is not its time.
    pub(crate) async fn pass(&self, call: Call<'_>) -> Result<Passage<'_>> {
        let end = Instant::now() + PROBE_WAIT;
        loop {
            // Listened for before it is looked: no news is missed in between.
            let told = self.told.notified();
            let unknown = match self.enter(call) {
                Ok(passage) => return passage,
                Err(unknown) => unknown,
            };
            if tokio::time::timeout_at(end, told).await.is_err() {
                return Err(unknown.with_retry(Retry::After(self.tolerance.first)));
            }
        }
    }

    /// Lets a call through or refuses it; the last failure if another call is to tell first.
    fn enter(&self, call: Call<'_>) -> Result<Result<Passage<'_>>> {
        let (target, mut is_probe) = (target_of(call), false);
        if let Some(failing) = self.failing.lock().get_mut(&target) {
            if let Some(refusal) = failing.refusal() {
                return Ok(Err(refusal));
            }
            if failing.is_probed {
                return Err(failing.last.clone());
            }
            is_probe = failing.until.is_some();
            failing.is_probed = is_probe;
        }
        Ok(Ok(Passage { breaker: self, target, is_probe }))
    }

    /// Notes the outcome of a call; true if the source answers nothing any more.
    pub(crate) fn note(&self, passage: Passage<'_>, outcome: &Result<()>) -> bool {
        let mut all = self.failing.lock();
        match outcome.as_ref().err().filter(|error| is_failure(error.kind())) {
            None => {
                all.remove(&passage.target);
                // The source lives: what was asked of it was too much, as it seems.
                all.retain(|_, failing| failing.last.kind() == ErrorKind::Unavailable);
                all.values_mut().for_each(|failing| failing.is_alone = true);
            }
            Some(error) => self.note_failure(&mut all, passage.target.clone(), error),
        }
        all.values().any(|failing| failing.until.is_some() && !failing.is_alone)
    }

    fn note_failure(&self, all: &mut HashMap<Target, Failing>, target: Target, error: &Error) {
        if all.len() >= KEPT && !all.contains_key(&target) {
            return;
        }
        let Tolerance { failures, first, most } = self.tolerance;
        let failing = all.entry(target).or_insert_with(|| Failing {
            in_a_row: 0,
            last: error.clone(),
            pauses: Pauses::new(first, most),
            until: None,
            is_probed: false,
            is_alone: false,
        });
        failing.in_a_row = failing.in_a_row.saturating_add(1);
        failing.last = error.clone();
        // A call that was under way when the pause began says nothing new.
        let is_paused = failing.until.is_some_and(|until| until > Instant::now());
        if failing.in_a_row >= failures && !is_paused {
            let pause = failing.pauses.after_failure(error.retry_after());
            failing.until = Some(Instant::now() + pause);
        }
    }
}

fn target_of(call: Call<'_>) -> Target {
    (call.operation, call.target.to_owned())
}

/// The source did not answer, or is not well. One that refuses is alive.
fn is_failure(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Unavailable | ErrorKind::Faulty | ErrorKind::Timeout)
}

#[cfg(test)]
mod tests;
