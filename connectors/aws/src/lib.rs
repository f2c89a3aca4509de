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

pub use config::{Catalog, Config, Region};
pub use connector::Aws;

use channelgraph_schema::mapping::MappingSpec;

/// The word by which the config names this kind of source.
pub const KIND: &str = "aws";

/// The default mapping, of what every partner's account has.
///
/// # Panics
/// Never: the text is part of the program, and read by a test.
#[expect(clippy::expect_used, reason = "the text is part of the program, and read by a test")]
pub fn default_mapping() -> MappingSpec {
    toml::from_str(include_str!("../mapping.toml")).expect("the default mapping is valid")
}
