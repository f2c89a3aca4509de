//! The channel as it is, before any system has recorded it: companies, partners, deals, leads.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};

use super::Options;
use super::dice::Dice;
use super::geo::{COUNTRIES, Country};
use super::names::{FREE_MAIL, INDUSTRIES, Names, PROJECTS, mail, person};
use crate::terms::{ChannelType, DealStage, LeadStatus, PartnerStatus, PartnerType};
use crate::truth::{System, Text};

/// The day on which the world is looked at, as (year, month, day).
const TODAY: (i32, u32, u32) = (2026, 11, 1);

/// Midnight of the day on which the world is looked at: nothing in it is younger.
pub(super) fn now() -> DateTime<Utc> {
    today().and_time(chrono::NaiveTime::MIN).and_utc()
}

/// The day on which the world is looked at.
pub(super) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(TODAY.0, TODAY.1, TODAY.2).unwrap_or_default()
}

/// Which systems know of a thing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known {
    pub salesforce: bool,
    pub hubspot: bool,
}

impl Known {
    const BOTH: Self = Self {
        salesforce: true,
        hubspot: true,
    };

    /// Known to one system only.
    pub(super) fn only(system: System) -> Self {
        Self {
            salesforce: system == System::Salesforce,
            hubspot: system == System::Hubspot,
        }
    }

    pub(super) fn by(self, system: System) -> bool {
        match system {
            System::Salesforce => self.salesforce,
            System::Hubspot => self.hubspot,
        }
    }

    pub(super) fn by_both(self) -> bool {
        self.salesforce && self.hubspot
    }

    fn add(&mut self, other: Self) {
        self.salesforce |= other.salesforce;
        self.hubspot |= other.hubspot;
    }
}

/// Somebody who works for the vendor.
pub(super) struct Employee {
    pub first: &'static str,
    pub last: &'static str,
    pub name: Text,
    pub email: Text,
    pub phone: Text,
}

/// What a company has for a website.
pub(super) enum Web {
    /// A domain of its own.
    Own(Text),
    /// A page at a host that it shares with others.
    Shared(String),
    /// Nothing but a mail address that anybody can have.
    FreeMail(&'static str),
    None,
}

/// A company: a partner or a customer.
pub(super) struct Company {
    pub stem: Text,
    pub country: &'static Country,
    pub form: usize,
    pub town: usize,
    pub street: String,
    pub zip: String,
    pub web: Web,
    pub tax_id: Option<Text>,
    pub industry: usize,
    pub employees: u32,
    pub owner: usize,
    pub created: DateTime<Utc>,
    pub known: Known,
    pub partner: Option<Partner>,
}

/// What makes a company a partner.
pub(super) struct Partner {
    pub kind: PartnerType,
    pub channel: ChannelType,
    pub status: PartnerStatus,
    /// Rank of its tier, 1 to 4; none for those not yet in a program.
    pub tier: Option<u8>,
    pub program: usize,
    pub segments: Vec<Text>,
    pub since: Option<NaiveDate>,
    /// The distributor it buys from.
    pub parent: Option<usize>,
    /// Whether another partner shares its domain.
    pub subsidiary: bool,
    pub flagship: bool,
}

/// Somebody wants to buy.
pub(super) struct Deal {
    pub partner: Option<usize>,
    pub customer: usize,
    pub project: &'static str,
    pub stage: DealStage,
    /// In cents of a US dollar.
    pub cents: Option<i64>,
    pub close: NaiveDate,
    pub channel: ChannelType,
    pub owner: usize,
    pub created: DateTime<Utc>,
    pub known: Known,
    pub registered: bool,
    pub flagship: bool,
}

/// Somebody might want to buy.
pub(super) struct Lead {
    pub partner: Option<usize>,
    pub first: &'static str,
    pub last: &'static str,
    pub company: Text,
    pub host: Text,
    pub country: &'static Country,
    pub status: LeadStatus,
    pub origin: &'static str,
    pub score: Option<i64>,
    pub cents: Option<i64>,
    pub owner: usize,
    /// What it was converted into.
    pub deal: Option<usize>,
    pub created: DateTime<Utc>,
    pub known: Known,
}

/// The whole channel. Companies, deals and leads each stand in the order of their making.
pub(super) struct Plan {
    pub staff: Vec<Employee>,
    pub companies: Vec<Company>,
    /// The partners among the companies.
    pub partners: Vec<usize>,
    pub deals: Vec<Deal>,
    pub leads: Vec<Lead>,
}

/// The segments that partners serve.
pub(super) const SEGMENTS: &[&str] = &["Enterprise", "Mid-Market", "SMB", "Public Sector"];
/// Where leads come from.
pub(super) const ORIGINS: &[&str] = &[
    "Web",
    "Event",
    "Partner Referral",
    "Marketplace",
    "Campaign",
];

impl Plan {
    /// The channel that `options` ask for.
    pub(super) fn new(options: &Options, dice: &mut Dice) -> Self {
        let staff = staff((options.partners / 40).clamp(8, 250), dice);
        let companies = super::companies::plan(options.partners, staff.len(), dice);
        let partners = (0..companies.len())
            .filter(|&i| companies[i].partner.is_some())
            .collect();
        let mut plan = Self {
            staff,
            companies,
            partners,
            deals: Vec::new(),
            leads: Vec::new(),
        };
        plan.make_deals(options.deals_per_partner, dice);
        plan.make_leads(options.leads_per_partner, dice);
        plan
    }

    fn make_deals(&mut self, per_partner: f64, dice: &mut Dice) {
        let customers: Vec<usize> = (0..self.companies.len())
            .filter(|&i| self.companies[i].partner.is_none())
            .collect();
        let mut deals = Vec::new();
        for &partner in &self.partners {
            let flagship = self.companies[partner]
                .partner
                .as_ref()
                .is_some_and(|p| p.flagship);
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

    /// About half of the deals stand in both systems; one that stands in one alone stands where its partner does.
    fn known(&self, partner: Option<usize>, dice: &mut Dice) -> Known {
        let partner = partner.map_or(Known::BOTH, |index| self.companies[index].known);
        if partner.by_both() {
            dice.weighted(&[
                (Known::BOTH, 60),
                (Known::only(System::Salesforce), 22),
                (Known::only(System::Hubspot), 18),
            ])
        } else if dice.chance(0.4) {
            Known::BOTH
        } else {
            partner
        }
    }

    fn deal(&self, partner: Option<usize>, customer: usize, dice: &mut Dice) -> Deal {
        let born = partner.map_or(self.companies[customer].created, |p| {
            self.companies[p]
                .created
                .max(self.companies[customer].created)
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

    /// The flagship's deals: eight open ones, of which four stand in both systems, and four closed ones.
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
            created: moment(
                now() - Duration::days(300),
                now() - Duration::days(30),
                dice,
            ),
            flagship: true,
            ..deal
        }
    }

    fn make_leads(&mut self, per_partner: f64, dice: &mut Dice) {
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
        let host = if dice.chance(0.15) {
            dice.pick(FREE_MAIL).into()
        } else {
            format!("{slug}.{}", country.suffixes[0]).into()
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
        let status = if status == Converted && deal.is_none() {
            Qualified
        } else {
            status
        };
        let created = match deal {
            Some(deal) => self.deals[deal].created - Duration::hours(dice.between(240, 1440)),
            None => moment(now() - Duration::days(700), now(), dice),
        };
        Lead {
            partner,
            first,
            last,
            company: stem.into(),
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

fn staff(count: usize, dice: &mut Dice) -> Vec<Employee> {
    (0..count)
        .map(|number| {
            let (first, last) = person(dice);
            let host = if number < 20 {
                "vendor.example".to_owned()
            } else {
                format!("team{}.vendor.example", number / 20)
            };
            let (local, at) = (mail(first, last, ""), host);
            Employee {
                first,
                last,
                name: format!("{first} {last}").into(),
                email: format!("{}{number}@{at}", local.trim_end_matches('@')).into(),
                phone: super::names::phone(&COUNTRIES[0], dice).into(),
            }
        })
        .collect()
}

/// A country, as likely as companies sit there.
pub(super) fn country(dice: &mut Dice) -> &'static Country {
    let weights: Vec<_> = COUNTRIES
        .iter()
        .map(|country| (country, country.weight))
        .collect();
    dice.weighted(&weights)
}

/// A second between two times, or the later of them if they are the wrong way round. One in thirty is an import: many at the same second.
pub(super) fn moment(from: DateTime<Utc>, to: DateTime<Utc>, dice: &mut Dice) -> DateTime<Utc> {
    let import = now() - Duration::days(600);
    if dice.chance(0.033) && import > from && import < to {
        return import;
    }
    from + Duration::seconds(dice.between(0, (to - from).num_seconds().max(0)))
}

/// From 500 to 250,000 dollars, small ones more often; whole hundreds more often than cents.
fn amount(dice: &mut Dice) -> i64 {
    let top = dice.weighted(&[(10_000, 4), (50_000, 4), (250_000, 1)]);
    let dollars = dice.between(500, top);
    if dice.chance(0.7) {
        dollars / 100 * 10_000
    } else {
        dollars * 100 + dice.between(0, 99)
    }
}

/// A closed deal closed between its making and today, an open one will (or, now and then, should have); a quarter of them on the last of a quarter.
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
        (born + Duration::days(dice.between(5, 200)))
            .min(today() - Duration::days(1))
            .max(born)
    };
    if dice.chance(0.25) {
        quarter_end(date)
            .filter(|end| open || *end < today())
            .unwrap_or(date)
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

/// Which word of the vendors for a company's industry.
pub(super) fn industry(index: usize) -> (&'static str, &'static str) {
    INDUSTRIES[index % INDUSTRIES.len()]
}
