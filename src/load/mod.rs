//! Answers each read from the cache, from a call already under way for the same thing, or from one batch of all that is asked at once.

mod batch;
mod keyed;
mod store;

pub use batch::Batches;
pub use keyed::{Key, Keyed};
pub use store::{Children, ChildrenRead, ListPage, ListRead, Store, StoreLimits};
