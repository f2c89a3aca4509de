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

use channelgraph_core::{Budget, Error};
use channelgraph_schema::{EntityKind, FieldSet, Locale, Record};
use futures::FutureExt;
use strum::VariantArray;
use tokio::time::Instant;

use super::{
    asked::{
        Children, ChildrenAsked, ChildrenRead, Held, ListAsked, ListPage, ListRead, Question,
        RecordAsked, held_by,
    },
    details::{Details, DetailsLimits, Lifetime},
    fetch::{calls_of, fetch_children, fetch_list, fetch_records},
    gather::Gather,
    keyed::{Keyed, Life},
    partial::Partial,
    patience::Patience,
    standing::{self, move_version},
    wider::{may_be_of_fields, read_wider, wider},
};
use crate::model::{MOST_TABLES, Table};

/// Bounds of the store.
#[derive(Debug, Clone, Copy)]
pub struct StoreLimits {
    /// Bytes of records.
    pub record_bytes: u64,
    /// Bytes of pages.
    pub page_bytes: u64,
    /// Bytes of details, which are told of one record at a time.
    pub details_bytes: u64,
    /// The time for which a client waits for a read.
    pub patience: Duration,
    /// The time for which details are waited for.
    pub details_patience: Duration,
    /// Rows of a table that is read as a whole for records which lack details.
    pub scan: usize,
}

/// A counter for each table that there can be.
const VERSIONS: usize = MOST_TABLES * EntityKind::VARIANTS.len();

/// Records and pages of all sources.
pub struct Store {
    records: Keyed<RecordAsked>,
    /// Reads by id of all operations under way.
    by_id: Gather<Question, RecordAsked, Option<Arc<Record>>>,
    lists: Keyed<ListAsked>,
    children: Keyed<ChildrenAsked>,
    details: Arc<Details>,
    lifetime: Lifetime,
    /// A counter for each table, by [`Store::version`].
    versions: Vec<Arc<AtomicU64>>,
    patience: Duration,
    scan: usize,
    hits: HashMap<Arc<str>, [AtomicU64; 2]>,
}

impl Store {
    /// An empty store. `lifetime` tells how long what comes from a table is good.
    pub fn new(
        limits: StoreLimits,
        sources: impl Iterator<Item = Arc<str>> + Clone,
        lifetime: impl Fn(&Table) -> Duration + Send + Sync + 'static,
    ) -> Self {
        let lifetime: Lifetime = Arc::new(lifetime);
        let of_details = DetailsLimits {
            bytes: limits.details_bytes,
            listing_bytes: limits.page_bytes / 4,
            patience: limits.details_patience,
            source_patience: limits.patience,
        };
        Self {
            details: Arc::new(Details::new(of_details, sources.clone(), lifetime.clone())),
            records: Keyed::new(limits.record_bytes),
            by_id: Gather::new(),
            lists: Keyed::new(limits.page_bytes / 2),
            children: Keyed::new(limits.page_bytes / 4),
            lifetime,
            versions: (0..VERSIONS).map(|_| Arc::default()).collect(),
            patience: limits.patience,
            scan: limits.scan,
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

    /// The time for which what is read of a table is good.
    pub fn lifetime(&self, table: &Table) -> Duration {
        (self.lifetime)(table)
    }

    /// Forgets everything: the next answers are read from the sources.
    pub fn forget(&self) {
        self.records.clear();
        self.lists.clear();
        self.children.clear();
        self.details.forget();
        self.versions.iter().for_each(|version| move_version(version));
    }

    /// Reads in the background what lists do not tell of records, until it is dropped: first what
    /// users asked for, then the rest of those tables.
    pub async fn fill_details(&self) {
        let scan = |table: Arc<Table>| {
            let whole = ListRead::whole(self.scan);
            async move { self.list(&table, whole, FieldSet::EMPTY.into()).await.err() }.boxed()
        };
        self.details.fill(Box::new(scan)).await;
    }

    /// The counter of a table's data.
    fn version(&self, table: &Table) -> &Arc<AtomicU64> {
        &self.versions[table.mapping.kind as usize * MOST_TABLES + table.rank]
    }

    fn life<'a>(&'a self, table: &Table) -> Life<'a> {
        Life { time: (self.lifetime)(table), version: self.version(table) }
    }

    fn patience<'a>(&self, table: &'a Table) -> Patience<'a> {
        Patience::here(&table.source.name, self.patience)
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
        held: Held,
    ) -> Partial<Arc<Record>> {
        self.by_id(table, ids, held, false).await
    }

    /// Reads records that another names: one that does not meet the mapping's own condition is not
    /// one of the table's, and absent.
    pub async fn meant(
        &self,
        table: &Arc<Table>,
        ids: Vec<Arc<str>>,
        held: Held,
    ) -> Partial<Arc<Record>> {
        self.by_id(table, ids, held, !table.mapping.only.is_all()).await
    }

    async fn by_id(
        &self,
        table: &Arc<Table>,
        ids: Vec<Arc<str>>,
        held: Held,
        meant: bool,
    ) -> Partial<Arc<Record>> {
        let asked = |id| RecordAsked { table: table.id(), id, meant, held };
        let keys = ids.into_iter().map(asked).collect();
        let read = |keys, held| self.by_keys(table, keys, held).boxed();
        read_wider(&self.records, table, keys, held, read).await
    }

    /// The records of these keys. Those that have to be read are asked for `held`.
    async fn by_keys(
        &self,
        table: &Arc<Table>,
        keys: Vec<RecordAsked>,
        held: Held,
    ) -> Partial<Arc<Record>> {
        let all = keys.len();
        let got = self
            .records
            .get(keys, self.life(table), self.patience(table), |missing| {
                // The first call was taken when the read began.
                Budget::spend_more(calls_of(table, &missing, &self.details).saturating_sub(1));
                let (gather, table) = (self.by_id.clone(), table.clone());
                let details = self.details.clone();
                async move {
                    let read = |key: &RecordAsked| RecordAsked { held, ..key.clone() };
                    let Some(first) = missing.first() else { return Ok(HashMap::new().into()) };
                    let question = Question { table: first.table, meant: first.meant, held };
                    let fetch = |all| fetch_records(table, all, details);
                    let reads = missing.iter().map(read).collect();
                    let all = gather.load(question, reads, fetch).await?;
                    let own = |key: RecordAsked| {
                        let record = all.values.get(&read(&key))?.clone();
                        Some((key, record))
                    };
                    let values = missing.into_iter().filter_map(own).collect();
                    Ok(Partial { values, failure: all.failure.clone() })
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
        let patience = self.patience(table);
        let asked = tokio::time::timeout(patience.time, table.locale(fields)).await;
        let locale = asked.unwrap_or_else(|_| Err(patience.end()));
        if locale.is_err() {
            standing::note_passing();
        }
        locale
    }

    /// A page of a list.
    ///
    /// # Errors
    /// If the source fails.
    pub async fn list(
        &self,
        table: &Arc<Table>,
        read: ListRead,
        held: Held,
    ) -> Result<Arc<ListPage>, Error> {
        let read = Arc::new(read);
        let asked = |held| ListAsked { table: table.id(), read: read.clone(), held };
        let wide = wider(&self.lists, table, &[asked(held)], held);
        match self.page(table, asked(wide)).await {
            Err(error) if wide != held && may_be_of_fields(&error) => {
                self.page(table, asked(held)).await
            }
            page => page,
        }
    }

    async fn page(&self, table: &Arc<Table>, key: ListAsked) -> Result<Arc<ListPage>, Error> {
        let got = self
            .lists
            .get(vec![key.clone()], self.life(table), self.patience(table), |_| {
                fetch_list(table.clone(), key.clone(), self.details.clone())
            })
            .await;
        self.note(table, got.hits.len(), 1);
        let read = got.read;
        let page = got.only(&key, table)?;
        if let Some(read) = read {
            self.keep(table, &page, read);
        }
        Ok(page)
    }

    /// The children of several parents. A parent whose read failed is absent, and then there is an
    /// error.
    pub async fn children(
        &self,
        table: &Arc<Table>,
        parents: Vec<Arc<str>>,
        read: ChildrenRead,
        held: Held,
    ) -> Partial<Children> {
        let (of, read) = (table.id(), Arc::new(read));
        let asked = |parent| ChildrenAsked { table: of, read: read.clone(), parent, held };
        let keys = parents.into_iter().map(asked).collect();
        let read = |keys, held| self.pages(table, keys, held).boxed();
        read_wider(&self.children, table, keys, held, read).await
    }

    /// The pages of these keys. Those that have to be read are asked for `held`.
    async fn pages(
        &self,
        table: &Arc<Table>,
        keys: Vec<ChildrenAsked>,
        held: Held,
    ) -> Partial<Children> {
        let all = keys.len();
        let got = self
            .children
            .get(keys, self.life(table), self.patience(table), |missing| {
                fetch_children(table.clone(), missing, held, self.details.clone())
            })
            .await;
        self.note(table, got.hits.len(), all);
        if let Some(read) = got.read {
            let fresh = got.values.iter().filter(|(key, _)| !got.hits.contains(*key));
            fresh.for_each(|(_, page)| self.keep(table, page, read));
        }
        let values = got.values.into_iter().map(|(key, page)| (key.parent, page)).collect();
        Partial { values, failure: got.error }
    }

    /// Puts the records of a page that was read at `read` where reads by id find them.
    fn keep(&self, table: &Arc<Table>, page: &ListPage, read: Instant) {
        // What came in a page meets the condition: it answers who asks with it and without.
        let forms: &[bool] = if table.mapping.only.is_all() { &[false] } else { &[false, true] };
        for record in &page.records {
            for meant in forms {
                let key = RecordAsked {
                    table: table.id(),
                    id: record.key.id.clone(),
                    meant: *meant,
                    held: held_by(record),
                };
                let is_newer = |known: Option<Arc<Record>>| {
                    known.is_none_or(|known| {
                        // Of two that tell no version, the later one counts.
                        record.modified.is_none() || known.modified < record.modified
                    })
                };
                if self.records.cached(&key).is_none_or(is_newer) {
                    self.records.put(&key, Some(record.clone()), read, self.life(table));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
