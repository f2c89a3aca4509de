//! Answers each read from the cache, from a call already under way for the same thing, or from one
//! batch of all that is asked at once.

mod asked;
mod deadline;
mod details;
mod fetch;
mod gather;
mod keyed;
mod partial;
mod patience;
pub mod standing;
mod store;
mod wider;

pub use asked::{Children, ChildrenRead, Held, ListPage, ListRead};
pub use deadline::Deadline;
pub use keyed::{Key, Keyed};
pub use partial::Partial;
pub use store::{Store, StoreLimits};
