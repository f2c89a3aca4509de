//! Filling the index by reading each source's partner objects, and keeping it fresh by reading what
//! was modified since.

use std::{
    collections::HashSet,
    sync::{Arc, atomic::Ordering},
};

use channelgraph_core::{After, Error, Page, Read, Select};
use channelgraph_schema::{Filter, Locale, Record, Test, Value, mapping::FieldSpec};
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::{join_all, try_join};

use super::{Index, P, Scan, TableName, columns};
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

/// Overlap of a look for changes with the one before: search indexes and clocks lag.
const OVERLAP: TimeDelta = TimeDelta::seconds(90);

impl Index {
    /// Reads every source's partners as a whole, all sources side by side. A source that fails is
    /// left as it was and stands among the [`Self::gaps`]. `progress` is told how many more records
    /// were read.
    pub async fn build(&self, progress: &(dyn Fn(u64) + Sync)) {
        let begun = Utc::now();
        let tables = self.model.tables(P);
        let outcomes =
            join_all(tables.iter().map(|table| self.scan(table, Filter::all(), progress))).await;
        let mut fresh = Vec::new();
        for (table, outcome) in tables.iter().zip(outcomes) {
            match outcome {
                Ok(records) => {
                    self.keep_only(
                        table,
                        &records.iter().map(|record| record.key.id.clone()).collect::<HashSet<_>>(),
                    );
                    self.note(table, |scan| {
                        *scan =
                            Scan { scanned: Some(begun), refreshed: Some(begun), ..Scan::default() }
                    });
                    fresh.extend(records);
                }
                Err(error) => self.note(table, |scan| scan.fail(error)),
            }
        }
        self.take_in(fresh);
        self.built.store(true, Ordering::Release);
    }

    /// Reads what was modified since the last look, of all tables or of those whose last look
    /// failed. A source that was never read as a whole is read as one; one that asked for a pause
    /// is left alone until it is over.
    pub async fn refresh(&self, only_failed: bool) {
        let begun = Utc::now();
        let mut tables = self.model.tables(P).to_vec();
        {
            let scans = self.scans.lock();
            let scan = |table: &Arc<Table>| scans.get(&place(table));
            tables.retain(|table| scan(table).is_none_or(|scan| scan.is_due(only_failed)));
        }
        let outcomes = join_all(tables.iter().map(|table| async move {
            let since = self.scans.lock().get(&place(table)).and_then(|scan| scan.refreshed);
            self.scan(
                table,
                since.map_or_else(Filter::all, |since| modified_since(table, since - OVERLAP)),
                &|_| {},
            )
            .await
        }))
        .await;
        let mut fresh = Vec::new();
        for (table, outcome) in tables.iter().zip(outcomes) {
            match outcome {
                Ok(records) => {
                    self.note(table, |scan| {
                        *scan = Scan {
                            scanned: scan.scanned.or(Some(begun)),
                            refreshed: Some(begun),
                            ..Scan::default()
                        }
                    });
                    fresh.extend(records);
                }
                Err(error) => self.note(table, |scan| scan.fail(error)),
            }
        }
        if !fresh.is_empty() {
            self.take_in(fresh);
        }
    }

    fn note(&self, table: &Table, change: impl FnOnce(&mut Scan)) {
        change(self.scans.lock().entry(place(table)).or_default());
    }

    async fn scan(
        &self,
        table: &Arc<Table>,
        changed: Filter<String>,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Vec<Arc<Record>>, Error> {
        let fields = columns().intersection(table.mapping.mapped());
        let mut records: Vec<Arc<Record>> = Vec::new();
        loop {
            let read = Read {
                object: table.mapping.object.clone(),
                fields: table.mapping.source_fields(fields, false),
                select: Select::All,
                filter: table.mapping.only.clone().and(changed.clone()),
                order: None,
                after: records
                    .last()
                    .map(|last| After { key: Value::Null, id: Some(last.key.id.to_string()) }),
                limit: PAGE,
                count: false,
            };
            let (page, locale) =
                try_join(table.source.connector.read(&read), table.locale(fields)).await?;
            let Page { rows, complete, .. } = page;
            progress(rows.len() as u64);
            let none = rows.is_empty();
            records
                .extend(rows.iter().map(|row| Arc::new(table.record(row, fields, false, &locale))));
            if complete || none {
                return Ok(records);
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
