//! Enums of performance.

use strum::VariantArray;

use crate::{
    graphql::types::{TypeDef, TypeKind},
    work::{
        performance::{Attribution, Dimension, Level},
        period::{Comparison, Interval},
    },
};

/// A figure whose growth can be asked for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Figure {
    /// Amount of deals created.
    PipelineCreated,
    /// Amount of deals open at the end.
    OpenPipeline,
    /// Amount of deals won.
    Revenue,
    /// Won ÷ (won + lost).
    WinRate,
    /// Number of deals won.
    DealsWon,
    /// Number of deal registrations submitted.
    Registrations,
    /// Number of leads accepted.
    LeadsAccepted,
    /// Incentives earned.
    IncentiveCost,
    /// Net amount of invoices.
    Billed,
}

/// What counts as the cost of incentives.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum CostBasis {
    /// What was earned.
    Earned,
    /// What was paid.
    Paid,
}

/// The direction of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum ChangeKind {
    /// More than before.
    Up,
    /// Less than before.
    Down,
    /// As before.
    Flat,
    /// Something after nothing.
    New,
    /// Nothing after something.
    Gone,
    /// One of the two is not known.
    Unknown,
}

/// The enums.
pub(super) fn types() -> Vec<TypeDef> {
    vec![
        of("PerformanceDimension", DIMENSION, dimension),
        of("Attribution", ATTRIBUTION, attribution),
        of("Interval", "Lengths of periods.", interval),
        of("Comparison", "Periods to compare with.", comparison),
        of("CostBasis", "What counts as the cost of incentives.", basis),
        of("Figure", "Figures whose growth can be asked for.", figure),
        of("EngagementLevel", "How much a partner does.", level),
        of("ChangeKind", "Directions of a change.", change),
    ]
}

/// An enum of all words of a type.
pub(in crate::graphql::types) fn of<T>(
    name: &str,
    doc: &str,
    describe: fn(T) -> &'static str,
) -> TypeDef
where
    T: Copy + Into<&'static str> + VariantArray + 'static,
{
    let words = T::VARIANTS.iter().map(|word| ((*word).into(), describe(*word)));
    let of = TypeKind::Enum(words.collect());
    TypeDef { name: name.to_owned(), doc: doc.to_owned(), of }
}

const DIMENSION: &str = "What rows are grouped by. Those of partners are as the partners are now: \
    no vendor keeps the history of tiers.";
const ATTRIBUTION: &str = "The part that a partner has in a deal. A deal can have several.";

fn dimension(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Partner => "Partner.",
        Dimension::Tier => "Name of the partner's tier.",
        Dimension::Type => "Partner's type.",
        Dimension::Channel => "Channel through which the deal is sold.",
        Dimension::Region => "Partner's sales region.",
        Dimension::Country => "Partner's country.",
        Dimension::Program => "Partner's programmes. A record counts in each of them.",
        Dimension::Segment => "Partner's market segments. A record counts in each of them.",
        Dimension::Manager => "Name of the partner's channel account manager.",
        Dimension::DealType => "Type of the deal.",
        Dimension::Attribution => "Attribution. A deal counts in each of its own.",
        Dimension::Currency => "Currency of the deal's own amount.",
    }
}

fn attribution(attribution: Attribution) -> &'static str {
    match attribution {
        Attribution::Sourced => "The deal exists because of the partner.",
        Attribution::Influenced => "The partner advanced the deal.",
        Attribution::Fulfilled => "The partner sells or delivers it.",
        Attribution::Unattributed => {
            "The deal names the partner, and nothing says which part it has. It is never guessed."
        }
    }
}

fn interval(interval: Interval) -> &'static str {
    match interval {
        Interval::Day => "A day.",
        Interval::Week => "A week from Monday to Sunday, as ISO 8601 has it.",
        Interval::Month => "A month.",
        Interval::Quarter => "A quarter of the fiscal year.",
        Interval::Year => "A fiscal year.",
    }
}

fn comparison(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::None => "No comparison: `growth` is null.",
        Comparison::Previous => {
            "The period just before: as many whole months, else as many days. If the period is \
             not over, it is cut at the same number of days."
        }
        Comparison::YearAgo => "The same days a year ago.",
    }
}

fn basis(basis: CostBasis) -> &'static str {
    match basis {
        CostBasis::Earned => "What was earned in the period.",
        CostBasis::Paid => "What was paid in the period, whenever it was earned.",
    }
}

fn figure(figure: Figure) -> &'static str {
    match figure {
        Figure::PipelineCreated => "Amount of `pipelineCreated`.",
        Figure::OpenPipeline => "Amount of `openPipeline`.",
        Figure::Revenue => "Amount of `revenue`.",
        Figure::WinRate => "`winRate`: it changes in points.",
        Figure::DealsWon => "Count of `revenue`.",
        Figure::Registrations => "`registrations.submitted`.",
        Figure::LeadsAccepted => "`leads.accepted`.",
        Figure::IncentiveCost => "`incentiveCost`, earned.",
        Figure::Billed => "`billed`.",
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::None => "Nothing.",
        Level::Low => "Something, and less than is usual.",
        Level::Medium => "As much as is usual: `performance.engagement.medium` or more.",
        Level::High => "A lot: `performance.engagement.high` or more.",
    }
}

fn change(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Up => "More than before.",
        ChangeKind::Down => "Less than before.",
        ChangeKind::Flat => "As before.",
        ChangeKind::New => "Something after nothing: there is no ratio.",
        ChangeKind::Gone => "Nothing after something.",
        ChangeKind::Unknown => "One of the two figures is null.",
    }
}
