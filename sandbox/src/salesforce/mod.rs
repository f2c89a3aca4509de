//! A simulator of Salesforce orgs: the REST API with SOQL, collections, composite calls, describe,
//! SOSL searches and limits.

pub mod store;

mod auth;
mod config;
mod errors;
mod gate;
mod identity;
mod limits;
mod router;
mod simulator;
mod switches;

mod access;
mod call;
mod collections;
mod composite;
mod cursors;
mod describe;
pub mod ids;
mod page;
mod query;
mod records;
mod replication;
mod search;
mod soql;

#[cfg(test)]
mod tests;

pub use config::{Config, User};
pub use router::router;
pub use simulator::Simulator;
