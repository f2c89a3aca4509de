//! Vendor simulators over one generated world: what a company's channel looks like when several
//! systems each know a part of it.

pub mod aws;
pub mod control;
pub mod hubspot;
pub mod odata;
pub mod salesforce;
mod sandbox;
mod simulator;
pub mod terms;
pub mod truth;
mod wire;
pub mod world;

pub use control::Control;
pub use sandbox::Sandbox;
pub use simulator::{Credentials, Simulator, Simulators};
pub use world::{CompanyDirt, Dirt, Options, PartnerRecord, Ports, World};

/// An HTTP client for tests.
#[cfg(test)]
fn test_client() -> reqwest::Client {
    channelgraph_core::choose_tls();
    reqwest::Client::new()
}
