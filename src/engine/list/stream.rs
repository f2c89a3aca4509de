//! One table's part of a merged list: candidates in the list's order, each already resolved and
//! tested.

use std::{collections::VecDeque, sync::Arc};

use channelgraph_core::{After, Error};
use channelgraph_schema::{
    Cursor, EntityKind, FieldId, FieldSet, Filter, Order, Record, RecordKey, Value, compare_ids,
    mapping::SourceOrder,
};

use crate::{
    engine::{Engine, ListQuery, Needs, Problem, assemble::Draft, plan::relaxed},
    load::{ListPage, ListRead},
    model::Table,
};

/// A node that belongs into the list, at the place of one of its records.
pub(super) struct Candidate {
    pub(super) key: Value,
    pub(super) rank: usize,
    pub(super) record: Arc<Record>,
    pub(super) draft: Draft,
}

/// The nodes of a page of one table, as far as they match.
pub(super) struct Resolved {
    pub(super) drafts: Vec<Draft>,
    /// By a record of theirs, those that do not match as far as is known, with what failed: had it
    /// not, they might.
    pub(super) lost: Vec<(RecordKey, Vec<Error>)>,
}

/// Where one table stands in a merged list.
pub(super) struct Stream {
    pub(super) table: Arc<Table>,
    pub(super) buffer: VecDeque<Candidate>,
    /// Whether its rows can have the order's key.
    pub(super) keyed: bool,
    /// Whether no row is left to read.
    pub(super) done: bool,
    /// How many nodes of the list have their place here, if that is known.
    pub(super) total: Option<u64>,
    /// Whether that is the number of rows which the table lets through.
    countable: bool,
    filter: Filter<String>,
    order: Option<SourceOrder>,
    after: Option<After>,
    scanned: usize,
    limit: usize,
}

impl Stream {
    /// The stream of a table; none if it cannot hold anything of the list.
    ///
    /// # Errors
    /// If the table cannot be ordered as the list asks.
    pub(super) fn new(
        engine: &Engine,
        kind: EntityKind,
        table: &Arc<Table>,
        query: &ListQuery,
    ) -> Result<Option<Self>, Problem> {
        let filter = relaxed(&engine.model, kind, table, &query.filter, query, None);
        let Some(after) = place_after(engine, kind, table, query) else { return Ok(None) };
        if filter.is_none() {
            return Ok(None);
        }
        let order = table.mapping.order(query.order).map_err(Problem::input)?;
        // Of a table whose records name others, many rows will turn out to be listed there: a
        // larger page saves a call.
        let kin = engine.model.kin(table);
        let names_others = !kin.fields.is_empty();
        let limit = (query.first + 1) * if names_others { 2 } else { 1 };
        // Linked records can make a node match, or fail, whatever the row itself says.
        let countable = table.mapping.lower(&query.filter).exact
            && !names_others
            && (kin.naming.is_empty() || query.filter.is_all());
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
    /// If the table's source fails. What failed of others, so that a node may be missing, is given.
    pub(super) async fn fill(
        &mut self,
        engine: &Engine,
        kind: EntityKind,
        query: &ListQuery,
        needs: Needs,
    ) -> Result<Vec<Error>, Problem> {
        let read = ListRead {
            filter: self.filter.clone(),
            order: self.order.clone(),
            after: self.after.clone(),
            limit: self.limit,
            count: query.count && self.countable && self.scanned == 0,
            fields: needs.of(&self.table),
            attributes: needs.attributes,
        };
        let page: Arc<ListPage> = engine.store.list(&self.table, read).await?;
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
        let drafts =
            page.records.iter().map(|record| Draft::new(&self.table, record.clone())).collect();
        let Resolved { drafts, lost } =
            engine.resolve(kind, query, query.fields(kind), needs, drafts).await;
        for draft in drafts {
            let record = draft.members[0].record.clone();
            let node = draft.node(engine, kind);
            // A node is listed at the place of one record; the others' tables pass it over.
            if query.holder(&node).is_some_and(|holder| holder.record.key == record.key) {
                let key = query.order.key.map_or(Value::Null, |key| record.get(key).clone());
                self.buffer.push_back(Candidate { key, rank: self.table.rank, record, draft });
            }
        }
        if is_whole {
            self.total = Some(self.buffer.len() as u64);
        }
        // Pages grow while little is found in them.
        if self.buffer.len() * 2 < self.limit {
            self.limit = (self.limit * 4).min(engine.limits.max_scan);
        }
        if self.buffer.is_empty() && !self.done && self.scanned >= engine.limits.max_scan {
            return Err(self.found_too_little(kind, query));
        }
        Ok(lost.into_iter().flat_map(|(_, errors)| errors).collect())
    }

    fn found_too_little(&self, kind: EntityKind, query: &ListQuery) -> Problem {
        let mut fields = Vec::new();
        query
            .filter
            .for_each_field(&mut |field| fields.push(format!("`{}`", kind.def(*field).name)));
        fields.dedup();
        Problem::too_complex(format!(
            "{} rows of {} in {} were read and none of the last page belongs into the list: that source cannot decide the filter on {} itself; \
             narrow it with a field that it can (a partner, a date, an enum)",
            self.scanned,
            self.table.mapping.object,
            self.table.source.name,
            fields.join(", "),
        ))
    }
}

/// Where a table goes on after a cursor: `Some(None)` from its beginning, `None` if all of its rows
/// lie before.
#[expect(
    clippy::option_option,
    reason = "the outer one says whether the table has anything left, the inner one where it begins"
)]
fn place_after(
    engine: &Engine,
    kind: EntityKind,
    table: &Table,
    query: &ListQuery,
) -> Option<Option<After>> {
    let Some(Cursor { key, record }) = &query.after else { return Some(None) };
    let rank = engine.model.table_of(kind, record).map_or(usize::MAX, |other| other.rank);
    let keyed = table.mapping.has_key(query.order);
    if !keyed && !key.is_null() {
        // Rows without a key come after every row that has one.
        return Some(None);
    }
    let key = table.mapping.lower_key(query.order, key);
    // Among rows with the cursor's key, tables come by rank.
    let id = match table.rank.cmp(&rank) {
        std::cmp::Ordering::Less => None,
        std::cmp::Ordering::Equal => Some(record.id.to_string()),
        std::cmp::Ordering::Greater => Some(String::new()),
    };
    match (keyed, id) {
        (false, None) => None,
        (false, Some(id)) if id.is_empty() => Some(None),
        (_, None) if key.is_null() => None,
        (_, id) => Some(Some(After { key, id })),
    }
}

impl Engine {
    /// Of the records of a page of one table, those whose node matches, as far along as that could
    /// be told: with every record that could change one of the `deciding` fields, or hold the
    /// place.
    pub(super) async fn resolve(
        &self,
        kind: EntityKind,
        query: &ListQuery,
        deciding: FieldSet,
        needs: Needs,
        mut drafts: Vec<Draft>,
    ) -> Resolved {
        let mut lost = Vec::new();
        let Some(table) = drafts.first().map(|draft| draft.members[0].table.clone()) else {
            return Resolved { drafts, lost };
        };
        self.follow_links(kind, &mut drafts, needs).await;
        // Where a record that holds no place is in between, the place is that of the first of those
        // which name it.
        let kin = self.model.kin(&table);
        let every_record =
            !query.plays(&table) || kin.named.iter().any(|other| !query.plays(other));
        // A record of a table that stands before this one holds the place, whatever it says; so
        // does one of this very table that names the same thing, where what it names does not.
        let first = |other: &&Arc<Table>| other.rank < table.rank && query.plays(other);
        let same = kin.named.iter().any(|other| !first(&other)).then_some(table.rank);
        let before =
            kin.naming.iter().chain(&kin.named).filter(first).map(|other| other.rank).chain(same);
        let needs = Needs { every_record, referred_to: before.collect(), ..needs };
        self.look_back(kind, &mut drafts, deciding, needs).await;
        drafts.retain(|draft| {
            let node = draft.node(self, kind);
            let matches = query.filter.matches(&|field: &FieldId| node.value(*field));
            if !matches && !node.failures.is_empty() {
                lost.push((draft.members[0].record.key.clone(), node.failures));
            }
            matches
        });
        Resolved { drafts, lost }
    }
}

/// The order of two candidates in a merged list.
pub(super) fn compare(order: Order, a: &Candidate, b: &Candidate) -> std::cmp::Ordering {
    channelgraph_schema::compare_keys(&a.key, &b.key, order.direction)
        .then_with(|| a.rank.cmp(&b.rank))
        .then_with(|| compare_ids(&a.record.key.id, &b.record.key.id))
}

impl Candidate {
    /// The cursor of its place.
    pub(super) fn cursor(&self) -> Cursor {
        Cursor { key: self.key.clone(), record: self.record.key.clone() }
    }

    /// Whether it comes behind a cursor whose record is of the table with this rank.
    pub(super) fn is_after(&self, order: Order, rank: usize, cursor: &Cursor) -> bool {
        let keys = channelgraph_schema::compare_keys(&self.key, &cursor.key, order.direction);
        keys.then_with(|| self.rank.cmp(&rank))
            .then_with(|| compare_ids(&self.record.key.id, &cursor.record.id))
            .is_gt()
    }
}
