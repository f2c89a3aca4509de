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

pub use config::{ApiVersion, Auth, Config, MyDomain};
pub use connector::Salesforce;

use channelgraph_schema::mapping::MappingSpec;

/// The kind of connector, as configuration names it.
pub const KIND: &str = "salesforce";

/// The mapping of standard fields, for an org whose amounts are in this currency.
///
/// # Panics
/// Never: the text is part of the program, and read by a test.
#[expect(clippy::expect_used, reason = "the text is part of the program, and read by a test")]
pub fn default_mapping(currency: &str) -> MappingSpec {
    let text = include_str!("../mapping.toml").replace("{currency}", currency);
    toml::from_str(&text).expect("the default mapping is valid")
}

#[cfg(test)]
mod tests;
