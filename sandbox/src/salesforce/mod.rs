//! A Salesforce org as its REST API shows it: tokens, SOQL, collections, describe, limits.

mod http;
mod simulator;
pub mod store;

pub use http::router;
pub use simulator::{Config, Simulator};
