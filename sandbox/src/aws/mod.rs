//! A simulator of AWS Partner Central: selling, benefits and channel, over their JSON protocol.

pub mod store;
