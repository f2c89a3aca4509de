//! Progress of a list that comes in several answers: what a vendor names as the next one may lead
//! in a circle, or on and on without a row.

use std::{collections::HashSet, sync::Arc};

use crate::{Error, ErrorKind, Result};

/// Answers in a row without a new row up to which a list goes on: one may be empty though rows
/// follow.
const FRUITLESS: usize = 20;

/// The bound on a list that does not come to an end.
#[derive(Debug)]
pub struct Progress {
    source: Arc<str>,
    places: HashSet<String>,
    fruitless: usize,
}

impl Progress {
    /// The progress of one list of this source, which begins.
    pub fn of(source: &Arc<str>) -> Self {
        Self { source: source.clone(), places: HashSet::new(), fruitless: 0 }
    }

    /// Notes the place that is read next: an address, a cursor, a question.
    ///
    /// # Errors
    /// [`ErrorKind::BadResponse`] if it was read before.
    pub fn to(&mut self, place: impl Into<String>) -> Result<()> {
        if self.places.insert(place.into()) {
            return Ok(());
        }
        let message = "a list goes in a circle: the place of its next rows came a second time";
        Err(Error::new(ErrorKind::BadResponse, &self.source, message))
    }

    /// Notes how many rows an answer brought that had not come before.
    ///
    /// # Errors
    /// [`ErrorKind::BadResponse`] if too many answers in a row brought none.
    pub fn brought(&mut self, rows: usize) -> Result<()> {
        self.fruitless = if rows > 0 { 0 } else { self.fruitless + 1 };
        if self.fruitless <= FRUITLESS {
            return Ok(());
        }
        let message = format!("a list does not end: {FRUITLESS} answers brought no new row");
        Err(Error::new(ErrorKind::BadResponse, &self.source, message))
    }

    /// Notes that the list begins anew, from which on the same places may come again.
    pub fn begin_anew(&mut self) {
        self.places.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_once_until_the_list_begins_anew() {
        let mut progress = Progress::of(&"crm".into());
        assert!(progress.to("a").is_ok() && progress.to("b").is_ok());
        assert_eq!(progress.to("a").unwrap_err().kind(), ErrorKind::BadResponse);
        progress.begin_anew();
        assert!(progress.to("a").is_ok());
    }

    #[test]
    fn a_list_may_pause_but_not_stand_still() {
        let mut progress = Progress::of(&"crm".into());
        assert!((0..FRUITLESS).all(|_| progress.brought(0).is_ok()));
        assert!(progress.brought(1).is_ok());
        assert!((0..FRUITLESS).all(|_| progress.brought(0).is_ok()));
        assert_eq!(progress.brought(0).unwrap_err().kind(), ErrorKind::BadResponse);
    }
}
