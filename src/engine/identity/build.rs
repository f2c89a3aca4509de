//! Filling the index by reading each source's partner objects, and keeping it fresh by reading what
//! was modified since.

use std::{
    collections::HashSet,
    sync::{Arc, atomic::Ordering},
};

use channelgraph_core::Error;
use channelgraph_schema::{Filter, Record};
use chrono::Utc;
use futures::future::join_all;

use super::{Index, P, Scan, TableName, columns};
use crate::{
    engine::pages::{OVERLAP, Pages, modified_since},
    model::Table,
};

/// By which rules partners are recognised, beyond the fixed ones.
#[derive(Debug, Clone, Default)]
pub struct IdentityRules {
    /// Further domains that many companies share.
    pub shared_domains: Vec<String>,
    /// True if equal name, country and city make two records one.
    pub by_name: bool,
}

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
        let names = table.mapping.source_fields(fields, false);
        let mut pages = Pages::new(table, fields, names, changed);
        let mut records = Vec::new();
        while let Some(page) = pages.next().await? {
            progress(page.len() as u64);
            records.extend(page.into_iter().map(Arc::new));
        }
        Ok(records)
    }
}

fn place(table: &Table) -> TableName {
    (table.source.name.clone(), table.mapping.object.clone())
}
