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

pub use config::Config;
pub use connector::Tryton;

use channelgraph_schema::mapping::MappingSpec;

/// The kind of connector, as configuration names it.
pub const KIND: &str = "tryton";

/// The mapping of the fields of the modules `party`, `commission`, `sale` and `sale_opportunity`.
///
/// # Panics
/// Never: the text is part of the program, and read by a test.
#[expect(clippy::expect_used, reason = "the text is part of the program, and read by a test")]
pub fn default_mapping() -> MappingSpec {
    toml::from_str(include_str!("../mapping.toml")).expect("the default mapping is valid")
}

#[cfg(test)]
mod tests;
