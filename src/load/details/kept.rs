//! One record's details as they are kept: the values that its source told singly, and the version
//! that they are of.

use std::{collections::HashMap, sync::Arc, time::Duration};

use channelgraph_schema::mapping::Row;
use chrono::{DateTime, TimeDelta, Timelike, Utc};
use parking_lot::Mutex;
use serde_json::Value as Json;
use tokio::time::Instant;

use crate::{load::keyed::Key, model::TableId};

/// The time after a change at which its version is the last one of that change for certain: clocks
/// differ, and some sources tell versions in whole seconds.
const SETTLED: TimeDelta = TimeDelta::seconds(60);

/// The details of one record.
pub(in crate::load) struct RecordDetails {
    names: Arc<[String]>,
    /// Values in the order of the names, none where the source told nothing; no values if there is
    /// no such record.
    values: Option<Box<[Option<Json>]>>,
    version: Option<DateTime<Utc>>,
    /// True if equal versions mean equal details.
    is_settled: bool,
    fresh: Mutex<Freshness>,
}

/// The time for which details are as good as read just now.
#[derive(Clone, Copy)]
struct Freshness {
    since: DateTime<Utc>,
    until: Instant,
    /// True if the record has changed since.
    is_outdated: bool,
}

impl Freshness {
    fn since(since: DateTime<Utc>, lifetime: Duration) -> Self {
        let (now, age) = (Instant::now(), (Utc::now() - since).to_std().unwrap_or_default());
        let until = (now + lifetime).checked_sub(age).unwrap_or(now);
        Self { since, until, is_outdated: false }
    }
}

/// What a version that a list has just told means for the details that are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// They are as good as read just now.
    Confirmed,
    /// The record has changed since: they have to be read again.
    Changed,
    /// The version says nothing about them.
    Untold,
}

impl RecordDetails {
    /// Keeps the fields of these names of a row whose read began at `begun`. It is good for
    /// `lifetime`, and afterwards where a list confirms its version.
    pub(super) fn new(
        names: Arc<[String]>,
        row: Option<Row>,
        version: Option<DateTime<Utc>>,
        begun: DateTime<Utc>,
        lifetime: Duration,
    ) -> Self {
        let values = row.map(|mut row| names.iter().map(|name| row.values.remove(name)).collect());
        Self {
            names,
            values,
            is_settled: version.is_some_and(|version| begun - version >= SETTLED),
            version,
            fresh: Mutex::new(Freshness::since(begun, lifetime)),
        }
    }

    /// Returns true if there is no such record.
    pub(super) fn is_gone(&self) -> bool {
        self.values.is_none()
    }

    /// Returns true if the details are as good as read just now.
    pub(super) fn is_fresh(&self) -> bool {
        self.fresh.lock().until > Instant::now()
    }

    /// Returns true if a list can tell whether the details still hold.
    pub(super) fn is_comparable(&self) -> bool {
        self.is_settled && !self.fresh.lock().is_outdated
    }

    /// The time at which the details were read or confirmed last.
    pub(super) fn since(&self) -> DateTime<Utc> {
        self.fresh.lock().since
    }

    /// Compares the details with the version that a list which was asked for at `begun` tells of
    /// their record. A list can lag behind: an older version than theirs says nothing.
    pub(super) fn compare(
        &self,
        version: DateTime<Utc>,
        begun: DateTime<Utc>,
        lifetime: Duration,
    ) -> Verdict {
        let Some(own) = self.version else { return Verdict::Untold };
        if is_same(own, version) {
            if !self.is_comparable() {
                return Verdict::Untold;
            }
            *self.fresh.lock() = Freshness::since(begun, lifetime);
            Verdict::Confirmed
        } else if own < version {
            let mut fresh = self.fresh.lock();
            *fresh = Freshness { until: Instant::now(), is_outdated: true, ..*fresh };
            Verdict::Changed
        } else {
            Verdict::Untold
        }
    }

    /// The value of a source field; none if it was not told.
    pub(super) fn value(&self, name: &str) -> Option<&Json> {
        let place = self.names.binary_search_by(|known| known.as_str().cmp(name)).ok()?;
        self.values.as_ref()?.get(place)?.as_ref()
    }

    /// The row of these names, as far as they were told.
    pub(super) fn row(&self, id: &str, names: &[String]) -> Row {
        let values: HashMap<String, Json> = names
            .iter()
            .filter_map(|name| Some((name.clone(), self.value(name)?.clone())))
            .collect();
        Row { id: id.to_owned(), parent: None, values }
    }

    fn bytes(&self) -> usize {
        let value =
            |value: &Option<Json>| size_of::<Option<Json>>() + value.as_ref().map_or(0, heap_bytes);
        size_of::<Self>() + self.values.iter().flatten().map(value).sum::<usize>()
    }
}

/// Returns true if two versions are the same. One of them may be told in whole seconds only.
fn is_same(a: DateTime<Utc>, b: DateTime<Utc>) -> bool {
    let is_whole = |time: DateTime<Utc>| time.nanosecond() == 0;
    a == b || ((is_whole(a) || is_whole(b)) && a.timestamp() == b.timestamp())
}

fn heap_bytes(json: &Json) -> usize {
    match json {
        Json::String(text) => text.len(),
        Json::Array(items) => items.iter().map(|item| size_of::<Json>() + heap_bytes(item)).sum(),
        Json::Object(members) => {
            let member = |(name, value): (&String, &Json)| {
                64 + name.len() + size_of::<Json>() + heap_bytes(value)
            };
            members.iter().map(member).sum()
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => 0,
    }
}

/// A question for the details of one record.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct DetailsAsked {
    pub(super) table: TableId,
    pub(super) id: Arc<str>,
    /// True if details that are not fresh any more are an answer too.
    pub(super) also_stale: bool,
}

impl Key for DetailsAsked {
    type Slot = (TableId, Arc<str>);
    type Value = Arc<RecordDetails>;

    fn slot(&self) -> Self::Slot {
        (self.table, self.id.clone())
    }
    fn answered_by(&self, value: &Self::Value) -> bool {
        self.also_stale || value.is_fresh()
    }
    fn bytes(value: &Self::Value) -> usize {
        value.bytes()
    }
}
