#![doc = include_str!("../docs.md")]

mod api;
mod auth;
mod config;
mod connector;
mod describe;
mod error;
mod field;
mod query;
mod read;
mod rows;
#[cfg(test)]
mod tests;

pub use config::{Catalog, Config, Endpoint, default_mapping};
pub use connector::Aws;

/// The word by which the config names this kind of source.
pub const KIND: &str = "aws";
