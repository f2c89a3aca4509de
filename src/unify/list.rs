//! Lists over several tables: a k-way merge of their streams by the order's key, then rank, then
//! id.

use std::{cmp::Ordering, sync::Arc};

use channelgraph_core::ErrorCode;
use channelgraph_schema::{
    Cursor, EntityKind, FieldId, FieldSet, Filter, Order, RecordKey, Test, Value, compare_ids,
    compare_keys,
};
use futures::future::join_all;

use super::{
    Engine, Needs, Node, Problem,
    node::Member,
    stream::{Candidate, Stream, compare},
};
use crate::model::Table;

/// A list as it is asked for.
#[derive(Clone)]
pub struct ListQuery {
    /// Which nodes belong into it.
    pub filter: Filter<FieldId>,
    /// Only nodes with a record of these sources, and their records hold the places; none for all
    /// sources.
    pub sources: Option<Vec<String>>,
    /// The order.
    pub order: Order,
    /// The place to go on from.
    pub after: Option<Cursor>,
    /// How many nodes are wanted.
    pub first: usize,
    /// Whether to count.
    pub count: bool,
    /// Whether to pass over tables of which it would take a call for each record to tell what
    /// belongs into the list: each is a gap.
    pub quick: bool,
}

/// A page of a list.
#[derive(Default)]
pub struct Listed {
    /// The nodes, each with its cursor.
    pub nodes: Vec<(Cursor, Arc<Node>)>,
    /// Whether more follow.
    pub has_next: bool,
    /// How many there are, if all sources could tell.
    pub total: Option<u64>,
    /// Sources whose records may be missing, one failure each.
    pub gaps: Vec<Problem>,
}

impl Listed {
    /// Names a source that failed, once.
    pub fn note_gap(&mut self, gap: impl Into<Problem>) {
        note(&mut self.gaps, gap.into());
    }

    /// Whether a source did not answer in time.
    fn is_late(&self, source: &str) -> bool {
        self.gaps.iter().any(|gap| {
            gap.code == ErrorCode::UpstreamTimeout && gap.source_name.as_deref() == Some(source)
        })
    }

    /// Names the sources that failed while the nodes were put together.
    pub fn note_failures(&mut self) {
        let failures: Vec<_> =
            self.nodes.iter().flat_map(|(_, node)| node.failures.iter().cloned()).collect();
        failures.into_iter().for_each(|failure| self.note_gap(failure));
    }
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
            quick: false,
        }
    }

    /// The fields that decide which nodes belong into the list, and where.
    pub fn fields(&self, kind: EntityKind) -> FieldSet {
        let mut fields: FieldSet = self.order.key.into_iter().collect();
        self.filter.for_each_field(&mut |field| fields.insert(*field));
        // A currency is shown with its amount, and decided by it.
        self.filter.for_each_field(&mut |field| {
            if let Some(amount) =
                kind.field("amount").filter(|_| kind.def(*field).name == "currency")
            {
                fields.insert(amount);
            }
        });
        fields
    }

    /// Whether a table's records hold places in this list.
    pub(super) fn plays(&self, table: &Table) -> bool {
        self.sources
            .as_ref()
            .is_none_or(|sources| sources.iter().any(|source| **source == *table.source.name))
    }

    /// The record that holds a node's place: the one that decides the order's key, else the first.
    pub(super) fn holder<'a>(&self, node: &'a Node) -> Option<&'a Member> {
        let decider = self.order.key.and_then(|key| node.decider(key));
        decider
            .filter(|member| self.plays(&member.table))
            .or_else(|| node.members.iter().find(|member| self.plays(&member.table)))
    }
}

impl Engine {
    /// A page of leads, deals, incentives or contacts.
    ///
    /// # Errors
    /// If the request is wrong, or cannot be answered within the bounds. A source that fails is a
    /// gap, not an error.
    #[tracing::instrument(name = "plan.list", skip_all, fields(entity = %kind, first = query.first))]
    pub async fn list(
        &self,
        kind: EntityKind,
        query: &ListQuery,
        needs: Needs,
    ) -> Result<Listed, Problem> {
        if kind == EntityKind::Partner {
            return Ok(self
                .partner_pages(std::slice::from_ref(query), needs)
                .await
                .pop()
                .unwrap_or_default());
        }
        if let Some((relation, partners, rest)) = self.of_partners(kind, query) {
            let mut families = self.children(kind, relation, vec![partners], &rest, needs).await?;
            return Ok(families.pop().unwrap_or_default());
        }
        let deciding = query.fields(kind);
        let wanted = needs.with(deciding).cheap_but(deciding);
        let mut listed = Listed::default();
        let mut streams = Vec::new();
        for table in self.model.tables(kind).iter().filter(|table| query.plays(table)) {
            if query.quick && !table.singly.intersection(deciding).is_empty() {
                listed.note_gap(Problem::passed_over(table));
                continue;
            }
            streams.extend(Stream::new(self, kind, table, query)?);
        }
        let countable = query.count && query.after.is_none() && !self.are_linked(kind, &streams);
        let mut chosen: Vec<Candidate> = Vec::new();
        if countable {
            self.fill(kind, query, wanted, streams.iter_mut().collect(), &mut listed).await?;
        }
        while chosen.len() <= query.first {
            let lacking = lacking(&mut streams, query.order);
            if !lacking.is_empty() {
                self.fill(kind, query, wanted, lacking, &mut listed).await?;
                // A source that takes too long with one table is not waited for with the next.
                streams
                    .iter_mut()
                    .filter(|stream| listed.is_late(&stream.table.source.name))
                    .for_each(|stream| stream.done = true);
                continue;
            }
            let next = streams
                .iter_mut()
                .filter(|stream| !stream.buffer.is_empty())
                .min_by(|a, b| match (a.buffer.front(), b.buffer.front()) {
                    (Some(a), Some(b)) => compare(query.order, a, b),
                    _ => Ordering::Equal,
                })
                .and_then(|stream| stream.buffer.pop_front());
            match next {
                Some(candidate) => chosen.push(candidate),
                None => break,
            }
        }
        listed.has_next = chosen.len() > query.first;
        chosen.truncate(query.first);
        if countable && listed.gaps.is_empty() {
            listed.total = streams.iter().map(|stream| stream.total).sum();
        }
        listed.nodes = self.complete(kind, chosen, needs).await;
        listed.note_failures();
        Ok(listed)
    }

    /// Of a list of what refers to certain partners: the reference, the partners, and the rest of
    /// the question.
    fn of_partners(
        &self,
        kind: EntityKind,
        query: &ListQuery,
    ) -> Option<(FieldId, Vec<Arc<Node>>, ListQuery)> {
        let relation = kind.field("partner")?;
        let mut conditions = match query.filter.clone().normal() {
            Filter::And(parts) => parts,
            one => vec![one],
        };
        let place = conditions.iter().position(
            |part| matches!(part, Filter::Test(field, Test::In(_)) if *field == relation),
        )?;
        let Filter::Test(_, Test::In(references)) = conditions.swap_remove(place) else {
            return None;
        };
        let snapshot = self.index.now();
        let mut partners: Vec<Arc<Node>> = Vec::new();
        for reference in &references {
            let Value::Reference(reference) = reference else { continue };
            let partner = snapshot.by_reference(&self.model, reference);
            if let Some(partner) =
                partner.filter(|partner| !partners.iter().any(|known| known.id() == partner.id()))
            {
                partners.push(partner.clone());
            }
        }
        Some((
            relation,
            partners,
            ListQuery { filter: Filter::all_of(conditions), ..query.clone() },
        ))
    }

    /// A page of the nodes that these ids name: what else is asked is done here.
    ///
    /// # Errors
    /// None of its own: sources that fail are named in [`Listed::gaps`].
    pub async fn list_of(
        &self,
        kind: EntityKind,
        ids: &[RecordKey],
        query: &ListQuery,
        needs: Needs,
    ) -> Result<Listed, Problem> {
        // Whether a node has a record of certain sources is known only once all its records are.
        let needs = Needs { every_record: needs.every_record || query.sources.is_some(), ..needs };
        let found = self.nodes_by_record(kind, ids, needs.with(query.fields(kind))).await;
        let mut listed = Listed::default();
        let mut places: Vec<(Cursor, usize, Arc<Node>)> = Vec::new();
        for outcome in found.into_values() {
            match outcome {
                Err(error) => listed.note_gap(error),
                Ok(node)
                    if query.filter.matches(&|field| node.value(*field))
                        && !places.iter().any(|(.., known)| known.id() == node.id()) =>
                {
                    if let Some(holder) = query.holder(&node) {
                        let key = query
                            .order
                            .key
                            .map_or(Value::Null, |key| holder.record.get(key).clone());
                        places.push((
                            Cursor { key, record: holder.record.key.clone() },
                            holder.table.rank,
                            node.clone(),
                        ));
                    }
                }
                Ok(node) => {
                    node.failures.iter().for_each(|failure| listed.note_gap(failure.clone()))
                }
            }
        }
        let rank = |cursor: &Cursor| {
            self.model.table_of(kind, &cursor.record).map_or(usize::MAX, |table| table.rank)
        };
        let compare = |a: (&Cursor, usize), b: (&Cursor, usize)| {
            let keys = compare_keys(&a.0.key, &b.0.key, query.order.direction);
            keys.then_with(|| a.1.cmp(&b.1))
                .then_with(|| compare_ids(&a.0.record.id, &b.0.record.id))
        };
        places.sort_by(|a, b| compare((&a.0, a.1), (&b.0, b.1)));
        listed.total = listed.gaps.is_empty().then_some(places.len() as u64);
        places.retain(|(cursor, of, _)| {
            query
                .after
                .as_ref()
                .is_none_or(|after| compare((cursor, *of), (after, rank(after))).is_gt())
        });
        listed.has_next = places.len() > query.first;
        listed.nodes =
            places.into_iter().take(query.first).map(|(cursor, _, node)| (cursor, node)).collect();
        listed.note_failures();
        Ok(listed)
    }

    /// Reads the next page of these streams side by side. One whose source fails ends, and is a
    /// gap.
    async fn fill(
        &self,
        kind: EntityKind,
        query: &ListQuery,
        needs: Needs,
        streams: Vec<&mut Stream>,
        listed: &mut Listed,
    ) -> Result<(), Problem> {
        let filled = join_all(streams.into_iter().map(|stream| async {
            let outcome = stream.fill(self, kind, query, needs).await;
            (stream, outcome)
        }));
        for (stream, outcome) in filled.await {
            match outcome {
                Ok(lost) => lost.into_iter().for_each(|error| listed.note_gap(error)),
                Err(problem)
                    if problem.source_name.is_none() || problem.code == ErrorCode::BadInput =>
                {
                    return Err(problem);
                }
                Err(problem) => {
                    stream.done = true;
                    listed.note_gap(problem);
                }
            }
        }
        Ok(())
    }

    /// Whether a record of one of these tables can be part of a node with a record of another: then
    /// what a table counts are not the nodes that are listed.
    fn are_linked(&self, kind: EntityKind, streams: &[Stream]) -> bool {
        let plays = |table: &Table| streams.iter().any(|stream| stream.table.rank == table.rank);
        self.model.links(kind).iter().any(|link| plays(&link.from) || plays(&link.to))
    }

    /// The chosen candidates as nodes, with whatever records of other systems could change what is
    /// selected.
    pub(super) async fn complete(
        &self,
        kind: EntityKind,
        chosen: Vec<Candidate>,
        needs: Needs,
    ) -> Vec<(Cursor, Arc<Node>)> {
        let cursors: Vec<Cursor> = chosen.iter().map(Candidate::cursor).collect();
        let mut drafts: Vec<_> = chosen.into_iter().map(|candidate| candidate.draft).collect();
        self.look_back(kind, &mut drafts, needs.fields, needs.cheap_but(FieldSet::EMPTY)).await;
        self.top_up(kind, &mut drafts, needs).await;
        cursors
            .into_iter()
            .zip(drafts)
            .map(|(cursor, draft)| (cursor, Arc::new(draft.node(self, kind))))
            .collect()
    }
}

/// The streams that must be read before the next node is known. In an order by id, where tables
/// come one after the other, only the first that is not at its end, and only if no earlier one has
/// something left. In an order by a key, all that have nothing buffered; but of tables without that
/// key, whose rows come last, only once no other has a row with one.
fn lacking(streams: &mut [Stream], order: Order) -> Vec<&mut Stream> {
    if order.key.is_none() {
        let first = streams.iter_mut().find(|stream| !stream.buffer.is_empty() || !stream.done);
        return first.filter(|stream| stream.buffer.is_empty()).into_iter().collect();
    }
    let is_lacking = |stream: &Stream| stream.buffer.is_empty() && !stream.done;
    let keyed_lack = streams.iter().any(|stream| stream.keyed && is_lacking(stream));
    let has_key = streams
        .iter()
        .any(|stream| stream.buffer.front().is_some_and(|candidate| !candidate.key.is_null()));
    if has_key && !keyed_lack {
        return Vec::new();
    }
    streams
        .iter_mut()
        .filter(|stream| is_lacking(stream) && (stream.keyed || !keyed_lack))
        .collect()
}
