//! The walk: runs the calls of a plan breadth first, each for all its parents at once, and writes
//! the answer straight from what they brought.

mod graph;
mod run;
mod write;

pub use graph::{Cursors, Graph, Leaf, Outcome, Page, Resolved};
pub use run::{Bound, Results, run};
pub use write::write;

#[cfg(test)]
mod tests;
