//! Lists over several tables: a k-way merge of their streams by position.

use std::{cmp::Ordering, sync::Arc};

use channelgraph_core::Error;
use channelgraph_schema::{Cursor, FieldSet, Order, Place, Value};
use futures::future::join_all;

use super::{candidate::Candidate, progress::Progress, resolve::Failed, stream::Stream};
use crate::{
    engine::{ListQuery, Listed, Node, Problem, Ranks, context::Context, plan::Plan},
    model::Table,
};

/// A part of a list while its streams are merged.
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

/// A page of a list while it is merged.
struct Page<'a> {
    progress: Progress<'a>,
    chosen: Vec<(Cursor, Candidate)>,
    /// Nodes that were looked at.
    seen: usize,
    listed: Listed,
}

/// The reason for which no more is listed of a part.
enum Stop {
    /// The page is full.
    Full,
    /// The part is at its end.
    End,
    /// Tables failed.
    Failed(Vec<Failed>),
}

impl Context<'_> {
    /// A page of leads, deals, incentives or contacts, merged from the streams of their tables.
    ///
    /// # Errors
    /// If no source can answer the question as it is asked, or not within the bounds. A source that
    /// fails while others answer is a gap, and what it lacks is owed.
    #[tracing::instrument(name = "plan.list", skip_all, fields(entity = %self.kind, first = query.first as i64))]
    pub(super) async fn merged(self, query: &ListQuery) -> Result<Listed, Problem> {
        let progress = Progress::of(self, query, place_of);
        let (chosen, listed) = (Vec::new(), Listed::default());
        let mut page = Page { progress, chosen, seen: 0, listed };
        let mut absent = Ranks::default();
        let mut is_at_end = false;
        while page.progress.has_room(absent) {
            let Some(part) = page.progress.begin(absent) else {
                is_at_end = true;
                break;
            };
            match self.without(absent).list_part(query, (&part.from, &part.to), &mut page).await? {
                Stop::Full => break,
                Stop::End => page.progress.finish(),
                Stop::Failed(failures) => {
                    page.progress.leave();
                    for Failed { tables, problem } in failures {
                        page.listed.note_gap(problem);
                        absent = absent.union(tables);
                    }
                }
            }
        }
        self.without(absent).finish_page(query, page, is_at_end).await
    }

    /// Lists what follows in a part of a list, until the page is full.
    ///
    /// # Errors
    /// As [`Self::merged`].
    async fn list_part(
        self,
        query: &ListQuery,
        (from, to): (&Place, &Place),
        page: &mut Page<'_>,
    ) -> Result<Stop, Problem> {
        let every_record = query.search || page.progress.needs_every_record(self.absent);
        let plan = Plan::of_list(self.engine, self.kind, query).with_every_record(every_record);
        let needs = self.needs.with(plan.deciding).cheap_but(plan.deciding);
        let mut merge = match Merge::begin(self.with_needs(needs), plan, from).await {
            Ok(merge) => merge,
            Err(failures) => return Ok(Stop::Failed(failures)),
        };
        let countable = query.count && query.after.is_none() && !merge.are_linked();
        // A search asks all tables at once: what each has been asked for is little.
        if countable || query.search {
            let failures = merge.fill(|all| all.iter_mut().collect()).await?;
            if !failures.is_empty() {
                return Ok(Stop::Failed(failures));
            }
        }
        let most = self.engine.limits.max_scan;
        let belongs = |node: &Node| query.holds(node);
        let stop = loop {
            if page.chosen.len() > query.first || page.seen > most {
                break Stop::Full;
            }
            let candidate = match merge.next().await? {
                Ok(Some(candidate)) => candidate,
                Ok(None) => break Stop::End,
                Err(failures) => break Stop::Failed(failures),
            };
            if page.progress.compare(candidate.position(), to).is_gt() {
                break Stop::End;
            }
            page.seen += 1;
            let is_skipped = page.progress.skips(candidate.draft.node(self), belongs);
            page.progress.pass(candidate.place());
            if !is_skipped {
                page.chosen.push((page.progress.cursor(), candidate));
            }
        };
        if merge.tables > 0 && merge.unsupported.len() == merge.tables {
            return Err(merge.unsupported.swap_remove(0));
        }
        let refusals = merge.unsupported.into_iter().map(Problem::into_gap);
        merge.listed.gaps.into_iter().chain(refusals).for_each(|gap| page.listed.note_gap(gap));
        if countable && page.listed.gaps.is_empty() {
            page.listed.total = merge.streams.iter().map(|stream| stream.total).sum();
        }
        Ok(stop)
    }

    /// Reads what is selected of the chosen nodes.
    async fn finish_page(
        self,
        query: &ListQuery,
        page: Page<'_>,
        is_at_end: bool,
    ) -> Result<Listed, Problem> {
        let Page { progress, mut chosen, mut listed, .. } = page;
        let is_more = chosen.len() > query.first;
        listed.has_next = is_more || !is_at_end || progress.is_owing();
        if listed.has_next && !is_more {
            listed.end = Some(progress.cursor());
        }
        if !listed.gaps.is_empty() {
            listed.total = None;
        }
        chosen.truncate(query.first);
        listed.nodes = self.complete(chosen).await;
        listed.note_failures();
        Ok(listed)
    }

    /// The chosen candidates as nodes, with whatever records of other systems could change what is
    /// selected.
    pub(super) async fn complete(
        self,
        chosen: Vec<(Cursor, Candidate)>,
    ) -> Vec<(Cursor, Arc<Node>)> {
        let (cursors, mut drafts): (Vec<_>, Vec<_>) =
            chosen.into_iter().map(|(cursor, candidate)| (cursor, candidate.draft)).unzip();
        let cheap = self.with_needs(self.needs.cheap_but(FieldSet::EMPTY));
        cheap.find_inbound(&mut drafts, self.needs.fields).await;
        self.top_up(&mut drafts).await;
        cursors.into_iter().zip(drafts.iter().map(|draft| draft.node(self).clone())).collect()
    }
}

/// The place of a node: that of its sort record.
pub(super) fn place_of(query: &ListQuery, node: &Node) -> Option<Place> {
    let record = &query.sort_record(node)?.record;
    let key = query.order.key.map_or(Value::Null, |key| record.get(key).clone());
    Some(Place::At { key, record: record.key.clone() })
}

impl<'a> Merge<'a> {
    /// The streams of a list behind a place, nothing read yet.
    ///
    /// # Errors
    /// What failed for now.
    async fn begin(
        context: Context<'a>,
        plan: Plan<'a>,
        from: &Place,
    ) -> Result<Self, Vec<Failed>> {
        let query = plan.query;
        let (streams, unsupported) = (Vec::new(), Vec::new());
        let listed = Listed::default();
        let mut merge = Self { context, plan, streams, tables: 0, unsupported, listed };
        let mut tables = Vec::new();
        for table in context.tables().iter().filter(|table| query.covers(table)) {
            if query.search {
                let held = query.sought(context.kind).intersection(table.mapping.mapped());
                let lost: FieldSet =
                    held.iter().filter(|field| !table.finds_text_of(*field)).collect();
                if !lost.is_empty() {
                    merge.listed.note_gap(Problem::unsearched(table, lost));
                }
                if lost == held {
                    continue;
                }
            }
            merge.tables += 1;
            if !context.absent.contains(table.rank) {
                tables.push(table);
            }
        }
        let streams = tables
            .into_iter()
            .map(|table| async move { (table, Stream::new(context, plan, table, from).await) });
        let mut failures = Vec::new();
        for (table, stream) in join_all(streams).await {
            match stream {
                Ok(stream) => merge.streams.extend(stream),
                Err(problem) if problem.is_unsupported() => merge.unsupported.push(problem),
                Err(problem) if problem.may_pass() => {
                    let tables = context.failing_with(table, &problem);
                    failures.push(Failed { tables, problem });
                }
                Err(problem) => merge.listed.note_gap(problem),
            }
        }
        if failures.is_empty() { Ok(merge) } else { Err(failures) }
    }

    /// The next node of the list; none at its end.
    ///
    /// # Errors
    /// The inner one if tables failed; the outer one if the list as a whole did.
    async fn next(&mut self) -> Result<Result<Option<Candidate>, Vec<Failed>>, Problem> {
        let order = self.plan.query.order;
        while !lacking(&mut self.streams, order).is_empty() {
            let failures = self.fill(|streams| lacking(streams, order)).await?;
            if !failures.is_empty() {
                return Ok(Err(failures));
            }
        }
        let filled = self.streams.iter_mut().filter(|stream| !stream.buffer.is_empty());
        let first = filled.min_by(|a, b| match (a.buffer.front(), b.buffer.front()) {
            (Some(a), Some(b)) => a.compare(b, order),
            _ => Ordering::Equal,
        });
        Ok(Ok(first.and_then(|stream| stream.buffer.pop_front())))
    }

    /// Reads the next page of some streams side by side, and returns what failed for now. One whose
    /// source cannot answer at all ends, and is a gap.
    ///
    /// # Errors
    /// If the list as a whole fails.
    async fn fill(
        &mut self,
        which: impl FnOnce(&mut [Stream]) -> Vec<&mut Stream>,
    ) -> Result<Vec<Failed>, Problem> {
        let (context, plan) = (self.context, self.plan);
        let filled = which(&mut self.streams).into_iter().map(|stream| async move {
            let outcome = stream.fill(context, plan).await;
            stream.done |= outcome.is_err();
            outcome
        });
        let outcomes: Vec<Result<Vec<Error>, Failed>> = join_all(filled).await;
        let mut failures = Vec::new();
        for outcome in outcomes {
            match outcome {
                Ok(lost) => lost.into_iter().for_each(|error| self.listed.note_gap(error)),
                Err(Failed { problem, .. }) if problem.is_unsupported() => {
                    self.unsupported.push(problem);
                }
                Err(Failed { problem, .. }) if problem.source_name.is_none() => {
                    return Err(problem);
                }
                Err(failed) if failed.problem.may_pass() => failures.push(failed),
                Err(Failed { problem, .. }) => self.listed.note_gap(problem),
            }
        }
        Ok(failures)
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
