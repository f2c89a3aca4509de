//! Restarts: begins a list anew when the vendor no longer knows the cursor that it gave for the
//! next page.

use crate::{Error, ErrorKind, Result};

/// Times that one list is begun anew at most.
const MOST: usize = 10;

/// Times in a row without a new row.
const FRUITLESS: usize = 2;

/// Tests if the call for a next page failed because its cursor is dead.
///
/// A cursor dies when the session that it belongs to ends, when it grows old, or when others push
/// it out. The vendor has accepted the same query before, so a refusal of its next page is the
/// cursor's.
pub fn is_of_dead_cursor(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Rejected | ErrorKind::NotFound)
}

/// The bound on restarts of one list.
#[derive(Debug, Default)]
pub struct Restarts {
    begun: usize,
    fruitless: usize,
    rows: usize,
}

impl Restarts {
    /// Allows the list to begin anew after the call for its next page failed. `rows`: those that
    /// it has brought so far, each counted once.
    ///
    /// # Errors
    /// The failure itself, if it does not mean that the cursor is dead, or if beginning anew has
    /// not helped.
    pub fn after(&mut self, error: Error, rows: usize) -> Result<()> {
        self.begun += 1;
        self.fruitless = if rows > self.rows { 1 } else { self.fruitless + 1 };
        self.rows = rows;
        if is_of_dead_cursor(&error) && self.begun <= MOST && self.fruitless <= FRUITLESS {
            Ok(())
        } else {
            Err(error)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dead() -> Error {
        Error::new(ErrorKind::Rejected, &"crm".into(), "INVALID_QUERY_LOCATOR")
    }

    #[test]
    fn a_list_goes_on_as_long_as_it_gains_rows() {
        let mut restarts = Restarts::default();
        assert!((1..=MOST).all(|page| restarts.after(dead(), page * 100).is_ok()));
        assert!(restarts.after(dead(), 10_000).is_err(), "there is an end");
    }

    #[test]
    fn a_list_that_gains_nothing_fails() {
        let mut restarts = Restarts::default();
        assert!(restarts.after(dead(), 100).is_ok());
        assert!(restarts.after(dead(), 100).is_ok(), "it may have died twice");
        assert!(restarts.after(dead(), 100).is_err());
    }

    #[test]
    fn other_failures_stay_what_they_are() {
        for kind in [ErrorKind::Unavailable, ErrorKind::Auth, ErrorKind::RateLimited] {
            let error = Error::new(kind, &"crm".into(), "no");
            assert_eq!(Restarts::default().after(error, 100).unwrap_err().kind(), kind);
        }
    }
}
