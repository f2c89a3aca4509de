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

pub use config::{Auth, BaseUrl, Config, ListSupport, Preset, ServiceSpec, Sizes, Version, default_mapping};
pub use connector::OData;

/// The word by which the config names this kind of source.
pub const KIND: &str = "odata";
