//! Scenarios through the public endpoint: one binary, because each costs time to link.

mod calls;
mod examples;
mod harness;
mod schema;
