//! Lists of partners: the index finds, counts and sorts them, and their records are read for the
//! page alone.

use std::sync::Arc;

use channelgraph_schema::{Cursor, FieldId, FieldSet, Filter, Place, Value};

use super::{family::refers_to, position::Position, progress::Progress};
use crate::engine::{
    ListQuery, Listed, Node, Problem,
    context::Context,
    identity::{Snapshot, order_key},
};

/// A page in the making.
struct Page<'a> {
    context: Context<'a>,
    query: &'a ListQuery,
    filter: Filter<FieldId>,
    /// The partners of the list, in its order.
    matching: Vec<&'a Arc<Node>>,
    /// The cursor behind those that were looked at; none once all were.
    after: Option<Cursor>,
    /// The cursor behind all of them, where a source owes partners.
    end: Option<Cursor>,
    listed: Listed,
}

impl<'a> Page<'a> {
    /// A page of those of these partners that pass the filter.
    fn new(
        context: Context<'a>,
        query: &'a ListQuery,
        filter: Filter<FieldId>,
        partners: impl Iterator<Item = &'a Arc<Node>>,
    ) -> Self {
        let gaps: Vec<_> = context.engine.index.gaps().into_iter().map(Problem::from).collect();
        let mut matching: Vec<&Arc<Node>> =
            partners.filter(|node| filter.matches(&|field| node.value(*field))).collect();
        let total = gaps.is_empty().then_some(matching.len() as u64);
        matching
            .sort_by(|a, b| position(query, a).compare(position(query, b), query.order.direction));
        let listed = Listed { total, gaps, ..Listed::default() };
        let after = Some(query.after.clone().unwrap_or_default());
        Self { context, query, filter, matching, after, end: None, listed }
    }

    /// As many partners more as the page lacks, with the one that tells whether others follow.
    fn lacking(&mut self) -> Vec<(Arc<Node>, Cursor)> {
        let (context, query) = (self.context, self.query);
        let lacking = query.first + 1 - self.listed.nodes.len();
        let Some(after) = self.after.take().filter(|_| lacking > 0) else { return Vec::new() };
        let unknown = context.tables().iter().filter(|table| !context.engine.index.knows(table));
        let unknown = unknown.map(|table| table.rank).collect();
        let place_of = |query: &ListQuery, node: &Node| Some(place(query, node));
        let progress = Progress::behind(after, context, query, place_of);
        let matching = &self.matching;
        let item = |index: usize| (&**matching[index], position(query, matching[index]));
        let place_at = |index: usize| place(query, matching[index]);
        let belongs = |node: &Node| self.filter.matches(&|field| node.value(*field));
        let size = (matching.len(), true);
        let picked = progress.pick(size, item, place_at, belongs, unknown, lacking);
        if picked.items.len() == lacking {
            self.after = picked.items.last().map(|(_, cursor)| cursor.clone());
        } else {
            self.end = picked.end;
        }
        let node = |index: usize| self.matching[index].clone();
        picked.items.into_iter().map(|(index, cursor)| (node(index), cursor)).collect()
    }

    fn add(&mut self, known: &Node, cursor: Cursor, node: Option<Arc<Node>>, fields: FieldSet) {
        if let Some(node) = node.filter(|node| still_matches(&self.filter, known, node, fields)) {
            self.listed.nodes.push((cursor, node));
        }
    }

    /// The partners that the page will show if none of them has changed.
    fn known(mut self) -> Vec<Arc<Node>> {
        let first = self.query.first;
        self.lacking().into_iter().take(first).map(|(node, _)| node).collect()
    }

    fn finish(mut self) -> Listed {
        let is_more = self.listed.nodes.len() > self.query.first;
        self.listed.has_next = is_more || self.end.is_some();
        self.listed.end = self.end.filter(|_| !is_more);
        self.listed.nodes.truncate(self.query.first);
        self.listed.note_failures();
        self.listed
    }
}

/// The position of a partner: its order key by authority, and its first record.
fn position<'n>(query: &ListQuery, node: &'n Node) -> Position<'n> {
    Position::of(order_key(node, query.order.key), &node.members[0])
}

/// The same as a place.
fn place(query: &ListQuery, node: &Node) -> Place {
    let key = order_key(node, query.order.key).clone();
    Place::At { key, record: node.members[0].record.key.clone() }
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
        let page = |parents: &Vec<Arc<Node>>| self.page_below(&snapshot, relation, parents, query);
        self.fill_pages(parents.iter().map(page).collect()).await
    }

    /// A page of the partners whose `relation` refers to one of these parents.
    fn page_below<'s>(
        self,
        snapshot: &'s Snapshot,
        relation: FieldId,
        parents: &[Arc<Node>],
        query: &'s ListQuery,
    ) -> Page<'s>
    where
        Self: 's,
    {
        let references: Vec<Value> =
            parents.iter().flat_map(|parent| parent.references()).collect();
        let below = snapshot.referring(relation, &references);
        let filter = refers_to(parents, relation).and(query.filter.clone());
        Page::new(self, query, filter, below.into_iter())
    }

    /// The partners on a page of a list, before any of them is read.
    pub(in crate::engine) fn known_partners(self, query: &ListQuery) -> Vec<Arc<Node>> {
        let snapshot = self.engine.index.now();
        Page::new(self, query, query.filter.clone(), snapshot.nodes.iter()).known()
    }

    /// The same for the pages below these parents, one after the other.
    pub(in crate::engine) fn known_partners_below(
        self,
        relation: FieldId,
        parents: &[Arc<Node>],
        query: &ListQuery,
    ) -> Vec<Arc<Node>> {
        let snapshot = self.engine.index.now();
        let families: Vec<_> = parents.iter().map(|parent| vec![parent.clone()]).collect();
        let pages =
            families.iter().map(|parents| self.page_below(&snapshot, relation, parents, query));
        pages.flat_map(Page::known).collect()
    }

    /// Reads the partners of these pages together. What the index takes for a match may have
    /// changed since: rows that no longer match are dropped, and the page filled up.
    #[tracing::instrument(name = "plan.list", skip_all, fields(entity = "Partner", lists = pages.len() as i64))]
    async fn fill_pages(self, mut pages: Vec<Page<'_>>) -> Vec<Listed> {
        loop {
            let pieces: Vec<Vec<_>> = pages.iter_mut().map(Page::lacking).collect();
            let all: Vec<Arc<Node>> =
                pieces.iter().flatten().map(|(node, _)| node.clone()).collect();
            if all.is_empty() {
                return pages.into_iter().map(Page::finish).collect();
            }
            let mut nodes = self.partner_nodes(&all).await.into_iter();
            for (page, piece) in pages.iter_mut().zip(pieces) {
                let size = piece.len();
                for ((known, cursor), node) in piece.into_iter().zip(nodes.by_ref().take(size)) {
                    page.add(&known, cursor, node, self.needs.fields);
                }
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
