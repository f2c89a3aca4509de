//! The connector against a real server. Where Tryton cannot be installed, these tests say so on
//! standard error and test nothing; with `CHANNELGRAPH_LIVE=1` they fail then.

mod conformance;
mod mapping;
mod reads;
#[path = "../live/server.rs"]
mod server;
mod session;
mod wire;

use std::sync::Arc;

use channelgraph_core::Read;
use channelgraph_schema::mapping::Row;
use serde_json::Value as Json;

use crate::Tryton;
use server::Server;

/// A server, and a connector to it.
struct Live {
    server: Arc<Server>,
    tryton: Tryton,
}

impl Live {
    /// A server of its own.
    fn start(more: &str) -> Option<Self> {
        Some(Self::over(Arc::new(Server::start()?), more))
    }

    /// The server of all tests that only read.
    fn shared(more: &str) -> Option<Self> {
        Some(Self::over(Server::shared()?, more))
    }

    fn over(server: Arc<Server>, more: &str) -> Self {
        let tryton = connector(&server, server.said("password"), more);
        Self { server, tryton }
    }

    /// The records of a model as they were created.
    fn rows(&self, model: &str) -> Vec<Row> {
        let truth = self.server.truth();
        truth[model].as_array().unwrap().iter().map(row).collect()
    }
}

fn row(record: &Json) -> Row {
    let values = record
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    Row { id: record["id"].to_string(), parent: None, values }
}

fn connector(server: &Server, password: &str, more: &str) -> Tryton {
    let named = ["url", "database", "login"]
        .map(|name| format!("{name} = {:?}\n", server.said(name)))
        .concat();
    let config = toml::from_str(&format!("{named}password = {password:?}\n{more}")).unwrap();
    Tryton::new("erp".into(), &config).unwrap()
}

fn read(object: &str, fields: &[&str]) -> Read {
    Read::all(object, fields, 1000)
}
