//! Partners: lists are answered from the index, nodes by reading the records that the index names.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use channelgraph_core::Error;
use channelgraph_schema::{
    Cursor, EntityKind, FieldSet, Filter, Record, Value, compare_ids, compare_keys,
};
use futures::future::join_all;

use super::{
    Engine, Needs, Problem,
    index::{Snapshot, order_key},
    list::{ListQuery, Listed},
    node::{Member, Node},
};
use crate::model::Table;

const P: EntityKind = EntityKind::Partner;

/// A page in the making.
struct Page<'a> {
    query: &'a ListQuery,
    /// The partners of the list that were not looked at yet, in its order.
    rest: std::vec::IntoIter<&'a Arc<Node>>,
    listed: Listed,
}

impl<'a> Page<'a> {
    fn new(
        engine: &Engine,
        snapshot: &'a Snapshot,
        query: &'a ListQuery,
        gaps: &[Problem],
    ) -> Self {
        let order = query.order;
        let mut matching: Vec<&Arc<Node>> = snapshot
            .nodes
            .iter()
            .filter(|node| query.filter.matches(&|field| node.value(*field)))
            .collect();
        let total = gaps.is_empty().then_some(matching.len() as u64);
        matching.sort_by(|a, b| {
            let keys =
                compare_keys(order_key(a, order.key), order_key(b, order.key), order.direction);
            keys.then_with(|| compare_places(a, b))
        });
        if let Some(after) = &query.after {
            let rank =
                engine.model.table_of(P, &after.record).map_or(usize::MAX, |table| table.rank);
            matching.retain(|node| {
                let keys = compare_keys(order_key(node, order.key), &after.key, order.direction);
                let first = &node.members[0];
                let places = first
                    .table
                    .rank
                    .cmp(&rank)
                    .then_with(|| compare_ids(&first.record.key.id, &after.record.id));
                keys.then(places).is_gt()
            });
        }
        Self {
            query,
            rest: matching.into_iter(),
            listed: Listed { total, gaps: gaps.to_vec(), ..Listed::default() },
        }
    }

    /// As many partners more as the page lacks, with the one that tells whether others follow.
    fn lacking(&mut self) -> Vec<Arc<Node>> {
        self.rest.by_ref().take(self.query.first + 1 - self.listed.nodes.len()).cloned().collect()
    }

    fn add(&mut self, known: &Node, node: Option<Arc<Node>>, fields: FieldSet) {
        let Some(node) = node.filter(|node| still_matches(&self.query.filter, known, node, fields))
        else {
            return;
        };
        let cursor = Cursor {
            key: order_key(known, self.query.order.key).clone(),
            record: known.members[0].record.key.clone(),
        };
        self.listed.nodes.push((cursor, node));
    }

    fn finish(mut self) -> Listed {
        self.listed.has_next = self.listed.nodes.len() > self.query.first;
        self.listed.nodes.truncate(self.query.first);
        self.listed.note_failures();
        self.listed
    }
}

impl Engine {
    /// A page of each of these lists of partners. Sources that fail are named in [`Listed::gaps`].
    #[tracing::instrument(name = "plan.list", skip_all, fields(entity = "Partner", lists = queries.len()))]
    pub async fn partner_pages(&self, queries: &[ListQuery], needs: Needs) -> Vec<Listed> {
        let snapshot = self.index.now();
        let gaps: Vec<_> = self.index.gaps().into_iter().map(Problem::from).collect();
        let mut pages: Vec<Page<'_>> =
            queries.iter().map(|query| Page::new(self, &snapshot, query, &gaps)).collect();
        // What the index takes for a match may have changed since: rows that no longer match are
        // dropped, and the page filled up.
        loop {
            let pieces: Vec<Vec<Arc<Node>>> = pages.iter_mut().map(Page::lacking).collect();
            let all: Vec<Arc<Node>> = pieces.iter().flatten().cloned().collect();
            if all.is_empty() {
                return pages.into_iter().map(Page::finish).collect();
            }
            let mut nodes = self.partner_nodes(&all, needs).await.into_iter();
            for (page, piece) in pages.iter_mut().zip(pieces) {
                piece
                    .iter()
                    .zip(nodes.by_ref().take(piece.len()))
                    .for_each(|(known, node)| page.add(known, node, needs.fields));
            }
        }
    }

    /// Reads what is needed of these partners, each source once. A partner all of whose records are
    /// gone is none.
    #[tracing::instrument(name = "plan.partners", skip_all, fields(partners = known.len()))]
    pub async fn partner_nodes(&self, known: &[Arc<Node>], needs: Needs) -> Vec<Option<Arc<Node>>> {
        let mut loaded = Loaded::default();
        // First the tables that decide a needed field for some partner …
        let mut wanted: BTreeMap<usize, BTreeSet<Arc<str>>> = BTreeMap::new();
        for node in known {
            for rank in self.deciding_ranks(node, needs) {
                wanted.entry(rank).or_default();
            }
        }
        // … each for every partner that it has a record of: more ids in a call that is made anyway
        // cost nothing.
        for node in known {
            for member in &node.members {
                if let Some(ids) = wanted.get_mut(&member.table.rank) {
                    ids.insert(member.record.key.id.clone());
                }
            }
        }
        self.load_partners(&mut loaded, wanted, needs).await;
        // Then those that may hold what the others lack.
        let mut fallback: BTreeMap<usize, BTreeSet<Arc<str>>> = BTreeMap::new();
        for node in known {
            let so_far = loaded.node(self, node);
            for member in &node.members {
                let unread =
                    !loaded.asked.contains(&(member.table.rank, member.record.key.id.clone()));
                if unread
                    && so_far.as_ref().is_none_or(|so_far| {
                        so_far.could_be_changed_by(&member.table, needs.fields)
                    })
                {
                    fallback
                        .entry(member.table.rank)
                        .or_default()
                        .insert(member.record.key.id.clone());
                }
            }
        }
        self.load_partners(&mut loaded, fallback, needs).await;
        known.iter().map(|node| loaded.node(self, node).map(Arc::new)).collect()
    }

    /// The tables that must be read for a partner whatever they hold.
    fn deciding_ranks(&self, node: &Node, needs: Needs) -> BTreeSet<usize> {
        let ranks = node.members.iter().map(|member| member.table.rank);
        if needs.every_record {
            return ranks.collect();
        }
        let has: BTreeSet<usize> = ranks.collect();
        let decider =
            |field| self.model.authority(P, field).iter().copied().find(|rank| has.contains(rank));
        let mut deciding: BTreeSet<usize> = needs.fields.iter().filter_map(decider).collect();
        if needs.attributes {
            deciding.extend(has);
        }
        deciding
    }

    async fn load_partners(
        &self,
        loaded: &mut Loaded,
        wanted: BTreeMap<usize, BTreeSet<Arc<str>>>,
        needs: Needs,
    ) {
        let tables = self.model.tables(P);
        let reads = wanted
            .into_iter()
            .filter_map(|(rank, ids)| Some((tables.get(rank)?, ids)))
            .map(|(table, ids)| async move {
                let ids: Vec<Arc<str>> = ids.into_iter().collect();
                let (records, error) =
                    self.store.records(table, ids.clone(), needs.of(table), needs.attributes).await;
                (table, ids, records, error)
            });
        for (table, ids, records, error) in join_all(reads).await {
            loaded.asked.extend(ids.into_iter().map(|id| (table.rank, id)));
            loaded
                .records
                .extend(records.into_iter().map(|(id, record)| ((table.rank, id), record)));
            loaded.failures.extend(error.map(|error| (table.rank, error)));
        }
    }
}

/// What was read of some partners.
#[derive(Default)]
struct Loaded {
    asked: BTreeSet<(usize, Arc<str>)>,
    records: HashMap<(usize, Arc<str>), Arc<Record>>,
    failures: BTreeMap<usize, Error>,
}

impl Loaded {
    /// The partner with what was read of it. Records that were not read stay as members that hold
    /// nothing, so that the id stays the same.
    fn node(&self, engine: &Engine, known: &Node) -> Option<Node> {
        let read = |member: &Member| {
            let place = (member.table.rank, member.record.key.id.clone());
            let record = self.records.get(&place).cloned();
            let unread =
                !self.asked.contains(&place) || self.failures.contains_key(&member.table.rank);
            let record = record.or_else(|| unread.then(|| Arc::new(empty(member))))?;
            Some(Member { record, ..member.clone() })
        };
        let members: Vec<_> = known.members.iter().filter_map(read).collect();
        if members.is_empty() {
            return None;
        }
        let mut node = Node::new(&engine.model, P, members);
        let touches =
            |table: &Table| known.members.iter().any(|member| member.table.rank == table.rank);
        node.failures = engine
            .model
            .tables(P)
            .iter()
            .filter(|table| touches(table))
            .filter_map(|table| self.failures.get(&table.rank).cloned())
            .collect();
        node.contradictions.clone_from(&known.contradictions);
        Some(node)
    }
}

/// A record of which only the key is known.
fn empty(member: &Member) -> Record {
    let known = &member.record;
    Record {
        key: known.key.clone(),
        loaded: FieldSet::EMPTY,
        values: Box::default(),
        links: Vec::new(),
        aliases: known.aliases.clone(),
        attributes: None,
        modified: known.modified,
        fetched: known.fetched,
    }
}

fn compare_places(a: &Node, b: &Node) -> std::cmp::Ordering {
    let (a, b) = (&a.members[0], &b.members[0]);
    a.table.rank.cmp(&b.table.rank).then_with(|| compare_ids(&a.record.key.id, &b.record.key.id))
}

/// Whether a partner passes with the fresh value of every field that was read, and the index's of
/// the others.
fn still_matches(
    filter: &Filter<channelgraph_schema::FieldId>,
    known: &Node,
    node: &Node,
    read: FieldSet,
) -> bool {
    filter.matches(&|field| {
        let fresh: &Value = node.value(*field);
        if read.contains(*field) && node.failures.is_empty() { fresh } else { known.value(*field) }
    })
}
