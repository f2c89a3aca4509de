//! The partner records of a world, as the resolver takes them.

use channelgraph_identity::{Facts, Records, Relations, Rules, resolve};
use channelgraph_sandbox::{CompanyDirt, Options, World, world::PartnerRecord};
use channelgraph_schema::mapping::host;

/// The worlds that there are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// As hard as life.
    Life,
    /// Names are only dressed in different ways.
    Kind,
}

/// The partner records of a world.
pub struct Partners {
    pub records: Vec<PartnerRecord>,
    hosts: Vec<Option<String>>,
    /// Records that were confirmed to be one with each.
    same: Vec<Vec<u32>>,
    pub seed: u64,
}

impl Partners {
    pub fn of(seed: u64, partners: usize, kind: Kind) -> Self {
        let options = Options {
            seed,
            partners,
            deals_per_partner: 0.0,
            leads_per_partner: 0.0,
            incentives_per_partner: 0.0,
            companies: match kind {
                Kind::Life => CompanyDirt::default(),
                Kind::Kind => CompanyDirt::none(),
            },
            ..Options::default()
        };
        let records = World::generate(&options).partner_records();
        let of = |text: &Option<String>| text.as_deref().and_then(host);
        let hosts = records.iter().map(|one| of(&one.domain).or_else(|| of(&one.website)));
        Self { hosts: hosts.collect(), seed, same: vec![Vec::new(); records.len()], records }
    }

    /// Confirms the suggestions that are right.
    pub fn confirm_right(&mut self, rules: &Rules) {
        for one in resolve(self, rules).suggestions {
            let company = |record: u32| self.records[record as usize].company;
            if company(one.a) == company(one.b) {
                self.same[one.a as usize].push(one.b);
            }
        }
    }
}

impl Records for Partners {
    fn len(&self) -> u32 {
        u32::try_from(self.records.len()).unwrap()
    }

    fn facts(&self, record: u32) -> Facts<'_> {
        let one = &self.records[record as usize];
        Facts {
            source: one.key.as_ref().map_or(0, |key| key.source as u16),
            names: one.name.as_deref().into_iter().chain(one.legal_name.as_deref()).collect(),
            cuts_at: one.cuts_at,
            domain: self.hosts[record as usize].as_deref(),
            tax_id: one.tax_id.as_deref(),
            duns: None,
            lei: None,
            country: one.country.as_deref(),
            city: one.city.as_deref(),
            postal_code: one.postal_code.as_deref(),
            street: one.street.as_deref(),
            phone: one.phone.as_deref(),
            manager: one.manager.as_deref(),
        }
    }

    fn relations(&self, record: u32) -> Relations {
        let one = &self.records[record as usize];
        let number = |place: usize| u32::try_from(place).unwrap();
        Relations {
            links: one.links.iter().map(|place| number(*place)).collect(),
            parent: one.parent.map(number),
            same: self.same[record as usize].clone(),
            ..Relations::default()
        }
    }
}
