//! Payouts of rebates, each of a member and a quarter, and the payments that pay them.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use rust_decimal::Decimal;

use super::rebates::{Member, Period};
use super::{Entry, between, of_org, row, word};
use crate::terms::{IncentiveKind, IncentiveRole, IncentiveStatus};
use crate::truth::{Incentive, Text};
use crate::world::dice::Dice;
use crate::world::plan::{now, today};
use crate::world::vendor::salesforce_rows as sf;

/// What a member earned in a quarter.
pub(super) struct Payout {
    pub member: usize,
    pub period: usize,
    /// The place of the payment that pays it.
    pub payment: Option<usize>,
    pub status: &'static str,
    name: String,
    calculated: Decimal,
    adjustment: Option<Decimal>,
    calculated_on: NaiveDate,
    made: DateTime<Utc>,
    changed: DateTime<Utc>,
}

/// A payment of one payout or several.
pub(super) struct Payment {
    status: &'static str,
    name: String,
    amount: Decimal,
    /// The day on which it was issued.
    on: Option<NaiveDate>,
    made: DateTime<Utc>,
}

/// The payouts of all members since they came, and the payments.
pub(super) fn of(
    members: &[Member<'_>],
    periods: &[Period],
    dice: &mut Dice,
) -> (Vec<Payout>, Vec<Payment>) {
    let (mut payouts, mut payments) = (Vec::new(), Vec::<Payment>::new());
    // The payments that a partner's payouts of one quarter may share.
    let mut shared: BTreeMap<(&str, NaiveDate), usize> = BTreeMap::new();
    for (place, member) in members.iter().enumerate() {
        let own = periods.iter().enumerate().filter(|(_, period)| {
            period.program == member.program && member.since.date_naive() <= period.from
        });
        for (number, period) in own {
            let mut payout = payout((place, member), (number, period), dice);
            let key = (&**member.account, period.from);
            payout.payment = match shared.get(&key) {
                Some(payment) if payout.is_payable() && dice.chance(0.6) => {
                    payments[*payment].amount += payout.total();
                    Some(*payment)
                }
                _ => pay(&payout, dice).map(|payment| {
                    payments.push(payment);
                    payments.len() - 1
                }),
            };
            shared.extend(payout.payment.map(|payment| (key, payment)));
            payouts.push(payout);
        }
    }
    (payouts, payments)
}

/// The payout of a member for a quarter. One in fifteen takes back what was earned before.
fn payout(
    (place, member): (usize, &Member<'_>),
    (number, period): (usize, &Period),
    dice: &mut Dice,
) -> Payout {
    let is_recent = today() - period.to < Duration::days(90);
    let status = match period.to < today() {
        false => "Interim",
        true if is_recent => dice.weighted(&[
            ("SystemCalculated", 2),
            ("Pending", 3),
            ("Approved", 5),
            ("Rejected", 1),
        ]),
        true => dice.weighted(&[("Pending", 1), ("Approved", 12), ("Rejected", 2)]),
    };
    let cents = if dice.chance(0.3) { dice.between(0, 99) } else { 0 };
    let earned = Decimal::new(dice.between(100, 40_000) * 100 + cents, 2);
    let is_clawback = status != "Interim" && dice.chance(0.07);
    let part = dice.weighted(&[(-25, 1), (-10, 2), (10, 1)]);
    let adjusts = status == "Approved" && !is_clawback && dice.chance(0.25);
    let made = period.from.and_time(NaiveTime::MIN).and_utc()
        + Duration::seconds(dice.between(0, 5 * 86_400));
    let calculated_on = (period.to + Duration::days(dice.between(2, 20))).min(today());
    let calculated_at = calculated_on.and_time(NaiveTime::MIN).and_utc();
    Payout {
        member: place,
        period: number,
        payment: None,
        status,
        name: format!("{} {}", period.name, member.name),
        calculated: if is_clawback { -earned } else { earned },
        adjustment: adjusts.then(|| (earned * Decimal::new(part, 2)).round_dp(2)),
        calculated_on,
        made,
        changed: between(calculated_at.max(made), now(), dice),
    }
}

/// The payment of a payout: some have none yet, and some payments came back.
fn pay(payout: &Payout, dice: &mut Dice) -> Option<Payment> {
    let kinds = [(Some("Paid"), 6), (Some("Generated"), 2), (Some("Rejected"), 1), (None, 2)];
    let status = dice.weighted(&kinds).filter(|_| payout.is_payable())?;
    let on = (payout.calculated_on + Duration::days(dice.between(3, 30))).min(today());
    Some(Payment {
        status,
        name: format!("Payment {}", payout.name),
        amount: payout.total(),
        on: (status == "Paid").then_some(on),
        made: on.and_time(NaiveTime::MIN).and_utc(),
    })
}

impl Payout {
    /// What was calculated, with what was adjusted.
    pub(super) fn total(&self) -> Decimal {
        self.calculated + self.adjustment.unwrap_or_default()
    }

    /// What is to be paid of it, once that is decided.
    pub(super) fn approved(&self) -> Option<Decimal> {
        (self.status == "Approved").then(|| self.total())
    }

    fn is_payable(&self) -> bool {
        self.approved().is_some_and(|amount| amount > Decimal::ZERO)
    }

    /// Its row but for what it names.
    pub(super) fn entry(&self) -> Entry {
        let row = row([
            ("Name", word(&self.name)),
            ("AccruedAmount", Some(sf::number(self.calculated))),
            ("CalculatedRebateAmount", Some(sf::number(self.calculated))),
            ("TotalApprovedAdjustmentAmount", self.adjustment.map(sf::number)),
            ("TotalRebateAmount", Some(sf::number(self.total()))),
            ("Status", word(self.status)),
            ("CalculationDate", Some(sf::date(self.calculated_on))),
        ]);
        Entry { made: self.made, changed: self.changed, row }
    }

    /// What it says, with what its payment tells.
    pub(super) fn says(
        &self,
        payments: &[Payment],
        program: &str,
        account: &Text,
        period: &Period,
    ) -> Incentive {
        let payment = self.payment.map(|place| &payments[place]);
        let under_way = payment.filter(|payment| payment.status != "Rejected");
        let word = under_way.map_or(self.status, |payment| payment.status);
        let is_paid = under_way.is_some_and(|payment| payment.status == "Paid");
        Incentive {
            name: Some(self.name.as_str().into()),
            kind: Some(IncentiveKind::Rebate),
            role: Some(IncentiveRole::Earning),
            status: Some(status(word)),
            source_status: Some(word.into()),
            amount: Some(self.calculated),
            approved_amount: self.approved(),
            paid_amount: is_paid.then(|| self.total()),
            currency: Some("USD".into()),
            program: Some(program.into()),
            partner: Some(of_org(account)),
            period_start: Some(period.from),
            period_end: Some(period.to),
            earned_at: Some(period.to),
            paid_at: payment.and_then(|payment| payment.on),
            created_at: Some(self.made),
            updated_at: Some(self.changed),
            ..Incentive::default()
        }
    }
}

impl Payment {
    /// Its row, of an owner.
    pub(super) fn entry(&self, owner: &Text) -> Entry {
        let row = row([
            ("Name", word(&self.name)),
            ("Amount", Some(sf::number(self.amount))),
            ("PaymentDate", self.on.map(sf::date)),
            ("Status", word(self.status)),
            ("OwnerId", word(owner)),
        ]);
        Entry::once(self.made, row)
    }
}

/// The status that a word of a payout or its payment stands for.
fn status(word: &str) -> IncentiveStatus {
    match word {
        "Interim" => IncentiveStatus::Draft,
        "SystemCalculated" | "Pending" => IncentiveStatus::Requested,
        "Approved" => IncentiveStatus::Approved,
        "Generated" => IncentiveStatus::Scheduled,
        "Paid" => IncentiveStatus::Paid,
        _ => IncentiveStatus::Rejected,
    }
}
