//! Contact, as clients see it.

use std::sync::Arc;

use async_graphql::{ID, Object};
use channelgraph_schema::EntityKind as Kind;

use super::{
    connection::Shown,
    provenance::{SourceRecord, records},
};
use crate::engine::Node;

const C: Kind = Kind::Contact;

/// A person at a partner.
#[derive(Clone)]
pub struct Contact(pub Arc<Node>);

impl Shown for Contact {
    const CONNECTION: &'static str = "ContactConnection";
    const EDGE: &'static str = "ContactEdge";
    fn show(node: Arc<Node>) -> Self {
        Self(node)
    }
}

/// A person at a partner.
#[Object]
impl Contact {
    /// The id of the node. The id of any of its records resolves to it too.
    pub async fn id(&self) -> ID {
        ID(self.0.id().to_owned())
    }

    /// The full name.
    async fn name(&self) -> Option<&str> {
        self.0.text(const { C.known("name") })
    }

    /// The mail address.
    async fn email(&self) -> Option<&str> {
        self.0.text(const { C.known("email") })
    }

    /// The telephone number.
    async fn phone(&self) -> Option<&str> {
        self.0.text(const { C.known("phone") })
    }

    /// The title at the company.
    async fn title(&self) -> Option<&str> {
        self.0.text(const { C.known("title") })
    }

    /// The part played in the partnership.
    async fn role(&self) -> Option<&str> {
        self.0.text(const { C.known("role") })
    }

    /// The records that make it up, one for each system that knows it.
    async fn records(&self) -> Vec<SourceRecord> {
        records(&self.0)
    }
}
