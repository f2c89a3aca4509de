//! Planning: what each table is asked of a filter, and which fields are read of it.

mod projection;
mod pushdown;

pub(super) use pushdown::{Reach, reach, relaxed};
