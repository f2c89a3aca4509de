//! A simulator of HubSpot accounts: the CRM API with objects, search, associations and set-up; the
//! APIs of campaigns and files.

pub mod store;

mod auth;
mod config;
mod errors;
mod gate;
mod limits;
mod router;
mod simulator;
mod switches;

mod account;
mod associations;
mod campaigns;
mod clock;
mod faults;
mod files;
mod names;
mod objects;
mod request;
mod search;

#[cfg(test)]
mod tests;

pub use config::{Config, Owner};
pub use limits::Calls;
pub use router::router;
pub use simulator::Simulator;
pub use switches::{NoAssociations, Nulls, Switches};
