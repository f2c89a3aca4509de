//! Lists over several tables: a k-way merge of their streams by position.

use std::{cmp::Ordering, sync::Arc};

use channelgraph_core::Error;
use channelgraph_schema::{Cursor, FieldSet, Order};
use futures::future::join_all;

use super::{candidate::Candidate, stream::Stream};
use crate::{
    engine::{ListQuery, Listed, Node, Problem, context::Context, plan::Plan},
    model::Table,
};

/// A list while its streams are merged.
struct Merge<'a> {
    context: Context<'a>,
    plan: Plan<'a>,
    streams: Vec<Stream>,
    /// The number of tables that can hold nodes of the list.
    tables: usize,
    /// Of those, the ones that cannot answer the question as it is asked.
    unsupported: Vec<Problem>,
    listed: Listed,
}

impl Context<'_> {
    /// A page of leads, deals, incentives or contacts, merged from the streams of their tables.
    ///
    /// # Errors
    /// If no source can answer the question as it is asked, or not within the bounds. A source that
    /// fails while others answer is a gap.
    #[tracing::instrument(name = "plan.list", skip_all, fields(entity = %self.kind, first = query.first))]
    pub(super) async fn merged(self, query: &ListQuery) -> Result<Listed, Problem> {
        let plan = Plan::of_list(self.engine, self.kind, query);
        let needs = self.needs.with(plan.deciding).cheap_but(plan.deciding);
        let mut merge = Merge::begin(self.with_needs(needs), plan).await;
        let countable = query.count && query.after.is_none() && !merge.are_linked();
        if countable {
            merge.fill(|streams| streams.iter_mut().collect()).await?;
        }
        let mut chosen = merge.choose().await?;
        let mut listed = merge.listed;
        if merge.tables > 0 && merge.unsupported.len() == merge.tables {
            return Err(merge.unsupported.swap_remove(0));
        }
        merge.unsupported.into_iter().for_each(|problem| listed.note_gap(problem.into_gap()));
        listed.has_next = chosen.len() > query.first;
        chosen.truncate(query.first);
        if countable && listed.gaps.is_empty() {
            listed.total = merge.streams.iter().map(|stream| stream.total).sum();
        }
        listed.nodes = self.complete(chosen).await;
        listed.note_failures();
        Ok(listed)
    }

    /// The chosen candidates as nodes, with whatever records of other systems could change what is
    /// selected.
    pub(super) async fn complete(self, chosen: Vec<Candidate>) -> Vec<(Cursor, Arc<Node>)> {
        let cursors: Vec<Cursor> = chosen.iter().map(Candidate::cursor).collect();
        let mut drafts: Vec<_> = chosen.into_iter().map(|candidate| candidate.draft).collect();
        let cheap = self.with_needs(self.needs.cheap_but(FieldSet::EMPTY));
        cheap.find_inbound(&mut drafts, self.needs.fields).await;
        self.top_up(&mut drafts).await;
        cursors.into_iter().zip(drafts.iter().map(|draft| draft.node(self).clone())).collect()
    }
}

impl<'a> Merge<'a> {
    /// The streams of a list, nothing read yet.
    async fn begin(context: Context<'a>, plan: Plan<'a>) -> Self {
        let query = plan.query;
        let (streams, unsupported) = (Vec::new(), Vec::new());
        let listed = Listed::default();
        let mut merge = Self { context, plan, streams, tables: 0, unsupported, listed };
        let mut tables = Vec::new();
        for table in context.tables().iter().filter(|table| query.covers(table)) {
            if query.quick && !table.per_record.intersection(plan.deciding).is_empty() {
                merge.listed.note_gap(Problem::skipped(table));
                continue;
            }
            tables.push(table);
        }
        merge.tables = tables.len();
        let streams = tables.into_iter().map(|table| Stream::new(context, plan, table));
        for stream in join_all(streams).await {
            match stream {
                Ok(stream) => merge.streams.extend(stream),
                Err(problem) if problem.is_unsupported() => merge.unsupported.push(problem),
                Err(problem) => merge.listed.note_gap(problem),
            }
        }
        merge
    }

    /// The first nodes of the list, with the one that tells whether others follow.
    async fn choose(&mut self) -> Result<Vec<Candidate>, Problem> {
        let order = self.plan.query.order;
        let mut chosen: Vec<Candidate> = Vec::new();
        while chosen.len() <= self.plan.query.first {
            if !lacking(&mut self.streams, order).is_empty() {
                self.fill(|streams| lacking(streams, order)).await?;
                // A source that takes too long with one table is not waited for with the next.
                self.streams
                    .iter_mut()
                    .filter(|stream| self.listed.is_late(&stream.table.source.name))
                    .for_each(|stream| stream.done = true);
                continue;
            }
            let next = self
                .streams
                .iter_mut()
                .filter(|stream| !stream.buffer.is_empty())
                .min_by(|a, b| match (a.buffer.front(), b.buffer.front()) {
                    (Some(a), Some(b)) => a.compare(b, order),
                    _ => Ordering::Equal,
                })
                .and_then(|stream| stream.buffer.pop_front());
            match next {
                Some(candidate) => chosen.push(candidate),
                None => break,
            }
        }
        Ok(chosen)
    }

    /// Reads the next page of some streams side by side. One whose source fails ends, and is a gap.
    async fn fill(
        &mut self,
        which: impl FnOnce(&mut [Stream]) -> Vec<&mut Stream>,
    ) -> Result<(), Problem> {
        let (context, plan) = (self.context, self.plan);
        let filled = which(&mut self.streams).into_iter().map(|stream| async move {
            let outcome = stream.fill(context, plan).await;
            stream.done |= outcome.is_err();
            outcome
        });
        let outcomes: Vec<Result<Vec<Error>, Problem>> = join_all(filled).await;
        for outcome in outcomes {
            match outcome {
                Ok(lost) => lost.into_iter().for_each(|error| self.listed.note_gap(error)),
                Err(problem) if problem.is_unsupported() => self.unsupported.push(problem),
                Err(problem) if problem.source_name.is_none() => return Err(problem),
                Err(problem) => self.listed.note_gap(problem),
            }
        }
        Ok(())
    }

    /// Returns true if a record of one of the tables can be part of a node with a record of
    /// another: then what a table counts are not the nodes that are listed.
    fn are_linked(&self) -> bool {
        let has_stream =
            |table: &Table| self.streams.iter().any(|stream| stream.table.rank == table.rank);
        self.context.links().iter().any(|link| has_stream(&link.from) || has_stream(&link.to))
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
