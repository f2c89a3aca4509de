//! Scenarios through the public endpoint: one binary, because each costs time to link.

#![allow(clippy::expect_used, reason = "whatever is not as expected here is a failed test")]

mod calls;
mod filters;
mod harness;
mod identity;
