//! Questions to the engine and pages of its answers.

use std::sync::Arc;

use channelgraph_schema::{Cursor, EntityKind, FieldId, FieldSet, Filter, Order, RecordKey};

use super::{Member, Node, Problem, Seen, Viewer, node::decided_by};
use crate::model::Table;

/// The result of looking for a node: none if there is no such node, an error if its source failed.
pub type Found<N = Arc<Node>> = Result<Option<N>, Problem>;

/// A list as it is asked for.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ListQuery {
    /// The condition on the nodes of the list.
    pub filter: Filter<FieldId>,
    /// Only nodes with a record of these sources, and their records hold the places; none for all
    /// sources.
    pub sources: Option<Vec<String>>,
    /// The order.
    pub order: Order,
    /// How far the list has been read before.
    pub after: Option<Cursor>,
    /// The size of the page.
    pub first: usize,
    /// True if the number of nodes is wanted.
    pub count: bool,
    /// Only the nodes of these records; none for whatever the filter lets through.
    pub ids: Option<Vec<RecordKey>>,
    /// True for a search: the filter is an OR of texts, and each table is asked for those of its
    /// own records that hold one of them. Tables that would have to be read for that are gaps.
    pub search: bool,
    /// Of a search: the condition on the nodes among which it looks.
    pub within: Filter<FieldId>,
}

/// A page of a list.
pub struct Listed<N = Arc<Node>> {
    /// The nodes, each with its cursor.
    pub nodes: Vec<(Cursor, N)>,
    /// True if more follow, or a source that failed may still bring some.
    pub has_next: bool,
    /// The place to go on from, where it is not simply that of the last node.
    pub end: Option<Cursor>,
    /// The number of nodes in the whole list, if all sources could tell.
    pub total: Option<u64>,
    /// Sources whose records may be missing, one failure each.
    pub gaps: Vec<Problem>,
}

impl<N> Default for Listed<N> {
    fn default() -> Self {
        let (nodes, gaps) = (Vec::new(), Vec::new());
        Self { nodes, has_next: false, end: None, total: None, gaps }
    }
}

impl<N> Listed<N> {
    /// The question for the page after this one; none if nothing follows, or what does is owed by a
    /// source that stays down: it would owe it for ever.
    pub fn next(&self, query: &ListQuery) -> Option<ListQuery> {
        let goes_on = self.has_next && (self.gaps.is_empty() || !self.nodes.is_empty());
        let last = self.nodes.last().map(|(cursor, _)| cursor);
        let last = self.end.as_ref().or(last).filter(|_| goes_on)?;
        Some(ListQuery { after: Some(last.clone()), ..query.clone() })
    }

    /// Names a source that failed, once.
    pub fn note_gap(&mut self, gap: impl Into<Problem>) {
        note(&mut self.gaps, gap.into());
    }
}

impl Listed {
    /// The page with those of its nodes that a viewer may see: all of them, unless what they show
    /// has changed since they were listed.
    pub(super) fn seen(self, viewer: &Viewer) -> Listed<Seen> {
        let Self { nodes, has_next, end, total, gaps } = self;
        let see = |(cursor, node)| Some((cursor, viewer.see(node)?));
        Listed { nodes: nodes.into_iter().filter_map(see).collect(), has_next, end, total, gaps }
    }

    /// Names the sources that failed while the nodes were put together.
    pub fn note_failures(&mut self) {
        let failures: Vec<_> =
            self.nodes.iter().flat_map(|(_, node)| node.failures.iter().cloned()).collect();
        failures.into_iter().for_each(|failure| self.note_gap(failure));
    }
}

/// The fields that a filter tests, with those that decide them.
pub(super) fn fields_of(kind: EntityKind, filter: &Filter<FieldId>) -> FieldSet {
    let mut fields = FieldSet::EMPTY;
    filter.for_each_field(&mut |field| {
        fields.insert(*field);
        fields.insert(decided_by(kind, *field));
    });
    fields
}

/// Adds a gap to others, each source once.
pub(super) fn note(gaps: &mut Vec<Problem>, gap: Problem) {
    if !gaps.iter().any(|known| known.source_name == gap.source_name) {
        gaps.push(gap);
    }
}

impl ListQuery {
    /// The first nodes of a list of everything, by id.
    pub fn first_of_all(first: usize) -> Self {
        Self {
            filter: Filter::all(),
            sources: None,
            order: Order::default(),
            after: None,
            first,
            count: false,
            ids: None,
            search: false,
            within: Filter::all(),
        }
    }

    /// The fields that decide which nodes belong into the list, and where.
    pub fn fields(&self, kind: EntityKind) -> FieldSet {
        let key: FieldSet = self.order.key.into_iter().collect();
        key.union(fields_of(kind, &self.filter)).union(fields_of(kind, &self.within))
    }

    /// Of a search: the fields that it looks into.
    pub(super) fn sought(&self, kind: EntityKind) -> FieldSet {
        fields_of(kind, &self.filter)
    }

    /// Returns true if a node belongs into the list.
    pub(super) fn holds(&self, node: &Node) -> bool {
        let value = |field: &FieldId| node.value(*field);
        self.filter.matches(&value) && self.within.matches(&value)
    }

    /// Returns true if a table's records can be sort records of this list.
    pub(super) fn covers(&self, table: &Table) -> bool {
        self.sources
            .as_ref()
            .is_none_or(|sources| sources.iter().any(|source| **source == *table.source.name))
    }

    /// The part of a search that a table can be asked: its source finds rows by these fields.
    pub(super) fn searched(&self, table: &Table) -> Filter<FieldId> {
        let is_found = |part: &Filter<FieldId>| {
            let mut is_found = true;
            part.for_each_field(&mut |field| is_found &= table.finds_text_of(*field));
            is_found
        };
        match &self.filter {
            Filter::Or(parts) => {
                Filter::any_of(parts.iter().filter(|part| is_found(part)).cloned())
            }
            one if is_found(one) => one.clone(),
            _ => Filter::none(),
        }
    }

    /// The sort record of a node, which holds its place in the list: the one that decides the
    /// order's key, else the first; of a search, the first that is found.
    pub(super) fn sort_record<'a>(&self, node: &'a Node) -> Option<&'a Member> {
        let mut covered = node.members.iter().filter(|member| self.covers(&member.table));
        if self.search {
            let is_found = |member: &&Member| {
                let own = |field: &FieldId| member.record.get(*field);
                self.searched(&member.table).matches(&own)
            };
            return covered.find(is_found);
        }
        let decider = self.order.key.and_then(|key| node.decider(key));
        decider.filter(|member| self.covers(&member.table)).or_else(|| covered.next())
    }
}

/// The fields of one entity that a question selects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Needs {
    /// Fields.
    pub fields: FieldSet,
    /// True if the sources' own fields are wanted too.
    pub attributes: bool,
    /// True if every record is wanted, though another decides each field: for provenance and
    /// conflicts.
    pub every_record: bool,
    /// Tables whose records are wanted though they decide nothing: what hangs off the entity refers
    /// to them.
    pub referred_to: Ranks,
    /// Set while it is being found out which nodes there are: what costs a call for each record is
    /// put off, but for these fields.
    pub put_off_but: Option<FieldSet>,
}

/// Some tables of one entity, by rank.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Ranks(u64);

impl Ranks {
    /// These tables, and those of them.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns true if a table is one of them.
    pub fn contains(self, rank: usize) -> bool {
        rank < 64 && self.0 & (1 << rank) != 0
    }

    /// Returns true if all of these are among the others.
    pub fn is_within(self, others: Self) -> bool {
        self.0 & !others.0 == 0
    }

    /// Returns true if there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<usize> for Ranks {
    fn from_iter<I: IntoIterator<Item = usize>>(ranks: I) -> Self {
        Self(ranks.into_iter().filter(|rank| *rank < 64).fold(0, |set, rank| set | 1 << rank))
    }
}
