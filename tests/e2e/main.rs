//! Scenarios through the public endpoint: one binary, because each costs time to link.

mod calls;
mod filters;
mod harness;
mod identity;
