//! Kinds of what calls bring.

use channelgraph_schema::EntityKind;
use strum::VariantArray;

/// The type of a pair of partners that may be one.
pub(super) const SUGGESTION: &str = "Suggestion";
/// The type of a pair of records that is explained.
pub(super) const EXPLANATION: &str = "MatchExplanation";
/// The type of the figures of a period.
pub(super) const PERFORMANCE: &str = "Performance";
/// The type of a partner's figures.
pub(super) const PARTNER_PERFORMANCE: &str = "PartnerPerformance";
/// The type of a row of figures.
pub(super) const PERFORMANCE_ROW: &str = "PerformanceRow";
/// The type of a partner's statement.
pub(super) const STATEMENT: &str = "IncentiveStatement";
/// The type of a line of a statement.
pub(super) const STATEMENT_LINE: &str = "StatementLine";
/// The type of a partner's progress in a programme.
pub(super) const TIER_PROGRESS: &str = "TierProgress";
/// The type of a campaign's results.
pub(super) const CAMPAIGN_RESULTS: &str = "CampaignResults";
/// The type of a value of a row's dimension.
pub(super) const DIMENSION_VALUE: &str = "DimensionValue";

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
    /// Figures of a period.
    Performance,
    /// Figures of a partner.
    PartnerPerformance,
    /// Rows of figures.
    PerformanceRow,
    /// Values of a row's dimensions.
    DimensionValue,
    /// Statements of partners.
    Statement,
    /// Lines of statements.
    StatementLine,
    /// Progress of partners in programmes.
    TierProgress,
    /// Results of campaigns.
    CampaignResults,
    /// The caller.
    Viewer,
}

/// The kinds that are no entities, with the names of their object types.
const OTHERS: [(Kind, &str); 11] = [
    (Kind::Suggestion, SUGGESTION),
    (Kind::Explanation, EXPLANATION),
    (Kind::Performance, PERFORMANCE),
    (Kind::PartnerPerformance, PARTNER_PERFORMANCE),
    (Kind::PerformanceRow, PERFORMANCE_ROW),
    (Kind::DimensionValue, DIMENSION_VALUE),
    (Kind::Statement, STATEMENT),
    (Kind::StatementLine, STATEMENT_LINE),
    (Kind::TierProgress, TIER_PROGRESS),
    (Kind::CampaignResults, CAMPAIGN_RESULTS),
    (Kind::Viewer, VIEWER),
];

impl Kind {
    /// The number of kinds.
    pub const COUNT: usize = EntityKind::VARIANTS.len() + OTHERS.len();

    /// The place of the kind among all of them.
    pub fn place(self) -> usize {
        EntityKind::VARIANTS.len()
            + match self {
                Self::Node(kind) => return kind as usize,
                Self::Suggestion => 0,
                Self::Explanation => 1,
                Self::Performance => 2,
                Self::PartnerPerformance => 3,
                Self::PerformanceRow => 4,
                Self::DimensionValue => 5,
                Self::Statement => 6,
                Self::StatementLine => 7,
                Self::TierProgress => 8,
                Self::CampaignResults => 9,
                Self::Viewer => 10,
            }
    }

    /// The name of its object type.
    pub fn name(self) -> &'static str {
        match self {
            Self::Node(kind) => kind.into(),
            other => OTHERS[other.place() - EntityKind::VARIANTS.len()].1,
        }
    }

    /// The entity, of nodes.
    pub fn entity(self) -> Option<EntityKind> {
        if let Self::Node(kind) = self { Some(kind) } else { None }
    }

    /// The kind of an object type's name; none if no call brings such objects.
    pub fn of(type_name: &str) -> Option<Self> {
        let other = OTHERS.iter().find(|(_, name)| *name == type_name);
        other.map(|(kind, _)| *kind).or_else(|| type_name.parse().ok().map(Self::Node))
    }

    /// The kinds that a type's objects can be of: one of an object type, the entities that `search`
    /// looks through of `SearchHit`, and all of `Node`.
    pub fn all_of(type_name: &str) -> Vec<Self> {
        let entities = match (Self::of(type_name), type_name) {
            (Some(kind), _) => return vec![kind],
            (None, "SearchHit") => EntityKind::SEARCHED,
            (None, _) => EntityKind::VARIANTS,
        };
        entities.iter().copied().map(Self::Node).collect()
    }
}
