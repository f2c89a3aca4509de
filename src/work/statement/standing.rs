//! How an incentive stands: its amounts in its own currency, and how they differ.

use std::{collections::BTreeSet, sync::Arc};

use channelgraph_schema::Money;
use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    Columns, Differences, Reason, Row, Stage, Terms, draws,
    row::Status::{self, Cancelled, Draft, Expired, Paid, Rejected, Requested},
};

/// How an incentive stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Standing {
    pub(super) currency: Option<Arc<str>>,
    pub(super) columns: Columns,
    /// The payments by their days.
    pub(super) payments: Vec<(Option<NaiveDate>, Decimal)>,
    pub(super) differences: Differences,
}

/// An incentive that is judged.
struct Judged<'a> {
    row: &'a Row,
    terms: &'a Terms,
    currency: &'a str,
    reasons: BTreeSet<Reason>,
}

impl Standing {
    /// How each of these stands.
    pub(super) fn of_all(rows: &[Row], terms: &Terms) -> Vec<Self> {
        let drawn = draws::drawn(rows);
        rows.iter().zip(&drawn).map(|(row, drawn)| Self::of(row, drawn, terms)).collect()
    }

    fn of(row: &Row, drawn: &[&Row], terms: &Terms) -> Self {
        let payment = row.payments.first().map(|payment| &payment.amount);
        let amounts = [row.earned.as_ref(), row.claimed.as_ref(), row.promised.as_ref()];
        let amount = amounts.into_iter().flatten().chain(&row.approved).chain(payment).next();
        let currency = amount.map_or("", |money| &*money.currency);
        let mut judged = Judged { row, terms, currency, reasons: BTreeSet::new() };
        judged.note_status();
        let claimed = row.claimed.as_ref().and_then(|money| judged.own(money, row.created_on));
        let payments = judged.payments();
        let columns = judged.columns(claimed, payments.as_deref());
        let payments = match (payments, columns.paid) {
            (Some(payments), _) if !payments.is_empty() => payments,
            (_, Some(paid)) if !paid.is_zero() => vec![(row.paid_at, paid)],
            _ => Vec::new(),
        };
        let mut differences = judged.differences(columns, drawn);
        differences.reasons = judged.reasons;
        let currency = (!currency.is_empty()).then(|| currency.into());
        Self { currency, columns, payments, differences }
    }

    /// Whether it is nothing that a partner has: a booking that was cancelled, or the one that
    /// cancels it.
    pub(super) fn is_nothing(&self, row: &Row) -> bool {
        row.status == Some(Cancelled)
            && !row.is(Stage::Claim)
            && !row.is(Stage::Promise)
            && self.payments.is_empty()
    }
}

impl Judged<'_> {
    fn note(&mut self, reason: Reason) {
        self.reasons.insert(reason);
    }

    /// An amount in the currency of the line.
    fn own(&mut self, money: &Money, on: Option<NaiveDate>) -> Option<Decimal> {
        let on = on.unwrap_or(self.terms.today);
        let amount = self.terms.rates.worth_in(money, self.currency, on);
        if amount.is_none() {
            self.note(Reason::NoRate);
        }
        amount
    }

    fn note_status(&mut self) {
        match self.row.status {
            _ if self.row.is_unmatched() => self.note(Reason::UnmatchedPayment),
            None => self.note(Reason::Unknown),
            Some(Draft | Requested) => self.note(Reason::InReview),
            Some(Rejected) => self.note(Reason::Rejected),
            Some(Cancelled) => self.note(Reason::Cancelled),
            Some(Expired) => self.note(Reason::Expired),
            Some(Status::Approved | Status::Earned | Status::Scheduled | Paid) => {}
        }
    }

    /// The payments, each in the currency of the line; none if one of them cannot be told in it.
    fn payments(&mut self) -> Option<Vec<(Option<NaiveDate>, Decimal)>> {
        let row = self.row;
        let mut payments = Vec::with_capacity(row.payments.len());
        for payment in &row.payments {
            let on = payment.on.or(row.paid_at);
            payments.push((on, self.own(&payment.amount, on)));
        }
        payments.into_iter().map(|(on, amount)| Some((on, amount?))).collect()
    }

    fn columns(
        &mut self,
        claimed: Option<Decimal>,
        payments: Option<&[(Option<NaiveDate>, Decimal)]>,
    ) -> Columns {
        let row = self.row;
        let promised = self.promised();
        let earned = self.earned();
        let was_paid = match payments {
            Some(payments) if !payments.is_empty() => Some(total(payments)),
            _ => None,
        };
        let approved = self.approved(earned, claimed, was_paid);
        // A claim is earned as it is approved, unless a record of its own tells what was.
        let earned = if row.is(Stage::Earning) { earned } else { approved };
        let paid = match (payments, row.status) {
            (None, _) => None,
            (Some(payments), _) if !payments.is_empty() => was_paid,
            _ if row.is_promise() => None,
            // The status alone tells that it was paid: in full.
            (_, Some(Paid)) => approved,
            (_, None) if !row.is_unmatched() => None,
            _ => Some(Decimal::ZERO),
        };
        Columns { promised, claimed, earned, approved, paid }
    }

    /// What is promised: nothing before it is approved, nor what was taken back.
    fn promised(&mut self) -> Option<Decimal> {
        let row = self.row;
        if !row.is(Stage::Promise) {
            return None;
        }
        match row.status? {
            Draft | Requested | Rejected | Cancelled => None,
            _ => match &row.promised {
                Some(money) => self.own(money, row.created_on),
                None => {
                    self.note(Reason::Unknown);
                    None
                }
            },
        }
    }

    /// What an earning says, also before it is approved: nothing while it is a draft.
    fn earned(&mut self) -> Option<Decimal> {
        let row = self.row;
        if !row.is(Stage::Earning) {
            return None;
        }
        match row.status {
            Some(Rejected | Cancelled) => Some(Decimal::ZERO),
            Some(Draft) => None,
            _ => match &row.earned {
                Some(money) => self.own(money, row.earned_on()),
                None => {
                    self.note(Reason::Unknown);
                    None
                }
            },
        }
    }

    /// What is cleared for payment: as a source says, else all that was earned, else claimed.
    fn approved(
        &mut self,
        earned: Option<Decimal>,
        claimed: Option<Decimal>,
        paid: Option<Decimal>,
    ) -> Option<Decimal> {
        let row = self.row;
        if row.is_promise() || row.is_unmatched() {
            return None;
        }
        match row.status? {
            Rejected | Cancelled => return Some(Decimal::ZERO),
            Draft | Requested => return None,
            // What lapsed is not paid any more.
            Expired => return Some(paid.unwrap_or_default()),
            _ => {}
        }
        let mut approved = None;
        for money in &row.approved {
            let amount = self.own(money, row.earned_on())?;
            approved = Some(approved.unwrap_or(Decimal::ZERO).saturating_add(amount));
        }
        let approved = approved.or(earned).or(claimed);
        if approved.is_none() && !self.reasons.contains(&Reason::NoRate) {
            self.note(Reason::Unknown);
        }
        approved
    }

    fn differences(&mut self, columns: Columns, drawn: &[&Row]) -> Differences {
        let reduced = columns.claimed.zip(columns.approved).map(|(claimed, approved)| {
            let void = [Reason::Rejected, Reason::Cancelled, Reason::Expired];
            if claimed != approved && !void.iter().any(|reason| self.reasons.contains(reason)) {
                self.note(Reason::Adjusted);
            }
            claimed.saturating_sub(approved)
        });
        let unused = self.unused(columns, drawn);
        let both = columns.approved.zip(columns.paid);
        let balance = both.map(|(approved, paid)| approved.saturating_sub(paid));
        if let Some(balance) = balance {
            self.note_balance(balance, columns.paid.unwrap_or_default());
        }
        let (outstanding, overpaid) = split(balance);
        Differences { unused, reduced, outstanding, overpaid, reasons: BTreeSet::new() }
    }

    fn unused(&mut self, columns: Columns, drawn: &[&Row]) -> Option<Decimal> {
        let mut unused = columns.promised?.saturating_sub(columns.claimed.unwrap_or_default());
        for claim in drawn {
            let money = claim.claimed.as_ref()?;
            unused = unused.saturating_sub(self.own(money, claim.created_on)?);
        }
        if unused > Decimal::ZERO {
            let has_lapsed = self.row.expires_at.is_some_and(|day| day < self.terms.today);
            let is_expired = has_lapsed || self.row.status == Some(Expired);
            self.note(if is_expired { Reason::Expired } else { Reason::NotClaimed });
        }
        Some(unused)
    }

    fn note_balance(&mut self, balance: Decimal, paid: Decimal) {
        if balance < Decimal::ZERO {
            self.note(Reason::Overpaid);
        } else if balance > Decimal::ZERO {
            if paid > Decimal::ZERO {
                self.note(Reason::PartiallyPaid);
            }
            match self.row.due_at {
                Some(due) if due < self.terms.today => self.note(Reason::Overdue),
                Some(_) => self.note(Reason::NotDue),
                None if paid > Decimal::ZERO => {}
                None => self.note(Reason::Unknown),
            }
        }
    }
}

/// The sum of payments.
fn total(payments: &[(Option<NaiveDate>, Decimal)]) -> Decimal {
    let add =
        |sum: Decimal, (_, amount): &(Option<NaiveDate>, Decimal)| sum.saturating_add(*amount);
    payments.iter().fold(Decimal::ZERO, add)
}

/// A balance as what is outstanding and what is overpaid.
pub(super) fn split(balance: Option<Decimal>) -> (Option<Decimal>, Option<Decimal>) {
    let above = |balance: Decimal| balance.max(Decimal::ZERO);
    (balance.map(above), balance.map(|balance| above(-balance)))
}
