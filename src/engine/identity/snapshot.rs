//! The index at one moment: partners, and by what they are found.

use std::{collections::HashMap, sync::Arc};

use channelgraph_schema::{FieldId, Record, RecordKey, Reference, Value, mapping::host};

use super::{P, columns, keys::registrable};
use crate::{
    engine::{
        Node,
        tax_id::{lookup_keys, names_of},
    },
    model::Model,
};

/// The index at one moment.
#[derive(Default)]
pub struct Snapshot {
    /// The partners, as far as the index's columns tell.
    pub nodes: Vec<Arc<Node>>,
    by_record: HashMap<RecordKey, usize>,
    by_domain: HashMap<String, Vec<usize>>,
    by_tax: HashMap<String, Vec<usize>>,
    /// Partners by other keys than their ids, as records of a source refer to them: none where two
    /// have it.
    by_alias: HashMap<Reference, Option<usize>>,
    /// By the value of a field that refers to a partner, the partners that have it.
    by_relation: HashMap<(FieldId, Value), Vec<usize>>,
}

impl Snapshot {
    /// The partner that a record belongs to.
    pub fn by_record(&self, key: &RecordKey) -> Option<&Arc<Node>> {
        self.nodes.get(*self.by_record.get(key)?)
    }

    /// The partner that a source's reference means, whatever the object.
    pub fn by_reference(&self, model: &Model, reference: &Reference) -> Option<&Arc<Node>> {
        if reference.by.is_some() {
            return self.nodes.get((*self.by_alias.get(reference)?)?);
        }
        let tables = model.tables(P).iter().filter(|table| table.source.name == reference.source);
        tables.filter_map(|table| self.by_record(&table.key(&reference.id))).next()
    }

    /// The partners whose `relation` has one of these values, in the order of the nodes.
    pub fn referring(&self, relation: FieldId, values: &[Value]) -> Vec<&Arc<Node>> {
        let mut places: Vec<usize> = values
            .iter()
            .filter_map(|value| self.by_relation.get(&(relation, value.clone())))
            .flatten()
            .copied()
            .collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|place| self.nodes.get(place)).collect()
    }

    /// Partners at a domain, or at a host under it, which may stand in an address as in a record.
    pub fn by_domain(&self, address: &str) -> Vec<&Arc<Node>> {
        let host = host(address);
        host.and_then(|host| self.by_domain.get(registrable(&host)))
            .into_iter()
            .flatten()
            .filter_map(|place| self.nodes.get(*place))
            .collect()
    }

    /// Partners with a tax id, however it is written; without a country's prefix it matches that number
    /// in any country.
    pub fn by_tax_id(&self, tax_id: &str) -> Vec<&Arc<Node>> {
        let keys = lookup_keys(tax_id);
        let mut places: Vec<usize> =
            keys.iter().filter_map(|key| self.by_tax.get(key)).flatten().copied().collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|place| self.nodes.get(place)).collect()
    }

    /// Notes by what the next partner is found: a record of it, that record's domain and tax id.
    pub(super) fn note(&mut self, record: &Record, domain: Option<String>, tax: Option<&str>) {
        let place = self.nodes.len();
        self.by_record.insert(record.key.clone(), place);
        for (by, value) in &record.aliases {
            let (source, by, id) = (record.key.source.clone(), Some(by.clone()), value.clone());
            let other = |known: &mut Option<usize>| *known = known.filter(|known| *known == place);
            let known = self.by_alias.entry(Reference { source, by, id });
            known.and_modify(other).or_insert(Some(place));
        }
        add(&mut self.by_domain, domain, place);
        for key in tax.into_iter().flat_map(names_of) {
            add(&mut self.by_tax, Some(key.to_owned()), place);
        }
    }

    /// Adds the next partner.
    pub(super) fn add(&mut self, node: Node) {
        let place = self.nodes.len();
        for field in columns().iter() {
            let value = node.value(field);
            if matches!(value, Value::Reference(_)) {
                self.by_relation.entry((field, value.clone())).or_default().push(place);
            }
        }
        self.nodes.push(Arc::new(node));
    }
}

/// Notes that the node at `place` is found by `key`, once.
fn add(map: &mut HashMap<String, Vec<usize>>, key: Option<String>, place: usize) {
    let at = key.map(|key| map.entry(key).or_default());
    if let Some(at) = at.filter(|at| at.last() != Some(&place)) {
        at.push(place);
    }
}
