//! A HubSpot account as its CRM API shows it.

pub mod store;

mod account;
mod associations;
mod auth;
mod clock;
mod config;
mod errors;
mod faults;
mod gate;
mod limits;
mod names;
mod objects;
mod request;
mod router;
mod search;
mod simulator;
mod switches;

#[cfg(test)]
mod tests;

pub use config::{Config, Owner};
pub use limits::Calls;
pub use router::router;
pub use simulator::Simulator;
pub use switches::{NoAssociations, Nulls, Switches};
