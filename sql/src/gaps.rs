//! What a statement lacks, and what its client should know.

use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;

use crate::Failure;

/// A source that did not answer, as the scan of a table met it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The name of the table.
    pub table: String,
    /// The name of the source; none if something else failed.
    pub source: Option<String>,
    /// The code by which whoever reads the source tells failures.
    pub code: String,
    /// The failure.
    pub failure: Failure,
}

/// Gaps and notices that are kept of one statement at most, each.
const MOST: usize = 1_000;

/// What became of sources that did not answer while a statement ran, and what else its client
/// should know.
#[derive(Debug, Default)]
pub struct Gaps {
    partial: bool,
    reads: AtomicBool,
    noted: Mutex<Vec<Gap>>,
    notices: Mutex<Vec<Failure>>,
    /// The gaps of the last statement of the session that read from sources.
    before: Vec<Gap>,
}

impl Gaps {
    /// No gaps yet, of a statement that goes on without sources that fail, or does not.
    pub fn new(partial: bool) -> Self {
        Self { partial, ..Self::default() }
    }

    /// The same of a statement that follows another one in its session.
    pub fn after(partial: bool, last: &Self) -> Self {
        let before = if last.reads.load(Ordering::Relaxed) {
            last.noted.lock().clone()
        } else {
            last.before.clone()
        };
        Self { before, ..Self::new(partial) }
    }

    /// Says that the statement reads from sources: the next one is told its gaps.
    pub fn reads(&self) {
        self.reads.store(true, Ordering::Relaxed);
    }

    /// Takes a gap: notes it, and lets the statement go on without the source, if it may.
    ///
    /// # Errors
    /// The gap itself, if not.
    pub fn take(&self, gap: Gap) -> Result<(), Failure> {
        let failure = gap.failure.clone();
        let mut noted = self.noted.lock();
        let is_same = |known: &Gap| {
            known.table == gap.table
                && (&known.failure.message, &known.failure.detail)
                    == (&failure.message, &failure.detail)
        };
        if noted.len() < MOST && !noted.iter().any(is_same) {
            noted.push(gap);
        }
        if self.partial { Ok(()) } else { Err(failure) }
    }

    /// The failures noted so far, each once.
    pub fn noted(&self) -> Vec<Failure> {
        let mut failures: Vec<Failure> = Vec::new();
        for Gap { failure, .. } in self.noted.lock().iter() {
            let is_same = |known: &Failure| {
                (&known.message, &known.detail) == (&failure.message, &failure.detail)
            };
            if !failures.iter().any(is_same) {
                failures.push(failure.clone());
            }
        }
        failures
    }

    /// The gaps of the last statement of the session, before this one, that read from sources.
    pub fn before(&self) -> &[Gap] {
        &self.before
    }

    /// Keeps something that the client should know, though nothing failed.
    pub fn tell(&self, notice: Failure) {
        let mut notices = self.notices.lock();
        if notices.len() < MOST && !notices.contains(&notice) {
            notices.push(notice);
        }
    }

    /// What the client should know, each once.
    pub fn notices(&self) -> Vec<Failure> {
        self.notices.lock().clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gap(table: &str, message: &str) -> Gap {
        let failure = Failure::new(crate::Code::Source, message);
        Gap { table: table.to_owned(), source: None, code: "C".to_owned(), failure }
    }

    #[test]
    fn a_statement_is_told_the_gaps_of_the_last_one_that_read() {
        let first = Gaps::after(true, &Gaps::default());
        first.reads();
        for table in ["deals", "leads", "deals"] {
            assert_eq!(first.take(gap(table, "it is down")), Ok(()));
        }
        assert_eq!(first.noted().len(), 1, "of two tables one failure");
        let second = Gaps::after(true, &first);
        assert_eq!(second.before(), [gap("deals", "it is down"), gap("leads", "it is down")]);
        // What reads from no source leaves them as they were.
        let third = Gaps::after(false, &second);
        assert_eq!(third.before(), second.before());
        third.reads();
        assert!(third.take(gap("deals", "it is down")).is_err());
        let fourth = Gaps::after(false, &third);
        assert_eq!(fourth.before(), [gap("deals", "it is down")]);
        fourth.reads();
        assert_eq!(Gaps::after(false, &fourth).before(), []);
    }
}
