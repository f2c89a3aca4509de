//! What counts of a node: plain facts, as the viewer sees them.

pub mod deal;
pub mod incentive;
pub mod invoice;
pub mod lead;
pub mod training;

pub use deal::{Deal, RegistrationState};
pub use incentive::Incentive;
pub use invoice::Invoice;
pub use lead::{Lead, LeadState};
pub use training::Training;
