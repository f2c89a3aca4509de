//! Clients that want to cost more than they may, below the level of operations: each is refused
//! before much is done for it. Operations that want much are in `specification.rs`, slow clients in
//! `clients.rs`.

mod flood;
mod frames;
mod measure;
