//! Rules: which nodes a viewer may see, and which of their fields.
//!
//! A role says it as data. For one viewer it is bound to the partner that he belongs to; then it is
//! part of each question that he asks, before anything is pushed down ([`ask`]), and is checked
//! again on each node on its way out ([`Seen`]).

mod ask;
mod claims;
mod lists;
mod role;
mod seen;
mod viewer;

pub use claims::{Claim, Disagreement};
pub use lists::{item, mask};
pub use role::{Grant, Mode, Role, Rows};
pub use seen::{Look, Seen};
pub(super) use viewer::{Own, Sight};
pub use viewer::{PartnerName, Viewer, Who};
