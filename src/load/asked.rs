//! Questions to a source, and the keys by which the cache keeps the answers.

use std::{sync::Arc, time::Duration};

use channelgraph_core::After;
use channelgraph_schema::{FieldSet, Filter, Record, mapping::SourceOrder};
use chrono::{DateTime, Utc};

use super::keyed::Key;
use crate::model::TableId;

/// What records hold, or shall hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Held {
    /// The fields.
    pub fields: FieldSet,
    /// True for the attributes as well.
    pub attributes: bool,
}

impl Held {
    /// Returns true if records that hold this hold the other as well.
    fn covers(self, other: Self) -> bool {
        self.fields.is_superset(other.fields) && (self.attributes || !other.attributes)
    }
}

impl From<FieldSet> for Held {
    /// The fields without attributes.
    fn from(fields: FieldSet) -> Self {
        Self { fields, attributes: false }
    }
}

/// A list as a source is asked for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListRead {
    /// The filter, in the source's fields.
    pub filter: Filter<String>,
    /// The order.
    pub order: Option<SourceOrder>,
    /// The place to go on from.
    pub after: Option<After>,
    /// Rows wanted.
    pub limit: usize,
    /// True if the number of nodes is wanted.
    pub count: bool,
}

impl ListRead {
    /// A read of up to `most` rows of a whole table, by id.
    pub fn whole(most: usize) -> Self {
        Self { filter: Filter::all(), order: None, after: None, limit: most, count: false }
    }
}

/// The children of several parents as a source is asked for them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ChildrenRead {
    /// The source field that refers to the parent.
    pub field: String,
    /// The filter, in the source's fields.
    pub filter: Filter<String>,
    /// The order.
    pub order: Option<SourceOrder>,
    /// Rows wanted of each parent.
    pub limit: usize,
}

/// A page as a source gave it.
#[derive(Debug)]
pub struct ListPage {
    /// The records, in order.
    pub records: Vec<Arc<Record>>,
    /// What each of them holds at least.
    pub held: Held,
    /// True if nothing follows.
    pub complete: bool,
    /// The number of rows in all, if the source could tell exactly.
    pub total: Option<u64>,
    /// When it was read.
    pub fetched: DateTime<Utc>,
}

impl ListPage {
    /// About how many bytes it takes.
    fn bytes(&self) -> usize {
        self.records.iter().map(|record| record.bytes()).sum::<usize>() + 500
    }
}

/// The children of one parent.
pub type Children = Arc<ListPage>;

/// Pages of the same rows with other fields, side by side: one for each chart of a dashboard.
const MOST_PAGES: usize = 32;

/// The time since something was read.
pub(super) fn age_of(fetched: DateTime<Utc>) -> Duration {
    (Utc::now() - fetched).to_std().unwrap_or_default()
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct RecordAsked {
    pub(super) table: TableId,
    pub(super) id: Arc<str>,
    /// True if only a record is meant that meets the mapping's own condition.
    pub(super) meant: bool,
    pub(super) held: Held,
}

impl Key for RecordAsked {
    type Slot = (TableId, Arc<str>, bool);
    type Value = Option<Arc<Record>>;

    fn slot(&self) -> Self::Slot {
        (self.table, self.id.clone(), self.meant)
    }
    fn answered_by(&self, value: &Self::Value) -> bool {
        value.as_ref().is_none_or(|record| held_by(record).covers(self.held))
    }
    /// A record replaces one of which it holds every field, or another version of it.
    fn replaces(new: &Self::Value, old: &Self::Value) -> bool {
        let (Some(new), Some(old)) = (new, old) else { return true };
        is_other_version(new, old) || held_by(new).covers(held_by(old))
    }
    /// A record contradicts another version of it, and one that shows another value in a field; one
    /// that is gone contradicts one that is there.
    fn contradicts(new: &Self::Value, old: &Self::Value) -> bool {
        let (new, old) = match (new, old) {
            (Some(new), Some(old)) => (new, old),
            (new, old) => return new.is_some() != old.is_some(),
        };
        let mut shared = new.loaded.intersection(old.loaded).iter();
        is_other_version(new, old) || shared.any(|field| new.get(field) != old.get(field))
    }
    fn bytes(value: &Self::Value) -> usize {
        value.as_ref().map_or(0, |record| record.bytes())
    }
    fn age(value: &Self::Value) -> Duration {
        value.as_ref().map_or(Duration::ZERO, |record| age_of(record.fetched))
    }
}

/// What a record holds.
pub(super) fn held_by(record: &Record) -> Held {
    Held { fields: record.loaded, attributes: record.attributes.is_some() }
}

/// Returns true if two records tell different versions.
fn is_other_version(new: &Record, old: &Record) -> bool {
    new.modified.is_some() && old.modified.is_some() && new.modified != old.modified
}

/// A question about records, whichever they are: records of one question can be read together.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Question {
    pub(super) table: TableId,
    pub(super) meant: bool,
    pub(super) held: Held,
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct ListAsked {
    pub(super) table: TableId,
    pub(super) read: Arc<ListRead>,
    pub(super) held: Held,
}

impl Key for ListAsked {
    type Slot = (TableId, Arc<ListRead>);
    type Value = Arc<ListPage>;
    const MOST: usize = MOST_PAGES;

    fn slot(&self) -> Self::Slot {
        (self.table, self.read.clone())
    }
    fn answered_by(&self, page: &Self::Value) -> bool {
        page.held.covers(self.held)
    }
    fn replaces(new: &Self::Value, old: &Self::Value) -> bool {
        new.held.covers(old.held)
    }
    fn bytes(value: &Self::Value) -> usize {
        value.bytes()
    }
    fn age(value: &Self::Value) -> Duration {
        age_of(value.fetched)
    }
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct ChildrenAsked {
    pub(super) table: TableId,
    pub(super) read: Arc<ChildrenRead>,
    pub(super) parent: Arc<str>,
    pub(super) held: Held,
}

impl Key for ChildrenAsked {
    type Slot = (TableId, Arc<ChildrenRead>, Arc<str>);
    type Value = Children;
    const MOST: usize = MOST_PAGES;

    fn slot(&self) -> Self::Slot {
        (self.table, self.read.clone(), self.parent.clone())
    }
    fn answered_by(&self, page: &Self::Value) -> bool {
        page.held.covers(self.held)
    }
    fn replaces(new: &Self::Value, old: &Self::Value) -> bool {
        new.held.covers(old.held)
    }
    fn bytes(value: &Self::Value) -> usize {
        value.bytes()
    }
    fn age(value: &Self::Value) -> Duration {
        age_of(value.fetched)
    }
}
