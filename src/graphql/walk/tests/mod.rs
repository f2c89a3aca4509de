//! The walk over nodes in memory, beside graphql-js over the same nodes (`tests/spec`).

mod measure;
mod memory;
mod specification;
