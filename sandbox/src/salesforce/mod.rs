//! A Salesforce org as its REST API shows it: tokens, SOQL, collections, describe, limits.

mod access;
mod api;
mod collections;
mod composite;
mod cursors;
mod describe;
mod error;
mod http;
pub mod ids;
mod oauth;
mod page;
mod query;
mod records;
mod replication;
mod settings;
mod simulator;
mod soql;
pub mod store;
#[cfg(test)]
mod tests;
mod tokens;
mod usage;

pub use http::router;
pub use simulator::{Config, Simulator};
