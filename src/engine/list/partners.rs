//! Lists of partners: the index finds, counts and sorts them, and their records are read for the
//! page alone.

use std::sync::Arc;

use channelgraph_schema::{Cursor, EntityKind, FieldId, FieldSet, Filter, Value};

use super::{family::refers_to, position::Position};
use crate::engine::{ListQuery, Listed, Node, Problem, context::Context, identity::order_key};

const P: EntityKind = EntityKind::Partner;

/// A page in the making.
struct Page<'a> {
    query: &'a ListQuery,
    filter: Filter<FieldId>,
    /// The partners of the list that were not looked at yet, in its order.
    rest: std::vec::IntoIter<&'a Arc<Node>>,
    listed: Listed,
}

impl<'a> Page<'a> {
    /// A page of those of these partners that pass the filter.
    fn new(
        context: Context<'_>,
        query: &'a ListQuery,
        filter: Filter<FieldId>,
        partners: impl Iterator<Item = &'a Arc<Node>>,
    ) -> Self {
        let order = query.order;
        let gaps: Vec<_> = context.engine.index.gaps().into_iter().map(Problem::from).collect();
        let mut matching: Vec<&Arc<Node>> =
            partners.filter(|node| filter.matches(&|field| node.value(*field))).collect();
        let total = gaps.is_empty().then_some(matching.len() as u64);
        let position =
            |node: &'a Arc<Node>| Position::of(order_key(node, order.key), &node.members[0]);
        matching.sort_by(|a, b| position(a).compare(position(b), order.direction));
        if let Some(after) = &query.after {
            let after = Position::at(&context.engine.model, P, after);
            matching.retain(|node| position(node).compare(after, order.direction).is_gt());
        }
        let listed = Listed { total, gaps, ..Listed::default() };
        Self { query, filter, rest: matching.into_iter(), listed }
    }

    /// As many partners more as the page lacks, with the one that tells whether others follow.
    fn lacking(&mut self) -> Vec<Arc<Node>> {
        self.rest.by_ref().take(self.query.first + 1 - self.listed.nodes.len()).cloned().collect()
    }

    fn add(&mut self, known: &Node, node: Option<Arc<Node>>, fields: FieldSet) {
        let Some(node) = node.filter(|node| still_matches(&self.filter, known, node, fields))
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

impl Context<'_> {
    /// A page of a list of partners. Sources that fail are named in [`Listed::gaps`].
    pub(super) async fn partners(self, query: &ListQuery) -> Listed {
        let snapshot = self.engine.index.now();
        let page = Page::new(self, query, query.filter.clone(), snapshot.nodes.iter());
        self.fill_pages(vec![page]).await.pop().unwrap_or_default()
    }

    /// For each family of parents, a page of the partners whose `relation` refers to one of them.
    pub(super) async fn partners_below(
        self,
        relation: FieldId,
        parents: &[Vec<Arc<Node>>],
        query: &ListQuery,
    ) -> Vec<Listed> {
        let snapshot = self.engine.index.now();
        let page = |parents: &Vec<Arc<Node>>| {
            let references: Vec<Value> =
                parents.iter().flat_map(|parent| parent.references()).collect();
            let below = snapshot.referring(relation, &references);
            let filter = refers_to(parents, relation).and(query.filter.clone());
            Page::new(self, query, filter, below.into_iter())
        };
        self.fill_pages(parents.iter().map(page).collect()).await
    }

    /// Reads the partners of these pages together. What the index takes for a match may have
    /// changed since: rows that no longer match are dropped, and the page filled up.
    #[tracing::instrument(name = "plan.list", skip_all, fields(entity = "Partner", lists = pages.len()))]
    async fn fill_pages(self, mut pages: Vec<Page<'_>>) -> Vec<Listed> {
        loop {
            let pieces: Vec<Vec<Arc<Node>>> = pages.iter_mut().map(Page::lacking).collect();
            let all: Vec<Arc<Node>> = pieces.iter().flatten().cloned().collect();
            if all.is_empty() {
                return pages.into_iter().map(Page::finish).collect();
            }
            let mut nodes = self.partner_nodes(&all).await.into_iter();
            for (page, piece) in pages.iter_mut().zip(pieces) {
                piece
                    .iter()
                    .zip(nodes.by_ref().take(piece.len()))
                    .for_each(|(known, node)| page.add(known, node, self.needs.fields));
            }
        }
    }
}

/// Returns true if a partner passes with the fresh value of every field that was read, and the
/// index's of the others.
fn still_matches(filter: &Filter<FieldId>, known: &Node, node: &Node, read: FieldSet) -> bool {
    filter.matches(&|field| {
        let fresh: &Value = node.value(*field);
        if read.contains(*field) && node.failures.is_empty() { fresh } else { known.value(*field) }
    })
}
