//! A simulator of partner accounts at AWS Partner Central: selling, benefits and channel, one host
//! for all three, over AWS JSON 1.0.
//!
//! The calls, their members and their constraints are those of the services' published models
//! (2022-07-26, 2018-05-10 and 2024-03-18, as in botocore 1.44.8). What neither they nor the
//! developer guide say is a switch, or said where it is decided.

pub mod store;

mod auth;
mod config;
mod errors;
mod gate;
mod limits;
mod router;
mod simulator;
mod switches;

mod authorization;
mod aws_view;
mod call;
mod filter;
mod forms;
mod keep;
mod operations;
mod order;
mod page;
mod shape;
mod signature;
mod validate;

#[cfg(test)]
mod tests;

pub use config::Config;
pub use router::{operation, router};
pub use simulator::Simulator;
pub use switches::{Bound, Nulls, Refusal, Switches};
