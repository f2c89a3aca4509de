//! Scenarios through the public endpoint: one binary, because each costs time to link.

mod calls;
mod harness;
mod identity;
