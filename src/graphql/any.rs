//! A node of any kind.

use std::sync::Arc;

use async_graphql::{ID, Interface, Union};
use channelgraph_schema::EntityKind;

use super::{
    connection::Shown, contact::Contact, deal::Deal, incentive::Incentive, lead::Lead,
    partner::Partner,
};
use crate::engine::Node;

/// Anything with an id.
#[derive(Interface)]
#[graphql(name = "Node", field(name = "id", ty = "ID", desc = "The id of the node."))]
pub enum Any {
    /// A partner.
    Partner(Partner),
    /// A lead.
    Lead(Lead),
    /// A deal.
    Deal(Deal),
    /// An incentive.
    Incentive(Incentive),
    /// A contact.
    Contact(Contact),
}

/// What a search finds.
#[derive(Union)]
pub enum SearchHit {
    /// A partner.
    Partner(Partner),
    /// A lead.
    Lead(Lead),
    /// A deal.
    Deal(Deal),
    /// An incentive.
    Incentive(Incentive),
    /// A contact.
    Contact(Contact),
}

/// A node as what it is.
pub fn show(node: Arc<Node>) -> Any {
    match node.kind {
        EntityKind::Partner => Any::Partner(Partner(node)),
        EntityKind::Lead => Any::Lead(Lead(node)),
        EntityKind::Deal => Any::Deal(Deal(node)),
        EntityKind::Incentive => Any::Incentive(Incentive(node)),
        EntityKind::Contact => Any::Contact(Contact(node)),
    }
}

impl Shown for SearchHit {
    const CONNECTION: &'static str = "SearchConnection";
    const EDGE: &'static str = "SearchEdge";
    fn show(node: Arc<Node>) -> Self {
        match node.kind {
            EntityKind::Partner => Self::Partner(Partner(node)),
            EntityKind::Lead => Self::Lead(Lead(node)),
            EntityKind::Deal => Self::Deal(Deal(node)),
            EntityKind::Incentive => Self::Incentive(Incentive(node)),
            EntityKind::Contact => Self::Contact(Contact(node)),
        }
    }
}
