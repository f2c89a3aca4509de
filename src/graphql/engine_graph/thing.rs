//! What calls of the engine bring.

use std::sync::Arc;

use super::{
    performance::{Answered, KeyOf, RowOf},
    results,
    statement::{LineOf, StatementOf},
    tiers,
};
use crate::{
    engine::{Seen, SeenPair},
    graphql::types::Kind,
};

/// What a call of the engine brings.
#[derive(Clone)]
pub enum Thing {
    /// A node.
    Node(Seen),
    /// Two partners that may be one.
    Suggestion(Arc<SeenPair>),
    /// Two records that are explained.
    Explanation(Arc<SeenPair>),
    /// Figures of a period.
    Performance(Arc<Answered>),
    /// A row of figures.
    Row(RowOf),
    /// A value of a row's dimension.
    Key(KeyOf),
    /// The statement of a partner.
    Statement(Arc<StatementOf>),
    /// A line of a statement.
    Line(LineOf),
    /// The progress of a partner in a programme.
    Tiers(tiers::Told),
    /// The results of a campaign.
    Results(results::Told),
    /// The caller.
    Viewer,
}

impl Thing {
    /// The kind.
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Node(node) => Kind::Node(node.kind()),
            Self::Suggestion(_) => Kind::Suggestion,
            Self::Explanation(_) => Kind::Explanation,
            Self::Performance(of) if of.is_of_partner() => Kind::PartnerPerformance,
            Self::Performance(_) => Kind::Performance,
            Self::Row(_) => Kind::PerformanceRow,
            Self::Key(_) => Kind::DimensionValue,
            Self::Statement(_) => Kind::Statement,
            Self::Line(_) => Kind::StatementLine,
            Self::Tiers(_) => Kind::TierProgress,
            Self::Results(_) => Kind::CampaignResults,
            Self::Viewer => Kind::Viewer,
        }
    }

    /// The node, if it is one.
    pub(super) fn node(&self) -> Option<&Seen> {
        if let Self::Node(node) = self { Some(node) } else { None }
    }

    /// The pair, if it is one.
    pub(super) fn pair(&self) -> Option<&Arc<SeenPair>> {
        match self {
            Self::Suggestion(pair) | Self::Explanation(pair) => Some(pair),
            _ => None,
        }
    }

    /// The row of figures, if it is one.
    pub(super) fn row(&self) -> Option<&RowOf> {
        if let Self::Row(row) = self { Some(row) } else { None }
    }

    /// The statement, if it is one.
    pub(super) fn statement(&self) -> Option<&Arc<StatementOf>> {
        if let Self::Statement(of) = self { Some(of) } else { None }
    }

    /// The line of a statement, if it is one.
    pub(super) fn line(&self) -> Option<&LineOf> {
        if let Self::Line(line) = self { Some(line) } else { None }
    }

    /// The value of a dimension, if it is one.
    pub(super) fn key(&self) -> Option<&KeyOf> {
        if let Self::Key(key) = self { Some(key) } else { None }
    }
}

/// The nodes among these.
pub(super) fn nodes(things: &[Thing]) -> Vec<Seen> {
    things.iter().filter_map(Thing::node).cloned().collect()
}
