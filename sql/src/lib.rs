//! Tables over any engine, spoken to as PostgreSQL is.

pub mod catalog;
pub mod executor;
mod failure;
mod functions;
mod gaps;
pub mod provider;
mod source;
pub mod statement;
mod syntax;
pub mod table;

pub mod wire;

pub use datafusion::arrow;
pub use failure::{Code, Failure};
pub use gaps::{Gap, Gaps};
pub use source::{Batches, Condition, Cost, Operand, Scan, Sort, Source, Test, written};
pub use table::{Column, ColumnType, ForeignKey, Table, Tests};
