//! The partners of the index: which records each is made of, and by what it is found.

use std::collections::HashMap;

use channelgraph_identity::{
    Resolution,
    domains::registrable,
    tax::{lookup_keys, names_of},
};
use channelgraph_schema::{FieldId, RecordKey, Reference, Value, compare_ids, mapping::host};

use super::{
    P, PARENT,
    lookup::Lookup,
    loops::loops,
    records::{Records, alias_key},
    texts::number,
    told::Told,
    values::Cell,
    ways::Ways,
};
use crate::{
    engine::{Contradiction, Member, Node},
    model::Model,
};

/// Partners by number. Their order is that of a list without a key: by the rank and the id of
/// their first record.
#[derive(Default)]
pub(super) struct Partners {
    /// Where the members of each partner begin; one more than there are partners.
    starts: Vec<u32>,
    /// Records by partner, each partner's by rank and id.
    members: Vec<u32>,
    /// The partner of each record.
    of: Vec<u32>,
    /// The ways in which each record was tied.
    ways: Ways,
    /// The records that were kept out of a partner, and the field that disagrees.
    kept_out: HashMap<u32, Vec<(FieldId, u32)>>,
    /// Partners whose parent is left out, each with the loop that it would close.
    loops: HashMap<u32, Vec<u32>>,
    domains: Lookup,
    taxes: Lookup,
    aliases: Lookup,
}

impl Partners {
    /// The partners that records are.
    pub(super) fn new(model: &Model, told: &Told<'_>, resolution: &Resolution) -> Self {
        let records = told.records;
        let compare = |a: &u32, b: &u32| {
            let ranks = records.rank(*a).cmp(&records.rank(*b));
            ranks.then_with(|| compare_ids(records.id(*a), records.id(*b)))
        };
        let company = |record: &u32| resolution.company.get(*record as usize).copied();
        let mut members: Vec<u32> = (0..records.len()).collect();
        members.sort_unstable_by(|a, b| company(a).cmp(&company(b)).then_with(|| compare(a, b)));
        let mut runs: Vec<&[u32]> = members.chunk_by(|a, b| company(a) == company(b)).collect();
        runs.sort_unstable_by(|a, b| compare(&a[0], &b[0]));
        let of = vec![0; records.len() as usize];
        let mut partners = Self { of, ways: Ways::new(resolution), ..Self::default() };
        for run in runs {
            let partner = number(partners.starts.len());
            partners.starts.push(number(partners.members.len()));
            partners.members.extend(run);
            run.iter().for_each(|record| partners.of[*record as usize] = partner);
            if run.len() > 1 {
                let shared: Vec<_> = run.iter().map(|record| told.shared(*record)).collect();
                partners.ways.note_shared(run, &shared);
            }
        }
        partners.starts.push(number(partners.members.len()));
        partners.starts.shrink_to_fit();
        partners.note_contradictions(&resolution.contradictions);
        partners.note_names(model, told);
        partners.note_loops(model, records);
        partners
    }

    /// Leaves out the parents that would make a partner its own ancestor.
    fn note_loops(&mut self, model: &Model, records: &Records) {
        let mut known: HashMap<Cell, Option<u32>> = HashMap::new();
        let mut parent = |partner: u32| {
            let cell = self.decided(model, records, partner, PARENT);
            *known.entry(cell).or_insert_with(|| match records.values.get(cell) {
                Value::Reference(reference) => self.referred(model, records, &reference),
                _ => None,
            })
        };
        let parents: Vec<Option<u32>> = (0..self.len()).map(&mut parent).collect();
        self.loops = loops(&parents);
        for (partner, around) in &self.loops {
            let above = around.first().and_then(|parent| self.members(*parent).first()).copied();
            let kept_out = above.map(|record| (PARENT, record));
            self.kept_out.entry(*partner).or_default().extend(kept_out);
        }
    }

    /// The loops that parents would have made, each upwards from the parent that is left out.
    pub(super) fn loops(&self) -> Vec<&[u32]> {
        let mut loops: Vec<&[u32]> = self.loops.values().map(Vec::as_slice).collect();
        loops.sort_unstable();
        loops
    }

    /// The partner that a source's reference means.
    pub(super) fn referred(
        &self,
        model: &Model,
        records: &Records,
        reference: &Reference,
    ) -> Option<u32> {
        match &reference.by {
            Some(_) => self.of_alias(reference),
            None => self.of_record(records.of_reference(model, reference)?),
        }
    }

    fn note_contradictions(&mut self, contradictions: &[(u32, u32)]) {
        let field = const { P.known("taxId") };
        for (a, b) in contradictions {
            for (one, other) in [(*a, *b), (*b, *a)] {
                let Some(partner) = self.of_record(one) else { continue };
                self.kept_out.entry(partner).or_default().push((field, other));
            }
        }
    }

    fn note_names(&mut self, model: &Model, told: &Told<'_>) {
        let records = told.records;
        let (mut domains, mut taxes, mut aliases) = (Vec::new(), Vec::new(), Vec::new());
        for (record, partner) in (0..).zip(&self.of) {
            // A shared domain finds all who are there.
            let domain = records.text(record, const { P.known("domain") });
            domains.extend(domain.map(|host| (registrable(host).to_owned(), *partner)));
            let tax = told.tax(record);
            let of_tax = tax.iter().flat_map(|tax| names_of(tax));
            taxes.extend(of_tax.map(|name| (name.to_owned(), *partner)));
            aliases.extend(records.alias_keys(model, record).map(|key| (key, *partner)));
        }
        self.domains = Lookup::new(domains);
        self.taxes = Lookup::new(taxes);
        self.aliases = Lookup::new(aliases);
    }

    /// The number of partners.
    pub(super) fn len(&self) -> u32 {
        number(self.starts.len().saturating_sub(1))
    }

    /// The records of a partner, by rank and id.
    pub(super) fn members(&self, partner: u32) -> &[u32] {
        let start = |partner: u32| self.starts.get(partner as usize).map(|start| *start as usize);
        let (begin, end) = (start(partner), start(partner + 1));
        begin.zip(end).and_then(|(begin, end)| self.members.get(begin..end)).unwrap_or_default()
    }

    /// The partner of a record.
    pub(super) fn of_record(&self, record: u32) -> Option<u32> {
        self.of.get(record as usize).copied()
    }

    /// The cell of the record with authority over a column: the first that is not null.
    pub(super) fn decided(&self, model: &Model, records: &Records, p: u32, field: FieldId) -> Cell {
        if field == PARENT && self.loops.contains_key(&p) {
            return Cell::NULL;
        }
        let members = self.members(p);
        let of_rank = |rank: &usize| {
            let rank = *rank;
            members.iter().filter(move |record| records.rank(**record) == rank)
        };
        let cells = model.authority(P, field).iter().flat_map(of_rank);
        let mut cells = cells.map(|record| records.cell(*record, field));
        cells.find(|cell| *cell != Cell::NULL).unwrap_or_default()
    }

    /// The partner that a reference means by something else than an id; none if several have it.
    pub(super) fn of_alias(&self, reference: &Reference) -> Option<u32> {
        let by = reference.by.as_ref()?;
        match self.aliases.get(&alias_key(&reference.source, by, &reference.id)) {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// Partners at a domain, or at a host under it, which may stand in an address as in a record.
    pub(super) fn at_domain(&self, address: &str) -> &[u32] {
        let host = host(address);
        host.map_or(&[], |host| self.domains.get(registrable(&host)))
    }

    /// Partners with a tax id, however it is written.
    pub(super) fn with_tax_id(&self, tax_id: &str) -> Vec<u32> {
        let keys = lookup_keys(tax_id);
        let found = keys.iter().flat_map(|key| self.taxes.get(key));
        let mut found: Vec<u32> = found.copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Makes the node of a partner.
    pub(super) fn node(&self, model: &std::sync::Arc<Model>, records: &Records, p: u32) -> Node {
        let member = |record: &u32| {
            let table = records.table(model, *record)?;
            Some(Member {
                table: table.clone(),
                record: records.record(table, *record).into(),
                matched_by: self.ways.of(*record),
            })
        };
        let members = self.members(p).iter().filter_map(member).collect();
        let mut node = Node::new(model, P, members);
        let contradiction = |(field, other): &(FieldId, u32)| {
            let key: RecordKey = records.key(records.table(model, *other)?, *other);
            let value = records.values.get(records.cell(*other, *field));
            Some(Contradiction { field: *field, other: key, value })
        };
        let kept_out = self.kept_out.get(&p).into_iter().flatten();
        node.contradictions = kept_out.filter_map(contradiction).collect();
        node.is_top = self.loops.contains_key(&p);
        node
    }

    /// The bytes on the heap.
    #[cfg(test)]
    pub(super) fn heap(&self) -> usize {
        let lists = self.starts.capacity() + self.members.capacity() + self.of.capacity();
        let lookups = self.domains.heap() + self.taxes.heap() + self.aliases.heap();
        lists * size_of::<u32>() + self.ways.heap() + lookups
    }
}
