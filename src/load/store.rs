//! The shared store: records and pages of all sources, within bounds of bytes and time. It holds
//! source records only, never a caller's answer.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use channelgraph_core::{Budget, Error, Page, Read, Select};
use channelgraph_schema::{FieldSet, Filter, Locale, Record};
use futures::future::{join, join_all, try_join, try_join_all};

use super::{
    asked::{
        Children, ChildrenAsked, ChildrenRead, ListAsked, ListPage, ListRead, Question, RecordAsked,
    },
    gather::Gather,
    keyed::{Brought, Keyed, Patience},
    partial::Partial,
};
use crate::model::Table;

/// Bounds of the store.
#[derive(Debug, Clone, Copy)]
pub struct StoreLimits {
    /// Bytes of records.
    pub record_bytes: u64,
    /// Bytes of pages.
    pub page_bytes: u64,
    /// The time for which a read is waited for.
    pub patience: Duration,
}

/// Records and pages of all sources.
pub struct Store {
    records: Keyed<RecordAsked>,
    /// Reads by id of all operations under way.
    by_id: Gather<Question, RecordAsked, Option<Arc<Record>>>,
    lists: Keyed<ListAsked>,
    children: Keyed<ChildrenAsked>,
    lifetime: Box<dyn Fn(&Table) -> Duration + Send + Sync>,
    patience: Duration,
    hits: HashMap<Arc<str>, [AtomicU64; 2]>,
}

impl Store {
    /// An empty store. `lifetime` tells how long what comes from a table is good.
    pub fn new(
        limits: StoreLimits,
        sources: impl Iterator<Item = Arc<str>>,
        lifetime: impl Fn(&Table) -> Duration + Send + Sync + 'static,
    ) -> Self {
        Self {
            records: Keyed::new(limits.record_bytes),
            by_id: Gather::new(),
            lists: Keyed::new(limits.page_bytes / 2),
            children: Keyed::new(limits.page_bytes / 2),
            lifetime: Box::new(lifetime),
            patience: limits.patience,
            hits: sources.map(|source| (source, Default::default())).collect(),
        }
    }

    /// The share of what was asked of a source that the cache answered, 0 to 1; none if nothing was
    /// asked.
    pub fn hit_rate(&self, source: &str) -> Option<f64> {
        let [hits, all] = self.hits.get(source)?;
        let (hits, all) = (hits.load(Ordering::Relaxed), all.load(Ordering::Relaxed));
        (all > 0).then(|| hits as f64 / all as f64)
    }

    /// Forgets everything: the next answers are read from the sources.
    pub fn forget(&self) {
        self.records.clear();
        self.lists.clear();
        self.children.clear();
    }

    fn patience<'a>(&self, table: &'a Table) -> Patience<'a> {
        Patience { source: &table.source.name, time: self.patience }
    }

    fn note(&self, table: &Table, hits: usize, all: usize) {
        if let Some([hit, asked]) = self.hits.get(&table.source.name) {
            hit.fetch_add(hits as u64, Ordering::Relaxed);
            asked.fetch_add(all as u64, Ordering::Relaxed);
        }
    }

    /// Records by id. An id that the source does not know is absent from the answer; so is one
    /// whose read failed, and then there is an error.
    pub async fn records(
        &self,
        table: &Arc<Table>,
        ids: Vec<Arc<str>>,
        fields: FieldSet,
        attributes: bool,
    ) -> Partial<Arc<Record>> {
        self.by_id(table, ids, fields, attributes, false).await
    }

    /// Reads records that another names: one that does not meet the mapping's own condition is not
    /// one of the table's, and absent.
    pub async fn meant(
        &self,
        table: &Arc<Table>,
        ids: Vec<Arc<str>>,
        fields: FieldSet,
        attributes: bool,
    ) -> Partial<Arc<Record>> {
        self.by_id(table, ids, fields, attributes, !table.mapping.only.is_all()).await
    }

    async fn by_id(
        &self,
        table: &Arc<Table>,
        ids: Vec<Arc<str>>,
        fields: FieldSet,
        attributes: bool,
        meant: bool,
    ) -> Partial<Arc<Record>> {
        let place = (table.mapping.kind, table.rank);
        let question = Question { place, meant, fields, attributes };
        let asked = |id: Arc<str>| RecordAsked { place, id, meant, fields, attributes };
        let keys: Vec<_> = ids.into_iter().map(asked).collect();
        let all = keys.len();
        let got = self
            .records
            .get(keys, (self.lifetime)(table), self.patience(table), |missing| {
                // The first call was taken when the read began.
                Budget::spend_more(calls_of(table, missing.len(), fields).saturating_sub(1));
                let (gather, table) = (self.by_id.clone(), table.clone());
                async move {
                    let read =
                        gather.load(question, missing.clone(), |all| fetch_records(table, all));
                    let all = read.await?;
                    let own = |key: RecordAsked| Some((key.clone(), all.values.get(&key)?.clone()));
                    let values = missing.into_iter().filter_map(own).collect();
                    Ok(Brought { values, failure: all.failure.clone() })
                }
            })
            .await;
        self.note(table, got.hits.len(), all);
        let found = got.values.into_iter().filter_map(|(key, record)| Some((key.id, record?)));
        Partial { values: found.collect(), failure: got.error }
    }

    /// The locale by which a table's fields are read.
    ///
    /// # Errors
    /// If the source fails to tell it, or not in time.
    pub async fn locale(&self, table: &Table, fields: FieldSet) -> Result<Arc<Locale>, Error> {
        let asked = tokio::time::timeout(self.patience, table.locale(fields)).await;
        asked.unwrap_or_else(|_| Err(self.patience(table).end()))
    }

    /// A page of a list.
    ///
    /// # Errors
    /// If the source fails.
    pub async fn list(&self, table: &Arc<Table>, read: ListRead) -> Result<Arc<ListPage>, Error> {
        let key = ListAsked { place: (table.mapping.kind, table.rank), read: Arc::new(read) };
        let mut got = self
            .lists
            .get(vec![key.clone()], (self.lifetime)(table), self.patience(table), |_| {
                fetch_list(table.clone(), key.clone())
            })
            .await;
        self.note(table, got.hits.len(), 1);
        match (got.values.remove(&key), got.error) {
            (Some(page), _) => {
                if !got.hits.contains(&key) {
                    self.keep(table, &page);
                }
                Ok(page)
            }
            (None, Some(error)) => Err(error),
            (None, None) => Err(no_answer(table)),
        }
    }

    /// The children of several parents. A parent whose read failed is absent, and then there is an
    /// error.
    pub async fn children(
        &self,
        table: &Arc<Table>,
        parents: Vec<Arc<str>>,
        read: ChildrenRead,
    ) -> Partial<Children> {
        let read = Arc::new(read);
        let asked = |parent: Arc<str>| ChildrenAsked {
            place: (table.mapping.kind, table.rank),
            read: read.clone(),
            parent,
        };
        let keys: Vec<_> = parents.into_iter().map(asked).collect();
        let all = keys.len();
        let got = self
            .children
            .get(keys, (self.lifetime)(table), self.patience(table), |missing| {
                fetch_children(table.clone(), missing)
            })
            .await;
        self.note(table, got.hits.len(), all);
        for (_, page) in got.values.iter().filter(|(key, _)| !got.hits.contains(*key)) {
            self.keep(table, page);
        }
        let values = got.values.into_iter().map(|(key, page)| (key.parent, page)).collect();
        Partial { values, failure: got.error }
    }

    /// Puts the records of a fresh page where reads by id find them. Those of a cached page are as
    /// old as it is, and would get a new lifetime.
    fn keep(&self, table: &Arc<Table>, page: &ListPage) {
        for record in &page.records {
            let key = RecordAsked {
                place: (table.mapping.kind, table.rank),
                id: record.key.id.clone(),
                // What came in a page meets the condition.
                meant: !table.mapping.only.is_all(),
                fields: record.loaded,
                attributes: record.attributes.is_some(),
            };
            for key in [RecordAsked { meant: false, ..key.clone() }, key] {
                if self.records.cached(&key).is_none() {
                    self.records.put(&key, Some(record.clone()), (self.lifetime)(table));
                }
            }
        }
    }
}

/// The calls that a read of so many ids takes.
fn calls_of(table: &Table, ids: usize, fields: FieldSet) -> usize {
    let at_once = if table.per_record.intersection(fields).is_empty() {
        table.source.connector.capabilities(&table.mapping.object).ids.max(1)
    } else {
        1
    };
    ids.div_ceil(at_once)
}

fn no_answer(table: &Table) -> Error {
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
async fn fetch_records(
    table: Arc<Table>,
    keys: Vec<RecordAsked>,
) -> Result<Brought<RecordAsked, Option<Arc<Record>>>, Error> {
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
    let mut brought = Brought::from(HashMap::with_capacity(keys.len()));
    let (pages, locale) = join(join_all(reads), table.locale(fields)).await;
    let locale = locale?;
    for (piece, page) in pages {
        let mut page = match page {
            Ok(page) => page,
            Err(error) => {
                brought.failure = Some(error);
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
        brought.values.extend(read.map(|key| (key.clone(), found.get(&key.id).cloned())));
        brought.failure = failed.into_values().next().or(brought.failure);
    }
    Ok(brought)
}

#[tracing::instrument(name = "plan.read", skip_all, fields(source = %table.source.name, object = %table.mapping.object))]
async fn fetch_list(
    table: Arc<Table>,
    key: ListAsked,
) -> Result<Brought<ListAsked, Arc<ListPage>>, Error> {
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
async fn fetch_children(
    table: Arc<Table>,
    keys: Vec<ChildrenAsked>,
) -> Result<Brought<ChildrenAsked, Children>, Error> {
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

#[cfg(test)]
mod tests;
