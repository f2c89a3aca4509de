//! Reads and pages: what the engine asks a connector and what it answers, in the source's names.

use std::{collections::BTreeSet, sync::Arc};

use channelgraph_schema::{
    Filter, Value,
    mapping::{Row, SourceOrder},
};

use crate::Error;

/// A read: one request of the engine to a source.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Read {
    /// The source's own name for the table.
    pub object: Arc<str>,
    /// The source's own fields that are wanted, sorted. One that the source does not have is null
    /// in the rows, not an error.
    pub fields: Vec<String>,
    /// Selects the rows.
    pub select: Select,
    /// A condition on them; it has no `Not`. What the source cannot decide it lets through, and
    /// says so with [`Page::exact`].
    pub filter: Filter<String>,
    /// The order of the rows: by this key (nulls last in both directions), then by id going up
    /// ([`channelgraph_schema::compare_ids`]); without a key by id alone. For [`Select::Ids`] it
    /// does not matter.
    pub order: Option<SourceOrder>,
    /// Only rows after this place in that order. Never set for [`Select::Ids`] and
    /// [`Select::Children`].
    pub after: Option<After>,
    /// Rows that are wanted: in all, or for each parent. Not used for [`Select::Ids`].
    pub limit: usize,
    /// Also count all rows that match the filter.
    pub count: bool,
}

impl Read {
    /// The question for all rows of an object, with these fields and so many of them, to be
    /// narrowed.
    pub fn all(object: &str, fields: &[&str], limit: usize) -> Self {
        let mut fields: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
        fields.sort_unstable();
        Self {
            object: object.into(),
            fields,
            select: Select::All,
            filter: Filter::all(),
            order: None,
            after: None,
            limit,
            count: false,
        }
    }

    /// The fields that filter and order stand on.
    pub fn conditions(&self) -> BTreeSet<String> {
        let mut names: BTreeSet<String> =
            self.order.iter().map(|order| order.field.clone()).collect();
        self.filter.for_each_field(&mut |field| _ = names.insert(field.clone()));
        names
    }

    /// All fields that an answer takes: those wanted, what filter and order stand on, and what
    /// refers to a parent.
    pub fn names(&self) -> BTreeSet<String> {
        let mut names = self.conditions();
        names.extend(self.fields.iter().cloned());
        if let Select::Children { field, .. } = &self.select {
            names.insert(field.clone());
        }
        names
    }
}

/// Selects the rows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Select {
    /// All rows of the object.
    All,
    /// The rows with these ids, at most [`crate::Capabilities::ids`] of them; unknown ones are
    /// absent from the answer.
    Ids(Vec<String>),
    /// The rows whose `field` refers to one of these records, at most
    /// [`crate::Capabilities::parents`] of them. Each row names the one it was found under in
    /// [`Row::parent`]. The field may also hold ids of another system (a cross reference): then
    /// `parents` has every spelling of each, and [`Row::parent`] repeats what the field holds.
    Children {
        /// The referring field, as the mapping names it.
        field: String,
        /// The ids referred to, in canonical form.
        parents: Vec<String>,
    },
}

/// A place in an order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct After {
    /// The key there: a number, text, boolean, moment or day as the source's field holds it (a day
    /// where [`SourceOrder::by_day`] is set); null among the rows without one, and where the order
    /// is by id alone.
    pub key: Value,
    /// The id there. None stands for a place behind every row with this key, an empty one for a
    /// place before all of them.
    pub id: Option<String>,
}

/// The answer to a read.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The rows, in the order asked for; children by parent.
    pub rows: Vec<Row>,
    /// No row follows that matches, for any parent.
    pub complete: bool,
    /// The source applied the whole filter. Otherwise rows that do not match may be among these.
    pub exact: bool,
    /// The number of all rows that match, if it was asked for and the source applied the whole
    /// filter.
    pub total: Option<u64>,
    /// Records that were asked for by id and could not be read, each with its failure; the others
    /// are among the rows.
    pub failed: Vec<(String, Error)>,
}
