//! What records of a campaign add up to.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use channelgraph_schema::Money;
use chrono::NaiveDate;
use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{CampaignResults, Part, Question};
use crate::{
    money::{Rates, rounded},
    work::{
        coverage::{Backing, Coverage},
        tally::Tally,
    },
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
    created: Tally,
    won: Tally,
    influenced: Tally,
    cost: Option<Decimal>,
    pub(super) coverage: Coverage,
    /// The records that are counted, by id, with what their amounts lack.
    counted: HashMap<String, Gap>,
    /// Those that are left out for want of a day.
    undated: HashSet<String>,
}

/// What an amount lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    WithoutAmount,
    Unconverted,
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
            created: Tally::default(),
            won: Tally::default(),
            influenced: Tally::default(),
            cost: None,
            coverage: Coverage::default(),
            counted: HashMap::new(),
            undated: HashSet::new(),
        }
    }

    fn holds(&self, day: Option<NaiveDate>) -> bool {
        self.question.days.is_none_or(|days| day.is_some_and(|day| days.hold(day)))
    }

    /// An amount in the currency of the answer, and what was seen of it.
    fn amount(&self, money: Option<&Money>, day: NaiveDate) -> (Option<Decimal>, Gap) {
        let Some(money) = money else { return (None, Gap::WithoutAmount) };
        let amount = self.rates.worth_in(money, &self.currency, day);
        (amount, if amount.is_some() { Gap::None } else { Gap::Unconverted })
    }

    /// Counts a record, and what it lacks: each once, whatever it counts for.
    fn count(&mut self, id: &str, backing: Backing, gap: Gap) {
        let known = self.counted.get(id).copied();
        if known.is_none() {
            self.coverage.records += 1;
            self.coverage.stand_on(backing);
        }
        if known.unwrap_or(Gap::None) == Gap::None {
            self.coverage.without_amount += u64::from(gap == Gap::WithoutAmount);
            self.coverage.unconverted += u64::from(gap == Gap::Unconverted);
            self.counted.insert(id.to_owned(), gap);
        }
    }

    /// Counts a record that is left out, as it lacks the day by which it would count.
    fn leave_out(&mut self, id: &str) {
        self.coverage.undated += u64::from(self.undated.insert(id.to_owned()));
    }

    /// Adds a lead that became a member on a day.
    pub(super) fn lead(&mut self, joined: Option<NaiveDate>, (id, backing): (&str, Backing)) {
        if self.holds(joined) {
            self.leads += 1;
            self.count(id, backing, Gap::None);
        } else if joined.is_none() {
            self.leave_out(id);
        }
    }

    /// Adds a deal that names the campaign as its main source.
    pub(super) fn deal(&mut self, deal: &Deal, (id, backing): (&str, Backing)) {
        let is_created = self.holds(deal.created);
        if deal.is_undated || !is_created && deal.created.is_none() {
            self.leave_out(id);
        }
        if is_created {
            let day = deal.created.unwrap_or(self.today);
            let (amount, gap) = self.amount(deal.amount.as_ref(), day);
            self.created.add(amount);
            self.count(id, backing, gap);
        }
        if let Some(day) = deal.won.filter(|day| self.holds(Some(*day))) {
            let (amount, gap) = self.amount(deal.amount.as_ref(), day);
            self.won.add(amount);
            self.count(id, backing, gap);
        }
    }

    /// Adds a deal in which the campaign has a share, 0 to 1.
    pub(super) fn influenced(
        &mut self,
        deal: &Deal,
        share: Decimal,
        (id, backing): (&str, Backing),
    ) {
        if deal.is_undated {
            self.leave_out(id);
        }
        let Some(day) = deal.won.filter(|day| self.holds(Some(*day))) else { return };
        let (amount, gap) = self.amount(deal.amount.as_ref(), day);
        self.influenced.add(amount.and_then(|amount| amount.checked_mul(share)));
        self.count(id, backing, gap);
    }

    /// Takes what the campaign cost, by the rate of its last day.
    pub(super) fn cost(&mut self, spent: Option<&Money>, ends: Option<NaiveDate>) {
        let Some(spent) = spent else { return };
        let day = ends.map_or(self.today, |ends| ends.min(self.today));
        let (cost, gap) = self.amount(Some(spent), day);
        self.cost = cost;
        self.coverage.unconverted += u64::from(gap == Gap::Unconverted);
    }

    /// The results, as far as these parts are known.
    pub(super) fn finish(
        self,
        knows: impl Fn(Part) -> bool,
        knows_amounts: bool,
    ) -> CampaignResults {
        let Self { leads, cost, .. } = self;
        let knows_deals = knows(Part::Deals);
        let told = |tally: &Tally| knows_deals.then(|| tally.told(knows_amounts));
        let is_whole = self.question.days.is_none();
        let (created, won) = (told(&self.created), told(&self.won));
        let revenue = won.and_then(|won| won.amount);
        let divisor = cost.filter(|cost| is_whole && !cost.is_zero());
        let roi = revenue
            .zip(divisor)
            .and_then(|(_, cost)| self.won.sum().checked_sub(cost)?.checked_div(cost)?.to_f64());
        let cost_per_lead = cost
            .filter(|_| is_whole && knows(Part::Leads))
            .and_then(|cost| cost.checked_div(leads.into()).map(rounded));
        CampaignResults {
            currency: self.currency,
            leads: knows(Part::Leads).then_some(leads),
            deals: created.map(|created| created.count),
            pipeline: created.and_then(|created| created.amount),
            deals_won: won.map(|won| won.count),
            revenue,
            influenced: knows(Part::Influenced).then(|| rounded(self.influenced.sum())),
            cost: cost.map(rounded),
            roi,
            cost_per_lead,
            coverage: self.coverage,
        }
    }
}
