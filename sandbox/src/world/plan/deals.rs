//! Deals: seller, customer and stage.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};

use super::{Deal, Known, Plan, amount, moment, now, today};
use crate::terms::{ChannelType, DealStage};
use crate::truth::System;
use crate::world::dice::Dice;
use crate::world::names::PROJECTS;

impl Plan {
    pub(crate) fn make_deals(&mut self, per_partner: f64, dice: &mut Dice) {
        let customers: Vec<usize> =
            (0..self.companies.len()).filter(|&i| self.companies[i].partner.is_none()).collect();
        let mut deals = Vec::new();
        for &partner in &self.partners {
            let flagship = self.companies[partner].partner.as_ref().is_some_and(|p| p.flagship);
            if flagship {
                deals.extend((0..12).map(|number| {
                    self.flagship_deal(partner, dice.pick(&customers), number, dice)
                }));
            } else {
                for _ in 0..dice.around(per_partner) {
                    deals.push(self.deal(Some(partner), dice.pick(&customers), dice));
                }
            }
        }
        for _ in 0..(self.partners.len() as f64 * per_partner * 0.15).round() as usize {
            deals.push(self.deal(None, dice.pick(&customers), dice));
        }
        deals.sort_by_key(|deal| deal.created);
        for deal in &deals {
            self.companies[deal.customer].known.add(deal.known);
        }
        self.deals = deals;
    }

    fn deal(&self, partner: Option<usize>, customer: usize, dice: &mut Dice) -> Deal {
        let born = partner.map_or(self.companies[customer].created, |p| {
            self.companies[p].created.max(self.companies[customer].created)
        });
        let created = moment(born, now(), dice);
        let open = dice.chance(0.45);
        let stage = if open {
            dice.weighted(&[
                (DealStage::Prospecting, 3),
                (DealStage::Qualification, 3),
                (DealStage::Proposal, 3),
                (DealStage::Negotiation, 2),
                (DealStage::Committed, 1),
            ])
        } else {
            dice.weighted(&[(DealStage::Won, 5), (DealStage::Lost, 4)])
        };
        Deal {
            partner,
            customer,
            project: dice.pick(PROJECTS),
            stage,
            cents: (!dice.chance(0.04)).then(|| amount(dice)),
            close: close_date(created, open, dice),
            channel: match partner {
                None => dice.weighted(&[(ChannelType::Direct, 9), (ChannelType::Online, 1)]),
                Some(_) => dice.weighted(&[
                    (ChannelType::Indirect, 8),
                    (ChannelType::Hybrid, 1),
                    (ChannelType::Ecosystem, 1),
                ]),
            },
            owner: dice.index(self.staff.len()),
            created,
            known: self.known(partner, dice),
            registered: partner.is_some() && dice.chance(0.35),
            flagship: false,
        }
    }

    /// The flagship's deals: eight open ones, of which four stand in both systems, and four closed
    /// ones.
    fn flagship_deal(
        &self,
        partner: usize,
        customer: usize,
        number: usize,
        dice: &mut Dice,
    ) -> Deal {
        use DealStage::{Committed, Lost, Negotiation, Proposal, Prospecting, Qualification, Won};
        const STAGES: [DealStage; 12] = [
            Prospecting,
            Qualification,
            Proposal,
            Negotiation,
            Committed,
            Proposal,
            Negotiation,
            Qualification,
            Won,
            Won,
            Lost,
            Won,
        ];
        let deal = self.deal(Some(partner), customer, dice);
        let open = !STAGES[number].is_closed();
        Deal {
            stage: STAGES[number],
            cents: Some(amount(dice)),
            close: if open {
                today() + Duration::days(dice.between(20, 180))
            } else {
                deal.created.date_naive() + Duration::days(20)
            },
            known: match number {
                0..4 | 8 | 9 => Known::BOTH,
                4 | 5 | 10 => Known::only(System::Salesforce),
                _ => Known::only(System::Hubspot),
            },
            created: moment(now() - Duration::days(300), now() - Duration::days(30), dice),
            flagship: true,
            ..deal
        }
    }
}

/// A closed deal closed between its making and today, an open one will (or, now and then, should
/// have); a quarter of them on the last of a quarter.
fn close_date(created: DateTime<Utc>, open: bool, dice: &mut Dice) -> NaiveDate {
    let born = created.date_naive();
    let date = if open {
        today()
            + Duration::days(if dice.chance(0.08) {
                -dice.between(1, 60)
            } else {
                dice.between(1, 270)
            })
    } else {
        (born + Duration::days(dice.between(5, 200))).min(today() - Duration::days(1)).max(born)
    };
    if dice.chance(0.25) {
        quarter_end(date).filter(|end| open || *end < today()).unwrap_or(date)
    } else {
        date
    }
}

fn quarter_end(date: NaiveDate) -> Option<NaiveDate> {
    let month = date.month0() / 3 * 3 + 3;
    let first_after = if month == 12 {
        NaiveDate::from_ymd_opt(date.year() + 1, 1, 1)
    } else {
        NaiveDate::from_ymd_opt(date.year(), month + 1, 1)
    };
    first_after?.pred_opt()
}
