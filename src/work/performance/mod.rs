//! Performance: what partners brought in a period, by dimensions.

mod add;
mod ask;
mod billed;
mod counted;
mod drill;
mod engagement;
pub(super) mod facts;
mod fold;
mod involved;
mod known;
mod lists;
mod partners;
mod read;
mod rows;
mod run;
mod shares;
mod sums;
mod terms;
#[cfg(test)]
mod tests;

use std::{collections::BTreeSet, sync::Arc};

use channelgraph_schema::{FieldId, Filter};
use chrono::NaiveDate;
use rust_decimal::Decimal;

pub use drill::DealsOf;
pub use engagement::Thresholds;
pub(super) use known::BY_ATTRIBUTION;

use super::{
    coverage::Coverage,
    period::{Comparison, Days, Interval},
};
use crate::engine::Seen;

/// A question about performance.
#[derive(Clone)]
pub struct Question {
    /// The dimensions of the rows, at most three; none for the total alone.
    pub group_by: Vec<Dimension>,
    /// The period.
    pub period: Days,
    /// The length of the parts into which rows cut the period; none for one row for all of it.
    pub interval: Option<Interval>,
    /// The condition on partners; what belongs to no partner that meets it is left out.
    pub partners: Filter<FieldId>,
    /// The condition on deals. It touches no other entity.
    pub deals: Filter<FieldId>,
    /// The attributions that count; none for all of them.
    pub attributions: Option<BTreeSet<Attribution>>,
    /// The currency of the figures; none for the reporting currency.
    pub currency: Option<String>,
    /// The day whose rates apply; none for the day of each record.
    pub rates_on: Option<NaiveDate>,
    /// The period to compare with.
    pub compare: Comparison,
    /// The figures that are wanted; the others are not worked out.
    pub figures: BTreeSet<Group>,
}

/// The lists of which the figures of some partners are worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lists {
    /// What is theirs, if they are few.
    Theirs,
    /// All of it: who asks for some partners now asks for the others next.
    Whole,
}

/// What rows can be grouped by. All but `Channel`, `DealType`, `Attribution` and `Currency` are the
/// partner's, as it is now.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Dimension {
    /// The partner.
    Partner,
    /// The name of the partner's tier.
    Tier,
    /// The partner's type.
    Type,
    /// The deal's channel.
    Channel,
    /// The partner's sales region.
    Region,
    /// The partner's country.
    Country,
    /// Each of the partner's programmes.
    Program,
    /// Each of the partner's market segments.
    Segment,
    /// The name of the partner's channel account manager.
    Manager,
    /// The deal's type.
    DealType,
    /// The attribution.
    Attribution,
    /// The deal's own currency.
    Currency,
}

impl Dimension {
    /// Whether only deals have it.
    pub fn is_of_deals(self) -> bool {
        matches!(self, Self::Channel | Self::DealType | Self::Attribution | Self::Currency)
    }
}

/// The part that a partner has in a deal.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Attribution {
    /// The deal exists because of the partner.
    Sourced,
    /// The partner advanced the deal.
    Influenced,
    /// The partner sells or delivers it.
    Fulfilled,
    /// The deal names the partner, and nothing says what part it has.
    Unattributed,
}

/// Figures that are worked out together, as they stand on the same records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Deals created in the period: `pipelineCreated`.
    Created,
    /// Deals open at its end: `openPipeline`, `weightedPipeline`.
    Open,
    /// Deals closed in it: revenue, win rates, sizes, cycles, renewals.
    Closed,
    /// Deal registrations submitted in it.
    Registrations,
    /// Leads assigned in it.
    Leads,
    /// Incentives earned and paid in it: cost, return.
    Incentives,
    /// Market development funds of it.
    Funds,
    /// Invoices issued in it: `billed`.
    Billed,
    /// Courses completed and certifications issued in it: `engagement`.
    Training,
    /// The parts that partners have in its deals: figures by attribution, `unattributed`, and
    /// returns, which stand on revenue that partners sourced or fulfilled.
    Attribution,
}

/// The answer.
pub struct Performance {
    /// The period.
    pub period: Days,
    /// Whether the period is over, in the time zone of reports.
    pub closed: bool,
    /// The period of comparison; none if none is wanted.
    pub previous: Option<Days>,
    /// The currency of all amounts.
    pub currency: Arc<str>,
    /// Over everything, each deal once.
    pub total: Row,
    /// By keys and intervals: those with the most revenue first, then by keys, then by period.
    pub rows: Vec<Row>,
    /// What the figures stand on.
    pub coverage: Coverage,
}

/// One row.
#[derive(Clone)]
pub struct Row {
    /// The values of the dimensions, in the order of the question; none of the total.
    pub keys: Vec<Key>,
    /// The days it covers.
    pub period: Days,
    /// The figures.
    pub figures: Figures,
    /// Those of the period of comparison.
    pub previous: Option<Figures>,
}

/// The value of a dimension.
#[derive(Clone)]
pub struct Key {
    /// The dimension.
    pub dimension: Dimension,
    /// The value; of a partner its id. Null is a group of its own.
    pub value: Option<String>,
    /// The partner, of `Dimension::Partner`.
    pub partner: Option<Seen>,
}

/// The figures of a row. None: no source maps what it stands on, the divisor is 0, or it was not
/// asked for. Amounts are in the currency of the answer, rounded once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures {
    /// Partners that have any record in it.
    pub partners: u64,
    /// Deals created.
    pub pipeline_created: Option<Counted>,
    /// Deals open at the end of the period.
    pub open_pipeline: Option<Counted>,
    /// Their amounts times their probabilities.
    pub weighted_pipeline: Option<Decimal>,
    /// Deals won.
    pub revenue: Option<Counted>,
    /// Won ÷ (won + lost).
    pub win_rate: Option<f64>,
    /// The same by amount.
    pub value_win_rate: Option<f64>,
    /// Revenue ÷ deals won that have an amount.
    pub average_deal_size: Option<Decimal>,
    /// Days from creation to closing of deals won: the median.
    pub median_cycle_days: Option<f64>,
    /// The mean.
    pub mean_cycle_days: Option<f64>,
    /// Pipeline, revenue and win rate by attribution; empty if it is not wanted.
    pub by_attribution: Vec<Attributed>,
    /// Amount of deals won that partners sourced or fulfilled, each deal once: what returns stand
    /// on.
    pub revenue_by_partners: Option<Decimal>,
    /// Won renewals ÷ closed renewals.
    pub renewal_rate: Option<f64>,
    /// The same by amount.
    pub renewal_value_rate: Option<f64>,
    /// Deal registrations.
    pub registrations: Option<Registrations>,
    /// Leads.
    pub leads: Option<Leads>,
    /// Incentives earned.
    pub cost_earned: Option<Decimal>,
    /// Incentives paid.
    pub cost_paid: Option<Decimal>,
    /// Market development funds.
    pub funds: Option<Funds>,
    /// Net amount of invoices, less that of credit memos.
    pub billed: Option<Decimal>,
    /// What partners did.
    pub engagement: Option<Engagement>,
}

/// What partners did in a period. None: no source that answered maps it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Engagement {
    /// Deal registrations submitted.
    pub registrations: Option<u64>,
    /// Leads accepted, of those that were assigned in the period.
    pub leads_accepted: Option<u64>,
    /// Courses completed.
    pub courses_completed: Option<u64>,
    /// Certifications issued.
    pub certifications_issued: Option<u64>,
    /// How much that is, of one partner; none of several.
    pub level: Option<Level>,
}

/// How much a partner does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Level {
    /// Nothing.
    None,
    /// Something.
    Low,
    /// As much as is usual.
    Medium,
    /// A lot.
    High,
}

/// A number of records, and the sum of their amounts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// The records, also those without an amount.
    pub count: u64,
    /// The sum; none if no source maps amounts.
    pub amount: Option<Decimal>,
}

/// Figures of one attribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attributed {
    /// The attribution.
    pub attribution: Attribution,
    /// Deals created.
    pub pipeline_created: Option<Counted>,
    /// Deals won.
    pub revenue: Option<Counted>,
    /// Won ÷ (won + lost).
    pub win_rate: Option<f64>,
}

/// Deal registrations submitted in a period, by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[allow(missing_docs, reason = "as the schema names and describes them")]
pub struct Registrations {
    pub submitted: u64,
    pub pending: u64,
    pub approved: u64,
    pub rejected: u64,
    pub expired: u64,
    pub approval_rate: Option<f64>,
    pub conversion_rate: Option<f64>,
    pub median_hours_to_decision: Option<f64>,
}

/// Leads assigned in a period, by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[allow(missing_docs, reason = "as the schema names and describes them")]
pub struct Leads {
    pub received: u64,
    pub accepted: u64,
    pub rejected: u64,
    pub converted: u64,
    pub waiting: u64,
    pub acceptance_rate: Option<f64>,
    pub conversion_rate: Option<f64>,
    pub median_hours_to_accept: Option<f64>,
    pub sla_breaches: Option<u64>,
}

/// Market development funds whose period overlaps.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[allow(missing_docs, reason = "as the schema names and describes them")]
pub struct Funds {
    pub allocated: Option<Decimal>,
    pub requested: Option<Decimal>,
    pub approved: Option<Decimal>,
    pub claimed: Option<Decimal>,
    pub reimbursed: Option<Decimal>,
    pub utilisation: Option<f64>,
}
