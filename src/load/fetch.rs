//! Reads as the store asks connectors for them: in pieces of a source's size, side by side.

use std::{collections::HashMap, sync::Arc};

use channelgraph_core::{Error, Page, Read, Select};
use channelgraph_schema::{FieldSet, Filter, Locale, Record};
use futures::future::{join, join_all, try_join, try_join_all};

use super::{
    asked::{Children, ChildrenAsked, ListAsked, ListPage, RecordAsked},
    partial::Partial,
};
use crate::model::Table;

/// The calls that a read of so many ids takes.
pub(super) fn calls_of(table: &Table, ids: usize, fields: FieldSet) -> usize {
    let at_once = if table.per_record.intersection(fields).is_empty() {
        table.source.connector.capabilities(&table.mapping.object).ids.max(1)
    } else {
        1
    };
    ids.div_ceil(at_once)
}

pub(super) fn no_answer(table: &Table) -> Error {
    Error::new(
        channelgraph_core::ErrorKind::BadResponse,
        &table.source.name,
        format!("{} was not in the answer", table.mapping.object),
    )
}

fn to_records(
    table: &Table,
    page: Page,
    fields: FieldSet,
    attributes: bool,
    locale: &Locale,
) -> Vec<(Option<String>, Arc<Record>)> {
    page.rows
        .into_iter()
        .map(|row| (row.parent.clone(), Arc::new(table.record(&row, fields, attributes, locale))))
        .collect()
}

/// Asks reads of a table side by side, and meanwhile for the locale by which `fields` of their rows
/// are read.
async fn ask(
    table: &Table,
    reads: &[Read],
    fields: FieldSet,
) -> Result<(Vec<Page>, Arc<Locale>), Error> {
    let pages = try_join_all(reads.iter().map(|read| table.source.connector.read(read)));
    try_join(pages, table.locale(fields)).await
}

/// Reads records in pieces of the source's size, side by side. A piece, or a record, that fails
/// takes none of the others along.
#[tracing::instrument(name = "plan.read", skip_all, fields(source = %table.source.name, object = %table.mapping.object))]
pub(super) async fn fetch_records(
    table: Arc<Table>,
    keys: Vec<RecordAsked>,
) -> Result<Partial<Option<Arc<Record>>, RecordAsked>, Error> {
    let Some(RecordAsked { fields, attributes, meant, .. }) = keys.first().cloned() else {
        return Ok(HashMap::new().into());
    };
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
        let failed: HashMap<String, Error> = page.failed.drain(..).collect();
        let found: HashMap<Arc<str>, Arc<Record>> =
            to_records(&table, page, fields, attributes, &locale)
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
) -> Result<Partial<Arc<ListPage>, ListAsked>, Error> {
    let asked = &key.read;
    let read = Read {
        object: table.mapping.object.clone(),
        fields: table.mapping.source_fields(asked.fields, asked.attributes),
        select: Select::All,
        filter: table.mapping.only.clone().and(asked.filter.clone()),
        order: asked.order.clone(),
        after: asked.after.clone(),
        limit: asked.limit,
        count: asked.count,
    };
    let (page, locale) =
        try_join(table.source.connector.read(&read), table.locale(asked.fields)).await?;
    let (complete, total) = (page.complete, page.total.filter(|_| page.exact));
    let records = to_records(&table, page, asked.fields, asked.attributes, &locale)
        .into_iter()
        .map(|(_, record)| record)
        .collect();
    Ok(HashMap::from([(key, Arc::new(ListPage { records, complete, total }))]).into())
}

#[tracing::instrument(name = "plan.read", skip_all, fields(source = %table.source.name, object = %table.mapping.object))]
pub(super) async fn fetch_children(
    table: Arc<Table>,
    keys: Vec<ChildrenAsked>,
) -> Result<Partial<Children, ChildrenAsked>, Error> {
    let Some(asked) = keys.first().map(|key| key.read.clone()) else {
        return Ok(HashMap::new().into());
    };
    let read = |piece: &[ChildrenAsked]| Read {
        object: table.mapping.object.clone(),
        fields: table.mapping.source_fields(asked.fields, asked.attributes),
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
    let (pages, locale) = ask(&table, &reads, asked.fields).await?;
    let mut found: HashMap<String, Vec<Arc<Record>>> = HashMap::new();
    let mut complete = true;
    for page in pages {
        complete &= page.complete;
        for (parent, record) in to_records(&table, page, asked.fields, asked.attributes, &locale) {
            found.entry(parent.unwrap_or_default()).or_default().push(record);
        }
    }
    let answer = keys.into_iter().map(|key| {
        let records = found.remove(&*key.parent).unwrap_or_default();
        let complete = complete || records.len() < asked.limit;
        (key, Arc::new(ListPage { records, complete, total: None }))
    });
    Ok(answer.collect::<HashMap<_, _>>().into())
}
