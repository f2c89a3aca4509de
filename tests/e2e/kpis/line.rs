//! What one incentive comes to, by the role of each of its records.

use std::{collections::BTreeMap, fmt};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{fold::World, question::Span};
use crate::filters::oracle::Thing;

/// An amount and its currency.
pub type Money = (Decimal, String);
/// The amounts of a line, in this order.
pub const AMOUNTS: [&str; 5] = ["promised", "claimed", "earned", "approved", "paid"];

/// An amount, and the day by which it counts on the basis `CASH`.
#[derive(Debug, Clone)]
pub struct Part {
    pub money: Money,
    pub day: Option<NaiveDate>,
}

/// An incentive as a line.
pub struct Line<'a> {
    pub thing: &'a Thing,
    /// By the order of `AMOUNTS`: several payments are several parts.
    pub parts: [Vec<Part>; 5],
    /// Its day on the basis `COHORT`.
    pub day: Option<NaiveDate>,
    /// The days that a promise covers.
    pub covers: Option<Span>,
    /// Nothing but a payment.
    pub is_unmatched: bool,
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let records = self.thing.records.iter().map(|record| (record.object, &record.id));
        write!(f, "{} of {:?}", self.thing.value("status"), records.collect::<Vec<_>>())?;
        for (name, parts) in AMOUNTS.iter().zip(&self.parts) {
            for Part { money: (amount, currency), day } in parts {
                write!(f, ", {name} {amount} {currency} on {day:?}")?;
            }
        }
        write!(f, ", as of {:?}, covers {:?}", self.day, self.covers)
    }
}

/// What the records of a claim or earning say of amounts: claimed, earned, approved, paid by word
/// of the status alone.
fn amounts(thing: &Thing) -> [Option<Money>; 4] {
    let (claim, earning) = (thing.in_roles(&["CLAIM"]), thing.in_roles(&["EARNING"]));
    let both = thing.in_roles(&["CLAIM", "EARNING"]);
    if both.records.is_empty() {
        return [None, None, None, None];
    }
    let claimed = both.money("requestedAmount").or(claim.money("amount"));
    let own = earning.money("amount");
    let cleared = both.money("approvedAmount").or(own.clone()).or(claimed.clone());
    let status = thing.value("status");
    let approved = match status.as_str() {
        Some("DRAFT" | "REQUESTED" | "IN_REVIEW") => None,
        Some("REJECTED" | "CANCELLED") => cleared.map(|(_, currency)| (Decimal::ZERO, currency)),
        Some("EXPIRED") => {
            let nothing = cleared.map(|(_, currency)| (Decimal::ZERO, currency));
            thing.money("paidAmount").or(nothing)
        }
        _ => cleared,
    };
    let earned = match (earning.records.is_empty(), status.as_str()) {
        (true, _) => approved.clone(),
        (false, Some("DRAFT")) => None,
        (false, Some("REJECTED" | "CANCELLED")) => {
            own.map(|(_, currency)| (Decimal::ZERO, currency))
        }
        _ => own,
    };
    let told = (status == "PAID").then(|| approved.clone()).flatten();
    [claimed, earned, approved, told]
}

impl Line<'_> {
    /// Whether its amounts are of several currencies.
    pub fn is_mixed(&self) -> bool {
        let currencies: Vec<_> = self.parts.iter().flatten().map(|part| &part.money.1).collect();
        currencies.windows(2).any(|two| two[0] != two[1])
    }

    /// Whether it is a booking that was cancelled, or the one that cancels it, for which nothing was
    /// paid.
    pub fn is_nothing(&self) -> bool {
        self.thing.value("status") == "CANCELLED"
            && self.thing.in_roles(&["CLAIM", "PROMISE"]).records.is_empty()
            && self.parts[4].is_empty()
    }

    /// Whether what was approved by the end of a day is not what was paid.
    pub fn is_owed(&self, end: NaiveDate) -> bool {
        let mut owed = BTreeMap::<&str, Decimal>::new();
        for (sign, parts) in [(Decimal::ONE, &self.parts[3]), (-Decimal::ONE, &self.parts[4])] {
            for Part { money: (amount, currency), day } in parts {
                if day.is_some_and(|day| day <= end) {
                    *owed.entry(currency).or_default() += amount * sign;
                }
            }
        }
        owed.values().any(|owed| !owed.is_zero())
    }
}

impl World<'_> {
    /// The line of an incentive.
    pub fn line<'a>(&self, thing: &'a Thing) -> Line<'a> {
        let promise = thing.in_roles(&["PROMISE"]);
        let is_claim = !thing.in_roles(&["CLAIM"]).records.is_empty();
        let is_promise = !promise.records.is_empty();
        let made = self.day(thing, "createdAt");
        let earned_at = self.day(thing, "earnedAt").or(made.filter(|_| is_claim));
        let covers = is_promise.then(|| self.covered(thing, made)).flatten();
        let part = |money: Option<Money>, day: Option<NaiveDate>| -> Vec<Part> {
            money.map(|money| Part { money, day }).into_iter().collect()
        };
        let status = thing.value("status");
        let is_granted =
            !["DRAFT", "REQUESTED", "IN_REVIEW", "REJECTED"].iter().any(|word| status == **word);
        let promised = promise.money("approvedAmount").or(promise.money("amount"));
        let [claimed, earned, approved, told] = amounts(thing);
        let payments: Vec<Part> = thing
            .payments()
            .iter()
            .filter_map(|payment| {
                let day = self.day(payment, "paidAt");
                payment.money("paidAmount").map(|money| Part { money, day })
            })
            .collect();
        let is_unmatched = thing.in_roles(&["PROMISE", "CLAIM", "EARNING"]).records.is_empty()
            && !thing.in_roles(&["PAYOUT"]).records.is_empty();
        let paid_at = self.day(thing, "paidAt");
        let day = match (is_promise, is_unmatched) {
            (true, _) => covers.map(|days| days.from),
            (_, true) => paid_at,
            _ => earned_at,
        };
        let paid = if payments.is_empty() { part(told, paid_at) } else { payments };
        let promised = part(promised.filter(|_| is_granted), covers.map(|days| days.from));
        let parts = [
            promised,
            part(claimed, made),
            part(earned, earned_at),
            part(approved, earned_at),
            paid,
        ];
        Line { thing, parts, day, covers, is_unmatched }
    }

    fn covered(&self, promise: &Thing, made: Option<NaiveDate>) -> Option<Span> {
        match (self.day(promise, "periodStart"), self.day(promise, "periodEnd")) {
            (Some(from), Some(to)) if from <= to => Some(Span { from, to }),
            _ => made.map(|day| Span { from: day, to: day }),
        }
    }
}
