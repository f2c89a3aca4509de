//! Lists of partners: the index finds, counts and sorts them, and their records are read for the
//! page alone.

use std::sync::Arc;

use channelgraph_schema::{Cursor, EntityKind, FieldSet, Filter, Value, compare_ids, compare_keys};

use crate::engine::{
    Engine, ListQuery, Listed, Needs, Node, Problem,
    identity::{Snapshot, order_key},
};

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
    pub(in crate::engine) async fn partner_pages(
        &self,
        queries: &[ListQuery],
        needs: Needs,
    ) -> Vec<Listed> {
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
