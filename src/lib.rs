//! channelgraph: one GraphQL endpoint over the systems in which a sales channel already lives.

pub mod app;
mod audit;
pub mod auth;
#[cfg(feature = "bi")]
pub mod bi;
mod bucket;
pub mod cli;
pub mod config;
#[cfg(feature = "demo")]
pub mod demo;
pub mod engine;
pub mod graphql;
pub mod hardening;
pub mod load;
pub mod model;
pub mod money;
pub mod server;
pub mod telemetry;
pub mod work;
