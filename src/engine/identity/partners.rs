//! The partners of the index: which records each is made of, and by what it is found.

use std::collections::HashMap;

use channelgraph_schema::{FieldId, RecordKey, Reference, compare_ids, mapping::host};

use super::{
    P, cluster::Clusters, keys::registrable, lookup::Lookup, records::Records, texts::number,
    values::Cell,
};
use crate::{
    engine::{
        Contradiction, MatchedBy, Member, Node,
        tax_id::{lookup_keys, names_of},
    },
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
    /// The rules that tied each record, by their place among the ways.
    matched_by: Vec<u8>,
    ways: Vec<Vec<MatchedBy>>,
    /// The records that were kept out of a partner, and the field that disagrees.
    kept_out: HashMap<u32, Vec<(FieldId, u32)>>,
    domains: Lookup,
    taxes: Lookup,
    aliases: Lookup,
}

/// Texts by which the partner of each record is found.
pub(super) struct Names {
    /// A record's tax id as it is compared.
    pub(super) taxes: Vec<Option<String>>,
}

impl Partners {
    /// The partners that these clusters of records are.
    pub(super) fn new(model: &Model, records: &Records, clusters: Clusters, names: &Names) -> Self {
        let compare = |a: &u32, b: &u32| {
            let ranks = records.rank(*a).cmp(&records.rank(*b));
            ranks.then_with(|| compare_ids(records.id(*a), records.id(*b)))
        };
        let cluster = |record: &u32| clusters.of[*record as usize];
        let mut members: Vec<u32> = (0..records.len()).collect();
        members.sort_unstable_by(|a, b| cluster(a).cmp(&cluster(b)).then_with(|| compare(a, b)));
        let mut runs: Vec<&[u32]> = members.chunk_by(|a, b| cluster(a) == cluster(b)).collect();
        runs.sort_unstable_by(|a, b| compare(&a[0], &b[0]));
        let mut partners = Self { of: vec![0; records.len() as usize], ..Self::default() };
        for run in runs {
            let partner = number(partners.starts.len());
            partners.starts.push(number(partners.members.len()));
            partners.members.extend(run);
            run.iter().for_each(|record| partners.of[*record as usize] = partner);
        }
        partners.starts.push(number(partners.members.len()));
        partners.starts.shrink_to_fit();
        partners.note_ways(clusters.matched_by);
        partners.note_contradictions(&clusters.contradictions);
        partners.note_names(model, records, names);
        partners
    }

    fn note_ways(&mut self, matched_by: Vec<Vec<MatchedBy>>) {
        for way in matched_by {
            let known = self.ways.iter().position(|known| *known == way);
            let place = known.unwrap_or_else(|| {
                self.ways.push(way);
                self.ways.len() - 1
            });
            self.matched_by.push(u8::try_from(place).unwrap_or_default());
        }
        self.matched_by.shrink_to_fit();
    }

    fn note_contradictions(&mut self, contradictions: &[(usize, usize)]) {
        let field = const { P.known("taxId") };
        for (a, b) in contradictions {
            for (one, other) in [(*a, *b), (*b, *a)] {
                self.kept_out.entry(self.of[one]).or_default().push((field, number(other)));
            }
        }
    }

    fn note_names(&mut self, model: &Model, records: &Records, names: &Names) {
        let (mut domains, mut taxes, mut aliases) = (Vec::new(), Vec::new(), Vec::new());
        for (record, (partner, tax)) in (0..).zip(self.of.iter().zip(&names.taxes)) {
            // A shared domain finds all who are there.
            let domain = records.text(record, const { P.known("domain") });
            domains.extend(domain.map(|host| (registrable(host).to_owned(), *partner)));
            let of_tax = tax.iter().flat_map(|tax| names_of(tax));
            taxes.extend(of_tax.map(|name| (name.to_owned(), *partner)));
            let Some(table) = records.table(model, record) else { continue };
            for (by, text) in records.aliases.get(record) {
                let by = &records.alias_names[usize::from(*by)];
                let key = alias_key(&table.source.name, by, records.values.texts.get(*text));
                aliases.push((key, *partner));
            }
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
            let way = self.matched_by.get(*record as usize).copied().unwrap_or_default();
            Some(Member {
                table: table.clone(),
                record: records.record(table, *record).into(),
                matched_by: self.ways.get(usize::from(way)).cloned().unwrap_or_default(),
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
        node
    }

    /// The bytes on the heap.
    #[cfg(test)]
    pub(super) fn heap(&self) -> usize {
        let lists = self.starts.capacity() + self.members.capacity() + self.of.capacity();
        let lookups = self.domains.heap() + self.taxes.heap() + self.aliases.heap();
        lists * size_of::<u32>() + self.matched_by.capacity() + lookups
    }
}

/// The key of a record's other name, as the records of its source use it.
fn alias_key(source: &str, by: &str, id: &str) -> String {
    format!("{source}\n{by}\n{id}")
}
