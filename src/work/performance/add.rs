//! How a record is added to the sums of some days.

use channelgraph_schema::Money;
use chrono::{NaiveDate, TimeDelta};
use rust_decimal::Decimal;

use super::{
    Attribution, Group,
    counted::CountedDeal,
    facts::{
        Incentive, Lead, LeadState, RegistrationState,
        incentive::{Amount, Fund},
    },
    sums::{Deals, Sums},
    terms::{AmountSeen, Terms},
};
use crate::work::period::Days;

/// What can be added up.
pub(super) trait Record {
    /// Whether it belongs to some days, for any figure that is wanted.
    fn belongs(&self, terms: &Terms<'_>, days: Days) -> bool;

    /// Adds it to the sums of days to which it belongs.
    fn add(&self, terms: &Terms<'_>, days: Days, sums: &mut Sums, seen: &mut AmountSeen);

    /// Whether its partners are among those that are counted.
    fn counts_partners(&self) -> bool {
        true
    }
}

impl<R: Record> Record for &R {
    fn belongs(&self, terms: &Terms<'_>, days: Days) -> bool {
        (*self).belongs(terms, days)
    }

    fn add(&self, terms: &Terms<'_>, days: Days, sums: &mut Sums, seen: &mut AmountSeen) {
        (*self).add(terms, days, sums, seen);
    }

    fn counts_partners(&self) -> bool {
        (*self).counts_partners()
    }
}

impl Record for CountedDeal<'_> {
    fn belongs(&self, terms: &Terms<'_>, days: Days) -> bool {
        self.is_created(terms, days)
            || self.is_closed(terms, days)
            || self.is_open(terms, days)
            || self.is_registered(terms, days)
    }

    fn add(&self, terms: &Terms<'_>, days: Days, sums: &mut Sums, seen: &mut AmountSeen) {
        if let Some(day) = self.deal.created.filter(|_| self.is_created(terms, days)) {
            let amount = terms.amount(self.deal.amount.as_ref(), day, seen);
            sums.deals.created.add(amount);
            self.for_each_part(sums, |deals| deals.created.add(amount));
        }
        if let Some(day) = self.deal.close.filter(|_| self.is_closed(terms, days)) {
            self.add_closed(terms, day, sums, seen);
        }
        if self.is_open(terms, days) {
            let amount = terms.amount(self.deal.amount.as_ref(), terms.end_of(days), seen);
            self.add_open(amount, sums);
        }
        if self.is_registered(terms, days) {
            self.add_registration(sums);
        }
    }
}

impl CountedDeal<'_> {
    fn is_created(&self, terms: &Terms<'_>, days: Days) -> bool {
        terms.want(Group::Created) && Terms::hold(days, self.deal.created)
    }

    fn is_closed(&self, terms: &Terms<'_>, days: Days) -> bool {
        terms.want(Group::Closed) && self.deal.is_closed && Terms::hold(days, self.deal.close)
    }

    /// Whether it is open now, if the days reach as far, else whether it was at their end.
    fn is_open(&self, terms: &Terms<'_>, days: Days) -> bool {
        if !terms.want(Group::Open) || days.from > terms.today {
            return false;
        }
        if days.to >= terms.today {
            return !self.deal.is_closed;
        }
        let was_there = self.deal.created.is_some_and(|created| created <= days.to);
        let was_closed = self.deal.is_closed && self.deal.close.is_none_or(|day| day <= days.to);
        was_there && !was_closed
    }

    fn is_registered(&self, terms: &Terms<'_>, days: Days) -> bool {
        let day = self.deal.registration.map(|registration| registration.day);
        self.is_own && terms.want(Group::Registrations) && Terms::hold(days, day)
    }

    fn for_each_part(&self, sums: &mut Sums, add: impl Fn(&mut Deals)) {
        self.parts.iter().for_each(|part| add(sums.by_attribution.entry(*part).or_default()));
    }

    fn add_closed(
        &self,
        terms: &Terms<'_>,
        day: NaiveDate,
        sums: &mut Sums,
        seen: &mut AmountSeen,
    ) {
        let amount = terms.amount(self.deal.amount.as_ref(), day, seen);
        let is_won = self.deal.is_won;
        let add = |deals: &mut Deals| {
            let tally = if is_won { &mut deals.won } else { &mut deals.lost };
            tally.add(amount);
        };
        add(&mut sums.deals);
        self.for_each_part(sums, add);
        if self.deal.kind.as_deref() == Some("RENEWAL") {
            sums.renewals.add(amount);
            if is_won {
                sums.renewed.add(amount);
            }
        }
        if !is_won {
            return;
        }
        let by_partner = [Attribution::Sourced, Attribution::Fulfilled];
        if self.parts.iter().any(|part| by_partner.contains(part)) {
            sums.by_partners.add(amount);
        }
        if let Some(created) = self.deal.created {
            sums.cycles.add((day - created).num_days());
        }
    }

    fn add_open(&self, amount: Option<Decimal>, sums: &mut Sums) {
        sums.open.add(amount);
        let weighted = amount.zip(self.deal.probability);
        let weighted = weighted.and_then(|(amount, probability)| amount.checked_mul(probability));
        match weighted.and_then(|weighted| sums.weighted.checked_add(weighted)) {
            Some(sum) => sums.weighted = sum,
            None => sums.unweighted += u64::from(amount.is_some()),
        }
    }

    fn add_registration(&self, sums: &mut Sums) {
        let Some(registration) = self.deal.registration else { return };
        let registrations = &mut sums.registrations;
        registrations.submitted += 1;
        let counted = match registration.state {
            Some(RegistrationState::Pending) => &mut registrations.pending,
            Some(RegistrationState::Approved) => &mut registrations.approved,
            Some(RegistrationState::Rejected) => &mut registrations.rejected,
            Some(RegistrationState::Expired) => &mut registrations.expired,
            None => return,
        };
        *counted += 1;
        let was_approved = matches!(
            registration.state,
            Some(RegistrationState::Approved | RegistrationState::Expired)
        );
        registrations.won += u64::from(was_approved && self.deal.is_won);
        if let Some(decided) = registration.decided {
            registrations.decisions.add_time(decided - registration.submitted);
        }
    }
}

impl Record for Lead {
    fn belongs(&self, terms: &Terms<'_>, days: Days) -> bool {
        terms.want(Group::Leads) && days.hold(self.day)
    }

    fn add(&self, terms: &Terms<'_>, _: Days, sums: &mut Sums, _: &mut AmountSeen) {
        let leads = &mut sums.leads;
        leads.received += 1;
        leads.converted += u64::from(self.is_converted);
        match self.state {
            Some(LeadState::Waiting) => leads.waiting += 1,
            Some(LeadState::Accepted) => leads.accepted += 1,
            Some(LeadState::Rejected) => leads.rejected += 1,
            None => {}
        }
        let until = match (self.accepted, self.state) {
            (Some(accepted), _) => Some(accepted),
            (None, Some(LeadState::Waiting)) => Some(terms.now),
            _ => None,
        };
        if let Some(accepted) = self.accepted {
            leads.acceptances.add_time(accepted - self.assigned);
        }
        let due = terms.accept_hours.map(|hours| self.assigned + TimeDelta::hours(hours.into()));
        let is_late = due.zip(until).is_some_and(|(due, until)| until > due);
        leads.breaches += u64::from(is_late);
    }
}

impl Record for Incentive {
    fn belongs(&self, terms: &Terms<'_>, days: Days) -> bool {
        let on = |amount: &Option<Amount>| {
            amount.as_ref().is_some_and(|amount| Terms::hold(days, amount.day))
        };
        (terms.want(Group::Incentives) && (on(&self.earned) || on(&self.paid)))
            || self.overlapping(terms, days).is_some()
    }

    fn add(&self, terms: &Terms<'_>, days: Days, sums: &mut Sums, seen: &mut AmountSeen) {
        if terms.want(Group::Incentives) {
            for (amount, sum) in [(&self.earned, &mut sums.earned), (&self.paid, &mut sums.paid)] {
                let within = amount.iter().filter_map(|amount| Some((amount, amount.day?)));
                for (amount, day) in within.filter(|(_, day)| days.hold(*day)) {
                    add_amount(sum, terms.amount(amount.money.as_ref(), day, seen));
                }
            }
        }
        let Some((fund, day)) = self.overlapping(terms, days) else { return };
        let funds = &mut sums.funds;
        let mut add = |money: &Option<Money>, sum: &mut Decimal| {
            // That a promise has no claimed amount is not a gap.
            if money.is_some() {
                add_amount(sum, terms.amount(money.as_ref(), day, seen));
            }
        };
        add(&fund.requested, &mut funds.requested);
        add(&fund.approved, &mut funds.approved);
        add(&fund.allocated, &mut funds.allocated);
        add(&fund.claimed, &mut funds.claimed);
        add(&fund.reimbursed, &mut funds.reimbursed);
    }
}

impl Incentive {
    /// The fund whose days overlap these, with the day whose rate counts.
    fn overlapping(&self, terms: &Terms<'_>, days: Days) -> Option<(&Fund, NaiveDate)> {
        let fund = self.fund.as_ref().filter(|_| terms.want(Group::Funds))?;
        let own = fund.days.filter(|own| own.from <= days.to && days.from <= own.to)?;
        Some((fund, own.from))
    }
}

fn add_amount(sum: &mut Decimal, amount: Option<Decimal>) {
    if let Some(more) = amount.and_then(|amount| sum.checked_add(amount)) {
        *sum = more;
    }
}
