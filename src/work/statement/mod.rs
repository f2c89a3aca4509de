//! Statements: what a partner was promised, claimed, earned, and was paid, line by line.

mod cash;
mod cohort;
mod draws;
mod facts;
mod read;
mod row;
mod standing;
mod sums;
#[cfg(test)]
mod tests;

use std::{collections::BTreeSet, sync::Arc};

use channelgraph_schema::Money;
use chrono::NaiveDate;
use rust_decimal::Decimal;

pub use facts::FIELDS;
pub use read::{PartnerStatement, PartnerStatements, Question};
pub use row::{Payment, Row, Stage, Status};
use standing::Standing;

use super::{coverage::Coverage, period::Days};
use crate::money::Rates;

/// By which days a statement counts.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Basis {
    /// What the period earned, whenever it is paid.
    Cohort,
    /// Each amount by its own day.
    Cash,
}

/// Why amounts that follow one another differ.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Reason {
    /// Promised, and not claimed yet.
    NotClaimed,
    /// Not decided yet.
    InReview,
    /// Rejected.
    Rejected,
    /// Another amount was approved than was claimed.
    Adjusted,
    /// Its day has not come.
    NotDue,
    /// Its day has passed.
    Overdue,
    /// A part of it was paid.
    PartiallyPaid,
    /// More was paid than is approved.
    Overpaid,
    /// It lapsed.
    Expired,
    /// It was cancelled.
    Cancelled,
    /// The payment names nothing that it pays.
    UnmatchedPayment,
    /// No rate between two currencies is known.
    NoRate,
    /// The sources do not tell.
    Unknown,
}

/// The amounts of a line or of a statement, in one currency. None: nothing tells it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Columns {
    /// Promised.
    pub promised: Option<Decimal>,
    /// Claimed.
    pub claimed: Option<Decimal>,
    /// Earned.
    pub earned: Option<Decimal>,
    /// Approved for payment.
    pub approved: Option<Decimal>,
    /// Paid.
    pub paid: Option<Decimal>,
}

/// The differences between these amounts. None: one of the two is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Differences {
    /// Promised − claimed; below 0 if more was claimed.
    pub unused: Option<Decimal>,
    /// Claimed − approved; below 0 if more was approved.
    pub reduced: Option<Decimal>,
    /// Approved − paid, if more is approved.
    pub outstanding: Option<Decimal>,
    /// Paid − approved, if more is paid.
    pub overpaid: Option<Decimal>,
    /// Why they differ.
    pub reasons: BTreeSet<Reason>,
}

/// One incentive of a statement, in its own currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The place of the incentive among the rows.
    pub place: usize,
    /// The currency of its amounts; none if it has no amount.
    pub currency: Option<Arc<str>>,
    /// The amounts.
    pub columns: Columns,
    /// The differences.
    pub differences: Differences,
}

impl Line {
    /// One of its amounts with its currency.
    pub fn money(&self, amount: Option<Decimal>) -> Option<Money> {
        let currency = self.currency.as_deref()?;
        Some(Money { amount: amount?, currency: currency.into() })
    }
}

/// The terms of a statement.
#[derive(Clone)]
pub struct Terms {
    /// The period.
    pub days: Days,
    /// By which days it counts.
    pub basis: Basis,
    /// The currency of its totals.
    pub currency: Arc<str>,
    /// The rates.
    pub rates: Rates,
    /// Today, in the time zone of reports.
    pub today: NaiveDate,
    /// The amounts that any source that answered can tell.
    pub known: Known,
}

/// The amounts that sources can tell: the totals of the others are null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns")]
pub struct Known {
    pub promised: bool,
    pub claimed: bool,
    pub earned: bool,
    pub approved: bool,
    pub paid: bool,
}

/// A statement.
pub struct IncentiveStatement {
    /// The period.
    pub days: Days,
    /// Whether the period is over.
    pub closed: bool,
    /// By which days it counts.
    pub basis: Basis,
    /// The currency of its totals.
    pub currency: Arc<str>,
    /// Approved and not paid before the period, on the basis `Cash`.
    pub opening: Option<Decimal>,
    /// Approved and not paid at its end, on the basis `Cash`.
    pub closing: Option<Decimal>,
    /// The totals.
    pub columns: Columns,
    /// The differences, added up over the lines.
    pub differences: Differences,
    /// The incentives, by their day.
    pub lines: Vec<Line>,
    /// What it stands on.
    pub coverage: Coverage,
}

impl IncentiveStatement {
    /// The statement over these incentives: all that the partner has, as claims of one period draw
    /// on promises of others.
    pub fn of(rows: &[Row], terms: &Terms) -> Self {
        let standings = Standing::of_all(rows, terms);
        let folded = match terms.basis {
            Basis::Cohort => cohort::fold(rows, &standings, terms),
            Basis::Cash => cash::fold(rows, &standings, terms),
        };
        folded.finish(terms)
    }
}
