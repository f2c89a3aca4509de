//! Vendor simulators over one generated world: what a company's channel looks like when several systems each know a part of it.

pub mod hubspot;
pub mod salesforce;
pub mod terms;
pub mod truth;
pub mod world;

pub use world::{Options, World};
