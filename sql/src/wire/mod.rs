//! The wire protocol of PostgreSQL, version 3.

mod accept;
mod auth;
mod copy;
mod encode;
mod inbox;
mod out;
mod registry;
mod session;
mod types;

use std::{sync::Arc, time::Duration};

pub use accept::{Server, Tls};
use async_trait::async_trait;
pub(crate) use encode::texts;

use crate::{Failure, Source};

/// Who may come in, and what he sees.
#[async_trait]
pub trait Door: Send + Sync + 'static {
    /// What a user's password is verified with, in PostgreSQL's form:
    /// `SCRAM-SHA-256$<iterations>:<salt>$<stored key>:<server key>`; none if he has no password.
    fn verifier(&self, user: &str) -> Option<String>;

    /// The tables as a user sees them. Without a password, he has proved who he is.
    ///
    /// # Errors
    /// If the password is wrong, or he may not come in.
    async fn login(&self, user: &str, password: Option<&str>) -> Result<Arc<dyn Source>, Failure>;
}

/// Bounds of a server.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections in all.
    pub connections: usize,
    /// Connections of one user.
    pub per_user: usize,
    /// Bytes of a message: of a statement with its parameters.
    pub message_bytes: usize,
    /// Bytes that one statement may hold.
    pub memory_bytes: usize,
    /// Time for one statement; a client may set less.
    pub statement: Duration,
    /// Time for which a connection may do nothing.
    pub idle: Duration,
    /// Time for logging in.
    pub login: Duration,
    /// Threads on which statements compute.
    pub threads: usize,
    /// Prepared statements, portals and cursors of one connection, each.
    pub kept: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 100,
            per_user: 50,
            message_bytes: 1 << 20,
            memory_bytes: 64 << 20,
            statement: Duration::from_secs(600),
            idle: Duration::from_secs(1_800),
            login: Duration::from_secs(10),
            threads: std::thread::available_parallelism().map_or(2, usize::from),
            kept: 500,
        }
    }
}
