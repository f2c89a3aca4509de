//! Leads: possible customers, and the partners who were asked to see to them.

use chrono::Duration;

use super::{Lead, ORIGINS, Plan, Web, amount, country, moment, now};
use crate::terms::LeadStatus;
use crate::world::dice::Dice;
use crate::world::names::{FREE_MAIL, Names, person};

impl Plan {
    pub(crate) fn make_leads(&mut self, per_partner: f64, dice: &mut Dice) {
        let mut names = Names::default();
        let mut deals_of = vec![Vec::new(); self.companies.len()];
        for (index, deal) in self.deals.iter().enumerate() {
            if let (Some(partner), true) = (deal.partner, deal.known.salesforce) {
                deals_of[partner].push(index);
            }
        }
        let mut leads = Vec::new();
        for &partner in &self.partners {
            for _ in 0..dice.around(per_partner) {
                let partner = (!dice.chance(0.15)).then_some(partner);
                leads.push(self.lead(partner, &mut names, &deals_of, dice));
            }
        }
        leads.sort_by_key(|lead| lead.created);
        self.leads = leads;
    }

    fn lead(
        &self,
        partner: Option<usize>,
        names: &mut Names,
        deals_of: &[Vec<usize>],
        dice: &mut Dice,
    ) -> Lead {
        use LeadStatus::{Accepted, Assigned, Converted, Lost, New, Qualified, Rejected, Working};
        let (first, last) = person(dice);
        let (stem, slug) = names.company(dice);
        let country = country(dice);
        let customer = if dice.chance(0.25) {
            let customer = dice.index(self.companies.len());
            Some(customer).filter(|&index| self.companies[index].partner.is_none())
        } else {
            None
        };
        let host = if dice.chance(0.15) {
            dice.pick(FREE_MAIL).into()
        } else {
            format!("{slug}.{}", country.suffixes[0]).into()
        };
        let known_company = customer.map(|index| &self.companies[index]);
        let (company, country, host) = match known_company {
            Some(known) => match &known.web {
                Web::Own(domain) => (known.stem.clone(), known.country, domain.clone()),
                _ => (known.stem.clone(), known.country, host),
            },
            None => (stem.into(), country, host),
        };
        let status = match partner {
            None => dice.weighted(&[(New, 6), (Working, 2), (Rejected, 2)]),
            Some(_) => dice.weighted(&[
                (Assigned, 20),
                (Accepted, 15),
                (Working, 20),
                (Qualified, 12),
                (Converted, 15),
                (Rejected, 10),
                (Lost, 8),
            ]),
        };
        let known = self.known(partner, dice);
        let deals = partner.map_or(&[][..], |index| &deals_of[index]);
        // Only Salesforce converts, and only into a deal that it has.
        let deal = (status == Converted && known.salesforce && !deals.is_empty())
            .then(|| dice.pick(deals));
        let status = if status == Converted && deal.is_none() { Qualified } else { status };
        let created = match deal {
            Some(deal) => self.deals[deal].created - Duration::hours(dice.between(240, 1440)),
            None => moment(now() - Duration::days(700), now(), dice),
        };
        Lead {
            partner,
            first,
            last,
            company,
            customer,
            host,
            country,
            status,
            origin: dice.pick(ORIGINS),
            score: dice.chance(0.8).then(|| dice.between(0, 100)),
            cents: dice.chance(0.6).then(|| amount(dice)),
            owner: dice.index(self.staff.len()),
            deal,
            created,
            known,
        }
    }
}
