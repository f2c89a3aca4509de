//! Streams: one table's part of a merged list, as candidates in the list's order, each already
//! resolved and tested.

use std::{cmp::Ordering, collections::VecDeque, sync::Arc};

use channelgraph_core::{After, Error};
use channelgraph_schema::{FieldId, FieldSet, Filter, Place, Record, Value, mapping::SourceOrder};

use super::{
    candidate::Candidate,
    position::Position,
    resolve::{Failed, Resolved},
};
use crate::{
    engine::{Problem, Ranks, assemble::Draft, context::Context, plan::Plan},
    load::{ListPage, ListRead},
    model::Table,
};

/// Rows of one table that a search reads without finding a node: two pages.
const SEARCHED: usize = 400;

/// One table's part of a merged list.
pub(super) struct Stream {
    pub(super) table: Arc<Table>,
    pub(super) buffer: VecDeque<Candidate>,
    /// True if its rows can have the order's key.
    pub(super) keyed: bool,
    /// True if no row is left to read.
    pub(super) done: bool,
    /// The number of nodes of the list that have their sort record here, if that is known.
    pub(super) total: Option<u64>,
    /// True if that is the number of rows which the table lets through.
    countable: bool,
    filter: Filter<String>,
    order: Option<SourceOrder>,
    after: Option<After>,
    scanned: usize,
    limit: usize,
}

impl Stream {
    /// The stream of a table behind a place; none if it cannot hold anything of the list there.
    ///
    /// # Errors
    /// If the table cannot be ordered as the list asks, or its source fails to tell its locale.
    pub(super) async fn new(
        context: Context<'_>,
        plan: Plan<'_>,
        table: &Arc<Table>,
        from: &Place,
    ) -> Result<Option<Self>, Problem> {
        let query = plan.query;
        let locale = context.engine.store.locale(table, plan.deciding).await?;
        let filter = if query.search {
            let searched = table.mapping.lower(&query.searched(table), &locale).filter;
            searched.and(plan.pushdown(table, &query.within, &locale))
        } else {
            plan.pushdown(table, &query.filter, &locale)
        };
        let Some(after) = place_after(context, plan, table, from) else { return Ok(None) };
        if filter.is_none() {
            return Ok(None);
        }
        let order = plan.order_of(table, &locale)?;
        // Of a table whose records link to others, many rows will turn out to be listed there: a
        // larger page saves a call.
        let linked = context.linked(table);
        let links_to_others = !linked.fields.is_empty();
        let limit = (query.first + 1) * if links_to_others { 2 } else { 1 };
        // Linked records can make a node match, or fail, whatever the row itself says.
        let countable = table.mapping.lower(&query.filter, &locale).exact
            && !links_to_others
            && (linked.inbound.is_empty() || query.filter.is_all());
        Ok(Some(Self {
            keyed: table.mapping.has_key(query.order),
            table: table.clone(),
            buffer: VecDeque::new(),
            done: false,
            total: None,
            countable,
            filter,
            order,
            after,
            scanned: 0,
            limit,
        }))
    }

    /// Reads the next page into the buffer.
    ///
    /// # Errors
    /// If the table's source fails, or another one without which it cannot be told which nodes
    /// there are. Lasting failures of others that may have kept a node out are returned.
    pub(super) async fn fill(
        &mut self,
        context: Context<'_>,
        plan: Plan<'_>,
    ) -> Result<Vec<Error>, Failed> {
        let query = plan.query;
        let page = self.read(context, plan).await.map_err(|error| {
            let problem = Problem::from(error);
            Failed { tables: context.failing_with(&self.table, &problem), problem }
        })?;
        let is_whole = self.after.is_none() && page.complete;
        self.total = self.total.or(page.total.filter(|_| self.countable));
        self.done = page.complete || page.records.is_empty();
        self.scanned += page.records.len();
        if let Some(last) = page.records.last() {
            let key = query.order.key.map_or(Value::Null, |key| last.get(key).clone());
            self.after = Some(After {
                key: self.table.mapping.lower_key(query.order, &key),
                id: Some(last.key.id.to_string()),
            });
        }
        // A node stands in a search at a record that is found itself: no others are followed.
        let searched = query.search.then(|| query.searched(&self.table));
        let is_found = |record: &&Arc<Record>| {
            let own = |field: &FieldId| record.get(*field);
            searched.as_ref().is_none_or(|filter| filter.matches(&own))
        };
        let found = page.records.iter().filter(is_found);
        let drafts: Vec<_> = found.map(|record| Draft::new(&self.table, record.clone())).collect();
        if query.search {
            // What is found and stands at another table's record is no vain reading.
            self.scanned -= drafts.len();
        }
        let Resolved { drafts, lost, failed } = context.resolve(plan, drafts).await;
        if let Some((_, failed)) = failed.into_iter().next() {
            return Err(failed);
        }
        for draft in drafts {
            let seed = draft.seed().clone();
            // A node is listed at the position of its sort record; the other tables' streams pass
            // it over.
            let sort_record = query.sort_record(draft.node(context));
            if sort_record.is_some_and(|record| record.record.key == seed.record.key) {
                self.buffer.push_back(Candidate::new(query.order, &seed, draft));
            }
        }
        if is_whole {
            self.total = Some(self.buffer.len() as u64);
        }
        // Pages grow while little is found in them.
        let most = if query.search { SEARCHED } else { context.engine.limits.max_scan };
        if self.buffer.len() * 2 < self.limit {
            self.limit = (self.limit * 4).min(most);
        }
        if self.buffer.is_empty() && !self.done && self.scanned >= most {
            let problem = self.found_too_little(context, plan);
            return Err(Failed { tables: Ranks::default(), problem });
        }
        Ok(lost.into_iter().flat_map(|(_, errors)| errors).collect())
    }

    /// Reads the next page of the table.
    async fn read(&self, context: Context<'_>, plan: Plan<'_>) -> Result<Arc<ListPage>, Error> {
        let read = ListRead {
            filter: self.filter.clone(),
            order: self.order.clone(),
            after: self.after.clone(),
            limit: self.limit,
            count: plan.query.count && self.countable && self.scanned == 0,
        };
        context.engine.store.list(&self.table, read, context.needs.held(&self.table)).await
    }

    fn found_too_little(&self, context: Context<'_>, plan: Plan<'_>) -> Problem {
        let mut fields = FieldSet::EMPTY;
        plan.query.filter.for_each_field(&mut |field| fields.insert(*field));
        let name = |field| format!("`{}`", context.kind.def(field).name);
        let fields: Vec<String> = fields.iter().map(name).collect();
        let (read, fields) = (self.scanned, fields.join(", "));
        let (object, source) = (&self.table.mapping.object, &self.table.source.name);
        let message = format!(
            "{read} rows of {object} in {source} were read, and none of the last page belongs into \
             the list: that source cannot filter by {fields}; add a condition that it can decide (a \
             partner, a date, an enum)"
        );
        // The rows and fields are also those of the viewer's rules.
        let discreet = "a system would have to read too many rows for this list; add a condition \
                        that it can decide (a partner, a date, an enum)";
        let problem =
            Problem { discreet: Some(discreet.to_owned()), ..Problem::too_complex(message) };
        // A search goes on without the table.
        let source_name = plan.query.search.then(|| self.table.source.name.clone());
        Problem { source_name, ..problem }
    }
}

/// The place from which a table's rows are read behind a place: `Some(None)` for its beginning,
/// `None` if all of its rows lie before.
#[expect(
    clippy::option_option,
    reason = "the outer one says whether the table has anything left, the inner one where it begins"
)]
fn place_after(
    context: Context<'_>,
    plan: Plan<'_>,
    table: &Table,
    from: &Place,
) -> Option<Option<After>> {
    let order = plan.query.order;
    let (key, rank, id) = match Position::at(&context.engine.model, context.kind, from) {
        Position::Begin => return Some(None),
        Position::End => return None,
        Position::At { key, rank, id } => (key, rank, id),
    };
    let keyed = table.mapping.has_key(order);
    if !keyed && !key.is_null() {
        // Rows without a key come after every row that has one.
        return Some(None);
    }
    let key = table.mapping.lower_key(order, key);
    // Among rows with the place's key, tables come by rank.
    let id = match table.rank.cmp(&rank) {
        Ordering::Less => None,
        Ordering::Equal => Some(id.to_owned()),
        Ordering::Greater => Some(String::new()),
    };
    match (keyed, id) {
        (false, None) => None,
        (false, Some(id)) if id.is_empty() => Some(None),
        (_, None) if key.is_null() => None,
        (_, id) => Some(Some(After { key, id })),
    }
}
