//! What fields of the schema stand for. Code that plans and prints matches on these, never on
//! names.

use channelgraph_schema::{Derived, EntityKind, FieldId, Nested, Relation};

use super::{PerformanceField, ResultsField, StatementField, TierField};

/// What a field stands for.
#[derive(Debug, Clone, Copy)]
pub enum Meaning {
    /// A question at the root.
    Root(Root),
    /// The id of a node.
    Id,
    /// A value of an entity's field.
    Value(FieldId),
    /// What follows from fields of an entity.
    Derived(&'static Derived),
    /// A nested object of an entity.
    Object(EntityKind, &'static Nested),
    /// The node that a field refers to.
    One(FieldId),
    /// The nodes that refer to this one.
    Many(&'static Relation),
    /// The suggestions of a partner.
    Suggestions,
    /// The partners that belong together with one.
    Related,
    /// Partners of a pair.
    Side(Side),
    /// The figures of a partner.
    Performance,
    /// A part of figures.
    Figures(PerformanceField),
    /// The statement of a partner.
    Statement,
    /// A part of a statement.
    OfStatement(StatementField),
    /// The progress of a partner towards tiers.
    Tiers,
    /// A part of programmes or of progress.
    OfTiers(TierField),
    /// The results of a campaign.
    Results,
    /// A part of results.
    OfResults(ResultsField),
    /// The records of a node.
    Records,
    /// The conflicts within a node.
    Conflicts,
    /// The sources' own fields of a node.
    Attributes,
    /// A part of a connection or of its edges.
    Page(PageField),
    /// A field of one of the objects that the gateway itself knows.
    Plain(Plain),
}

/// A question at the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Root {
    /// One node of an entity, by a key.
    One(EntityKind),
    /// A list of an entity's nodes.
    List(EntityKind),
    /// One node of any entity, by its id.
    Node,
    /// Several nodes of any entity, by their ids.
    Nodes,
    /// Nodes of all entities, by text.
    Search,
    /// Pairs of partners that may be one.
    Suggestions,
    /// The explanation of a pair of records.
    Explain,
    /// Figures of a period.
    Performance,
    /// Statements of partners.
    Statements,
    /// The configured programmes.
    Programs,
    /// The configured sources.
    Sources,
    /// The caller.
    Viewer,
}

/// Partners of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// That of the one record.
    A,
    /// That of the other record.
    B,
    /// Others that are about as likely.
    Rivals,
}

/// A part of a connection or of its edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageField {
    /// The edges.
    Edges,
    /// The nodes.
    Nodes,
    /// The place of the page in its list.
    PageInfo,
    /// The number of nodes in the whole list.
    TotalCount,
    /// The sources that did not answer.
    Missing,
    /// The cursor of an edge.
    Cursor,
    /// The node of an edge.
    Node,
    /// Whether more nodes follow.
    HasNextPage,
    /// Whether nodes came before.
    HasPreviousPage,
    /// The cursor of the first node.
    StartCursor,
    /// The cursor of the last node.
    EndCursor,
}

/// A field of one of the objects that the gateway itself knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "object and field, as the schema names and describes them")]
pub enum Plain {
    MoneyAmount,
    MoneyCurrency,
    MoneyIn,
    RecordSource,
    RecordObject,
    RecordId,
    RecordUrl,
    RecordMatchedBy,
    RecordMatches,
    RecordFields,
    RecordModifiedAt,
    RecordFetchedAt,
    RecordStale,
    ConflictField,
    ConflictChosen,
    ConflictOthers,
    ValueSource,
    ValueValue,
    ValueModifiedAt,
    AttributeName,
    AttributeSource,
    AttributeValue,
    SourceName,
    SourceConnector,
    SourceStatus,
    SourceEntities,
    SourceQuota,
    SourceLatency,
    SourceErrorRate,
    SourceCacheHitRate,
    SourceLastSuccessAt,
    SourceLastError,
    SourceLinks,
    LinksEntity,
    LinksObject,
    LinksField,
    LinksTo,
    LinksState,
    LinksPairs,
    LinksBytes,
    LinksRefreshedAt,
    LinksError,
    QuotaName,
    QuotaLimit,
    QuotaRemaining,
    QuotaResetsAt,
    LatencyP50,
    LatencyP99,
    GapSource,
    GapCode,
    GapMessage,
    GapRetryAfter,
    MatchWith,
    MatchWeight,
    MatchOdds,
    MatchBy,
    EvidenceKind,
    EvidenceAgreement,
    EvidenceWeight,
    EvidenceOurs,
    EvidenceTheirs,
    EvidenceNote,
    EvidenceField,
    KeySource,
    KeyObject,
    KeyId,
    KeyName,
    KeyUrl,
    PairBetween,
    PairWeight,
    PairOdds,
    PairBy,
    PairReason,
    PairTied,
    PairConfig,
    ViewerSubject,
    ViewerRoles,
    ViewerPartner,
}
