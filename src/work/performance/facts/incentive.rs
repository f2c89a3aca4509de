//! What counts of an incentive.

use channelgraph_schema::{EntityKind, FieldId, FieldSet, Money};
use chrono::NaiveDate;

use crate::work::{period::Days, reader::Reader};

const I: EntityKind = EntityKind::Incentive;
/// The partner that is paid.
pub const PARTNER: FieldId = I.known("partner");
/// The kind.
pub const KIND: FieldId = I.known("kind");
/// The stage from promise to payment.
pub const ROLE: FieldId = I.known("role");
/// The status.
pub const STATUS: FieldId = I.known("status");
/// The current amount.
pub const AMOUNT: FieldId = I.known("amount");
/// The requested amount.
pub const REQUESTED: FieldId = I.known("requestedAmount");
/// The approved amount.
pub const APPROVED: FieldId = I.known("approvedAmount");
/// The paid amount.
pub const PAID: FieldId = I.known("paidAmount");
/// When it was earned.
pub const EARNED_AT: FieldId = I.known("earnedAt");
/// When it was paid.
pub const PAID_AT: FieldId = I.known("paidAt");
/// The promise that it draws on, and of which a promise is a part.
pub const REQUEST: FieldId = I.known("request");
/// The first day of its period.
pub const START: FieldId = I.known("periodStart");
/// The last day of its period.
pub const END: FieldId = I.known("periodEnd");
/// When it was created.
pub const CREATED: FieldId = I.known("createdAt");
/// The role of promises.
pub const PROMISE: &str = "PROMISE";
/// The word of market development funds.
pub const FUND: &str = "MARKET_DEVELOPMENT_FUND";
/// Statuses of what is owed or was paid.
pub const GRANTED: [&str; 4] = ["APPROVED", "EARNED", "SCHEDULED", "PAID"];
/// Statuses of what never came to be, or came to nothing.
const VOID: [&str; 3] = ["DRAFT", "REJECTED", "CANCELLED"];

/// What counts of an incentive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incentive {
    /// What was earned by it; none if nothing was.
    pub earned: Option<Amount>,
    /// What was paid for it; none if nothing was.
    pub paid: Option<Amount>,
    /// The market development fund that it is of.
    pub fund: Option<Fund>,
}

/// An amount with the day by which it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// The day; none if nothing says it.
    pub day: Option<NaiveDate>,
    /// The amount; none if nothing says it.
    pub money: Option<Money>,
}

/// A promise of a market development fund, or a claim on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fund {
    /// The days that it is for; of one without days of its own, the day of its creation.
    pub days: Option<Days>,
    /// What a partner asked to be promised.
    pub requested: Option<Money>,
    /// What was approved of that.
    pub approved: Option<Money>,
    /// What was promised and is no part of another promise.
    pub allocated: Option<Money>,
    /// What was claimed.
    pub claimed: Option<Money>,
    /// What was paid.
    pub reimbursed: Option<Money>,
}

impl Incentive {
    /// The facts of a node, which may be a part of another promise.
    pub fn of(node: Reader<'_>, is_part: bool) -> Self {
        let (role, status) = (node.text(ROLE), node.text(STATUS));
        let is_granted = status.is_some_and(|status| GRANTED.contains(&status));
        let earned = match role {
            Some("EARNING") if is_granted || status.is_none() => Some(node.money(AMOUNT)),
            Some("CLAIM") if is_granted => {
                Some(node.money(APPROVED).or_else(|| node.money(AMOUNT)))
            }
            _ => None,
        };
        let paid = match role {
            Some("PAYOUT") if status == Some("PAID") => {
                Some(node.money(PAID).or_else(|| node.money(AMOUNT)))
            }
            _ => node.money(PAID).map(Some),
        };
        Self {
            earned: earned.map(|money| Amount { day: node.day(EARNED_AT), money }),
            paid: paid.map(|money| Amount { day: node.day(PAID_AT), money }),
            fund: (node.text(KIND) == Some(FUND))
                .then(|| Fund::of(node, role, status, is_part))
                .flatten(),
        }
    }
}

impl Fund {
    fn of(
        node: Reader<'_>,
        role: Option<&str>,
        status: Option<&str>,
        is_part: bool,
    ) -> Option<Self> {
        if status.is_some_and(|status| status == "DRAFT" || status == "CANCELLED") {
            return None;
        }
        let days = match (node.day(START), node.day(END)) {
            (Some(from), Some(to)) if from <= to => Some(Days { from, to }),
            _ => node.day(CREATED).map(|day| Days { from: day, to: day }),
        };
        let is_void = status.is_some_and(|status| VOID.contains(&status));
        let is_granted = status.is_some_and(|status| GRANTED.contains(&status));
        let requested = node.money(REQUESTED);
        let none = Self {
            days,
            requested: None,
            approved: None,
            allocated: None,
            claimed: None,
            reimbursed: None,
        };
        Some(match role {
            Some(PROMISE) => {
                let granted = node.money(APPROVED).or_else(|| node.money(AMOUNT));
                let granted = granted.filter(|_| is_granted);
                // What is set aside without being asked for is an allocation.
                let is_asked = requested.is_some();
                Self {
                    requested,
                    approved: granted.clone().filter(|_| is_asked),
                    allocated: granted.filter(|_| !is_part),
                    ..none
                }
            }
            Some("CLAIM" | "EARNING") => Self {
                claimed: requested.or_else(|| node.money(AMOUNT)).filter(|_| !is_void),
                reimbursed: node.money(PAID),
                ..none
            },
            _ => return None,
        })
    }
}

/// The fields that are read.
pub fn fields() -> FieldSet {
    [
        PARTNER, KIND, ROLE, STATUS, AMOUNT, REQUESTED, APPROVED, PAID, REQUEST, EARNED_AT,
        PAID_AT, START, END, CREATED,
    ]
    .into_iter()
    .collect()
}
