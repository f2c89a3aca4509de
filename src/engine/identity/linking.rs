//! From partner records to a snapshot: gathers the evidence of each record, ties together what is
//! one partner, and notes by what each is found.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use channelgraph_schema::{LinkTarget, Record, RecordKey};

use super::{
    Index, P, Snapshot,
    cluster::{Clusters, Evidence, cluster},
    keys::{domain_key, name_key, registrable},
};
use crate::{
    engine::{Contradiction, Member, Node, tax_id::tax_key},
    model::{Link, key_of},
};

impl Index {
    pub(super) fn link(&self, all: &BTreeMap<RecordKey, Arc<Record>>) -> Snapshot {
        let places: HashMap<&RecordKey, usize> =
            all.keys().enumerate().map(|(place, key)| (key, place)).collect();
        let names = self.names(all);
        let evidence: Vec<Evidence> =
            all.values().map(|record| self.evidence(record, &places, &names)).collect();
        let clusters = cluster(&evidence);
        let records: Vec<&Arc<Record>> = all.values().collect();
        let mut members: BTreeMap<usize, Vec<Member>> = BTreeMap::new();
        for (place, record) in records.iter().enumerate() {
            if let Some(table) = self.model.table_of(P, &record.key) {
                let member = Member {
                    table: table.clone(),
                    record: (*record).clone(),
                    matched_by: clusters.matched_by[place].clone(),
                };
                members.entry(clusters.of[place]).or_default().push(member);
            }
        }
        let mut snapshot = Snapshot::default();
        let mut contradictions = contradictions(&clusters, &records);
        for (number, members) in members {
            let mut node = Node::new(&self.model, P, members);
            node.contradictions = contradictions.remove(&number).unwrap_or_default();
            for member in &node.members {
                let one = &evidence[places[&member.record.key]];
                snapshot.note(&member.record, any_domain(&member.record), one.tax.as_deref());
            }
            snapshot.add(node);
        }
        snapshot
    }

    /// The records that rules of links can name by something else than their ids: none for a name
    /// that several have.
    fn names(
        &self,
        all: &BTreeMap<RecordKey, Arc<Record>>,
    ) -> HashMap<(usize, String), Option<usize>> {
        let mut names: HashMap<(usize, String), Option<usize>> = HashMap::new();
        for (number, link) in self.model.links(P).iter().enumerate() {
            let Some(by) = &link.spec.by else { continue };
            for (place, record) in
                all.values().enumerate().filter(|(_, record)| link.to.holds(&record.key))
            {
                if let Some(name) = record.alias(by).map(|alias| key_in(link, alias)) {
                    names
                        .entry((number, name))
                        .and_modify(|known| *known = None)
                        .or_insert(Some(place));
                }
            }
        }
        names
    }

    fn evidence(
        &self,
        record: &Record,
        places: &HashMap<&RecordKey, usize>,
        names: &HashMap<(usize, String), Option<usize>>,
    ) -> Evidence {
        let text = |field| record.get(field).as_str();
        let country = text(const { P.known("country") });
        let name = text(const { P.known("name") }).filter(|_| self.rules.by_name);
        let rank = self.model.table_of(P, &record.key).map(|table| table.rank);
        let linked = |target: &LinkTarget| {
            let mut rules = self.model.links(P).iter().enumerate();
            let (number, link) =
                rules.find(|(_, link)| Some(link.from.rank) == rank && link.rule == target.rule)?;
            if link.spec.by.is_some() {
                return *names.get(&(number, key_in(link, &target.id)))?;
            }
            let id = link.to.source.connector.canonical_id(&link.to.mapping.object, &target.id)?;
            places.get(&link.to.key(&id)).copied()
        };
        Evidence {
            domain: text(const { P.known("domain") })
                .and_then(|host| domain_key(host, &self.rules.shared_domains)),
            tax: text(const { P.known("taxId") }).and_then(|tax| tax_key(tax, country)),
            name: name
                .and_then(|name| name_key(name, country, text(const { P.known("address.city") }))),
            links: record.links.iter().filter_map(linked).collect(),
        }
    }
}

/// A key as it is compared.
fn key_in(link: &Link, key: &str) -> String {
    key_of(&link.to.source.connector.canonical_key(&link.to.mapping.object, key))
}

/// The records that were kept out of each cluster, by its number.
fn contradictions(
    clusters: &Clusters,
    records: &[&Arc<Record>],
) -> HashMap<usize, Vec<Contradiction>> {
    let mut kept_out: HashMap<usize, Vec<Contradiction>> = HashMap::new();
    let field = const { P.known("taxId") };
    for (a, b) in &clusters.contradictions {
        for (one, other) in [(*a, *b), (*b, *a)] {
            let (other, value) = (records[other].key.clone(), records[other].get(field).clone());
            let contradiction = Contradiction { field, other, value };
            kept_out.entry(clusters.of[one]).or_default().push(contradiction);
        }
    }
    kept_out
}

/// A domain to be found by; a shared one finds all who are there.
fn any_domain(record: &Record) -> Option<String> {
    let host = record.get(const { P.known("domain") }).as_str()?;
    Some(registrable(host).to_owned())
}
