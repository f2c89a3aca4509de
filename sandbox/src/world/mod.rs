//! The generated world: one vendor's channel, what each system has recorded of it, and what is
//! true.

mod dice;
mod dirt;
pub mod edit;
mod erp;
mod geo;
mod marketplace;
mod names;
mod partner_records;
mod plan;
mod record;
#[cfg(test)]
mod tests;
mod vendor;
mod work;

pub use dirt::{CompanyDirt, Dirt};
pub use partner_records::PartnerRecord;
pub use vendor::ids::checksum;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::truth::{System, Text, Truth};
use crate::{aws, hubspot, odata, salesforce};

/// Options of a world: its seed, its size and its shape. Equal options make equal worlds, whatever
/// the day.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The seed of the generator.
    pub seed: u64,
    /// Partners, over both systems; at least one, the flagship.
    pub partners: usize,
    /// Deals per partner on average, few for most and many for some; direct deals come on top, 15
    /// for every 100.
    pub deals_per_partner: f64,
    /// Leads per partner on average.
    pub leads_per_partner: f64,
    /// Fund requests, and HubSpot's other incentives, per partner on average.
    pub incentives_per_partner: f64,
    /// The time zone of the HubSpot account, in which the days of its deals are.
    pub time_zone: Tz,
    /// The dirt in the records.
    pub dirt: Dirt,
    /// The dirt in what is known of companies: that of life, or none.
    pub companies: CompanyDirt,
    /// The ports of a sandbox over this world.
    pub ports: Ports,
}

/// The ports, on 127.0.0.1, of a sandbox; 0 is any free one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ports {
    /// Of the Salesforce org.
    pub salesforce: u16,
    /// Of the HubSpot API.
    pub hubspot: u16,
    /// Of the ERPs.
    pub erp: u16,
    /// Of AWS Partner Central.
    pub aws: u16,
    /// Of the control API.
    pub control: u16,
}

impl Ports {
    /// The port of one system's API.
    pub(crate) fn of(&self, system: System) -> u16 {
        match system {
            System::Salesforce => self.salesforce,
            System::Hubspot => self.hubspot,
            System::Erp => self.erp,
            System::Aws => self.aws,
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 1,
            partners: 1000,
            deals_per_partner: 4.0,
            leads_per_partner: 2.0,
            incentives_per_partner: 1.0,
            time_zone: Tz::America__Phoenix,
            dirt: Dirt::default(),
            companies: CompanyDirt::default(),
            ports: Ports::default(),
        }
    }
}

impl Options {
    /// The kinder world: companies whose names are their own, and whose keys tell the truth.
    pub fn kind() -> Self {
        Self { companies: CompanyDirt::none(), ..Self::default() }
    }
}

/// One vendor's channel.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// The records of the Salesforce org.
    pub salesforce: salesforce::store::Store,
    /// The records of the HubSpot account.
    pub hubspot: hubspot::store::Store,
    /// The records of the ERPs.
    pub erp: odata::store::Store,
    /// The records of the partner's account at AWS.
    pub aws: aws::store::Store,
    /// The people whom HubSpot lists as owners: the account keeps them apart from its records.
    pub owners: Vec<Owner>,
    /// The truth.
    pub truth: Truth,
}

/// One of the vendor's people, as HubSpot lists them.
#[derive(Debug, Clone)]
pub struct Owner {
    /// The id that `hubspot_owner_id` holds.
    pub id: u64,
    /// The id of the user behind it.
    pub user_id: u64,
    /// The mail address, by which Salesforce knows the same person.
    pub email: Text,
    /// The given name.
    pub first_name: &'static str,
    /// The family name.
    pub last_name: &'static str,
    /// Whether the person has left.
    pub archived: bool,
    /// When the person came.
    pub since: DateTime<Utc>,
}

impl World {
    /// Generates the world of these options.
    pub fn generate(options: &Options) -> Self {
        let options = Options { partners: options.partners.max(1), ..options.clone() };
        let mut dice = dice::Dice::new(options.seed);
        let mut plan = plan::Plan::new(&options, &mut dice);
        let mut recorder = record::Recorder::new(&plan, &mut dice);
        recorder.hubspot.settings.time_zone = options.time_zone;
        let (companies, partners) = record::partners::record(&mut recorder);
        let (opportunities, deals) = record::deals::record(&mut recorder, &companies);
        let leads = record::leads::record(&mut recorder, &companies, &opportunities);
        let incentives = record::incentives::record(
            &mut recorder,
            &companies,
            &opportunities,
            options.incentives_per_partner,
        );
        let record::Recorder { mut salesforce, hubspot, owners, .. } = recorder;
        let mut truth = Truth { partners, leads, deals, incentives, ..Truth::default() };
        let claims = record::funds::number_claims(&mut salesforce);
        record::rates::enter(&mut salesforce);
        let erp = erp::record(options.seed, &plan, &claims, &mut truth);
        let aws = marketplace::record(options.seed, &plan, &mut salesforce, &mut truth);
        let mut world = Self { salesforce, hubspot, erp, aws, owners, truth };
        work::enter(options.seed, &mut world);
        dirt::spread(&options.dirt, options.seed, &mut world);
        // Last, so that other dirt falls on the same records with it and without.
        dirt::spread_over_companies(&options.companies, options.seed, &mut plan, &mut world);
        world
    }
}
