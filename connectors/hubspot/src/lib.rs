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

pub use config::{ApiVersion, Auth, Config, Leads};
pub use connector::HubSpot;

use channelgraph_schema::mapping::MappingSpec;

/// The word by which the config names this kind of source.
pub const KIND: &str = "hubspot";

/// The default mapping, of HubSpot's standard properties only.
///
/// # Panics
/// Never: the text is part of the program, and read by a test.
#[expect(clippy::expect_used, reason = "the text is part of the program, and read by a test")]
pub fn default_mapping(leads: Leads) -> MappingSpec {
    let read = |text| toml::from_str::<MappingSpec>(text).expect("the default mapping is valid");
    let base = read(include_str!("../mapping.toml"));
    match leads {
        Leads::Contacts => base,
        Leads::Objects => base.overlaid(read(include_str!("../mapping-lead-object.toml"))),
    }
}
