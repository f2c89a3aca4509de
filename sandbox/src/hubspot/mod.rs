//! A HubSpot account as its CRM API shows it.

pub mod store;

mod config;
mod router;
mod simulator;
mod switches;

pub use config::{Config, Owner};
pub use router::router;
pub use simulator::Simulator;
pub use switches::{NoAssociations, Nulls, Switches};
