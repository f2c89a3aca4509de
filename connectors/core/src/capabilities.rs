//! Capabilities as data: the engine plans by them, the conformance suite holds connectors to them,
//! and the docs list them.

use std::time::Duration;

/// Limits and abilities of a source for one object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// Records that one read by ids may name; the engine splits longer reads.
    pub ids: usize,
    /// A read by ids costs one call for each record, whatever it asks: no list and no batch takes
    /// ids. If it tells fields that others do not, the engine keeps it by the record's version.
    pub one_by_one: bool,
    /// Parents that one read of children may name; the engine splits longer reads.
    pub parents: usize,
    /// The source can count the rows that match a filter without reading them.
    pub count: bool,
    /// A read of children stops at the limit for each parent; otherwise it returns all of them.
    pub limit_per_parent: bool,
    /// The source can list rows in the order of their ids from any place on. Without it, each page
    /// of such a list reads every row, so the engine reads a whole object in one page, or by a
    /// field that [`FieldCapabilities::ranges`].
    pub pages_by_id: bool,
    /// The time after which what was written is sure to be in lists: searches may lag behind.
    pub lag: Duration,
}

/// Abilities of a source for one field of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldCapabilities {
    /// The source can find rows by the records that this field refers to. Without it, a read of
    /// children would read every row of the object, so the engine reads the object once and
    /// remembers which row refers to which record.
    pub finds_by: bool,
    /// The source can find rows by a part of this field's text. Without it, a search would read
    /// every row of the object, so the engine leaves the field out of searches and says so.
    pub finds_text: bool,
    /// The source can find rows by a range of this field, and list them in its order from any place
    /// on. Without it, either reads every row of the object.
    pub ranges: bool,
    /// The answers that tell the field.
    pub told: Told,
}

/// The answers of a source that tell a field of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Lists, batches and single records tell it.
    Always,
    /// Only lists tell it: a read by ids that wants it reads a list.
    InLists,
    /// Lists tell it of some records. Of the others it costs one call each.
    Sometimes,
    /// It costs one call for each record, because no list and no batch tells it.
    Singly,
}

impl Told {
    /// Returns true if the field can cost a call for each record. The engine then reads it last,
    /// only for records that are shown, and keeps what it read by the record's version.
    pub fn is_per_record(self) -> bool {
        matches!(self, Self::Sometimes | Self::Singly)
    }
}

impl Default for FieldCapabilities {
    /// The capabilities of most fields: rows are found by it, and all answers tell it.
    fn default() -> Self {
        Self { finds_by: true, finds_text: true, ranges: true, told: Told::Always }
    }
}
