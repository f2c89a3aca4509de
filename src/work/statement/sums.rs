//! The sums of a statement, in its currency. They are rounded once, at their end.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Columns, Differences, IncentiveStatement, Known, Line, Reason, Terms};
use crate::{money::rounded, work::coverage::Coverage};

/// What a statement adds up.
#[derive(Default)]
pub(super) struct Sums {
    pub(super) promised: Decimal,
    pub(super) claimed: Decimal,
    pub(super) earned: Decimal,
    pub(super) approved: Decimal,
    pub(super) paid: Decimal,
    pub(super) unused: Decimal,
    pub(super) reduced: Decimal,
    pub(super) outstanding: Decimal,
    pub(super) overpaid: Decimal,
    pub(super) opening: Decimal,
    pub(super) closing: Decimal,
}

/// A statement while it is folded.
#[derive(Default)]
pub(super) struct Folded {
    pub(super) sums: Sums,
    pub(super) reasons: BTreeSet<Reason>,
    /// The lines with the days by which they are ordered.
    pub(super) lines: Vec<(Option<NaiveDate>, Line)>,
    pub(super) coverage: Coverage,
}

/// Amounts of one currency on their way into the sums.
pub(super) struct Purse<'a> {
    pub(super) terms: &'a Terms,
    /// The currency of the amounts; empty if there is none.
    pub(super) currency: &'a str,
    /// Whether an amount was left out for want of a rate.
    pub(super) is_short: bool,
}

impl Purse<'_> {
    /// An amount in the currency of the statement by the rate of a day; nothing if none is known.
    pub(super) fn convert(&mut self, amount: Decimal, on: NaiveDate) -> Option<Decimal> {
        let on = on.min(self.terms.today);
        let rate = self.terms.rates.rate(self.currency, &self.terms.currency, on);
        let converted = rate.and_then(|rate| rate.of(amount));
        self.is_short |= converted.is_none();
        converted
    }

    /// Adds an amount by the rate of a day; nothing if there is none.
    pub(super) fn add(&mut self, amount: Option<Decimal>, on: NaiveDate, to: &mut Decimal) {
        if let Some(converted) = amount.and_then(|amount| self.convert(amount, on)) {
            *to = to.saturating_add(converted);
        }
    }
}

impl Folded {
    /// Notes a line, and how its amounts were converted.
    pub(super) fn note(&mut self, day: Option<NaiveDate>, mut line: Line, purse: &Purse<'_>) {
        self.coverage.records += 1;
        self.coverage.without_amount += u64::from(line.currency.is_none());
        if purse.is_short {
            line.differences.reasons.insert(Reason::NoRate);
        }
        self.coverage.unconverted += u64::from(line.differences.reasons.contains(&Reason::NoRate));
        self.reasons.extend(&line.differences.reasons);
        self.lines.push((day, line));
    }

    /// The statement.
    pub(super) fn finish(mut self, terms: &Terms) -> IncentiveStatement {
        self.lines.sort_by_key(|(day, line)| (*day, line.place));
        let (sums, known) = (self.sums, terms.known);
        let told = |known: bool, amount: Decimal| known.then(|| rounded(amount));
        let is_cash = terms.basis == super::Basis::Cash;
        let is_balanced = known.approved && known.paid;
        self.coverage.unmapped.extend(known.unmapped());
        IncentiveStatement {
            days: terms.days,
            closed: terms.days.to < terms.today,
            basis: terms.basis,
            currency: terms.currency.clone(),
            opening: told(is_cash && is_balanced, sums.opening),
            closing: told(is_cash && is_balanced, sums.closing),
            columns: Columns {
                promised: told(known.promised, sums.promised),
                claimed: told(known.claimed, sums.claimed),
                earned: told(known.earned, sums.earned),
                approved: told(known.approved, sums.approved),
                paid: told(known.paid, sums.paid),
            },
            differences: Differences {
                unused: told(known.promised && known.claimed, sums.unused),
                reduced: told(known.claimed && known.approved, sums.reduced),
                outstanding: told(is_balanced, sums.outstanding),
                overpaid: told(is_balanced, sums.overpaid),
                reasons: self.reasons,
            },
            lines: self.lines.into_iter().map(|(_, line)| line).collect(),
            coverage: self.coverage,
        }
    }
}

impl Known {
    /// The columns that are null for want of a mapping.
    fn unmapped(self) -> impl Iterator<Item = String> {
        let columns = [
            (self.promised, "promised"),
            (self.claimed, "claimed"),
            (self.earned, "earned"),
            (self.approved, "approved"),
            (self.paid, "paid"),
        ];
        columns.into_iter().filter(|(known, _)| !known).map(|(_, name)| name.to_owned())
    }
}
