//! Scenarios through the public endpoint: one binary, because each costs time to link.

#![expect(clippy::expect_used, reason = "a scenario that cannot go on says where it stands")]

mod bad_input;
mod calls;
mod examples;
mod failures;
mod filters;
mod harness;
mod identity;
mod process;
mod schema;
