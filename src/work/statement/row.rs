//! What counts of an incentive: plain facts, as the viewer sees them.

use std::collections::BTreeSet;

use channelgraph_schema::Money;
use chrono::NaiveDate;

use crate::work::period::Days;

/// The stage that a record is about: `IncentiveRole`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::EnumString)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs, reason = "as the schema names and describes them")]
pub enum Stage {
    Promise,
    Claim,
    Earning,
    Payout,
}

/// The status of an incentive: `IncentiveStatus`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs, reason = "as the schema names and describes them")]
pub enum Status {
    Draft,
    Requested,
    Approved,
    Earned,
    Scheduled,
    Paid,
    Rejected,
    Expired,
    Cancelled,
}

/// One incentive.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// The stages of its records.
    pub stages: BTreeSet<Stage>,
    /// Its status.
    pub status: Option<Status>,
    /// The amount of its promise.
    pub promised: Option<Money>,
    /// The amount of its claim.
    pub claimed: Option<Money>,
    /// The amount of its earning.
    pub earned: Option<Money>,
    /// The amounts approved, of which several make one.
    pub approved: Vec<Money>,
    /// The payments.
    pub payments: Vec<Payment>,
    /// The place among the rows of the promise that it draws on.
    pub draws_on: Option<usize>,
    /// The first day that it covers.
    pub period_start: Option<NaiveDate>,
    /// The last day that it covers.
    pub period_end: Option<NaiveDate>,
    /// The day on which it was earned.
    pub earned_at: Option<NaiveDate>,
    /// The day on which payment is due.
    pub due_at: Option<NaiveDate>,
    /// The day of payment.
    pub paid_at: Option<NaiveDate>,
    /// The last day on which it can be used.
    pub expires_at: Option<NaiveDate>,
    /// The day on which it was created.
    pub created_on: Option<NaiveDate>,
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// The amount.
    pub amount: Money,
    /// The day.
    pub on: Option<NaiveDate>,
}

/// The days by which an incentive is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Placed {
    /// A day.
    On(NaiveDate),
    /// Every period that overlaps with these days.
    During(Option<NaiveDate>, Option<NaiveDate>),
    /// None is known.
    Nowhere,
}

impl Row {
    /// Whether a record is about a stage.
    pub(super) fn is(&self, stage: Stage) -> bool {
        self.stages.contains(&stage)
    }

    /// Whether it is a promise, and nothing has come of it in its own records.
    pub(super) fn is_promise(&self) -> bool {
        self.is(Stage::Promise) && !self.is(Stage::Claim) && !self.is(Stage::Earning)
    }

    /// Whether it is a payment of nothing that is known.
    pub(super) fn is_unmatched(&self) -> bool {
        self.stages.iter().eq([&Stage::Payout])
    }

    /// The day on which it was earned: of a claim without one, the day on which it was made.
    pub(super) fn earned_on(&self) -> Option<NaiveDate> {
        self.earned_at.or_else(|| self.created_on.filter(|_| self.is(Stage::Claim)))
    }

    /// The days by which the whole of it is counted. What is earned counts by the day of earning,
    /// a claim of which no such day is known by that of its making, and a promise in every period
    /// that it covers a day of.
    pub(super) fn placed(&self) -> Placed {
        let is_covering = self.period_start.is_some() || self.period_end.is_some();
        if self.is_promise() && self.earned_at.is_none() {
            return match self.created_on {
                _ if is_covering => Placed::During(self.period_start, self.period_end),
                Some(day) => Placed::On(day),
                None => Placed::Nowhere,
            };
        }
        let paid_on = || self.payments.iter().find_map(|payment| payment.on).or(self.paid_at);
        let day = self.earned_on().or_else(|| paid_on().filter(|_| self.is_unmatched()));
        day.map_or(Placed::Nowhere, Placed::On)
    }
}

impl Placed {
    /// The day whose rates apply within a period that it belongs to; none if it belongs to none of
    /// its days.
    pub(super) fn within(self, days: Days) -> Option<NaiveDate> {
        match self {
            Self::On(day) => days.hold(day).then_some(day),
            Self::During(from, to) => {
                let begins = from.unwrap_or(days.from).max(days.from);
                let ends = to.unwrap_or(days.to).min(days.to);
                (begins <= ends).then_some(begins)
            }
            Self::Nowhere => None,
        }
    }
}
