//! From records to partners: what each record tells of its company.

use std::sync::OnceLock;

use channelgraph_identity::{
    Facts, Records as _, Relations, Resolution, domains::Site, resolve, tax::tax_key,
};
use channelgraph_schema::{Clue, FieldId};

use super::{IdentityRules, P, PARENT, records::Records, relating::Relating, ways::Shared};
use crate::model::{Model, Table};

const NAME: FieldId = P.known("name");
const LEGAL_NAME: FieldId = P.known("legalName");
const DOMAIN: FieldId = P.known("domain");
const TAX_ID: FieldId = P.known("taxId");
const COUNTRY: FieldId = P.known("country");
const ADDRESS_COUNTRY: FieldId = P.known("address.country");
const CITY: FieldId = P.known("address.city");
const POSTAL_CODE: FieldId = P.known("address.postalCode");
const STREET: FieldId = P.known("address.street");
const MANAGER: FieldId = P.known("manager.name");

/// The columns of which the facts of a record are made.
const OF_FACTS: [FieldId; 10] = [
    NAME,
    LEGAL_NAME,
    DOMAIN,
    TAX_ID,
    COUNTRY,
    ADDRESS_COUNTRY,
    CITY,
    POSTAL_CODE,
    STREET,
    MANAGER,
];

/// The clues of which the facts of a record are made.
const CLUES: [Clue; 3] = [Clue::Phone, Clue::Duns, Clue::Lei];

/// Records as identity sees them.
pub(super) struct Told<'a> {
    model: &'a Model,
    pub(super) records: &'a Records,
    rules: &'a IdentityRules,
    /// The number of each table's source, by rank.
    sources: Vec<u16>,
    /// Made once it is asked for: facts do without.
    relating: OnceLock<Relating<'a>>,
}

impl<'a> Told<'a> {
    /// What these records tell.
    pub(super) fn new(model: &'a Model, records: &'a Records, rules: &'a IdentityRules) -> Self {
        let place = |name: &str| model.sources.iter().position(|source| *source.name == *name);
        let source = |name: &str| u16::try_from(place(name).unwrap_or_default());
        let tables = model.tables(P).iter();
        let sources = tables.map(|table| source(&table.source.name).unwrap_or_default()).collect();
        Self { model, records, rules, sources, relating: OnceLock::new() }
    }

    /// Works out which records are one partner: from the beginning, or by what was known before,
    /// with the records of that time.
    pub(super) fn resolve(&self, before: Option<(&Resolution, &Records)>) -> Resolution {
        let rules = &self.rules.rules;
        match before {
            None => resolve(self, rules),
            Some((resolution, records)) => {
                resolution.after(self, rules, &known(records, self.records))
            }
        }
    }

    /// The tax id of a record, as it is compared.
    pub(super) fn tax(&self, record: u32) -> Option<String> {
        let facts = self.facts(record);
        facts.tax_id.and_then(|tax| tax_key(tax, facts.country))
    }

    /// What a record may have in common with others of its partner.
    pub(super) fn shared(&self, record: u32) -> Shared {
        let Facts { domain, duns, lei, .. } = self.facts(record);
        let letters = |text: &str| {
            text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase()
        };
        let own = |host: &str| match Site::of(host, &self.rules.rules.shared_values) {
            Site::Own(domain) => Some(domain),
            _ => None,
        };
        Shared {
            tax: self.tax(record),
            domain: domain.and_then(own),
            duns: duns.map(letters),
            lei: lei.map(letters),
            relations: self.relations(record),
        }
    }

    fn table(&self, record: u32) -> Option<&Table> {
        self.records.table(self.model, record).map(|table| &**table)
    }
}

impl channelgraph_identity::Records for Told<'_> {
    fn len(&self) -> u32 {
        self.records.len()
    }

    fn facts(&self, record: u32) -> Facts<'_> {
        let text = |field| self.records.text(record, field).filter(|text| !text.is_empty());
        Facts {
            source: self.sources.get(self.records.rank(record)).copied().unwrap_or_default(),
            names: [NAME, LEGAL_NAME].into_iter().filter_map(text).collect(),
            domain: text(DOMAIN),
            tax_id: text(TAX_ID),
            country: text(COUNTRY).or_else(|| text(ADDRESS_COUNTRY)),
            city: text(CITY),
            postal_code: text(POSTAL_CODE),
            street: text(STREET),
            manager: text(MANAGER),
            duns: self.records.clue(record, Clue::Duns),
            lei: self.records.clue(record, Clue::Lei),
            phone: self.records.clue(record, Clue::Phone),
            cuts_at: self.table(record).map_or(0, |table| table.mapping.cuts_at),
        }
    }

    fn relations(&self, record: u32) -> Relations {
        let relating = || Relating::new(self.model, self.records, self.rules);
        self.relating.get_or_init(relating).of(record)
    }
}

/// For each record its number among those that were there before, if it tells the same as then.
/// Both stand in the order of their keys.
fn known(before: &Records, now: &Records) -> Vec<Option<u32>> {
    let mut known = vec![None; now.len() as usize];
    for (was, is) in before.of_table.iter().zip(&now.of_table) {
        let (mut old, mut new) = (was.clone(), is.clone());
        while old.start < old.end && new.start < new.end {
            match before.id(old.start).cmp(now.id(new.start)) {
                std::cmp::Ordering::Less => old.start += 1,
                std::cmp::Ordering::Greater => new.start += 1,
                std::cmp::Ordering::Equal => {
                    let is_same = is_same_facts(before, old.start, now, new.start);
                    known[new.start as usize] = is_same.then_some(old.start);
                    (old.start, new.start) = (old.start + 1, new.start + 1);
                }
            }
        }
    }
    known
}

/// Returns true if a record tells the same facts as one of others.
fn is_same_facts(records: &Records, one: u32, others: &Records, other: u32) -> bool {
    OF_FACTS.into_iter().all(|field| records.is_cell_like(one, others, other, field))
        && CLUES.into_iter().all(|clue| records.clue(one, clue) == others.clue(other, clue))
}

/// Returns true if a record tells the same as one of others that is to replace it, of itself and of
/// others.
pub(super) fn tells_the_same(records: &Records, one: u32, others: &Records, other: u32) -> bool {
    records.names_like(one, others, other)
        && records.is_cell_like(one, others, other, PARENT)
        && is_same_facts(records, one, others, other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_made_of_columns_of_the_index() {
        assert!(OF_FACTS.iter().all(|field| P.def(*field).indexed));
        assert!(P.def(PARENT).indexed);
    }
}
