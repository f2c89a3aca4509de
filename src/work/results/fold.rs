//! What records of a campaign add up to.

use std::sync::Arc;

use channelgraph_schema::Money;
use chrono::NaiveDate;
use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{CampaignResults, Part, Question};
use crate::{
    money::{Rates, rounded},
    work::coverage::{Backing, Coverage},
};

/// What counts of a deal.
#[derive(Debug, Clone, Default)]
pub(super) struct Deal {
    pub(super) created: Option<NaiveDate>,
    /// The day on which it was won; none if it is not won, or on no known day.
    pub(super) won: Option<NaiveDate>,
    /// Whether it is won on no known day.
    pub(super) is_undated: bool,
    pub(super) amount: Option<Money>,
}

/// Sums in the making.
pub(super) struct Fold<'a> {
    question: &'a Question,
    rates: &'a Rates,
    currency: Arc<str>,
    today: NaiveDate,
    leads: u64,
    deals: u64,
    pipeline: Decimal,
    deals_won: u64,
    revenue: Decimal,
    influenced: Decimal,
    cost: Option<Decimal>,
    pub(super) coverage: Coverage,
}

impl<'a> Fold<'a> {
    /// A fold of nothing yet.
    pub(super) fn new(question: &'a Question, rates: &'a Rates, today: NaiveDate) -> Self {
        let currency: &str = question.currency.as_deref().unwrap_or(rates.reporting());
        Self {
            question,
            rates,
            currency: currency.into(),
            today,
            leads: 0,
            deals: 0,
            pipeline: Decimal::ZERO,
            deals_won: 0,
            revenue: Decimal::ZERO,
            influenced: Decimal::ZERO,
            cost: None,
            coverage: Coverage::default(),
        }
    }

    fn holds(&self, day: Option<NaiveDate>) -> bool {
        self.question.days.is_none_or(|days| day.is_some_and(|day| days.hold(day)))
    }

    /// An amount in the currency of the answer.
    fn amount(&mut self, money: Option<&Money>, day: NaiveDate) -> Option<Decimal> {
        let Some(money) = money else {
            self.coverage.without_amount += 1;
            return None;
        };
        let rate = self.rates.rate(&money.currency, &self.currency, day);
        let amount = rate.and_then(|rate| rate.of(money.amount));
        self.coverage.unconverted += u64::from(amount.is_none());
        amount
    }

    fn count(&mut self, backing: Backing) {
        self.coverage.records += 1;
        self.coverage.stand_on(backing);
    }

    /// Adds a lead that became a member on a day.
    pub(super) fn lead(&mut self, joined: Option<NaiveDate>, backing: Backing) {
        if self.question.days.is_some() && joined.is_none() {
            self.coverage.undated += 1;
        }
        if self.holds(joined) {
            self.leads += 1;
            self.count(backing);
        }
    }

    /// Adds a deal that names the campaign as its main source.
    pub(super) fn deal(&mut self, deal: &Deal, backing: Backing) {
        let is_created = self.holds(deal.created);
        let is_won = deal.won.is_some() && self.holds(deal.won);
        self.coverage.undated += u64::from(deal.is_undated);
        if is_created {
            self.deals += 1;
            let day = deal.created.unwrap_or(self.today);
            let amount = self.amount(deal.amount.as_ref(), day);
            add(&mut self.pipeline, amount);
        }
        if let Some(day) = deal.won.filter(|_| is_won) {
            self.deals_won += 1;
            // What is left out was counted with the pipeline.
            let (without, unconverted) = (self.coverage.without_amount, self.coverage.unconverted);
            let amount = self.amount(deal.amount.as_ref(), day);
            add(&mut self.revenue, amount);
            if is_created {
                (self.coverage.without_amount, self.coverage.unconverted) = (without, unconverted);
            }
        }
        if is_created || is_won {
            self.count(backing);
        }
    }

    /// Adds a deal in which the campaign has a share, 0 to 1.
    pub(super) fn influenced(&mut self, deal: &Deal, share: Decimal, backing: Backing) {
        let Some(day) = deal.won.filter(|day| self.holds(Some(*day))) else { return };
        let amount = self.amount(deal.amount.as_ref(), day);
        add(&mut self.influenced, amount.and_then(|amount| amount.checked_mul(share)));
        self.count(backing);
    }

    /// Takes what the campaign cost, by the rate of its last day.
    pub(super) fn cost(&mut self, spent: Option<&Money>, ends: Option<NaiveDate>) {
        let Some(spent) = spent else { return };
        let day = ends.map_or(self.today, |ends| ends.min(self.today));
        self.cost = self.amount(Some(spent), day);
    }

    /// The results, as far as these parts are known.
    pub(super) fn finish(
        self,
        knows: impl Fn(Part) -> bool,
        knows_amounts: bool,
    ) -> CampaignResults {
        let Self { leads, cost, .. } = self;
        let knows_deals = knows(Part::Deals);
        let amount = |of: Decimal| (knows_deals && knows_amounts).then(|| rounded(of));
        let is_whole = self.question.days.is_none();
        let revenue = amount(self.revenue);
        let divisor = cost.filter(|cost| is_whole && !cost.is_zero());
        let roi = revenue
            .zip(divisor)
            .and_then(|(_, cost)| self.revenue.checked_sub(cost)?.checked_div(cost)?.to_f64());
        let cost_per_lead = cost
            .filter(|_| is_whole && knows(Part::Leads))
            .and_then(|cost| cost.checked_div(leads.into()).map(rounded));
        CampaignResults {
            currency: self.currency,
            leads: knows(Part::Leads).then_some(leads),
            deals: knows_deals.then_some(self.deals),
            pipeline: amount(self.pipeline),
            deals_won: knows_deals.then_some(self.deals_won),
            revenue,
            influenced: knows(Part::Influenced).then(|| rounded(self.influenced)),
            cost: cost.map(rounded),
            roi,
            cost_per_lead,
            coverage: self.coverage,
        }
    }
}

fn add(sum: &mut Decimal, amount: Option<Decimal>) {
    if let Some(more) = amount.and_then(|amount| sum.checked_add(amount)) {
        *sum = more;
    }
}
