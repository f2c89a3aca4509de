//! Reads as the store asks connectors for them: in pieces of a source's size, side by side.

use std::{collections::HashMap, sync::Arc};

use channelgraph_core::{Error, Page, Read, Select};
use channelgraph_schema::{FieldSet, Filter, Locale, Record, mapping::Row};
use chrono::{DateTime, Utc};
use futures::future::{join, join_all, try_join, try_join_all};

use super::{
    asked::{Children, ChildrenAsked, Held, ListAsked, ListPage, RecordAsked},
    details::Details,
    partial::Partial,
};
use crate::model::Table;

/// Details of which an operation's budget counts the calls: about as many are read while it waits
/// for them. The others are read in the background, and counted nowhere.
const WAITED_FOR: usize = 10;

/// The calls that a read of these keys takes.
pub(super) fn calls_of(table: &Table, keys: &[RecordAsked], details: &Details) -> usize {
    let Some(RecordAsked { held, meant, .. }) = keys.first() else { return 0 };
    if table.per_record.is_empty() || !details.are_asked(table, *held, *meant) {
        let at_once = table.source.connector.capabilities(&table.mapping.object).ids.max(1);
        return keys.len().div_ceil(at_once);
    }
    details.calls_of(table, keys.iter().map(|key| key.id.clone())).min(WAITED_FOR)
}

pub(super) fn no_answer(table: &Table) -> Error {
    Error::new(
        channelgraph_core::ErrorKind::BadResponse,
        &table.source.name,
        format!("{} was not in the answer", table.mapping.object),
    )
}

/// The records of a page's rows, each with its parent. Beside the `needed` fields they hold those
/// of `fields` that their rows tell.
fn to_records(
    table: &Table,
    page: Page,
    (needed, fields): (FieldSet, FieldSet),
    attributes: bool,
    locale: &Locale,
) -> Vec<(Option<String>, Arc<Record>)> {
    let record = |row: Row| {
        let held = needed.union(table.mapping.told_by(&row, fields.difference(needed)));
        (row.parent.clone(), Arc::new(table.record(&row, held, attributes, locale)))
    };
    page.rows.into_iter().map(record).collect()
}

/// The fields to ask lists for: beside the needed ones those that cost nothing more, and save a
/// call for each record that is told them.
fn listed(table: &Table, needed: FieldSet) -> FieldSet {
    let version: FieldSet = table.version().into_iter().collect();
    needed.union(version).union(table.told_sometimes)
}

/// Asks for pages of a table side by side, and meanwhile for the locale by which `fields` of their
/// rows are read. Of the `needed` fields every row has the value. Returns the time of which the
/// oldest of what came is.
async fn ask(
    table: &Arc<Table>,
    reads: Vec<Read>,
    (needed, fields): (&[String], FieldSet),
    details: &Arc<Details>,
) -> Result<(Vec<Page>, DateTime<Utc>, Arc<Locale>), Error> {
    let pages = try_join_all(reads.into_iter().map(|read| details.page(table, read, needed)));
    let (pages, locale) = try_join(pages, table.locale(fields)).await?;
    let oldest = pages.iter().map(|(_, fetched)| *fetched).min();
    let pages = pages.into_iter().map(|(page, _)| page).collect();
    Ok((pages, oldest.unwrap_or_else(Utc::now), locale))
}

/// Reads records in pieces of the source's size, side by side. A piece, or a record, that fails
/// takes none of the others along.
#[tracing::instrument(name = "plan.read", skip_all, fields(source = %table.source.name, object = %table.mapping.object))]
pub(super) async fn fetch_records(
    table: Arc<Table>,
    keys: Vec<RecordAsked>,
    details: Arc<Details>,
) -> Result<Partial<Option<Arc<Record>>, RecordAsked>, Error> {
    let Some(RecordAsked { held, meant, .. }) = keys.first().cloned() else {
        return Ok(HashMap::new().into());
    };
    if !table.per_record.is_empty() && details.are_asked(&table, held, meant) {
        return details.records(&table, keys, held, meant).await;
    }
    let Held { fields, attributes } = held;
    let fields = fields.union(table.version().into_iter().collect());
    let begun = Utc::now();
    let read = |piece: &[RecordAsked]| Read {
        object: table.mapping.object.clone(),
        fields: table.mapping.source_fields(fields, attributes),
        select: Select::Ids(piece.iter().map(|key| key.id.to_string()).collect()),
        filter: if meant { table.mapping.only.clone() } else { Filter::all() },
        order: None,
        after: None,
        limit: piece.len(),
        count: false,
    };
    let size = table.source.connector.capabilities(&table.mapping.object).ids.max(1);
    let reads = keys.chunks(size).map(|piece| {
        let (read, table) = (read(piece), &table);
        async move { (piece, table.source.connector.read(&read).await) }
    });
    let mut records = Partial::from(HashMap::with_capacity(keys.len()));
    let (pages, locale) = join(join_all(reads), table.locale(fields)).await;
    let locale = locale?;
    for (piece, page) in pages {
        let mut page = match page {
            Ok(page) => page,
            Err(error) => {
                records.failure = Some(error);
                continue;
            }
        };
        details.confirm(&table, &page.rows, begun);
        let failed: HashMap<String, Error> = page.failed.drain(..).collect();
        let found: HashMap<Arc<str>, Arc<Record>> =
            to_records(&table, page, (fields, fields), attributes, &locale)
                .into_iter()
                .map(|(_, record)| (record.key.id.clone(), record))
                .collect();
        let read = piece.iter().filter(|key| !failed.contains_key(&*key.id));
        records.values.extend(read.map(|key| (key.clone(), found.get(&key.id).cloned())));
        records.failure = failed.into_values().next().or(records.failure);
    }
    Ok(records)
}

#[tracing::instrument(name = "plan.read", skip_all, fields(source = %table.source.name, object = %table.mapping.object))]
pub(super) async fn fetch_list(
    table: Arc<Table>,
    key: ListAsked,
    details: Arc<Details>,
) -> Result<Partial<Arc<ListPage>, ListAsked>, Error> {
    let (asked, held) = (&key.read, key.held);
    let fields = listed(&table, held.fields);
    let read = Read {
        object: table.mapping.object.clone(),
        fields: table.mapping.source_fields(fields, held.attributes),
        select: Select::All,
        filter: table.mapping.only.clone().and(asked.filter.clone()),
        order: asked.order.clone(),
        after: asked.after.clone(),
        limit: asked.limit,
        count: asked.count,
    };
    let needed = table.mapping.source_fields(held.fields, held.attributes);
    let (mut pages, fetched, locale) = ask(&table, vec![read], (&needed, fields), &details).await?;
    let page = pages.pop().ok_or_else(|| no_answer(&table))?;
    let (complete, total) = (page.complete, page.total.filter(|_| page.exact));
    let records = to_records(&table, page, (held.fields, fields), held.attributes, &locale)
        .into_iter()
        .map(|(_, record)| record)
        .collect();
    let page = ListPage { records, held, complete, total, fetched };
    Ok(HashMap::from([(key, Arc::new(page))]).into())
}

#[tracing::instrument(name = "plan.read", skip_all, fields(source = %table.source.name, object = %table.mapping.object))]
pub(super) async fn fetch_children(
    table: Arc<Table>,
    keys: Vec<ChildrenAsked>,
    held: Held,
    details: Arc<Details>,
) -> Result<Partial<Children, ChildrenAsked>, Error> {
    let Some(asked) = keys.first().map(|key| key.read.clone()) else {
        return Ok(HashMap::new().into());
    };
    let fields = listed(&table, held.fields);
    let read = |piece: &[ChildrenAsked]| Read {
        object: table.mapping.object.clone(),
        fields: table.mapping.source_fields(fields, held.attributes),
        select: Select::Children {
            field: asked.field.clone(),
            parents: piece.iter().map(|key| key.parent.to_string()).collect(),
        },
        filter: table.mapping.only.clone().and(asked.filter.clone()),
        order: asked.order.clone(),
        after: None,
        limit: asked.limit,
        count: false,
    };
    let size = table.source.connector.capabilities(&table.mapping.object).parents.max(1);
    let reads: Vec<_> = keys.chunks(size).map(read).collect();
    let needed = table.mapping.source_fields(held.fields, held.attributes);
    let (pages, fetched, locale) = ask(&table, reads, (&needed, fields), &details).await?;
    let mut found: HashMap<String, Vec<Arc<Record>>> = HashMap::new();
    let mut complete = true;
    for page in pages {
        complete &= page.complete;
        let told = (held.fields, fields);
        for (parent, record) in to_records(&table, page, told, held.attributes, &locale) {
            found.entry(parent.unwrap_or_default()).or_default().push(record);
        }
    }
    let answer = keys.into_iter().map(|key| {
        let records = found.remove(&*key.parent).unwrap_or_default();
        let complete = complete || records.len() < asked.limit;
        (key, Arc::new(ListPage { records, held, complete, total: None, fetched }))
    });
    Ok(answer.collect::<HashMap<_, _>>().into())
}
