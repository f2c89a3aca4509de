//! Filling the index by reading each source's partner objects, and keeping it fresh by reading what
//! was modified since.

use std::sync::{Arc, atomic::Ordering};

use channelgraph_core::Error;
use channelgraph_identity::Rules;
use channelgraph_schema::{Filter, RecordKey};
use chrono::{DateTime, Utc};
use futures::future::join_all;
use parking_lot::Mutex;

use super::{Index, P, RecordName, batch::Batch, change::Tables, records::loaded};
use crate::{
    engine::pages::{Pages, modified_since, overlap},
    load::standing,
    model::Table,
};

/// By which rules partners are recognised.
#[derive(Debug, Clone, Default)]
pub struct IdentityRules {
    /// How evidence is weighed.
    pub rules: Rules,
    /// Records that people have decided are one company, in groups.
    pub same: Vec<Vec<RecordName>>,
    /// Records that people have decided are not one company, none with another of its group.
    pub not_same: Vec<Vec<RecordName>>,
}

impl Index {
    /// Reads every source's partners as a whole, all sources side by side. A source that fails is
    /// left as it was and stands among the [`Self::gaps`]. `progress` is told how many more records
    /// were read.
    pub async fn build(&self, progress: &(dyn Fn(u64) + Sync)) {
        self.read(self.model.tables(P).to_vec(), |_| None, progress).await;
        self.built.store(true, Ordering::Release);
    }

    /// Reads what was modified since the last look, of all tables or of those whose last look
    /// failed. A source that was never read as a whole is read as one; one that asked for a pause
    /// is left alone until it is over.
    pub async fn refresh(&self, only_failed: bool) {
        let mut tables = self.model.tables(P).to_vec();
        {
            let scans = self.scans.lock();
            let scan = |table: &Arc<Table>| scans.get(&table.id());
            tables.retain(|table| scan(table).is_none_or(|scan| scan.is_due(only_failed)));
        }
        let since = |table: &Table| {
            let scans = self.scans.lock();
            scans.get(&table.id()).filter(|scan| !scan.owes_whole)?.refreshed
        };
        self.read(tables, since, &|_| {}).await;
    }

    /// Reads the partners of these tables: those that were modified since a time, or all.
    async fn read(
        &self,
        tables: Vec<Arc<Table>>,
        since: impl Fn(&Table) -> Option<DateTime<Utc>>,
        progress: &(dyn Fn(u64) + Sync),
    ) {
        let begun = Utc::now();
        let batch = Mutex::new(Batch::default());
        let scans = tables.iter().map(|table| {
            let since = since(table);
            let changed = |since| modified_since(table, since - overlap(table));
            let filter = since.map_or_else(Filter::all, changed);
            let scan = self.scan(table, filter, &batch, progress);
            async move { Read { table, is_whole: since.is_none(), outcome: scan.await } }
        });
        let reads = join_all(scans).await;
        let answered = reads.iter().filter(|read| read.outcome.is_ok());
        let tables = Tables {
            read: answered.clone().map(|read| read.table.rank).collect(),
            whole: answered.filter(|read| read.is_whole).map(|read| read.table.rank).collect(),
        };
        self.take_in(batch.into_inner(), tables).await;
        // A table is known once the snapshot has it.
        reads.into_iter().for_each(|read| self.note(read, begun));
    }

    /// Notes what came of the read of a table.
    fn note(&self, read: Read<'_>, begun: DateTime<Utc>) {
        let Read { table, is_whole, outcome } = read;
        let mut scans = self.scans.lock();
        let scan = scans.entry(table.id()).or_default();
        match outcome {
            Err(error) => {
                scan.owes_whole |= is_whole;
                scan.fail(error);
            }
            Ok(back) => {
                let is_new = !scan.is_known;
                let refreshed = Some(begun);
                *scan = super::Scan { is_known: true, refreshed, ..Default::default() };
                drop(scans);
                if is_new {
                    standing::move_version(&self.version);
                }
                back.iter().for_each(|key| self.trust.note_there(key));
                if is_whole {
                    self.trust.note_scan(table);
                }
            }
        }
    }

    /// Reads the records of a table that pass a filter into a batch. Returns those that were taken
    /// for gone.
    async fn scan(
        &self,
        table: &Arc<Table>,
        changed: Filter<String>,
        batch: &Mutex<Batch>,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Vec<RecordKey>, Error> {
        let fields = loaded(table);
        let names = table.mapping.identity_fields(fields);
        let mut pages = Pages::new(table, fields, names, changed);
        let mut back = Vec::new();
        while let Some(page) = pages.next().await? {
            progress(page.len() as u64);
            for some in page.chunks(AT_ONCE) {
                {
                    let mut batch = batch.lock();
                    some.iter().for_each(|record| batch.add(table.rank, record));
                }
                back.extend(self.trust.gone_among(some.iter().map(|record| &record.key)));
                tokio::task::yield_now().await;
            }
        }
        Ok(back)
    }
}

/// A table that was read, as a whole or not; which of its records were taken for gone.
struct Read<'t> {
    table: &'t Arc<Table>,
    is_whole: bool,
    outcome: Result<Vec<RecordKey>, Error>,
}

/// Records that are taken in before others get their turn.
const AT_ONCE: usize = 250;
