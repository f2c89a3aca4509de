//! A Salesforce org as its REST API shows it: tokens, SOQL, collections, describe, limits.

mod api;
mod collections;
mod cursors;
mod error;
mod http;
pub mod ids;
mod oauth;
mod page;
mod query;
mod settings;
mod simulator;
mod soql;
pub mod store;
mod tokens;
mod usage;

pub use http::router;
pub use simulator::{Config, Simulator};
