//! What random operations ask for: ids, keys, values and cursors of everything there is, seen or
//! hidden.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use channelgraph_schema::EntityKind;
use parking_lot::Mutex;
use serde_json::Value;

use crate::{
    sight::KINDS,
    snapshot::{Named, Snapshot},
};

/// What may be asked for.
pub struct Pool {
    /// The ids of all records as ids of nodes, by entity.
    pub ids: HashMap<EntityKind, Vec<String>>,
    /// The records, by entity.
    pub records: HashMap<EntityKind, Vec<Named>>,
    /// The domains of partners.
    pub domains: Vec<String>,
    /// The tax ids of partners.
    pub tax_ids: Vec<String>,
    /// Texts to search for.
    pub texts: Vec<String>,
    /// The values of each field that lists are filtered by.
    pub values: HashMap<(EntityKind, &'static str), Vec<Value>>,
    /// Cursors that answers had, by list. The lists and cursors of one run come in one order, so
    /// that a seed is a run.
    cursors: Mutex<BTreeMap<String, Vec<String>>>,
}

/// Cursors that are kept of one list.
const CURSORS: usize = 200;

impl Pool {
    /// All that a snapshot has.
    pub fn new(snapshot: &Snapshot) -> Self {
        let mut pool = Self {
            ids: HashMap::new(),
            records: HashMap::new(),
            domains: Vec::new(),
            tax_ids: Vec::new(),
            texts: Vec::new(),
            values: HashMap::new(),
            cursors: Mutex::default(),
        };
        for thing in &snapshot.things {
            pool.ids.entry(thing.kind).or_default().extend(thing.ids());
            pool.records.entry(thing.kind).or_default().extend(thing.records.iter().cloned());
        }
        let texts = |kind, name| -> Vec<String> {
            let all: BTreeSet<String> = snapshot
                .of(kind)
                .flat_map(|thing| thing.values(name))
                .filter_map(|value| value.as_str().map(str::to_owned))
                .collect();
            all.into_iter().collect()
        };
        pool.domains = texts(EntityKind::Partner, "domain");
        pool.tax_ids = texts(EntityKind::Partner, "taxId");
        for (kind, name) in [
            (EntityKind::Partner, "name"),
            (EntityKind::Lead, "company"),
            (EntityKind::Lead, "email"),
            (EntityKind::Deal, "name"),
            (EntityKind::Incentive, "name"),
            (EntityKind::Contact, "name"),
            (EntityKind::Campaign, "name"),
            (EntityKind::Certification, "name"),
            (EntityKind::Course, "name"),
            (EntityKind::Asset, "name"),
        ] {
            pool.texts.extend(texts(kind, name));
        }
        pool.texts.extend(pool.domains.clone());
        for kind in KINDS {
            for filter in kind.fields().iter().filter_map(|field| field.filter) {
                let values = snapshot.of(kind).flat_map(|thing| thing.values(filter.name));
                let distinct: BTreeSet<String> = values.map(|value| value.to_string()).collect();
                let values = distinct.iter().map(|text| serde_json::from_str(text).expect("JSON"));
                pool.values.insert((kind, filter.name), values.collect());
            }
        }
        pool
    }

    /// Keeps a cursor of a list.
    pub fn keep(&self, list: &str, cursor: &str) {
        let mut cursors = self.cursors.lock();
        let of = cursors.entry(list.to_owned()).or_default();
        if of.len() < CURSORS && !of.iter().any(|other| other == cursor) {
            of.push(cursor.to_owned());
        }
    }

    /// The cursors of a list.
    pub fn cursors(&self, list: &str) -> Vec<String> {
        self.cursors.lock().get(list).cloned().unwrap_or_default()
    }
}
