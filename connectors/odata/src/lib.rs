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

pub use config::{Auth, Config, ListSupport, Preset, ServiceSpec, Sizes, Version};
pub use connector::OData;

use channelgraph_schema::mapping::MappingSpec;

/// The word by which the config names this kind of source.
pub const KIND: &str = "odata";

/// The mapping of a preset: standard properties only.
///
/// # Panics
/// Never: the text is part of the program, and read by a test.
#[expect(clippy::expect_used, reason = "the text is part of the program, and read by a test")]
pub fn default_mapping(preset: Preset) -> MappingSpec {
    toml::from_str(match preset {
        Preset::SapS4hana => include_str!("../mapping-sap-s4hana.toml"),
        Preset::BusinessCentral => include_str!("../mapping-business-central.toml"),
    })
    .expect("the preset's mapping is valid")
}
