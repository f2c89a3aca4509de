//! What calls of the engine bring.

use std::sync::Arc;

use crate::{
    engine::{Node, Pair},
    graphql::types::Kind,
};

/// What a call of the engine brings.
#[derive(Clone)]
pub enum Thing {
    /// A node.
    Node(Arc<Node>),
    /// Two partners that may be one.
    Suggestion(Arc<Pair>),
    /// Two records that are explained.
    Explanation(Arc<Pair>),
}

impl Thing {
    /// The kind.
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Node(node) => Kind::Node(node.kind),
            Self::Suggestion(_) => Kind::Suggestion,
            Self::Explanation(_) => Kind::Explanation,
        }
    }

    /// The node, if it is one.
    pub(super) fn node(&self) -> Option<&Arc<Node>> {
        if let Self::Node(node) = self { Some(node) } else { None }
    }

    /// The pair, if it is one.
    pub(super) fn pair(&self) -> Option<&Arc<Pair>> {
        match self {
            Self::Suggestion(pair) | Self::Explanation(pair) => Some(pair),
            Self::Node(_) => None,
        }
    }
}

/// The nodes among these.
pub(super) fn nodes(things: &[Thing]) -> Vec<Arc<Node>> {
    things.iter().filter_map(Thing::node).cloned().collect()
}
