//! The sums of one row over one period, and the figures that they come to.

use std::collections::{BTreeMap, HashSet};

use rust_decimal::Decimal;

use super::{
    Attributed, Attribution, Counted, Figures, Funds, Group, Leads, Registrations,
    known::{Known, Part},
};
use crate::{
    money::rounded,
    work::tally::{Lengths, Tally, ratio, ratio_of},
};

/// Deals of one attribution, or of all.
#[derive(Debug, Clone, Default)]
pub(super) struct Deals {
    pub(super) created: Tally,
    pub(super) won: Tally,
    pub(super) lost: Tally,
}

/// What a row adds up over one period.
#[derive(Debug, Clone, Default)]
pub(super) struct Sums {
    /// By number.
    pub(super) partners: HashSet<u32>,
    pub(super) deals: Deals,
    pub(super) by_partners: Tally,
    pub(super) by_attribution: BTreeMap<Attribution, Deals>,
    pub(super) open: Tally,
    pub(super) weighted: Decimal,
    /// Open deals that have an amount and no probability.
    pub(super) unweighted: u64,
    pub(super) cycles: Lengths,
    pub(super) renewed: Tally,
    pub(super) renewals: Tally,
    pub(super) registrations: RegistrationSums,
    pub(super) leads: LeadSums,
    pub(super) earned: Decimal,
    pub(super) paid: Decimal,
    pub(super) funds: FundSums,
    pub(super) billed: Tally,
    pub(super) courses: u64,
    pub(super) certifications: u64,
}

/// Deal registrations, added up.
#[derive(Debug, Clone, Default)]
pub(super) struct RegistrationSums {
    pub(super) submitted: u64,
    pub(super) pending: u64,
    pub(super) approved: u64,
    pub(super) rejected: u64,
    pub(super) expired: u64,
    pub(super) won: u64,
    pub(super) decisions: Lengths,
}

/// Leads, added up.
#[derive(Debug, Clone, Default)]
pub(super) struct LeadSums {
    pub(super) received: u64,
    pub(super) accepted: u64,
    pub(super) rejected: u64,
    pub(super) converted: u64,
    pub(super) waiting: u64,
    pub(super) breaches: u64,
    pub(super) acceptances: Lengths,
}

/// Market development funds, added up.
#[derive(Debug, Clone, Default)]
pub(super) struct FundSums {
    pub(super) requested: Decimal,
    pub(super) approved: Decimal,
    pub(super) allocated: Decimal,
    pub(super) claimed: Decimal,
    pub(super) reimbursed: Decimal,
}

const SECONDS_OF_HOUR: f64 = 3_600.0;

impl Deals {
    fn win_rate(&self) -> Option<f64> {
        ratio(self.won.count(), self.won.count() + self.lost.count())
    }
}

impl Figures {
    /// Leaves out what does not stand on deals.
    pub(super) fn keep_of_deals(&mut self) {
        (self.leads, self.funds) = (None, None);
        (self.cost_earned, self.cost_paid) = (None, None);
        (self.billed, self.engagement) = (None, None);
    }
}

impl Sums {
    /// The figures, as far as they are known.
    pub(super) fn figures(&self, known: &Known) -> Figures {
        let mut figures = Figures { partners: self.partners.len() as u64, ..Figures::default() };
        if known.is(Group::Created) {
            figures.pipeline_created = Some(self.deals.created.told(known.has(Part::Amounts)));
        }
        if known.is(Group::Open) {
            figures.open_pipeline = Some(self.open.told(known.has(Part::Amounts)));
            let is_weighted = known.has(Part::Amounts) && known.has(Part::Weights);
            figures.weighted_pipeline = is_weighted.then(|| rounded(self.weighted));
        }
        if known.is(Group::Closed) {
            self.closed(known, &mut figures);
        }
        if known.is(Group::Attribution) {
            figures.by_attribution = self.attributed(known);
            let is_known = known.is(Group::Closed) && known.has(Part::Amounts);
            figures.revenue_by_partners = is_known.then(|| rounded(self.by_partners.sum()));
        }
        figures.registrations =
            known.is(Group::Registrations).then(|| self.registrations.told(known));
        figures.leads = known.is(Group::Leads).then(|| self.leads.told(known));
        figures.cost_earned = known.has(Part::Earned).then(|| rounded(self.earned));
        figures.cost_paid = known.has(Part::Paid).then(|| rounded(self.paid));
        figures.funds = known.is(Group::Funds).then(|| self.funds.told());
        figures.billed = known.is(Group::Billed).then(|| rounded(self.billed.sum()));
        figures.engagement = self.engagement(known);
        figures
    }

    fn closed(&self, known: &Known, figures: &mut Figures) {
        let (won, lost) = (&self.deals.won, &self.deals.lost);
        figures.revenue = Some(won.told(known.has(Part::Amounts)));
        figures.win_rate = self.deals.win_rate();
        if known.has(Part::Amounts) {
            figures.value_win_rate = ratio_of(won.sum(), won.sum().saturating_add(lost.sum()));
            figures.average_deal_size = won.mean();
        }
        if known.has(Part::Cycles) {
            figures.median_cycle_days = self.cycles.median();
            figures.mean_cycle_days = self.cycles.mean();
        }
        if known.has(Part::Renewals) {
            figures.renewal_rate = ratio(self.renewed.count(), self.renewals.count());
            let by_amount = ratio_of(self.renewed.sum(), self.renewals.sum());
            figures.renewal_value_rate = by_amount.filter(|_| known.has(Part::Amounts));
        }
    }

    fn attributed(&self, known: &Known) -> Vec<Attributed> {
        let told = |tally: &Tally, group| -> Option<Counted> {
            known.is(group).then(|| tally.told(known.has(Part::Amounts)))
        };
        let attributed = |(attribution, deals): (&Attribution, &Deals)| Attributed {
            attribution: *attribution,
            pipeline_created: told(&deals.created, Group::Created),
            revenue: told(&deals.won, Group::Closed),
            win_rate: deals.win_rate(),
        };
        self.by_attribution.iter().map(attributed).collect()
    }
}

impl RegistrationSums {
    fn told(&self, known: &Known) -> Registrations {
        let approved = self.approved + self.expired;
        let hours = self.decisions.median().map(|seconds| seconds / SECONDS_OF_HOUR);
        Registrations {
            submitted: self.submitted,
            pending: self.pending,
            approved: self.approved,
            rejected: self.rejected,
            expired: self.expired,
            approval_rate: ratio(approved, approved + self.rejected),
            conversion_rate: ratio(self.won, approved),
            median_hours_to_decision: hours.filter(|_| known.has(Part::Decisions)),
        }
    }
}

impl FundSums {
    fn told(&self) -> Funds {
        Funds {
            allocated: Some(rounded(self.allocated)),
            requested: Some(rounded(self.requested)),
            approved: Some(rounded(self.approved)),
            claimed: Some(rounded(self.claimed)),
            reimbursed: Some(rounded(self.reimbursed)),
            utilisation: ratio_of(self.claimed, self.allocated),
        }
    }
}

impl LeadSums {
    fn told(&self, known: &Known) -> Leads {
        let hours = self.acceptances.median().map(|seconds| seconds / SECONDS_OF_HOUR);
        Leads {
            received: self.received,
            accepted: self.accepted,
            rejected: self.rejected,
            converted: self.converted,
            waiting: self.waiting,
            acceptance_rate: ratio(self.accepted, self.accepted + self.rejected),
            conversion_rate: ratio(self.converted, self.received),
            median_hours_to_accept: hours.filter(|_| known.has(Part::Acceptances)),
            sla_breaches: (known.has(Part::Acceptances) && known.accept_hours.is_some())
                .then_some(self.breaches),
        }
    }
}
