//! From records to partners: what each record tells of its company, and of other records.

use std::{collections::HashMap, sync::Arc};

use channelgraph_identity::{
    Facts, Records as _, Relations, Resolution, domain_key, resolve, tax::tax_key,
};
use channelgraph_schema::{FieldId, Value};

use super::{
    IdentityRules, P,
    records::{Records, alias_key},
    ways::Shared,
};
use crate::model::{Link, Model, Table, key_of};

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
const PARENT: FieldId = P.known("parent");

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

/// Records by the number of the rule and the name it goes by: none for a name that several have.
type Named = HashMap<(usize, String), Option<u32>>;

/// Records as identity sees them.
pub(super) struct Told<'a> {
    model: &'a Model,
    pub(super) records: &'a Records,
    rules: &'a IdentityRules,
    /// The number of each table's source, by rank.
    sources: Vec<u16>,
    named: Named,
    /// Records by what else their source's records refer to them.
    aliases: HashMap<String, Option<u32>>,
}

impl<'a> Told<'a> {
    /// What these records tell.
    pub(super) fn new(model: &'a Model, records: &'a Records, rules: &'a IdentityRules) -> Self {
        let place = |name: &str| model.sources.iter().position(|source| *source.name == *name);
        let source = |name: &str| u16::try_from(place(name).unwrap_or_default());
        let tables = model.tables(P).iter();
        let sources = tables.map(|table| source(&table.source.name).unwrap_or_default()).collect();
        Self {
            model,
            records,
            rules,
            sources,
            named: named(model, records),
            aliases: aliases(model, records),
        }
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
        Shared {
            tax: self.tax(record),
            domain: domain.and_then(|host| domain_key(host, &self.rules.rules.shared_values)),
            duns: duns.map(letters),
            lei: lei.map(letters),
            relations: self.relations(record),
        }
    }

    /// The record that another names by a rule.
    fn linked(&self, record: u32, rule: usize, id: &str) -> Option<u32> {
        let rank = self.records.rank(record);
        let mut rules = self.model.links(P).iter().enumerate();
        let (number, link) = rules.find(|(_, link)| link.from.rank == rank && link.rule == rule)?;
        if link.spec.by.is_some() {
            return *self.named.get(&(number, key_in(link, id)))?;
        }
        let id = link.to.source.connector.canonical_id(&link.to.mapping.object, id)?;
        self.records.find(link.to.rank, &id)
    }

    /// The record that another names as its parent.
    fn parent(&self, record: u32) -> Option<u32> {
        let cell = self.records.cell(record, PARENT);
        let Value::Reference(reference) = self.records.values.get(cell) else { return None };
        match &reference.by {
            None => self.records.of_reference(self.model, &reference),
            Some(by) => *self.aliases.get(&alias_key(&reference.source, by, &reference.id))?,
        }
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
            ..Facts::default()
        }
    }

    fn relations(&self, record: u32) -> Relations {
        let links = self.records.links.get(record).iter();
        let target = |(rule, id): &(u16, u32)| {
            self.linked(record, usize::from(*rule), self.records.values.texts.get(*id))
        };
        let is_other = |other: &u32| *other != record;
        Relations {
            links: links.filter_map(target).filter(is_other).collect(),
            parent: self.parent(record).filter(is_other),
            ..Relations::default()
        }
    }
}

/// The records that rules of links can name by something else than their ids.
fn named(model: &Model, records: &Records) -> Named {
    let mut named = Named::new();
    for (number, link) in model.links(P).iter().enumerate() {
        let Some(by) = &link.spec.by else { continue };
        let of_table = records.of_table.get(link.to.rank).cloned().unwrap_or_default();
        for record in of_table {
            if let Some(name) = records.alias(record, by).map(|name| key_in(link, name)) {
                named
                    .entry((number, name))
                    .and_modify(|known| *known = None)
                    .or_insert(Some(record));
            }
        }
    }
    named
}

/// Records by what references to parents go by, where that is not the id: none for what several
/// have.
fn aliases(model: &Model, records: &Records) -> HashMap<String, Option<u32>> {
    let mut aliases = HashMap::new();
    let spec =
        |table: &Arc<Table>| table.mapping.spec(PARENT).is_some_and(|spec| spec.by.is_some());
    if !model.tables(P).iter().any(spec) {
        return aliases;
    }
    for record in 0..records.len() {
        for key in records.alias_keys(model, record) {
            aliases.entry(key).and_modify(|known| *known = None).or_insert(Some(record));
        }
    }
    aliases
}

/// A key as it is compared.
fn key_in(link: &Link, key: &str) -> String {
    key_of(&link.to.source.connector.canonical_key(&link.to.mapping.object, key))
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
