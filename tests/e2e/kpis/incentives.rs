//! What was earned and paid, and market development funds.

use chrono::NaiveDate;
use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{
    fold::{Entry, Figure, Figures, Others, World},
    money::Sum,
    question::{Question, Span},
};
use crate::filters::oracle::Thing;

/// An amount and its currency.
type Money = (Decimal, String);
/// An amount, if there is one, and the day by which it counts.
type Dated = (Option<Money>, NaiveDate);

fn is_granted(incentive: &Thing) -> bool {
    let status = incentive.value("status");
    ["APPROVED", "EARNED", "SCHEDULED", "PAID"].iter().any(|granted| status == **granted)
}

impl World<'_> {
    /// What was earned by an incentive: none if nothing was.
    pub fn earned(&self, incentive: &Thing) -> Option<Option<Money>> {
        let amount = incentive.money("amount");
        match incentive.value("role").as_str() {
            Some("EARNING") if is_granted(incentive) || incentive.value("status").is_null() => {
                Some(amount)
            }
            Some("CLAIM") if is_granted(incentive) => {
                Some(incentive.money("approvedAmount").or(amount))
            }
            _ => None,
        }
    }

    /// What was paid for it: none if nothing was.
    pub fn paid(&self, incentive: &Thing) -> Option<Option<Money>> {
        let paid = incentive.money("paidAmount");
        if incentive.value("role") == "PAYOUT" && incentive.value("status") == "PAID" {
            return Some(paid.or(incentive.money("amount")));
        }
        paid.map(Some)
    }

    /// The days of a market development fund, if they overlap others.
    fn fund(&self, incentive: &Thing, span: Span) -> Option<Span> {
        let status = incentive.value("status");
        let is_fund = incentive.value("kind") == "MARKET_DEVELOPMENT_FUND";
        if !is_fund
            || status == "DRAFT"
            || status == "CANCELLED"
            || incentive.value("role").is_null()
        {
            return None;
        }
        let own = match (self.day(incentive, "periodStart"), self.day(incentive, "periodEnd")) {
            (Some(from), Some(to)) if from <= to => Span { from, to },
            _ => self.day(incentive, "createdAt").map(|day| Span { from: day, to: day })?,
        };
        let is_payout = incentive.value("role") == "PAYOUT";
        (own.from <= span.to && span.from <= own.to && !is_payout).then_some(own)
    }

    /// The amounts of a fund: allocated, requested, approved, claimed, reimbursed.
    fn fund_amounts(&self, incentive: &Thing) -> [Option<Money>; 5] {
        let asked = incentive.money("requestedAmount");
        if incentive.value("role") == "PROMISE" {
            let granted = incentive.money("approvedAmount").or(incentive.money("amount"));
            let granted = granted.filter(|_| is_granted(incentive));
            // Each allocation that a request names is there.
            let names_none = incentive.value("request").is_null();
            let approved = granted.clone().filter(|_| asked.is_some());
            return [granted.filter(|_| names_none), asked, approved, None, None];
        }
        let claimed = asked.or(incentive.money("amount"));
        let is_rejected = incentive.value("status") == "REJECTED";
        let paid = incentive.money("paidAmount");
        [None, None, None, claimed.filter(|_| !is_rejected), paid]
    }

    /// The amounts of an incentive that count in some days.
    pub fn amounts(&self, incentive: &Thing, span: Span) -> Vec<Dated> {
        let mut amounts = Vec::new();
        for (amount, day) in
            [(self.earned(incentive), "earnedAt"), (self.paid(incentive), "paidAt")]
        {
            let day = self.day(incentive, day).filter(|day| span.holds(*day));
            amounts.extend(amount.zip(day));
        }
        if let Some(own) = self.fund(incentive, span) {
            let of_fund = self.fund_amounts(incentive).into_iter().flatten();
            amounts.extend(of_fund.map(|amount| (Some(amount), own.from)));
        }
        amounts
    }

    /// The partner of each lead, incentive and invoice that counts in some days.
    pub fn counted(&self, others: &Others<'_>, span: Span) -> Vec<String> {
        let leads = others.leads.iter().filter(|lead| self.is_received(lead.thing, span));
        let counts = |entry: &&&Entry<'_>| {
            let incentive = entry.thing;
            !self.amounts(incentive, span).is_empty() || self.fund(incentive, span).is_some()
        };
        let incentives = others.incentives.iter().filter(counts);
        let all = leads.chain(incentives).flat_map(|entry| entry.partners());
        all.chain(self.billed_to(others, span)).collect()
    }

    /// Adds the figures of incentives.
    pub fn incentives(
        &self,
        question: &Question,
        span: Span,
        incentives: &[&Entry<'_>],
        figures: &mut Figures,
    ) {
        let mut sums: [Sum; 7] = Default::default();
        for Entry { thing: incentive, .. } in incentives {
            let of = |amount: Option<Option<Money>>, day: &str| -> Option<(Money, NaiveDate)> {
                let day = self.day(incentive, day).filter(|day| span.holds(*day))?;
                Some((amount??, day))
            };
            let fund = self.fund(incentive, span);
            let of_fund = self.fund_amounts(incentive).map(|amount| amount.zip(Some(fund?.from)));
            let dated =
                [of(self.earned(incentive), "earnedAt"), of(self.paid(incentive), "paidAt")];
            for (sum, dated) in sums.iter_mut().zip(dated.into_iter().chain(of_fund)) {
                let Some(((amount, currency), day)) = dated else { continue };
                let day = question.rates_on.unwrap_or(day);
                if let Some(fraction) = self.rates.fraction(&currency, question.currency, day) {
                    sum.add(amount, fraction);
                }
            }
        }
        let [earned, paid, allocated, requested, approved, claimed, reimbursed] = sums;
        let used = (!allocated.exact().is_zero())
            .then(|| (claimed.exact() / allocated.exact()).to_f64())
            .flatten();
        let brought = match figures.remove("brought") {
            Some(Figure::Exact(Some(brought))) => brought,
            other => panic!("revenue by partners is {other:?}"),
        };
        for (cost, roi, ratio, sum) in [
            ("earned", "earnedRoi", "earnedRatio", &earned),
            ("paid", "paidRoi", "paidRatio", &paid),
        ] {
            let spent = sum.rounded();
            let by = |gain: Decimal| {
                Figure::Near((!spent.is_zero()).then(|| (gain / spent).to_f64()).flatten())
            };
            figures.insert(cost, Figure::Exact(Some(spent)));
            figures.insert(roi, by(brought - spent));
            figures.insert(ratio, by(brought));
        }
        for (path, sum) in [
            ("mdf.allocated", &allocated),
            ("mdf.requested", &requested),
            ("mdf.approved", &approved),
            ("mdf.claimed", &claimed),
            ("mdf.reimbursed", &reimbursed),
        ] {
            figures.insert(path, Figure::Exact(Some(sum.rounded())));
        }
        figures.insert("mdf.utilisation", Figure::Near(used));
    }
}
