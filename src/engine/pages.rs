//! Reading whole tables page by page, for the indexes: all rows, or those that changed since a
//! moment.

use std::sync::Arc;

use channelgraph_core::{After, Error, Page, Read, Select};
use channelgraph_schema::{
    Direction, FieldId, FieldSet, Filter, Locale, Order, Record, Role, Test, Value,
    mapping::{FieldSpec, SourceOrder},
};
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::try_join;

use crate::model::Table;

/// Rows asked for at once: Salesforce's largest page.
const PAGE: usize = 2000;

/// Rows that are read before others get their turn.
const AT_ONCE: usize = 250;

/// More rows than any table has, for one that is read in one page.
const ALL: usize = u32::MAX as usize;

/// Overlap of a look for changes with the one before, at least.
const OVERLAP: TimeDelta = TimeDelta::seconds(90);
/// How far the clock of a source may be behind this one's.
pub(super) const CLOCKS: TimeDelta = TimeDelta::seconds(30);

/// Overlap of a look for a table's changes with the one before: search indexes and clocks lag.
pub(super) fn overlap(table: &Table) -> TimeDelta {
    (lag(table) + CLOCKS).max(OVERLAP)
}

/// The time after which what was written into a table is sure to be in its lists.
pub(super) fn lag(table: &Table) -> TimeDelta {
    let lag = table.source.connector.capabilities(&table.mapping.object).lag;
    TimeDelta::from_std(lag).unwrap_or(OVERLAP)
}

/// A table on its way from its first page to its last.
pub(super) struct Pages {
    table: Arc<Table>,
    fields: FieldSet,
    /// The source's own fields that are read.
    names: Vec<String>,
    filter: Filter<String>,
    /// The field by whose order the table is read; none: by id.
    key: Option<(FieldId, SourceOrder)>,
    limit: usize,
    after: Option<After>,
    is_done: bool,
}

impl Pages {
    /// The pages of the rows that pass `changed`, as records that hold `fields` and what stands in
    /// the source's own fields `names`.
    pub(super) fn new(
        table: &Arc<Table>,
        fields: FieldSet,
        names: Vec<String>,
        changed: Filter<String>,
    ) -> Self {
        let pages_by_id = table.source.connector.capabilities(&table.mapping.object).pages_by_id;
        let key = if pages_by_id { None } else { dated(table) };
        let mut all = Self {
            table: table.clone(),
            fields,
            names,
            filter: table.mapping.only.clone().and(changed),
            limit: if pages_by_id || key.is_some() { PAGE } else { ALL },
            key,
            after: None,
            is_done: false,
        };
        if let Some((field, order)) = &all.key {
            all.fields.insert(*field);
            all.names.push(order.field.clone());
        }
        all.names.sort_unstable();
        all.names.dedup();
        all
    }

    /// The pages of all rows that changed since then, also of those that the mapping does not mean,
    /// or no longer: what left its condition has changed.
    pub(super) fn of_changes(table: &Arc<Table>, since: DateTime<Utc>) -> Self {
        let filter = modified_since(table, since - overlap(table));
        let pages = Self::new(table, FieldSet::EMPTY, Vec::new(), Filter::all());
        Self { filter, ..pages }
    }

    /// The next page; none after the last one. One that failed can be asked for again.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<Record>>, Error> {
        if self.is_done {
            return Ok(None);
        }
        let (table, fields) = (&self.table, self.fields);
        let read = Read {
            object: table.mapping.object.clone(),
            fields: self.names.clone(),
            select: Select::All,
            filter: self.filter.clone(),
            order: self.key.as_ref().map(|(_, order)| order.clone()),
            after: self.after.clone(),
            limit: self.limit,
            count: false,
        };
        let (page, locale) =
            try_join(table.source.connector.read(&read), table.locale(fields)).await?;
        let Page { rows, complete, .. } = page;
        let mut records: Vec<Record> = Vec::with_capacity(rows.len());
        for some in rows.chunks(AT_ONCE) {
            records.extend(some.iter().map(|row| table.record(row, fields, false, &locale)));
            tokio::task::yield_now().await;
        }
        self.is_done = complete || records.is_empty();
        self.after = records.last().map(|last| After {
            key: self.key.as_ref().map_or(Value::Null, |(field, _)| last.get(*field).clone()),
            id: Some(last.key.id.to_string()),
        });
        Ok(Some(records))
    }
}

/// The moment of a record's making as the order in which a table is read, if the source can list
/// it so: that moment never changes.
fn dated(table: &Table) -> Option<(FieldId, SourceOrder)> {
    let created = table.mapping.kind.with_role(Role::Created)?;
    let order = Order { key: Some(created), direction: Direction::Asc };
    let order = table.mapping.order(order, &Locale::default()).ok()??;
    ranges(table, &order.field).then_some((created, order))
}

fn ranges(table: &Table, field: &str) -> bool {
    table.source.connector.field_capabilities(&table.mapping.object, field).ranges
}

/// Returns true if a table's source can be asked for the records that changed since a moment,
/// without reading every other one too.
pub(super) fn tells_changes(table: &Table) -> bool {
    let updated = table.mapping.kind.with_role(Role::Modified);
    let spec = updated.and_then(|updated| table.mapping.spec(updated));
    let field = spec.and_then(|spec| spec.field.as_ref());
    field.is_some_and(|field| ranges(table, field))
}

/// The condition on records that may be new since then. A record that was never changed, or whose
/// time of change is another record's, may only tell by its creation.
pub(super) fn modified_since(table: &Table, since: DateTime<Utc>) -> Filter<String> {
    let (mapping, kind) = (&table.mapping, table.mapping.kind);
    let at_least = |field| Filter::Test(field, Test::Gte(Value::Time(since)));
    let tells = |spec: &FieldSpec| {
        spec.required && spec.field.as_ref().is_some_and(|name| !name.contains('.'))
    };
    let updated = kind.with_role(Role::Modified);
    let created = kind.with_role(Role::Created).filter(|field| mapping.mapped().contains(*field));
    let is_enough = |updated| mapping.spec(updated).is_none_or(tells);
    let changed = match (updated, created) {
        (Some(updated), Some(created)) if !is_enough(updated) => {
            Filter::any_of([at_least(updated), at_least(created)])
        }
        (Some(updated), _) => at_least(updated),
        (None, _) => Filter::none(),
    };
    mapping.lower(&changed, &Locale::default()).filter
}
