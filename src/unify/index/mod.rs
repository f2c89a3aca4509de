//! The identity index: which partner records are one thing, with the few columns that lists of
//! partners filter and sort by. It holds nothing that cannot be read again.

mod build;
pub mod cluster;
pub mod keys;

use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

pub use build::IdentityRules;
use channelgraph_core::Error;
use channelgraph_schema::{EntityKind, FieldSet, Record, RecordKey, Reference, Value};
use chrono::{DateTime, Utc};
use parking_lot::{Mutex, RwLock};

use self::{
    cluster::{Evidence, cluster},
    keys::{domain_key, name_key, tax_key},
};
use super::node::{Contradiction, Member, Node};
use crate::model::{Link, Model, key_of};

const P: EntityKind = EntityKind::Partner;

/// The columns that the index holds: what identity needs, and what lists filter and sort by.
pub fn columns() -> FieldSet {
    const NAMES: &[&str] = &[
        "name",
        "domain",
        "taxId",
        "type",
        "channel",
        "status",
        "tier.name",
        "tier.rank",
        "segments",
        "region",
        "country",
        "address.city",
        "parent",
        "joinedAt",
        "createdAt",
        "updatedAt",
    ];
    NAMES.iter().filter_map(|name| P.field(name)).collect()
}

/// The index: the records it was built from, and what they come to.
pub struct Index {
    model: Arc<Model>,
    rules: IdentityRules,
    records: Mutex<BTreeMap<RecordKey, Arc<Record>>>,
    snapshot: RwLock<Arc<Snapshot>>,
    scans: Mutex<HashMap<TableName, Scan>>,
    built: AtomicBool,
}

/// A table's source and object.
type TableName = (Arc<str>, Arc<str>);

/// How far the index knows a table.
#[derive(Debug, Clone, Default)]
struct Scan {
    /// When the last complete look at the source began.
    scanned: Option<DateTime<Utc>>,
    /// When the last look for changes began.
    refreshed: Option<DateTime<Utc>>,
    /// Why the last look failed.
    error: Option<Error>,
}

/// The index at one moment.
#[derive(Default)]
pub struct Snapshot {
    /// The partners, as far as the index's columns tell.
    pub nodes: Vec<Arc<Node>>,
    by_record: HashMap<RecordKey, usize>,
    by_domain: HashMap<String, Vec<usize>>,
    by_tax: HashMap<String, Vec<usize>>,
    /// By what else than their ids other records of a source refer to partners: none where two have
    /// it.
    by_alias: HashMap<Reference, Option<usize>>,
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

    /// Partners at a domain, or at a host under it.
    pub fn by_domain(&self, host: &str) -> Vec<&Arc<Node>> {
        let domain = psl::domain_str(host).unwrap_or(host).to_lowercase();
        self.by_domain
            .get(&domain)
            .into_iter()
            .flatten()
            .filter_map(|place| self.nodes.get(*place))
            .collect()
    }

    /// Partners with a tax id, in whatever dress; without a country's prefix it matches that number
    /// in any country.
    pub fn by_tax_id(&self, tax_id: &str) -> Vec<&Arc<Node>> {
        let exact = tax_key(tax_id, None).into_iter();
        let bare: String =
            tax_id.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
        let keys = exact.chain([bare]);
        let mut places: Vec<usize> =
            keys.flat_map(|key| self.by_tax.get(&key).cloned().unwrap_or_default()).collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|place| self.nodes.get(place)).collect()
    }
}

impl Index {
    /// An empty index; [`Self::build`] fills it.
    pub fn new(model: Arc<Model>, rules: IdentityRules) -> Self {
        Self {
            model,
            rules,
            records: Mutex::default(),
            snapshot: RwLock::default(),
            scans: Mutex::default(),
            built: AtomicBool::new(false),
        }
    }

    /// The index as it now is.
    pub fn now(&self) -> Arc<Snapshot> {
        self.snapshot.read().clone()
    }

    /// Whether every source has been asked for its partners once, whatever came of it.
    pub fn is_built(&self) -> bool {
        self.built.load(Ordering::Acquire)
    }

    /// Whether the partners of at least one table have been read.
    pub fn is_known(&self) -> bool {
        self.scans.lock().values().any(|scan| scan.scanned.is_some())
    }

    /// Sources whose partners the index does not know, and why.
    pub fn gaps(&self) -> Vec<Error> {
        self.scans.lock().values().filter_map(|scan| scan.error.clone()).collect()
    }

    /// Takes in what was read of some tables, and works out anew which records are one thing.
    fn take_in(&self, records: impl IntoIterator<Item = Arc<Record>>) {
        let mut all = self.records.lock();
        all.extend(records.into_iter().map(|record| (record.key.clone(), record)));
        let snapshot = self.link(&all);
        *self.snapshot.write() = Arc::new(snapshot);
    }

    /// Forgets a table's records that are not among these ids, after the table was read as a whole.
    fn keep_only(&self, table: &crate::model::Table, ids: &std::collections::HashSet<Arc<str>>) {
        self.records.lock().retain(|key, _| !table.holds(key) || ids.contains(&key.id));
    }

    fn link(&self, all: &BTreeMap<RecordKey, Arc<Record>>) -> Snapshot {
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
        let mut contradictions: HashMap<usize, Vec<Contradiction>> = HashMap::new();
        for (a, b) in &clusters.contradictions {
            for (one, other) in [(*a, *b), (*b, *a)] {
                let field = const { P.known("taxId") };
                let other = Contradiction {
                    field,
                    other: records[other].key.clone(),
                    value: records[other].get(field).clone(),
                };
                contradictions.entry(clusters.of[one]).or_default().push(other);
            }
        }
        for (number, members) in members {
            let mut node = Node::new(&self.model, P, members);
            node.contradictions = contradictions.remove(&number).unwrap_or_default();
            let place = snapshot.nodes.len();
            for member in &node.members {
                let one = &evidence[places[&member.record.key]];
                snapshot.by_record.insert(member.record.key.clone(), place);
                for (by, value) in &member.record.aliases {
                    let reference = Reference {
                        source: member.record.key.source.clone(),
                        by: Some(by.clone()),
                        id: value.clone(),
                    };
                    let other =
                        |known: &mut Option<usize>| *known = known.filter(|known| *known == place);
                    snapshot.by_alias.entry(reference).and_modify(other).or_insert(Some(place));
                }
                add(&mut snapshot.by_domain, self.any_domain(&member.record), place);
                add(
                    &mut snapshot.by_tax,
                    one.tax.as_ref().and_then(|tax| tax.get(2..)).map(str::to_owned),
                    place,
                );
                add(&mut snapshot.by_tax, one.tax.clone(), place);
            }
            snapshot.nodes.push(Arc::new(node));
        }
        snapshot
    }

    /// A domain to be found by; a shared one finds all who are there.
    fn any_domain(&self, record: &Record) -> Option<String> {
        let host = record.get(const { P.known("domain") }).as_str()?;
        Some(psl::domain_str(host).unwrap_or(host).to_owned())
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
        let linked = |target: &channelgraph_schema::LinkTarget| {
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

/// Notes that the node at `place` is found by `key`, once.
fn add(map: &mut HashMap<String, Vec<usize>>, key: Option<String>, place: usize) {
    let at = key.map(|key| map.entry(key).or_default());
    if let Some(at) = at.filter(|at| at.last() != Some(&place)) {
        at.push(place);
    }
}

/// The value of a column by which partners are ordered.
pub fn order_key(node: &Node, key: Option<channelgraph_schema::FieldId>) -> &Value {
    const NULL: &Value = &Value::Null;
    key.map_or(NULL, |field| node.value(field))
}
