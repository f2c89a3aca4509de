//! Questions to a source, and the keys by which the cache keeps the answers.

use std::{sync::Arc, time::Duration};

use channelgraph_core::After;
use channelgraph_schema::{FieldSet, Filter, Record, mapping::SourceOrder};
use chrono::{DateTime, Utc};

use super::keyed::Key;
use crate::model::TableId;

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
    /// The fields that records shall hold.
    pub fields: FieldSet,
    /// True if they shall hold the attributes.
    pub attributes: bool,
}

impl ListRead {
    /// A read of up to `most` rows of a whole table, by id.
    pub fn whole(most: usize, fields: FieldSet) -> Self {
        Self {
            filter: Filter::all(),
            order: None,
            after: None,
            limit: most,
            count: false,
            fields,
            attributes: false,
        }
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
    /// The fields that records shall hold.
    pub fields: FieldSet,
    /// True if they shall hold the attributes.
    pub attributes: bool,
}

/// A page as a source gave it.
#[derive(Debug)]
pub struct ListPage {
    /// The records, in order.
    pub records: Vec<Arc<Record>>,
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
    pub(super) fields: FieldSet,
    pub(super) attributes: bool,
}

impl Key for RecordAsked {
    type Slot = (TableId, Arc<str>, bool);
    type Value = Option<Arc<Record>>;

    fn slot(&self) -> Self::Slot {
        (self.table, self.id.clone(), self.meant)
    }
    fn answered_by(&self, value: &Self::Value) -> bool {
        value.as_ref().is_none_or(|record| {
            record.loaded.is_superset(self.fields)
                && (record.attributes.is_some() || !self.attributes)
        })
    }
    /// A record replaces one of which it holds every field, or another version of it.
    fn replaces(new: &Self::Value, old: &Self::Value) -> bool {
        let (Some(new), Some(old)) = (new, old) else { return true };
        is_other_version(new, old)
            || (new.loaded.is_superset(old.loaded)
                && (new.attributes.is_some() || old.attributes.is_none()))
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

/// Returns true if two records tell different versions.
fn is_other_version(new: &Record, old: &Record) -> bool {
    new.modified.is_some() && old.modified.is_some() && new.modified != old.modified
}

/// A question about records, whichever they are: records of one question can be read together.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Question {
    pub(super) table: TableId,
    pub(super) meant: bool,
    pub(super) fields: FieldSet,
    pub(super) attributes: bool,
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct ListAsked {
    pub(super) table: TableId,
    pub(super) read: Arc<ListRead>,
}

impl Key for ListAsked {
    type Slot = Self;
    type Value = Arc<ListPage>;

    fn slot(&self) -> Self {
        self.clone()
    }
    fn answered_by(&self, _: &Self::Value) -> bool {
        true
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
}

impl Key for ChildrenAsked {
    type Slot = Self;
    type Value = Children;

    fn slot(&self) -> Self {
        self.clone()
    }
    fn answered_by(&self, _: &Self::Value) -> bool {
        true
    }
    fn bytes(value: &Self::Value) -> usize {
        value.bytes()
    }
    fn age(value: &Self::Value) -> Duration {
        age_of(value.fetched)
    }
}
