//! Scenarios through the public endpoint: one binary, because each costs time to link.

mod bad_input;
mod calls;
mod failures;
mod harness;
mod process;
