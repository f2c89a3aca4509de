//! Runs what real clients ask of the catalog on ours and on a real PostgreSQL, and compares.
//!
//! The server is the one of `CHANNELGRAPH_PG`, a connection string; or a throwaway one, if
//! PostgreSQL 15 is installed. Without either nothing is compared, and a line on stderr says so.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod compare;
mod exceptions;
mod model;
mod ours;
mod queries;
mod render;
mod server;
