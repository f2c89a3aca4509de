//! From records to partners: gathers the evidence of each record, ties together what is one
//! partner, and notes by what each is found.

use std::collections::HashMap;

use channelgraph_schema::FieldId;

use super::{
    IdentityRules, P,
    cluster::{Evidence, cluster},
    keys::{domain_key, name_key},
    partners::{Names, Partners},
    records::Records,
};
use crate::{
    engine::tax_id::tax_key,
    model::{Link, Model, key_of},
};

/// The columns on which the evidence of a record stands.
pub(super) const OF_EVIDENCE: [FieldId; 5] = [
    P.known("name"),
    P.known("domain"),
    P.known("taxId"),
    P.known("country"),
    P.known("address.city"),
];

/// Works out which records are one partner.
pub(super) fn link(model: &Model, rules: &IdentityRules, records: &Records) -> Partners {
    let evidence = Linking { model, rules, records }.evidence();
    let clusters = cluster(&evidence);
    let names = Names { taxes: evidence.into_iter().map(|one| one.tax).collect() };
    Partners::new(model, records, clusters, &names)
}

/// Records by the number of the rule and the name it goes by: none for a name that several have.
type Named = HashMap<(usize, String), Option<usize>>;

struct Linking<'a> {
    model: &'a Model,
    rules: &'a IdentityRules,
    records: &'a Records,
}

impl Linking<'_> {
    fn evidence(&self) -> Vec<Evidence> {
        let named = self.named();
        (0..self.records.len()).map(|record| self.evidence_of(record, &named)).collect()
    }

    /// The records that rules of links can name by something else than their ids.
    fn named(&self) -> Named {
        let mut named = Named::new();
        for (number, link) in self.model.links(P).iter().enumerate() {
            let Some(by) = &link.spec.by else { continue };
            let of_table = self.records.of_table.get(link.to.rank).cloned().unwrap_or_default();
            for record in of_table {
                if let Some(name) = self.records.alias(record, by).map(|name| key_in(link, name)) {
                    named
                        .entry((number, name))
                        .and_modify(|known| *known = None)
                        .or_insert(Some(record as usize));
                }
            }
        }
        named
    }

    fn evidence_of(&self, record: u32, named: &Named) -> Evidence {
        let text = |field| self.records.text(record, field);
        let country = text(const { P.known("country") });
        let name = text(const { P.known("name") }).filter(|_| self.rules.by_name);
        let links = self.records.links.get(record).iter();
        let target = |(rule, id): &(u16, u32)| {
            self.linked(record, usize::from(*rule), self.records.values.texts.get(*id), named)
        };
        Evidence {
            domain: text(const { P.known("domain") })
                .and_then(|host| domain_key(host, &self.rules.shared_domains)),
            tax: text(const { P.known("taxId") }).and_then(|tax| tax_key(tax, country)),
            name: name
                .and_then(|name| name_key(name, country, text(const { P.known("address.city") }))),
            links: links.filter_map(target).collect(),
        }
    }

    /// The record that another names by a rule.
    fn linked(&self, record: u32, rule: usize, id: &str, named: &Named) -> Option<usize> {
        let rank = self.records.rank(record);
        let mut rules = self.model.links(P).iter().enumerate();
        let (number, link) = rules.find(|(_, link)| link.from.rank == rank && link.rule == rule)?;
        if link.spec.by.is_some() {
            return *named.get(&(number, key_in(link, id)))?;
        }
        let id = link.to.source.connector.canonical_id(&link.to.mapping.object, id)?;
        self.records.find(link.to.rank, &id).map(|record| record as usize)
    }
}

/// A key as it is compared.
fn key_in(link: &Link, key: &str) -> String {
    key_of(&link.to.source.connector.canonical_key(&link.to.mapping.object, key))
}

/// Returns true if a record stands on the same evidence as one of others that is to replace it.
pub(super) fn is_same_evidence(records: &Records, one: u32, others: &Records, other: u32) -> bool {
    let is_same = |field: FieldId| {
        records.values.is(records.cell(one, field), &others.values.get(others.cell(other, field)))
    };
    records.names_like(one, others, other) && OF_EVIDENCE.into_iter().all(is_same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_of_evidence_are_those_of_identity_rules() {
        assert!(OF_EVIDENCE.iter().all(|field| P.def(*field).indexed));
    }
}
