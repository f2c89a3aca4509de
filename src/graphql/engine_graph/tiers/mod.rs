//! Tiers: their arguments, calls and fields. Progress is worked out by [`crate::work`].

mod ask;
mod field;

use std::sync::Arc;

use chrono::NaiveDate;

pub(super) use ask::bind;
pub use field::Item;

use crate::work::tiers::Progress;

/// Progress as it is asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The one programme that is wanted; none for all.
    program: Option<String>,
    /// This day, in the time zone of reports.
    today: NaiveDate,
}

/// Progress in a programme as it is answered.
pub struct ProgressOf {
    today: NaiveDate,
    told: Progress,
}

/// The progress of partners in programmes.
pub type Told = Arc<ProgressOf>;
