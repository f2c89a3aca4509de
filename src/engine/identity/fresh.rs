//! Freshness: which values of the index are no older than the cache lets a record be, so that they
//! answer without a call of their source.
//!
//! A look for changes brings every record whose own fields have changed. Fields that are taken from
//! other records (`Owner.Name`) change without it: of those, a value is as old as its reading.

use std::{collections::HashSet, sync::Arc, time::Duration};

use channelgraph_schema::{FieldSet, RecordKey, mapping::FieldSpec};
use chrono::{DateTime, Utc};
use parking_lot::RwLock;
use tokio::time::Instant;

use super::{Index, P};
use crate::{
    engine::{Member, Needs},
    load::{Store, standing},
    model::Table,
};

/// Reasons not to answer from the index, though it was read lately.
#[derive(Default)]
pub(super) struct Trust {
    /// Records that a read by id did not find any more.
    gone: RwLock<Arc<HashSet<RecordKey>>>,
    /// What was read before this answers nothing.
    begins: RwLock<Option<DateTime<Utc>>>,
}

impl Trust {
    /// Those of these records that are taken for gone.
    pub(super) fn gone_among<'k>(
        &self,
        keys: impl Iterator<Item = &'k RecordKey>,
    ) -> Vec<RecordKey> {
        let gone = self.gone.read();
        if gone.is_empty() {
            return Vec::new();
        }
        keys.filter(|key| gone.contains(*key)).cloned().collect()
    }

    /// Notes that a look at the source brought a record.
    pub(super) fn note_there(&self, key: &RecordKey) {
        if self.gone.read().contains(key) {
            Arc::make_mut(&mut self.gone.write()).remove(key);
        }
    }

    /// Notes that a table was read as a whole: the index holds no record that is gone.
    pub(super) fn note_scan(&self, table: &Table) {
        if !self.gone.read().is_empty() {
            Arc::make_mut(&mut self.gone.write()).retain(|key| !table.holds(key));
        }
    }
}

/// What the index can answer of a selection at one moment.
pub struct Fresh {
    /// By the rank of tables.
    tables: Vec<FreshTable>,
    gone: Arc<HashSet<RecordKey>>,
}

/// What the index can answer of one table.
struct FreshTable {
    /// The fields that are needed of it.
    needed: FieldSet,
    lifetime: Duration,
    /// When all that is needed was confirmed for every record; none if that is too long ago.
    confirmed: Option<DateTime<Utc>>,
    /// A record that was read later answers for itself.
    since: DateTime<Utc>,
}

impl Index {
    /// Notes that a record was not found by its id: the index does not answer for it until the
    /// table is read as a whole, or the record comes back.
    pub fn note_gone(&self, key: RecordKey) {
        if !self.trust.gone.read().contains(&key) {
            Arc::make_mut(&mut self.trust.gone.write()).insert(key);
            // What was answered for it by the index holds no more.
            standing::move_version(&self.version);
        }
    }

    /// Answers nothing by what was read until now.
    pub fn distrust(&self) {
        *self.trust.begins.write() = Some(Utc::now());
        standing::move_version(&self.version);
    }

    /// What can be answered of a selection now, by the lifetimes of the store.
    pub fn fresh(&self, store: &Store, needs: Needs) -> Fresh {
        let (now, gone) = (Utc::now(), self.trust.gone.read().clone());
        if needs.every_record || needs.attributes {
            return Fresh { tables: Vec::new(), gone };
        }
        let begins = self.trust.begins.read().unwrap_or(DateTime::UNIX_EPOCH);
        let of_table = |table: &Arc<Table>| {
            let lifetime = store.lifetime(table);
            let since = now.checked_sub_signed(delta(lifetime)).unwrap_or_default().max(begins);
            let needed = needs.fields.intersection(table.mapping.mapped());
            let is_own = own_fields(table, needed) == needed;
            let confirmed = self.confirmed(table).filter(|time| is_own && *time > since);
            FreshTable { needed, lifetime, confirmed, since }
        };
        Fresh { tables: self.model.tables(P).iter().map(of_table).collect(), gone }
    }
}

impl Fresh {
    /// Returns true if the index knows all that is needed of a record. What comes of it then stands
    /// on that.
    pub fn answers(&self, member: &Member) -> bool {
        let Some(table) = self.tables.get(member.table.rank) else { return false };
        let (record, now) = (&member.record, Utc::now());
        let read = table.confirmed.unwrap_or(record.fetched).max(record.fetched);
        let is_fresh = read > table.since
            && record.loaded.is_superset(table.needed)
            && !self.gone.contains(&record.key);
        if is_fresh && !table.needed.is_empty() {
            let age = (now - read).to_std().unwrap_or_default();
            let read = Instant::now().checked_sub(age).unwrap_or_else(Instant::now);
            standing::note_read(read, read + table.lifetime);
        }
        is_fresh
    }
}

fn delta(time: Duration) -> chrono::TimeDelta {
    chrono::TimeDelta::from_std(time).unwrap_or(chrono::TimeDelta::MAX)
}

/// Those of these fields whose change is a change of the record itself, and so found by a look for
/// changes.
fn own_fields(table: &Table, fields: FieldSet) -> FieldSet {
    const UPDATED: channelgraph_schema::FieldId = P.known("updatedAt");
    if !table.mapping.mapped().contains(UPDATED) {
        return FieldSet::EMPTY;
    }
    fields.iter().filter(|field| table.mapping.spec(*field).is_some_and(is_own)).collect()
}

/// Returns true if a field is made of the record's own source fields: one of another record is
/// named by a path.
fn is_own(spec: &FieldSpec) -> bool {
    let mut names = spec.source_fields();
    names.all(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
}
