//! Lists over several tables: a k-way merge of their streams by the order's key, then rank, then
//! id.

use std::{cmp::Ordering, sync::Arc};

use channelgraph_core::ErrorCode;
use channelgraph_schema::{Cursor, EntityKind, FieldSet, Order};
use futures::future::join_all;

use super::stream::{Candidate, Stream, compare};
use crate::{
    engine::{Engine, ListQuery, Listed, Needs, Node, Problem},
    model::Table,
};

impl Engine {
    /// A page of leads, deals, incentives or contacts, merged from the streams of their tables.
    ///
    /// # Errors
    /// If the request is wrong, or cannot be answered within the bounds. A source that fails is a
    /// gap, not an error.
    #[tracing::instrument(name = "plan.list", skip_all, fields(entity = %kind, first = query.first))]
    pub(in crate::engine) async fn merged(
        &self,
        kind: EntityKind,
        query: &ListQuery,
        needs: Needs,
    ) -> Result<Listed, Problem> {
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
