//! Differential test of the rules: the answer for a viewer is that of the same operation over a
//! world which holds nothing but what the rules let him see.

#![allow(clippy::expect_used, reason = "whatever is not as expected here is a failed test")]

mod compare;
mod cost;
mod cut;
mod figures;
mod filters;
mod gateway;
mod generate;
mod operation;
mod orders;
mod pool;
mod references;
mod role;
mod roles;
mod run;
mod schema;
mod sight;
mod snapshot;
#[cfg(feature = "bi")]
mod tables;
mod tests;
