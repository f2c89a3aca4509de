//! The channel as it is, before any system has recorded it: companies, partners, deals, leads.

use chrono::{DateTime, Duration, NaiveDate, Utc};

mod companies;
mod deals;
mod leads;

use crate::terms::{ChannelType, DealStage, LeadStatus, PartnerStatus, PartnerType};
use crate::truth::{System, Text};
use crate::world::Options;
use crate::world::dice::Dice;
use crate::world::geo::{COUNTRIES, Country};
use crate::world::names::{INDUSTRIES, mail, person};

/// The day on which the world is looked at, as (year, month, day).
const TODAY: (i32, u32, u32) = (2026, 11, 1);

/// Midnight of the day on which the world is looked at: nothing in it is younger.
pub(crate) fn now() -> DateTime<Utc> {
    today().and_time(chrono::NaiveTime::MIN).and_utc()
}

/// The day on which the world is looked at.
pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(TODAY.0, TODAY.1, TODAY.2).unwrap_or_default()
}

/// The CRMs that know of a thing. What the other systems know is decided after all else.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Known {
    pub salesforce: bool,
    pub hubspot: bool,
}

impl Known {
    pub(crate) const BOTH: Self = Self { salesforce: true, hubspot: true };

    /// Known to one system only.
    pub(crate) fn only(system: System) -> Self {
        Self { salesforce: system == System::Salesforce, hubspot: system == System::Hubspot }
    }

    pub(crate) fn by(self, system: System) -> bool {
        match system {
            System::Salesforce => self.salesforce,
            System::Hubspot => self.hubspot,
            System::Erp | System::Aws => false,
        }
    }

    pub(crate) fn by_both(self) -> bool {
        self.salesforce && self.hubspot
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.salesforce |= other.salesforce;
        self.hubspot |= other.hubspot;
    }
}

/// Somebody who works for the vendor.
pub(crate) struct Employee {
    pub first: &'static str,
    pub last: &'static str,
    pub name: Text,
    pub email: Text,
    pub phone: Text,
}

/// The website of a company.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Web {
    /// A domain of its own.
    Own(Text),
    /// A page at a host that it shares with others.
    Shared(String),
    /// Nothing but a mail address that anybody can have.
    FreeMail(&'static str),
    None,
}

/// A company: a partner or a customer.
#[derive(Clone)]
pub(crate) struct Company {
    pub stem: Text,
    /// The name that it is registered under, without the legal form, if it trades under another.
    pub registered: Option<Text>,
    pub country: &'static Country,
    pub form: usize,
    /// Whether it is one person, and so has no legal form.
    pub sole: bool,
    pub town: usize,
    pub street: String,
    pub zip: String,
    pub web: Web,
    /// A second domain of its own.
    pub other_domain: Option<Text>,
    /// The telephone number, digits only: area code, then line.
    pub phone: Option<(String, String)>,
    pub tax_id: Option<Text>,
    pub industry: usize,
    pub employees: u32,
    pub owner: usize,
    pub created: DateTime<Utc>,
    pub known: Known,
    pub partner: Option<Partner>,
}

/// The details of a partner.
#[derive(Clone)]
pub(crate) struct Partner {
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
pub(crate) struct Deal {
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
pub(crate) struct Lead {
    pub partner: Option<usize>,
    pub first: &'static str,
    pub last: &'static str,
    pub company: Text,
    /// The company, if the vendor has sold to it before.
    pub customer: Option<usize>,
    pub host: Text,
    pub country: &'static Country,
    pub status: LeadStatus,
    pub origin: &'static str,
    pub score: Option<i64>,
    pub cents: Option<i64>,
    pub owner: usize,
    /// The deal that the lead became.
    pub deal: Option<usize>,
    pub created: DateTime<Utc>,
    pub known: Known,
}

/// The whole channel. Companies, deals and leads each stand in the order of their making.
pub(crate) struct Plan {
    pub staff: Vec<Employee>,
    pub companies: Vec<Company>,
    /// The partners among the companies.
    pub partners: Vec<usize>,
    pub deals: Vec<Deal>,
    pub leads: Vec<Lead>,
}

/// The segments that partners serve.
pub(crate) const SEGMENTS: &[&str] = &["Enterprise", "Mid-Market", "SMB", "Public Sector"];
/// Sources of leads.
pub(crate) const ORIGINS: &[&str] =
    &["Web", "Event", "Partner Referral", "Marketplace", "Campaign"];

impl Plan {
    /// The channel that `options` ask for.
    pub(crate) fn new(options: &Options, dice: &mut Dice) -> Self {
        let staff = staff((options.partners / 40).clamp(8, 250), dice);
        let companies = companies::plan(options.partners, staff.len(), dice);
        let partners = (0..companies.len()).filter(|&i| companies[i].partner.is_some()).collect();
        let mut plan = Self { staff, companies, partners, deals: Vec::new(), leads: Vec::new() };
        plan.make_deals(options.deals_per_partner, dice);
        plan.make_leads(options.leads_per_partner, dice);
        plan
    }

    /// About half of the deals stand in both systems; one that stands in one alone stands where its
    /// partner does.
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
                phone: crate::world::names::phone(&COUNTRIES[0], dice).into(),
            }
        })
        .collect()
}

/// A country, as likely as companies sit there.
pub(crate) fn country(dice: &mut Dice) -> &'static Country {
    let weights: Vec<_> = COUNTRIES.iter().map(|country| (country, country.weight)).collect();
    dice.weighted(&weights)
}

/// A second between two times, or the later of them if they are the wrong way round. One in thirty
/// is an import: many at the same second.
pub(crate) fn moment(from: DateTime<Utc>, to: DateTime<Utc>, dice: &mut Dice) -> DateTime<Utc> {
    let import = now() - Duration::days(600);
    if dice.chance(0.033) && import > from && import < to {
        return import;
    }
    from + Duration::seconds(dice.between(0, (to - from).num_seconds().max(0)))
}

/// The vendors' word for a company's industry.
pub(crate) fn industry(index: usize) -> (&'static str, &'static str) {
    INDUSTRIES[index % INDUSTRIES.len()]
}

/// From 500 to 250,000 dollars, small ones more often; whole hundreds more often than cents.
fn amount(dice: &mut Dice) -> i64 {
    let top = dice.weighted(&[(10_000, 4), (50_000, 4), (250_000, 1)]);
    let dollars = dice.between(500, top);
    if dice.chance(0.7) { dollars / 100 * 10_000 } else { dollars * 100 + dice.between(0, 99) }
}

impl Company {
    /// Its legal form: written out for the books, and short.
    pub(crate) fn forms(&self) -> (&'static str, &'static str) {
        if self.sole { ("", "") } else { self.country.forms[self.form % self.country.forms.len()] }
    }

    /// The name that it is registered under, written out.
    pub(crate) fn registered(&self) -> String {
        let stem = self.registered.as_ref().unwrap_or(&self.stem);
        format!("{stem} {}", self.forms().0).trim_end().to_owned()
    }
}
