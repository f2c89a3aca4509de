//! The door for BI tools: entities as tables, read by SQL, as files and by OData.
//!
//! Tables follow from the declarations of entities. Whoever reads them asks the engine as
//! everybody does, with his own viewer, and as background work: people who wait go first.

mod condition;
mod door;
mod failure;
pub mod files;
pub mod odata;
mod scan;
mod tables;

pub use door::{Gateway, SqlDoor};
pub use scan::{Part, Reader, Since, Spot};
pub use tables::{Added, Definition, Tables};
