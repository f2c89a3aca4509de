//! What is told of partners' records being one company: ties, explanations, suggestions.

use channelgraph_identity::{Agreement, Kind as EvidenceKind, Reason};
use strum::VariantArray;

use super::{
    DefaultValue, Field, InputDef, Meaning, Plain, Root, Side, TypeDef, TypeKind,
    entity::connection,
    kind::{EXPLANATION, SUGGESTION},
    plain::{Row, object},
};

/// Suggestions and related partners that a field of one partner brings, if a request does not say.
pub const DEFAULT_OF_PARTNER: i32 = 10;

/// The types.
pub(super) fn types() -> Vec<TypeDef> {
    let mut types = vec![tie(), evidence(), partner_record()];
    types.extend([pair(SUGGESTION, SUGGESTED, CONFIG), pair(EXPLANATION, EXPLAINED, TIED)]);
    types.extend(connection(SUGGESTION));
    types.extend([
        enumeration("EvidenceKind", "Kinds of evidence.", EvidenceKind::VARIANTS, kind),
        enumeration("Agreement", AGREEMENT, Agreement::VARIANTS, agreement),
        enumeration("SuggestionReason", REASON, Reason::VARIANTS, describe_reason),
        filter(),
    ]);
    types
}

/// The fields of `Query`.
pub(super) fn of_query() -> [Field; 2] {
    let key = |name, doc: &str| InputDef::new(name, "RecordRef!", doc);
    let first = InputDef::new("first", "Int", "Page size, 1 to 100.");
    let after = "Cursor after which the page begins: the previous page's `endCursor`.";
    let explain = Field::new("explainMatch", EXPLANATION, Meaning::Root(Root::Explain), EXPLAIN);
    let list = format!("{SUGGESTION}Connection!");
    let list =
        Field::new("partnerSuggestions", list, Meaning::Root(Root::Suggestions), SUGGESTIONS);
    [
        explain.with([key("a", "A partner record."), key("b", "Another partner record.")]),
        list.with([
            InputDef::new("filter", format!("{SUGGESTION}Filter"), "Filter; all if left out."),
            InputDef { default: Some(DefaultValue::Int(super::DEFAULT_FIRST)), ..first },
            InputDef::new("after", "String", after),
        ]),
    ]
}

/// The fields of `Partner`.
pub(super) fn of_partner() -> [Field; 2] {
    let first = || {
        let first = InputDef::new("first", "Int", "The most that are listed, 1 to 100.");
        [InputDef { default: Some(DefaultValue::Int(DEFAULT_OF_PARTNER)), ..first }]
    };
    let suggestions = format!("[{SUGGESTION}!]!");
    [
        Field::new("suggestions", suggestions, Meaning::Suggestions, OF_PARTNER).with(first()),
        Field::new("related", "[Partner!]!", Meaning::Related, RELATED).with(first()),
    ]
}

fn tie() -> TypeDef {
    object(
        "Match",
        "A tie between two records of one partner.",
        &[
            ("with", "PartnerRecord!", Plain::MatchWith, "The other record."),
            ("weight", "Float", Plain::MatchWeight, WEIGHT),
            ("odds", "Float!", Plain::MatchOdds, ODDS),
            ("by", "[Evidence!]!", Plain::MatchBy, BY),
        ],
    )
}

fn evidence() -> TypeDef {
    object(
        "Evidence",
        "One piece of evidence for or against two records being one company.",
        &[
            ("kind", "EvidenceKind!", Plain::EvidenceKind, "Kind."),
            ("agreement", "Agreement!", Plain::EvidenceAgreement, "How the two records compare."),
            ("weight", "Float", Plain::EvidenceWeight, EVIDENCE_WEIGHT),
            ("ours", "String", Plain::EvidenceOurs, "What this record, or `a`, says."),
            ("theirs", "String", Plain::EvidenceTheirs, "What the other record, or `b`, says."),
            ("note", "String", Plain::EvidenceNote, "What there is to know of the weight."),
            ("field", "String", Plain::EvidenceField, EVIDENCE_FIELD),
        ],
    )
}

fn partner_record() -> TypeDef {
    object(
        "PartnerRecord",
        "A partner record by its key, as `RecordRef` takes it.",
        &[
            ("source", "String!", Plain::KeySource, "Source name."),
            ("object", "String!", Plain::KeyObject, "The source's own name for the table."),
            ("id", "String!", Plain::KeyId, "Record id in that system."),
            ("name", "String", Plain::KeyName, "Company name in that system."),
            (
                "url",
                "URL",
                Plain::KeyUrl,
                "Address of the record in that system's own user interface.",
            ),
        ],
    )
}

/// The type of a pair: the fields that both have, and those that it has alone.
fn pair(name: &str, doc: &str, own: &[Row]) -> TypeDef {
    let mut pair = object(
        name,
        doc,
        &[
            ("between", "[PartnerRecord!]!", Plain::PairBetween, BETWEEN),
            ("weight", "Float", Plain::PairWeight, WEIGHT),
            ("odds", "Float!", Plain::PairOdds, ODDS),
            ("by", "[Evidence!]!", Plain::PairBy, BY),
            ("reason", "SuggestionReason", Plain::PairReason, PAIR_REASON),
        ],
    );
    let sides = [
        ("a", "Partner", Side::A, "The partner of the one record."),
        ("b", "Partner", Side::B, "The partner of the other record."),
        ("rivals", "[Partner!]!", Side::Rivals, RIVALS),
    ];
    if let TypeKind::Object(_, fields) = &mut pair.of {
        let side = |(name, ty, side, doc)| Field::new(name, ty, Meaning::Side(side), doc);
        fields.extend(sides.map(side));
        let plain =
            |(name, ty, plain, doc): &Row| Field::new(name, *ty, Meaning::Plain(*plain), *doc);
        fields.extend(own.iter().map(plain));
    }
    pair
}

fn filter() -> TypeDef {
    let fields = vec![
        InputDef::new("source", "String", "A system that has a record of one of the partners."),
        InputDef::new("minWeight", "Float", "The least weight, in bits."),
        InputDef::new("reason", format!("[{SUGGESTION}Reason!]"), "Any of these reasons."),
    ];
    TypeDef {
        name: format!("{SUGGESTION}Filter"),
        doc: "Filter of suggestions. All conditions must hold.".to_owned(),
        of: TypeKind::Input { fields, one_of: false },
    }
}

fn enumeration<T: Copy + Into<&'static str>>(
    name: &str,
    doc: &str,
    all: &[T],
    describe: fn(T) -> &'static str,
) -> TypeDef {
    let words = all.iter().map(|word| ((*word).into(), describe(*word))).collect();
    TypeDef { name: name.to_owned(), doc: doc.to_owned(), of: TypeKind::Enum(words) }
}

fn kind(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::Prior => {
            "How unlikely it is that any two records are one, before anything is compared."
        }
        EvidenceKind::Decision => "A decision of people: `same` or `not_same`.",
        EvidenceKind::Link => "One record names the other.",
        EvidenceKind::TaxId => "Tax ids, compared within their scheme.",
        EvidenceKind::Duns => "D-U-N-S numbers.",
        EvidenceKind::Lei => "Legal entity identifiers.",
        EvidenceKind::Name => "Names, word by word: a rare word weighs more.",
        EvidenceKind::LegalForm => "Legal forms: `GmbH`, `Inc.`",
        EvidenceKind::Domain => "Domains.",
        EvidenceKind::NameInDomain => "A domain that is made of the other record's name.",
        EvidenceKind::Country => "Countries.",
        EvidenceKind::City => "Cities.",
        EvidenceKind::PostalCode => "Postal codes.",
        EvidenceKind::Street => "Streets.",
        EvidenceKind::Phone => "Telephone numbers.",
        EvidenceKind::Manager => "Channel account managers.",
        EvidenceKind::SameSource => "Both are records of one system.",
        EvidenceKind::Parent => "One is the other's parent, so they are two companies.",
        EvidenceKind::Branch => {
            "One name is the other's with a place or a word for groups: perhaps a branch."
        }
    }
}

fn agreement(agreement: Agreement) -> &'static str {
    match agreement {
        Agreement::Same => "They say the same.",
        Agreement::Similar => "They say nearly the same.",
        Agreement::Different => "They contradict each other.",
        Agreement::Missing => "One of them says nothing, or nothing is compared.",
    }
}

/// Describes the reason for which two partners that are alike are not one.
pub fn describe_reason(reason: Reason) -> &'static str {
    match reason {
        Reason::NameAlone => "Nothing but the names agrees.",
        Reason::Rival => "Another partner is nearly as likely.",
        Reason::Branch => "The names differ by a place or a word for groups: perhaps a branch.",
        Reason::CountryDiffers => "The countries differ.",
        Reason::KeyContradicted => "A key ties them, and other evidence contradicts.",
        Reason::SharedValue => "They share a value that other companies share, too.",
        Reason::Double => "Both are records of one system: merge them there.",
        Reason::Weight => "The evidence is too light.",
    }
}

const SUGGESTED: &str = "Two partners that may be one company. They are shown apart until people \
    decide.";
const EXPLAINED: &str = "What speaks for and against two records being one company.";
const CONFIG: &[Row] = &[(
    "config",
    "String!",
    Plain::PairConfig,
    "The pair as `[identity]` of the configuration takes it: an entry of the list `same` or \
     `not_same`.",
)];
const TIED: &[Row] =
    &[("tied", "Boolean!", Plain::PairTied, "True if the two records are of one partner.")];
const EXPLAIN: &str = "Explains why two partner records are one partner, or why they are not. \
    Fails with `NOT_FOUND` if there is no such record.";
const SUGGESTIONS: &str = "Lists pairs of partners that may be one company, the likeliest first.";
const OF_PARTNER: &str = "Partners that may be the same company, the likeliest first.";
const RELATED: &str = "Partners that belong together with this one and are companies of their \
    own: branches and sisters.";
const WEIGHT: &str = "Sum of the evidence in bits: one more doubles the odds. Null if a key or a \
    decision makes it sure; `odds` is then 1 or 0.";
const ODDS: &str = "Probability that the two records are one company, 0 to 1, as the weight has \
    it.";
const BY: &str = "The evidence. Its weights add up to `weight`.";
const EVIDENCE_WEIGHT: &str = "Bits for (positive) or against (negative) one company. Null if it \
    alone makes sure: for one company where `agreement` is `SAME`, else against.";
const EVIDENCE_FIELD: &str = "Field of `Partner` that was compared: `taxId`, `address.city`. Null \
    where none was.";
const AGREEMENT: &str = "How two records compare in one kind of evidence.";
const REASON: &str = "Reasons for which two partners that are alike are not one.";
const BETWEEN: &str = "The two records that were compared: that of `a`, and that of `b`.";
const PAIR_REASON: &str = "Why the two are not one, though they are alike.";
const RIVALS: &str = "Other partners that are about as likely, at most five.";
