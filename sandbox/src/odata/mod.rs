//! A simulator of ERPs that speak OData: SAP S/4HANA (v2 and v4) and Business Central (v4).

pub mod store;

mod auth;
mod config;
mod errors;
mod gate;
mod limits;
mod router;
mod simulator;
mod switches;

mod address;
mod batch;
mod call;
mod company;
mod links;
mod metadata;
mod options;
mod page;
mod print;
mod projection;
mod query;
mod resource;
mod view;

#[cfg(test)]
mod tests;

pub use config::Config;
pub use router::router;
pub use simulator::Simulator;
pub use switches::{EmptyText, Nulls, Switches};
