//! Kinds of what calls bring.

use channelgraph_schema::EntityKind;
use strum::VariantArray;

/// The type of a pair of partners that may be one.
pub(super) const SUGGESTION: &str = "Suggestion";
/// The type of a pair of records that is explained.
pub(super) const EXPLANATION: &str = "MatchExplanation";

/// The type of the caller.
const VIEWER: &str = "Viewer";

/// A kind of what a call brings. Calls start from all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nodes of an entity.
    Node(EntityKind),
    /// Pairs of partners that may be one.
    Suggestion,
    /// Pairs of records that are explained.
    Explanation,
    /// The caller.
    Viewer,
}

impl Kind {
    /// The number of kinds.
    pub const COUNT: usize = EntityKind::VARIANTS.len() + 3;

    /// The place of the kind among all of them.
    pub fn place(self) -> usize {
        match self {
            Self::Node(kind) => kind as usize,
            Self::Suggestion => Self::COUNT - 3,
            Self::Explanation => Self::COUNT - 2,
            Self::Viewer => Self::COUNT - 1,
        }
    }

    /// The name of its object type.
    pub fn name(self) -> &'static str {
        match self {
            Self::Node(kind) => kind.into(),
            Self::Suggestion => SUGGESTION,
            Self::Explanation => EXPLANATION,
            Self::Viewer => VIEWER,
        }
    }

    /// The entity, of nodes.
    pub fn entity(self) -> Option<EntityKind> {
        if let Self::Node(kind) = self { Some(kind) } else { None }
    }

    /// The kind of an object type's name; none if no call brings such objects.
    pub fn of(type_name: &str) -> Option<Self> {
        match type_name {
            SUGGESTION => Some(Self::Suggestion),
            EXPLANATION => Some(Self::Explanation),
            VIEWER => Some(Self::Viewer),
            name => name.parse().ok().map(Self::Node),
        }
    }

    /// The kinds that a type's objects can be of: one of an object type, all entities of `Node` and
    /// `SearchHit`.
    pub fn all_of(type_name: &str) -> Vec<Self> {
        match Self::of(type_name) {
            Some(kind) => vec![kind],
            None => EntityKind::VARIANTS.iter().copied().map(Self::Node).collect(),
        }
    }
}
