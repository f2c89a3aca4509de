//! Lists of partners: the index finds, counts and sorts them, and their records are read for the
//! page alone.

use std::sync::Arc;

use channelgraph_schema::{Cursor, EntityKind, FieldId, FieldSet, Filter, Place, Value};

use super::{
    family::refers_to,
    position::Position,
    progress::{Part, Progress},
};
use crate::engine::{
    ListQuery, Listed, Node, Problem, Ranks,
    context::Context,
    identity::{Selection, Sequence, Snapshot, cost},
};

/// The cost of a selection up to which it is made at once.
const QUICK: usize = 2_000;

/// A page in the making.
struct Page<'a> {
    context: Context<'a>,
    query: &'a ListQuery,
    filter: Filter<FieldId>,
    snapshot: Arc<Snapshot>,
    /// All partners in the list's order, and those of them that belong into it.
    sequence: Sequence,
    selection: Selection,
    /// The cursor behind those that were looked at; none once all were.
    after: Option<Cursor>,
    /// The cursor behind all of them, where a source owes partners.
    end: Option<Cursor>,
    listed: Listed,
}

impl<'a> Page<'a> {
    /// A page of the partners of a selection, which are those that pass the filter.
    fn new(
        context: Context<'a>,
        query: &'a ListQuery,
        filter: Filter<FieldId>,
        snapshot: &Arc<Snapshot>,
        selection: Selection,
    ) -> Self {
        let gaps: Vec<_> = context.engine.index.gaps().into_iter().map(Problem::from).collect();
        let total = (query.count && gaps.is_empty()).then(|| selection.count());
        let listed = Listed { total, gaps, ..Listed::default() };
        let after = Some(query.after.clone().unwrap_or_default());
        let (snapshot, sequence) = (snapshot.clone(), snapshot.sequence(query.order));
        Self { context, query, filter, snapshot, sequence, selection, after, end: None, listed }
    }

    /// As many partners more as the page lacks, with the one that tells whether others follow.
    fn lacking(&mut self) -> Vec<(Arc<Node>, Cursor)> {
        let lacking = self.query.first + 1 - self.listed.nodes.len();
        let Some(after) = self.after.take().filter(|_| lacking > 0) else { return Vec::new() };
        let (context, index) = (self.context, &self.context.engine.index);
        let unknown = context.tables().iter().filter(|table| !index.knows(table));
        let unknown: Ranks = unknown.map(|table| table.rank).collect();
        let picked = if unknown.is_empty() && after.stretches.is_empty() {
            self.behind(&after.place, lacking)
        } else {
            self.owed(after, unknown, lacking)
        };
        if picked.len() == lacking {
            self.after = picked.last().map(|(_, cursor)| cursor.clone());
        }
        picked.into_iter().map(|(partner, cursor)| (self.snapshot.node(partner), cursor)).collect()
    }

    /// The next partners behind a place, where nothing is owed.
    fn behind(&self, place: &Place, most: usize) -> Vec<(u32, Cursor)> {
        let from = self.place_behind(place);
        let partners = self.sequence.next(&self.selection, from, most);
        partners.into_iter().map(|one| (one, Cursor::at(self.place(one)))).collect()
    }

    /// The next partners while sources that failed, now or before, owe some.
    fn owed(&mut self, after: Cursor, unknown: Ranks, most: usize) -> Vec<(u32, Cursor)> {
        let place_of = |query: &ListQuery, node: &Node| Some(place(query, node));
        let progress = Progress::behind(after, self.context, self.query, place_of);
        let at = |index: usize| u32::try_from(index).ok().and_then(|place| self.sequence.at(place));
        let within = |_: &Progress<'_>, part: &Part| {
            self.place_behind(&part.from) as usize..self.place_behind(&part.to) as usize
        };
        let item = |index: usize| {
            let partner = at(index).filter(|partner| self.selection.contains(*partner));
            partner.map(|partner| self.snapshot.node(partner))
        };
        let place_at = |index: usize| at(index).map_or(Place::End, |partner| self.place(partner));
        let belongs = |node: &Node| self.filter.matches(&|field| node.value(*field));
        let picked = progress.pick_within(true, within, item, place_at, belongs, unknown, most);
        let items = picked.items.into_iter();
        let items: Vec<_> =
            items.filter_map(|(index, cursor)| Some((at(index)?, cursor))).collect();
        if items.len() < most {
            self.end = picked.end;
        }
        items
    }

    /// The first place of the order behind a place of the list.
    fn place_behind(&self, place: &Place) -> u32 {
        let Place::At { .. } = place else {
            return if *place == Place::End { self.sequence.len() } else { 0 };
        };
        let place = Position::at(&self.context.engine.model, EntityKind::Partner, place);
        self.sequence.partition(|partner| {
            let key = self.key(partner);
            let (rank, id) = self.snapshot.first_record(partner);
            Position::new(&key, rank, id).compare(place, self.query.order.direction).is_le()
        })
    }

    /// The value of the order's key.
    fn key(&self, partner: u32) -> Value {
        self.query.order.key.map_or(Value::Null, |key| self.snapshot.value(partner, key))
    }

    /// The place of a partner in the list.
    fn place(&self, partner: u32) -> Place {
        place(self.query, &self.snapshot.node(partner))
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

/// The place of a partner: its order key by authority, and its first record.
fn place(query: &ListQuery, node: &Node) -> Place {
    let key = query.order.key.map_or(Value::Null, |key| node.value(key).clone());
    Place::At { key, record: node.members[0].record.key.clone() }
}

impl Context<'_> {
    /// A page of a list of partners. Sources that fail are named in [`Listed::gaps`].
    pub(super) async fn partners(self, query: &ListQuery) -> Listed {
        let snapshot = self.engine.index.now();
        let selection = select(&snapshot, query).await;
        let page = Page::new(self, query, query.filter.clone(), &snapshot, selection);
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
        let selected = select(&snapshot, query).await;
        let page = |parents: &Vec<Arc<Node>>| {
            self.page_below(&snapshot, &selected, relation, parents, query)
        };
        self.fill_pages(parents.iter().map(page).collect()).await
    }

    /// A page of those selected partners whose `relation` refers to one of these parents.
    fn page_below<'s>(
        self,
        snapshot: &Arc<Snapshot>,
        selected: &Selection,
        relation: FieldId,
        parents: &[Arc<Node>],
        query: &'s ListQuery,
    ) -> Page<'s>
    where
        Self: 's,
    {
        let references = parents.iter().flat_map(|parent| parent.references()).collect();
        let below = selected.within(&snapshot.referring(relation, references));
        let filter = refers_to(parents, relation).and(query.filter.clone());
        Page::new(self, query, filter, snapshot, below)
    }

    /// The partners on a page of a list, before any of them is read; none if it takes long to tell.
    pub(in crate::engine) fn known_partners(self, query: &ListQuery) -> Option<Vec<Arc<Node>>> {
        let snapshot = self.engine.index.now();
        let selected = select_quickly(&snapshot, query)?;
        Some(Page::new(self, query, query.filter.clone(), &snapshot, selected).known())
    }

    /// The same for the pages below these parents, one after the other.
    pub(in crate::engine) fn known_partners_below(
        self,
        relation: FieldId,
        parents: &[Arc<Node>],
        query: &ListQuery,
    ) -> Option<Vec<Arc<Node>>> {
        let snapshot = self.engine.index.now();
        let selected = select_quickly(&snapshot, query)?;
        let known = |parent: &Arc<Node>| {
            let parents = std::slice::from_ref(parent);
            self.page_below(&snapshot, &selected, relation, parents, query).known()
        };
        Some(parents.iter().flat_map(known).collect())
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

/// The partners that pass a filter. What may take long is worked out beside the workers that
/// answer.
async fn select(snapshot: &Arc<Snapshot>, query: &ListQuery) -> Selection {
    if let Some(selected) = select_quickly(snapshot, query) {
        return selected;
    }
    let (on, by) = (snapshot.clone(), query.filter.clone());
    let settled = tokio::task::spawn_blocking(move || {
        let mut selected = on.select(&by);
        selected.settle();
        selected
    });
    // Only a panic leaves it undone.
    settled.await.unwrap_or_else(|_| snapshot.select(&query.filter))
}

/// The partners that pass a filter; none if it takes long to tell.
fn select_quickly(snapshot: &Snapshot, query: &ListQuery) -> Option<Selection> {
    let selected = (cost(&query.filter) <= QUICK).then(|| snapshot.select(&query.filter))?;
    selected.is_quick(query.count).then_some(selected)
}

/// Returns true if a partner passes with the fresh value of every field that was read, and the
/// index's of the others.
fn still_matches(filter: &Filter<FieldId>, known: &Node, node: &Node, read: FieldSet) -> bool {
    filter.matches(&|field| {
        let fresh: &Value = node.value(*field);
        if read.contains(*field) && node.failures.is_empty() { fresh } else { known.value(*field) }
    })
}
