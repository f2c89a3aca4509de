//! What counts of a node: plain facts, as the viewer sees them.

pub mod deal;
pub mod incentive;
pub mod lead;
mod read;

use chrono::{DateTime, Utc};

pub use deal::{Deal, RegistrationState};
pub use incentive::Incentive;
pub use lead::{Lead, LeadState};
pub use read::Reader;

/// What the figures stand on, of any node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Records beyond the first.
    pub twins: u64,
    /// The time of the oldest read.
    pub as_of: Option<DateTime<Utc>>,
}
