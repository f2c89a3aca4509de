//! The index at one moment: partners, and by what they are found.

use std::{collections::HashMap, sync::Arc};

use channelgraph_identity::Resolution;
use channelgraph_schema::{FieldId, FieldSet, RecordKey, Reference, Role, Test, Value};
use parking_lot::Mutex;

use super::{
    IdentityRules, P, PARENT, batch::Batch, column::Column, columns, partners::Partners,
    records::Records, told::Told, values::Cell,
};
use crate::{
    engine::{Node, Ranks},
    model::Model,
};

/// Nodes that are kept once they were made.
const MADE: usize = 1_024;

/// A partner and its node, once it was made.
type Made = Option<(u32, Arc<Node>)>;

/// The index at one moment.
pub struct Snapshot {
    pub(super) model: Arc<Model>,
    /// By which records are recognised.
    pub(super) rules: Arc<IdentityRules>,
    pub(super) records: Records,
    pub(super) partners: Arc<Partners>,
    /// Which records are one partner, and why.
    pub(super) resolution: Arc<Resolution>,
    /// By field.
    pub(super) columns: Vec<Option<Arc<Column>>>,
    /// The number of values that it had when identity was last worked out.
    pub(super) built_of: usize,
    /// The nodes that were last made, each at the place of its partner's number.
    made: Vec<Mutex<Made>>,
}

impl Snapshot {
    /// The snapshot without a record.
    pub(super) fn empty(model: Arc<Model>, rules: IdentityRules) -> Self {
        let records = Batch::default().finish(&model, Ranks::default());
        Self {
            model,
            rules: Arc::new(rules),
            records,
            resolution: Arc::default(),
            partners: Arc::default(),
            columns: Vec::new(),
            built_of: 0,
            made: none_made(),
        }
    }

    /// The snapshot of other records, after this one.
    pub(super) fn next(&self, records: Records) -> Self {
        let told = Told::new(&self.model, &records, &self.rules);
        let before = (self.records.len() > 0).then_some((&*self.resolution, &self.records));
        let resolution = told.resolve(before);
        let partners = Partners::new(&self.model, &told, &resolution);
        let columns = vec![None; P.fields().len()];
        let mut next = self.with(records, Arc::new(resolution), Arc::new(partners), columns);
        next.rebuild(P.all());
        next
    }

    /// The snapshot of other records, with what came of them.
    pub(super) fn with(
        &self,
        records: Records,
        resolution: Arc<Resolution>,
        partners: Arc<Partners>,
        columns: Vec<Option<Arc<Column>>>,
    ) -> Self {
        let (model, rules) = (self.model.clone(), self.rules.clone());
        let (built_of, made) = (records.values.len(), none_made());
        Self { model, rules, records, resolution, partners, columns, built_of, made }
    }

    /// What the records tell of their companies, and of one another.
    pub(super) fn told(&self) -> Told<'_> {
        Told::new(&self.model, &self.records, &self.rules)
    }

    /// Builds the columns of some fields anew.
    pub(super) fn rebuild(&mut self, fields: FieldSet) {
        for field in fields.iter() {
            let column = self.build(field).map(Arc::new);
            if let Some(known) = self.columns.get_mut(field.index()) {
                *known = column;
            }
        }
    }

    /// The column of a field, if filters, orders or relations go by it.
    fn build(&self, field: FieldId) -> Option<Column> {
        let def = P.def(field);
        if def.role == Role::Sources {
            return Some(self.build_sources());
        }
        let is_used = def.filter.is_some()
            || def.order.is_some()
            || def.searched
            || P.target(field).is_some();
        if !(columns().contains(field) && is_used) {
            return None;
        }
        let decided = |p| self.partners.decided(&self.model, &self.records, p, field);
        let cells: Vec<Cell> = (0..self.len()).map(decided).collect();
        Some(Column::new(&self.records.values, &cells))
    }

    /// The column of the sources that have a record of each partner.
    fn build_sources(&self) -> Column {
        let mut pool = super::values::Pool::default();
        let mut cells = Vec::with_capacity(self.len() as usize);
        let mut known: HashMap<Vec<usize>, Cell> = HashMap::new();
        for partner in 0..self.len() {
            let members = self.partners.members(partner).iter();
            let ranks: Vec<usize> = members.map(|record| self.records.rank(*record)).collect();
            let cell = known.get(&ranks).copied().unwrap_or_else(|| {
                let tables = ranks.iter().filter_map(|rank| self.model.tables(P).get(*rank));
                let names = tables.map(|table| Value::text(&*table.source.name)).collect();
                pool.cell(&Value::List(names))
            });
            cells.push(cell);
            known.entry(ranks).or_insert(cell);
        }
        Column::new(&pool.values, &cells)
    }

    /// The number of partners.
    pub fn len(&self) -> u32 {
        self.partners.len()
    }

    /// The number of records that they are made of.
    pub fn records(&self) -> u32 {
        self.records.len()
    }

    /// Makes the node of a partner, as far as the index's columns tell.
    pub fn node(&self, partner: u32) -> Arc<Node> {
        let mut made = self.made[partner as usize % MADE].lock();
        if let Some((_, node)) = made.as_ref().filter(|(known, _)| *known == partner) {
            return node.clone();
        }
        let node = Arc::new(self.partners.node(&self.model, &self.records, partner));
        *made = Some((partner, node.clone()));
        node
    }

    /// Forgets the nodes that were made.
    pub(super) fn forget_nodes(&self) {
        self.made.iter().for_each(|made| *made.lock() = None);
    }

    /// The value of a column: that of the record with authority.
    pub fn value(&self, partner: u32, field: FieldId) -> Value {
        let cell = self.partners.decided(&self.model, &self.records, partner, field);
        self.records.values.get(cell)
    }

    /// The rank and the id of a partner's first record, which holds its place in a list.
    pub fn first_record(&self, partner: u32) -> (usize, &str) {
        let first = self.partners.members(partner).first().copied().unwrap_or(u32::MAX);
        (self.records.rank(first), self.records.id(first))
    }

    pub(super) fn column(&self, field: FieldId) -> Option<&Arc<Column>> {
        self.columns.get(field.index())?.as_ref()
    }

    /// The partner that a record belongs to, by number.
    pub(super) fn of_key(&self, key: &RecordKey) -> Option<u32> {
        self.partners.of_record(self.records.of_key(&self.model, key)?)
    }

    /// The partner that a record belongs to.
    pub fn by_record(&self, key: &RecordKey) -> Option<Arc<Node>> {
        self.of_key(key).map(|partner| self.node(partner))
    }

    /// The partner that a source's reference means, whatever the object.
    pub fn by_reference(&self, reference: &Reference) -> Option<Arc<Node>> {
        let found = self.partners.referred(&self.model, &self.records, reference);
        found.map(|partner| self.node(partner))
    }

    /// Returns true if the parent that a partner's records say now, after the index read them, is
    /// the partner itself or below it.
    pub fn is_below(&self, node: &Node) -> bool {
        let referred = |value: &Value| match value {
            Value::Reference(reference) => {
                self.partners.referred(&self.model, &self.records, reference)
            }
            _ => None,
        };
        let said = node.value(PARENT);
        let own = node.members.first().and_then(|member| self.of_key(&member.record.key));
        let Some(own) = own.filter(|own| !said.is_null() && self.value(*own, PARENT) != *said)
        else {
            return false;
        };
        let up = |partner: &u32| referred(&self.value(*partner, PARENT));
        // The index has no loops, so the walk ends.
        std::iter::successors(referred(said), up).any(|above| above == own)
    }

    /// The partners whose `relation` has one of these values, by number.
    pub fn referring(&self, relation: FieldId, values: Vec<Value>) -> roaring::RoaringBitmap {
        let one_of = Test::In(values);
        self.column(relation).map(|column| column.passing(&one_of)).unwrap_or_default()
    }

    /// The partners whose parent is this one.
    pub fn children(&self, parent: &Node) -> Vec<Arc<Node>> {
        let children = self.referring(PARENT, parent.references());
        children.iter().map(|child| self.node(child)).collect()
    }

    /// Partners at a domain, or at a host under it, which may stand in an address as in a record.
    pub fn by_domain(&self, address: &str) -> Vec<u32> {
        self.partners.at_domain(address).to_vec()
    }

    /// Partners with a tax id, however it is written; without a country's prefix it matches that
    /// number in any country.
    pub fn by_tax_id(&self, tax_id: &str) -> Vec<u32> {
        self.partners.with_tax_id(tax_id)
    }

    /// The bytes that it holds on the heap, about, without nodes that were made.
    #[cfg(test)]
    pub fn heap(&self) -> usize {
        let columns: usize = self.columns.iter().flatten().map(|column| column.heap()).sum();
        self.records.heap() + self.partners.heap() + columns
    }
}

/// The places of nodes, of which none was made yet.
fn none_made() -> Vec<Mutex<Made>> {
    std::iter::repeat_with(Mutex::default).take(MADE).collect()
}
