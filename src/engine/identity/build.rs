//! Filling the index by reading each source's partner objects, and keeping it fresh by reading what
//! was modified since.

use std::sync::{Arc, atomic::Ordering};

use channelgraph_core::{After, Error, Page, Read, Select};
use channelgraph_schema::{Filter, Locale, Test, Value, mapping::FieldSpec};
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::{join_all, try_join};

use parking_lot::Mutex;

use super::{Index, P, Scan, TableName, batch::Batch, change::Tables, records::loaded};
use crate::model::Table;

/// By which rules partners are recognised, beyond the fixed ones.
#[derive(Debug, Clone, Default)]
pub struct IdentityRules {
    /// Further domains that many companies share.
    pub shared_domains: Vec<String>,
    /// True if equal name, country and city make two records one.
    pub by_name: bool,
}

/// Rows asked for at once: Salesforce's largest page.
const PAGE: usize = 2000;

/// Rows that are taken in before others get their turn.
const AT_ONCE: usize = 250;

/// Overlap of a look for changes with the one before: search indexes and clocks lag.
const OVERLAP: TimeDelta = TimeDelta::seconds(90);

impl Index {
    /// Reads every source's partners as a whole, all sources side by side. A source that fails is
    /// left as it was and stands among the [`Self::gaps`]. `progress` is told how many more records
    /// were read.
    pub async fn build(&self, progress: &(dyn Fn(u64) + Sync)) {
        self.read(|_| None, progress).await;
        self.built.store(true, Ordering::Release);
    }

    /// Reads what was modified since the last look. A source that was never read as a whole is read
    /// as one.
    pub async fn refresh(&self) {
        let since =
            |table: &Table| self.scans.lock().get(&place(table)).and_then(|scan| scan.refreshed);
        self.read(since, &|_| {}).await;
    }

    /// Reads every table's partners: those that were modified since a time, or all.
    async fn read(
        &self,
        since: impl Fn(&Table) -> Option<DateTime<Utc>>,
        progress: &(dyn Fn(u64) + Sync),
    ) {
        let begun = Utc::now();
        let batch = Mutex::new(Batch::default());
        let scans = self.model.tables(P).iter().map(|table| {
            let since = since(table);
            let changed = |since| modified_since(table, since - OVERLAP);
            let filter = since.map_or_else(Filter::all, changed);
            let scan = self.scan(table, filter, &batch, progress);
            async move { (table, since.is_none(), scan.await) }
        });
        let outcomes = join_all(scans).await;
        let answered = outcomes.iter().filter(|(_, _, outcome)| outcome.is_ok());
        let tables = Tables {
            read: answered.clone().map(|(table, ..)| table.rank).collect(),
            whole: answered.filter(|(_, whole, _)| *whole).map(|(table, ..)| table.rank).collect(),
        };
        self.take_in(batch.into_inner(), tables).await;
        // A table is known once the snapshot has it.
        for (table, is_whole, outcome) in outcomes {
            self.note(table, |scan| match outcome {
                Ok(()) => {
                    let scanned = scan.scanned.filter(|_| !is_whole).or(Some(begun));
                    *scan = Scan { scanned, refreshed: Some(begun), error: None };
                }
                Err(error) => scan.error = Some(error),
            });
        }
    }

    fn note(&self, table: &Table, change: impl FnOnce(&mut Scan)) {
        change(self.scans.lock().entry(place(table)).or_default());
    }

    /// Reads the records of a table that pass a filter into a batch.
    async fn scan(
        &self,
        table: &Arc<Table>,
        changed: Filter<String>,
        batch: &Mutex<Batch>,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<(), Error> {
        let fields = loaded(table);
        let mut last: Option<String> = None;
        loop {
            let read = Read {
                object: table.mapping.object.clone(),
                fields: table.mapping.source_fields(fields, false),
                select: Select::All,
                filter: table.mapping.only.clone().and(changed.clone()),
                order: None,
                after: last.take().map(|id| After { key: Value::Null, id: Some(id) }),
                limit: PAGE,
                count: false,
            };
            let (page, locale) =
                try_join(table.source.connector.read(&read), table.locale(fields)).await?;
            let Page { rows, complete, .. } = page;
            progress(rows.len() as u64);
            for some in rows.chunks(AT_ONCE) {
                {
                    let mut batch = batch.lock();
                    let records = some.iter().map(|row| table.record(row, fields, false, &locale));
                    records.for_each(|record| batch.add(table.rank, &record));
                }
                tokio::task::yield_now().await;
            }
            last = rows.last().map(|row| row.id.clone());
            if complete || last.is_none() {
                return Ok(());
            }
        }
    }
}

fn place(table: &Table) -> TableName {
    (table.source.name.clone(), table.mapping.object.clone())
}

/// The condition on records that may be new since then. A record that was never changed, or whose
/// time of change is another record's, may only tell by its creation.
fn modified_since(table: &Table, since: DateTime<Utc>) -> Filter<String> {
    let (updated, created) = const { (P.known("updatedAt"), P.known("createdAt")) };
    let at_least = |field| Filter::Test(field, Test::Gte(Value::Time(since)));
    let tells = |spec: &FieldSpec| {
        spec.required && spec.field.as_ref().is_some_and(|name| !name.contains('.'))
    };
    let changed = match table.mapping.spec(updated) {
        Some(spec) if !tells(spec) && table.mapping.mapped().contains(created) => {
            Filter::any_of([at_least(updated), at_least(created)])
        }
        _ => at_least(updated),
    };
    table.mapping.lower(&changed, &Locale::default()).filter
}
