//! Objects that the gateway itself knows: pages, money, provenance, sources, the caller.

use super::{Field, InputDef, Meaning, PageField, Plain, TypeDef, TypeKind};

/// The objects.
pub(super) fn types() -> Vec<TypeDef> {
    let mut types = vec![page_info(), money()];
    types.extend([source_record(), field_conflict(), field_value(), attribute()]);
    types.extend([source(), links(), quota(), latency(), source_gap()]);
    types.push(viewer());
    types
}

/// Name, type, meaning and description of a field.
pub(super) type Row = (&'static str, &'static str, Plain, &'static str);

/// An object of these fields.
pub(super) fn object(name: &str, doc: &str, rows: &[Row]) -> TypeDef {
    let field = |(name, ty, plain, doc): &Row| Field::new(name, *ty, Meaning::Plain(*plain), *doc);
    TypeDef {
        name: name.to_owned(),
        doc: doc.to_owned(),
        of: TypeKind::Object(Vec::new(), rows.iter().map(field).collect()),
    }
}

const HAS_NEXT: &str =
    "True if more nodes follow, or if a source that failed (see `missing`) may still bring some.";
const END_CURSOR: &str = "Cursor at which the page ends; pass it as `after` to get the next page. \
    Where a source failed, it holds what that source still owes: asked again once the source \
    answers, it brings exactly that, and then goes on. Null at the end of an empty list.";

fn page_info() -> TypeDef {
    let field = |name, ty: &str, part, doc: &str| Field::new(name, ty, Meaning::Page(part), doc);
    let fields = vec![
        field("hasNextPage", "Boolean!", PageField::HasNextPage, HAS_NEXT),
        field("hasPreviousPage", "Boolean!", PageField::HasPreviousPage, "True after a cursor."),
        field("startCursor", "String", PageField::StartCursor, "Cursor of the first node."),
        field("endCursor", "String", PageField::EndCursor, END_CURSOR),
    ];
    TypeDef {
        name: "PageInfo".to_owned(),
        doc: "The position of a page in its list.".to_owned(),
        of: TypeKind::Object(Vec::new(), fields),
    }
}

fn money() -> TypeDef {
    let mut money = object(
        "Money",
        "An exact amount of money.",
        &[
            (
                "amount",
                "Decimal!",
                Plain::MoneyAmount,
                "Amount in whole units (euros, not cents), as text so that no digit is lost.",
            ),
            ("currency", "CurrencyCode!", Plain::MoneyCurrency, "Currency."),
        ],
    );
    let convert =
        "Converts the amount into another currency, rounded to cents; null if no rate is known.";
    let convert = Field::new("in", "Money", Meaning::Plain(Plain::MoneyIn), convert).with([
        InputDef::new("currency", "CurrencyCode!", "Target currency."),
        InputDef::new("on", "Date", "Day whose rates apply; today if left out."),
    ]);
    if let TypeKind::Object(_, fields) = &mut money.of {
        fields.push(convert);
    }
    money
}

fn source_record() -> TypeDef {
    object("SourceRecord", "One of the source records that make up a node.", SOURCE_RECORD)
}

/// The fields of a source record.
const SOURCE_RECORD: &[Row] = &[
    ("source", "Source!", Plain::RecordSource, "System that holds the record."),
    (
        "object",
        "String!",
        Plain::RecordObject,
        "The system's own name for the table: `Account`, `companies` …",
    ),
    ("id", "String!", Plain::RecordId, "Record id in that system."),
    ("url", "URL", Plain::RecordUrl, "Address of the record in that system's own user interface."),
    (
        "matchedBy",
        "[String!]!",
        Plain::RecordMatchedBy,
        "What tied the record to the node's other records: confirmed (by people), link, \
             taxId, duns, lei, domain, name, or evidence that no single key gives (see \
             `matches`). Empty for the only record.",
    ),
    (
        "matches",
        "[Match!]!",
        Plain::RecordMatches,
        "The record's ties to other records of the partner, with what each stands on. \
             Empty for other nodes, whose records only links tie.",
    ),
    ("fields", "[String!]!", Plain::RecordFields, "Fields of the node that the record supplied."),
    ("modifiedAt", "DateTime", Plain::RecordModifiedAt, "Time of the last change in that system."),
    ("fetchedAt", "DateTime!", Plain::RecordFetchedAt, "Time when the gateway read the record."),
    (
        "stale",
        "Boolean!",
        Plain::RecordStale,
        "True if the record is older than the cache's lifetime because the source did not \
             answer.",
    ),
];

fn field_conflict() -> TypeDef {
    object(
        "FieldConflict",
        "A field in which a node's records disagree.",
        &[
            (
                "field",
                "String!",
                Plain::ConflictField,
                "Field name; dotted for a nested object: `tier.name`.",
            ),
            (
                "chosen",
                "FieldValue!",
                Plain::ConflictChosen,
                "Value that the node shows: that of the source with authority.",
            ),
            ("others", "[FieldValue!]!", Plain::ConflictOthers, "Values of the other sources."),
        ],
    )
}

fn field_value() -> TypeDef {
    object(
        "FieldValue",
        "A field's value in one source.",
        &[
            ("source", "String!", Plain::ValueSource, "Source name."),
            ("value", "JSON", Plain::ValueValue, "Value; money as `{amount, currency}`."),
            ("modifiedAt", "DateTime", Plain::ValueModifiedAt, "Time of the record's last change."),
        ],
    )
}

fn attribute() -> TypeDef {
    object(
        "Attribute",
        "A source field that has no place in the unified model.",
        &[
            ("name", "String!", Plain::AttributeName, "Name that the mapping gives the field."),
            ("source", "String!", Plain::AttributeSource, "Source name."),
            ("value", "JSON", Plain::AttributeValue, "Value, as the source returns it."),
        ],
    )
}

fn source() -> TypeDef {
    object("Source", "A system behind the gateway.", SOURCE)
}

/// The fields of a source.
const SOURCE: &[Row] = &[
    ("name", "String!", Plain::SourceName, "Name, as configured: `salesforce`, `hubspot-emea` …"),
    ("connector", "String!", Plain::SourceConnector, "Connector: `salesforce`, `hubspot` …"),
    ("status", "SourceStatus!", Plain::SourceStatus, "Health, from the calls of the last minute."),
    ("entities", "[EntityKind!]!", Plain::SourceEntities, "Entities of which it has records."),
    ("quota", "[Quota!]!", Plain::SourceQuota, "Remaining calls, as last reported."),
    ("latency", "Latency", Plain::SourceLatency, "Duration of the calls of the last minute."),
    (
        "errorRate",
        "Float",
        Plain::SourceErrorRate,
        "Share of the calls of the last minute that failed, 0 to 1.",
    ),
    (
        "cacheHitRate",
        "Float",
        Plain::SourceCacheHitRate,
        "Share of reads that the cache answered since the start, 0 to 1.",
    ),
    ("lastSuccessAt", "DateTime", Plain::SourceLastSuccessAt, "Time of the last successful call."),
    ("lastError", "String", Plain::SourceLastError, "Text of the last failure."),
    (
        "links",
        "[Links!]!",
        Plain::SourceLinks,
        "What the gateway's index of links holds of the source, by rule. Empty where no \
                 record of it names others, or without that index.",
    ),
];

fn links() -> TypeDef {
    object(
        "Links",
        "Links by one rule: which records of an object name records of another, as the gateway's \
         index of links holds them.",
        &[
            ("entity", "EntityKind!", Plain::LinksEntity, "Entity of the records."),
            ("object", "String!", Plain::LinksObject, "Object whose records name others."),
            ("field", "String!", Plain::LinksField, "Its field that holds the name."),
            (
                "to",
                "String!",
                Plain::LinksTo,
                "Source and object whose records are named: `salesforce/Opportunity`.",
            ),
            ("state", "LinksState!", Plain::LinksState, "State of the index for this rule."),
            ("pairs", "Int!", Plain::LinksPairs, "Number of pairs of a record and a name."),
            ("bytes", "Int!", Plain::LinksBytes, "Bytes of memory that the pairs take."),
            (
                "refreshedAt",
                "DateTime",
                Plain::LinksRefreshedAt,
                "Time at which the last complete look at the object began: the pairs are at least \
                 as new.",
            ),
            ("error", "String", Plain::LinksError, "Failure of the last look, if it failed."),
        ],
    )
}

fn quota() -> TypeDef {
    object(
        "Quota",
        "An allowance of calls.",
        &[
            ("name", "String!", Plain::QuotaName, "Name: `daily`, `burst` …"),
            ("limit", "Int!", Plain::QuotaLimit, "Calls allowed."),
            ("remaining", "Int!", Plain::QuotaRemaining, "Calls left."),
            ("resetsAt", "DateTime", Plain::QuotaResetsAt, "Time of the next reset."),
        ],
    )
}

fn latency() -> TypeDef {
    object(
        "Latency",
        "Durations of calls.",
        &[
            ("p50Ms", "Float!", Plain::LatencyP50, "Median, in milliseconds."),
            ("p99Ms", "Float!", Plain::LatencyP99, "99th percentile, in milliseconds."),
        ],
    )
}

fn source_gap() -> TypeDef {
    object(
        "SourceGap",
        "A source that should have answered and did not.",
        &[
            ("source", "Source!", Plain::GapSource, "Source."),
            ("code", "ErrorCode!", Plain::GapCode, "Error code."),
            ("message", "String!", Plain::GapMessage, "Reason, and what to do."),
            (
                "retryAfter",
                "DateTime",
                Plain::GapRetryAfter,
                "Time after which to try again, if known.",
            ),
        ],
    )
}

fn viewer() -> TypeDef {
    object(
        "Viewer",
        "The caller.",
        &[
            ("subject", "String!", Plain::ViewerSubject, "Name under which the caller is known."),
            ("roles", "[String!]!", Plain::ViewerRoles, "Roles."),
            (
                "partner",
                "Partner",
                Plain::ViewerPartner,
                "Partner on whose behalf the caller asks.",
            ),
        ],
    )
}
