//! Tiers: programmes, what their tiers require, and how far partners have come.

mod field;

pub use field::TierField;

use super::{
    Field, InputDef, Meaning, Root, TypeDef, TypeKind, kind::TIER_PROGRESS,
    performance::enumeration,
};
use crate::work::tiers::{Metric, Operator, State};
use TierField as F;

/// The types.
pub(super) fn types() -> Vec<TypeDef> {
    vec![
        program(),
        requirement(),
        group(),
        progress(),
        requirement_progress(),
        group_progress(),
        enumeration("TierMetric", "What requirements of tiers measure.", metric),
        enumeration("RequirementOperator", "How a requirement compares.", operator),
        windows(),
        enumeration("RequirementState", "How a requirement stands.", state),
    ]
}

/// The field of `Query`.
pub(super) fn of_query() -> Field {
    Field::new("programs", "[Program!]!", Meaning::Root(Root::Programs), OF_QUERY)
}

/// The field of `Partner`.
pub(super) fn of_partner() -> Field {
    let ty = format!("[{TIER_PROGRESS}!]");
    let program = InputDef::new("program", "String", "Name of one programme; all if left out.");
    Field::new("tierProgress", ty, Meaning::Tiers, OF_PARTNER).with([program])
}

/// Name, type, meaning and description of a field.
type Row = (&'static str, &'static str, F, &'static str);

fn object(name: &str, doc: &str, rows: &[Row]) -> TypeDef {
    let field =
        |(name, ty, field, doc): &Row| Field::new(name, *ty, Meaning::OfTiers(*field), *doc);
    let of = TypeKind::Object(Vec::new(), rows.iter().map(field).collect());
    TypeDef { name: name.to_owned(), doc: doc.to_owned(), of }
}

fn program() -> TypeDef {
    object(
        "Program",
        "A programme in which partners have tiers, as the gateway's configuration describes it.",
        &[
            ("name", "String!", F::ProgramName, "Name."),
            ("active", "Boolean!", F::ProgramActive, "True if progress in it is told."),
            ("tiers", "[Tier!]!", F::ProgramTiers, "Tiers, the lowest first."),
            ("requirements", "[TierRequirement!]!", F::ProgramRequirements, "Requirements."),
            ("groups", "[RequirementGroup!]!", F::ProgramGroups, "Groups of requirements."),
        ],
    )
}

fn requirement() -> TypeDef {
    object(
        "TierRequirement",
        "A requirement of a tier.",
        &[
            ("tier", "Tier!", F::RequirementTier, "Tier."),
            ("name", "String!", F::RequirementName, "Name."),
            ("metric", "TierMetric!", F::RequirementMetric, "What it measures."),
            ("operator", "RequirementOperator!", F::RequirementOperator, "How it compares."),
            ("threshold", "Decimal!", F::RequirementThreshold, "How much it requires."),
            ("currency", "CurrencyCode", F::RequirementCurrency, CURRENCY),
            ("window", "RequirementWindow!", F::RequirementWindow, "Days over which it measures."),
            (
                "months",
                "Int",
                F::RequirementMonths,
                "Number of months, if it measures over months.",
            ),
            ("attribution", "[Attribution!]", F::RequirementAttribution, ATTRIBUTION),
            ("names", "[String!]", F::RequirementNames, "Names of certifications; null for all."),
            ("codes", "[String!]", F::RequirementCodes, "Codes of certifications; null for all."),
            (
                "levels",
                "[String!]",
                F::RequirementLevels,
                "Levels of certifications; null for all.",
            ),
            ("attribute", "String", F::RequirementAttribute, "Attribute that it reads."),
            ("group", "String", F::RequirementGroup, "Group; null if it has to be met by itself."),
            ("points", "Decimal", F::RequirementPoints, "Points that it gives its group."),
        ],
    )
}

fn group() -> TypeDef {
    object(
        "RequirementGroup",
        "Requirements of which not all have to be met.",
        &[
            ("name", "String!", F::GroupName, "Name."),
            ("atLeast", "Int", F::GroupAtLeast, "Number of requirements that have to be met."),
            ("points", "Decimal", F::GroupPoints, "Points that they have to give in all."),
            ("each", "Boolean!", F::GroupEach, "True if each of them has to give some points."),
        ],
    )
}

fn progress() -> TypeDef {
    object(
        TIER_PROGRESS,
        "How far a partner has come in a programme.",
        &[
            ("program", "String!", F::Program, "Name of the programme."),
            ("tier", "Tier", F::Tier, "Tier that the partner has, as the sources name it."),
            ("next", "Tier", F::Next, NEXT),
            ("met", "Boolean", F::Met, "True if all that its tier requires is met. Null: unknown."),
            ("atRisk", "Boolean", F::AtRisk, AT_RISK),
            ("qualifies", "Boolean", F::Qualifies, QUALIFIES),
            ("keep", "[RequirementProgress!]!", F::Keep, "Requirements of its tier."),
            ("reach", "[RequirementProgress!]!", F::Reach, "Requirements of the next tier."),
            ("keepGroups", "[GroupProgress!]!", F::KeepGroups, "Groups of its tier."),
            ("reachGroups", "[GroupProgress!]!", F::ReachGroups, "Groups of the next tier."),
            ("missing", "[SourceGap!]!", F::Missing, "Sources that did not answer."),
        ],
    )
}

fn requirement_progress() -> TypeDef {
    object(
        "RequirementProgress",
        "A requirement, and how a partner stands.",
        &[
            ("requirement", "TierRequirement!", F::OfRequirement, "Requirement."),
            ("period", "Period", F::Period, "Days that were measured; null if it is as of today."),
            ("actual", "Decimal", F::Actual, ACTUAL),
            ("gap", "Decimal", F::Gap, "What is lacking; 0 if it is met."),
            ("points", "Decimal", F::Points, "Points that it gives its group."),
            ("state", "RequirementState!", F::State, "How it stands."),
            ("until", "Date", F::Until, UNTIL),
        ],
    )
}

fn group_progress() -> TypeDef {
    object(
        "GroupProgress",
        "A group of requirements, and how a partner stands.",
        &[
            ("group", "RequirementGroup!", F::OfGroup, "Group."),
            ("actual", "Decimal!", F::GroupActual, "Number of requirements met, or points."),
            ("state", "RequirementState!", F::GroupState, "How it stands."),
        ],
    )
}

fn windows() -> TypeDef {
    let words = vec![
        ("MONTHS", "So many months up to today."),
        ("PROGRAM_YEAR", "The fiscal year that holds today."),
        ("TODAY", "As of today."),
    ];
    let doc = "Days over which a requirement measures.".to_owned();
    TypeDef { name: "RequirementWindow".to_owned(), doc, of: TypeKind::Enum(words) }
}

fn metric(metric: Metric) -> &'static str {
    match metric {
        Metric::Revenue => "Amount of deals won, in the reporting currency.",
        Metric::DealsWon => "Number of deals won.",
        Metric::WinRate => "Deals won ÷ deals closed, 0 to 1.",
        Metric::PipelineCreated => "Amount of deals created, in the reporting currency.",
        Metric::RegistrationsApproved => "Deal registrations that were approved.",
        Metric::LeadsAccepted => "Leads that were accepted.",
        Metric::Certifications => "Certifications that are valid today.",
        Metric::CertifiedPeople => "People with a certification that is valid today.",
        Metric::CoursesCompleted => "Courses that people completed.",
        Metric::Attribute => "Number that a source keeps in a field of its own.",
    }
}

fn operator(operator: Operator) -> &'static str {
    match operator {
        Operator::AtLeast => "At least the threshold.",
        Operator::AtMost => "At most the threshold.",
    }
}

fn state(state: State) -> &'static str {
    match state {
        State::Met => "Met.",
        State::Expiring => "Met, and about to lapse: see `until`.",
        State::NotMet => "Not met.",
        State::Unknown => {
            "Not known: no source tells the metric, the viewer may not see it, or a source is \
             missing that may hold the rest."
        }
    }
}

const OF_QUERY: &str = "Programmes that the gateway's configuration describes, with what their \
    tiers require.";
const OF_PARTNER: &str = "How far the partner has come in each of its programmes that the \
    gateway's configuration describes. Null if what it stands on may not be seen or cannot be \
    read within the bounds; the error says why.";
const CURRENCY: &str = "Currency of the threshold, if it is an amount.";
const ATTRIBUTION: &str = "Parts of partners in deals that count; null for all.";
const NEXT: &str = "Next tier. Null at the highest, and if the partner's is none of the programme.";
const AT_RISK: &str = "True if its tier is not met any more, or something of it is about to lapse. \
    Null: unknown.";
const QUALIFIES: &str = "True if all that the next tier requires is met. Null: unknown, or there \
    is none.";
const ACTUAL: &str = "What was measured. Where a source is missing, no more than it told.";
const UNTIL: &str = "Last day on which it is met if nothing is renewed. Null if it does not lapse, \
    or that is not known.";
