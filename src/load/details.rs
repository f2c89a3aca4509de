//! Details: the fields that a source tells of one record at a time, kept by the record's version.
//!
//! A list tells the version of each of its records. Where that of the details at hand is the same,
//! they are as fresh as the list, and cost no call, however long ago they were read.

mod fill;
mod kept;
mod listing;
mod queue;

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

use channelgraph_core::{Error, ErrorKind, Read, Select, Told, local};
use channelgraph_schema::{FieldSet, Filter, Record, mapping::Row};
use chrono::{DateTime, Utc};
use futures::{
    StreamExt,
    future::{join_all, try_join_all},
    stream,
};
use parking_lot::Mutex;
use tokio::time::{Instant, timeout_at};

use super::{
    asked::{Held, RecordAsked},
    keyed::{Keyed, Life},
    partial::Partial,
    patience::{Patience, for_details},
};
use crate::model::{Table, TableId};
pub(super) use kept::RecordDetails;
use kept::{DetailsAsked, Verdict};
use listing::ListingAsked;
use queue::Queue;

/// The time for which details are kept while lists confirm them.
const KEPT: Duration = Duration::from_secs(86_400);

/// Records of which one question asks at once; the source's limits hold besides.
const AT_ONCE: usize = 8;

/// Stale details from which on a list is asked for their versions, and from which on one of the
/// whole table where no list takes ids.
const FEW: usize = 3;
const MANY: usize = 20;

/// The lifetime of what is read of a table.
pub(super) type Lifetime = Arc<dyn Fn(&Table) -> Duration + Send + Sync>;

/// Bounds of details.
#[derive(Debug, Clone, Copy)]
pub(super) struct DetailsLimits {
    /// Bytes of details.
    pub(super) bytes: u64,
    /// Bytes of the lists that are ordered or filtered by them.
    pub(super) listing_bytes: u64,
    /// The time for which details are waited for.
    pub(super) patience: Duration,
    /// The time for which any other read is waited for.
    pub(super) source_patience: Duration,
}

/// The details of all sources.
pub(super) struct Details {
    kept: Keyed<DetailsAsked>,
    listings: Keyed<ListingAsked>,
    names: Mutex<HashMap<TableId, Arc<[String]>>>,
    queues: HashMap<Arc<str>, Queue>,
    limits: DetailsLimits,
    lifetime: Lifetime,
    /// A counter that never moves: records that are made of details have their table's.
    version: Arc<AtomicU64>,
}

impl Details {
    /// Nothing kept yet.
    pub(super) fn new(
        limits: DetailsLimits,
        sources: impl Iterator<Item = Arc<str>>,
        lifetime: Lifetime,
    ) -> Self {
        Self {
            kept: Keyed::new(limits.bytes),
            listings: Keyed::new(limits.listing_bytes),
            names: Mutex::default(),
            queues: sources.map(|source| (source, Queue::default())).collect(),
            limits,
            lifetime,
            version: Arc::default(),
        }
    }

    /// Forgets everything.
    pub(super) fn forget(&self) {
        self.kept.clear();
        self.listings.clear();
    }

    /// The calls that details of these records take.
    pub(super) fn calls_of(&self, table: &Table, ids: impl Iterator<Item = Arc<str>>) -> usize {
        ids.filter(|id| self.kept.cached(&asked(table, id.clone())).is_none()).count()
    }

    /// Returns true if a read by ids of these fields asks for details, or costs as much as if it
    /// did.
    pub(super) fn are_asked(
        &self,
        table: &Table,
        Held { fields, attributes }: Held,
        meant: bool,
    ) -> bool {
        let mut names = table.mapping.source_fields(fields, attributes);
        if meant {
            table.mapping.only.for_each_field(&mut |field| names.push(field.clone()));
        }
        let is_one_by_one = table.source.connector.capabilities(&table.mapping.object).one_by_one;
        is_one_by_one || names.iter().any(|name| table.told(name).is_per_record())
    }

    /// The records of these keys, which ask the same of a table, with details among it.
    pub(super) async fn records(
        &self,
        table: &Arc<Table>,
        keys: Vec<RecordAsked>,
        Held { fields, attributes }: Held,
        meant: bool,
    ) -> Result<Partial<Option<Arc<Record>>, RecordAsked>, Error> {
        let mut names = table.mapping.source_fields(fields, attributes);
        let filter = if meant { table.mapping.only.clone() } else { Filter::all() };
        filter.for_each_field(&mut |field| names.push(field.clone()));
        let locale = table.locale(fields).await?;
        let ids: Vec<Arc<str>> = keys.iter().map(|key| key.id.clone()).collect();
        let of_lists = self.told_by_lists_alone(table, &names, &ids).await?;
        let Partial { values: found, failure } = self.many(table, ids).await;
        let record = |key: &RecordAsked| {
            let kept = found.get(&key.id)?;
            let mut row = kept.row(&key.id, &names);
            let listed = of_lists.get(&*key.id);
            row.values.extend(listed.into_iter().flat_map(|row| row.values.clone()));
            if kept.is_gone() || !local::passes(&filter, &row) {
                return Some((key.clone(), None));
            }
            let record = table.record(&row, fields, attributes, &locale);
            Some((key.clone(), Some(Arc::new(Record { fetched: kept.since(), ..record }))))
        };
        let values = keys.iter().filter_map(record).collect();
        Ok(Partial { values, failure })
    }

    /// The rows of some fields that no single record tells.
    async fn told_by_lists_alone(
        &self,
        table: &Table,
        names: &[String],
        ids: &[Arc<str>],
    ) -> Result<HashMap<String, Row>, Error> {
        let of_lists = names.iter().filter(|name| table.told(name) == Told::InLists);
        let fields: Vec<String> = of_lists.cloned().collect();
        if fields.is_empty() {
            return Ok(HashMap::new());
        }
        let reads = pieces(table, ids, &fields);
        let pages =
            try_join_all(reads.iter().map(|read| table.source.connector.read(read))).await?;
        let rows = pages.into_iter().flat_map(|page| page.rows);
        Ok(rows.map(|row| (row.id.clone(), row)).collect())
    }

    /// The details of these records: those at hand, and those that can be read within the patience.
    /// The others are read in the background.
    async fn many(&self, table: &Arc<Table>, ids: Vec<Arc<str>>) -> Partial<Arc<RecordDetails>> {
        let mut many = Partial::default();
        let deadline = Instant::now() + for_details(self.limits.patience);
        // Versions that take longer are not waited for either.
        let _ = timeout_at(deadline, self.confirm_stale(table, &ids)).await;
        let mut lacking: Vec<Arc<str>> = Vec::new();
        for id in ids {
            match self.kept.cached(&asked(table, id.clone())) {
                Some(kept) => drop(many.values.insert(id, kept)),
                None => lacking.push(id),
            }
        }
        let mut left: HashSet<Arc<str>> = lacking.iter().cloned().collect();
        if left.is_empty() {
            return many;
        }
        let read = |id: Arc<str>| async move { (id.clone(), self.one(table, id).await) };
        let mut reads = stream::iter(lacking).map(read).buffer_unordered(AT_ONCE);
        while let Ok(Some((id, outcome))) = timeout_at(deadline, reads.next()).await {
            left.remove(&id);
            match outcome {
                Ok(kept) => drop(many.values.insert(id, kept)),
                Err(error) => many.failure = Some(error),
            }
        }
        drop(reads);
        if !left.is_empty() {
            many.failure.get_or_insert_with(|| pending(table, left.len()));
        }
        if let Some(queue) = self.queues.get(&table.source.name) {
            queue.want(table, left);
        }
        many
    }

    /// Asks lists for the versions of those records whose details are not fresh any more, where
    /// that costs fewer calls than to read them again. What fails is read again.
    async fn confirm_stale(&self, table: &Arc<Table>, ids: &[Arc<str>]) {
        let Some(version) = table.version() else { return };
        let is_stale = |id: &&Arc<str>| {
            let key = DetailsAsked { also_stale: true, ..asked(table, (*id).clone()) };
            self.kept.cached(&key).is_some_and(|kept| !kept.is_fresh() && kept.is_comparable())
        };
        let stale: Vec<Arc<str>> = ids.iter().filter(is_stale).cloned().collect();
        let of = table.source.connector.capabilities(&table.mapping.object);
        let fields = table.mapping.source_fields([version].into_iter().collect(), false);
        let reads: Vec<Read> = match stale.len() {
            few if few < FEW => return,
            many if of.one_by_one && many < MANY => return,
            _ if of.one_by_one => {
                let (select, limit) = (Select::All, usize::MAX);
                vec![Read { select, limit, ..by_ids(table, &[], fields) }]
            }
            _ => pieces(table, &stale, &fields),
        };
        let read = async |read: &Read| {
            let begun = Utc::now();
            if let Ok(page) = table.source.connector.read_listed(read).await {
                self.confirm(table, &page.rows, begun);
            }
        };
        join_all(reads.iter().map(read)).await;
    }

    /// The details of one record.
    async fn one(&self, table: &Arc<Table>, id: Arc<str>) -> Result<Arc<RecordDetails>, Error> {
        let (key, names) = (asked(table, id), self.names(table));
        let (lifetime, table) = ((self.lifetime)(table), table.clone());
        let patience = self.patience_of(&table);
        let fetch = |_| {
            let (key, table) = (key.clone(), table.clone());
            async move {
                let begun = Utc::now();
                let read = by_ids(&table, std::slice::from_ref(&key.id), names.to_vec());
                let mut page = table.source.connector.read(&read).await?;
                if let Some((_, error)) = page.failed.pop() {
                    return Err(error);
                }
                let row = page.rows.pop();
                let version = row.as_ref().and_then(|row| version_of(&table, row));
                let kept = Arc::new(RecordDetails::new(names, row, version, begun, lifetime));
                Ok(Partial::from(HashMap::from([(key, kept)])))
            }
        };
        let life = Life { time: KEPT, version: &self.version };
        self.kept.get(vec![key.clone()], life, patience, fetch).await.only(&key, &table)
    }

    /// Compares what is kept with the versions that a list, asked for at `begun`, tells of its
    /// rows, and has read in the background what is lacking.
    pub(super) fn confirm(&self, table: &Arc<Table>, rows: &[Row], begun: DateTime<Utc>) {
        if table.per_record.is_empty() {
            return;
        }
        let lifetime = (self.lifetime)(table);
        let is_full = self.kept.is_full();
        for row in rows {
            let id: Arc<str> = row.id.as_str().into();
            let version = version_of(table, row);
            let key = DetailsAsked { also_stale: true, ..asked(table, id.clone()) };
            let verdict = match (self.kept.cached(&key), version) {
                (Some(kept), Some(version)) => kept.compare(version, begun, lifetime),
                _ => Verdict::Untold,
            };
            // Without a version they would have to be read again and again.
            if let (Some(version), Some(queue)) = (version, self.queues.get(&table.source.name))
                && verdict != Verdict::Confirmed
                && !is_full
            {
                queue.offer(table, id, version);
            }
        }
    }

    /// The names of all fields that a mapping uses and a record tells singly, sorted: one call
    /// tells them all.
    fn names(&self, table: &Table) -> Arc<[String]> {
        let all = || {
            let mapping = &table.mapping;
            let mut names: BTreeSet<String> =
                mapping.source_fields(mapping.mapped(), true).into_iter().collect();
            mapping.only.for_each_field(&mut |field| _ = names.insert(field.clone()));
            names.into_iter().filter(|name| table.told(name) != Told::InLists).collect()
        };
        self.names.lock().entry(table.id()).or_insert_with(all).clone()
    }

    fn patience_of<'a>(&self, table: &'a Table) -> Patience<'a> {
        Patience::here(&table.source.name, self.limits.source_patience)
    }
}

fn asked(table: &Table, id: Arc<str>) -> DetailsAsked {
    DetailsAsked { table: table.id(), id, also_stale: false }
}

/// The version of a row's record, if the row tells it.
fn version_of(table: &Table, row: &Row) -> Option<DateTime<Utc>> {
    let fields: FieldSet = [table.version()?].into_iter().collect();
    table.record(row, fields, false, &channelgraph_schema::Locale::default()).modified
}

fn by_ids(table: &Table, ids: &[Arc<str>], fields: Vec<String>) -> Read {
    Read {
        object: table.mapping.object.clone(),
        fields,
        select: Select::Ids(ids.iter().map(|id| id.to_string()).collect()),
        filter: Filter::all(),
        order: None,
        after: None,
        limit: ids.len(),
        count: false,
    }
}

/// Reads of these records, each of as many as the source takes at once.
fn pieces(table: &Table, ids: &[Arc<str>], fields: &[String]) -> Vec<Read> {
    let at_once = table.source.connector.capabilities(&table.mapping.object).ids.max(1);
    ids.chunks(at_once).map(|ids| by_ids(table, ids, fields.to_vec())).collect()
}

/// The failure of details that take longer than they are waited for.
fn pending(table: &Table, records: usize) -> Error {
    let (source, object) = (&table.source.name, &table.mapping.object);
    let s = if records == 1 { "" } else { "s" };
    let message = format!(
        "{object} tells some fields of one record at a time, and those of {records} record{s} are \
         still to come; ask again in a while to have them, or raise `lists.detail_ms`"
    );
    Error::new(ErrorKind::Timeout, source, message)
}

#[cfg(test)]
mod tests;
