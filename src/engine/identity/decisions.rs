//! Decisions of people: how they name the records that are one company, and those that are not.

use std::{fmt, sync::Arc};

use channelgraph_schema::RecordKey;

use super::{P, records::Records};
use crate::model::{Model, Table};

/// A record as people name it: `source:object:id`, or `source:id` where the object need not be
/// told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordName {
    /// The source.
    pub source: String,
    /// What follows it: an id, or an object and an id.
    rest: String,
}

impl RecordName {
    /// Reads a name; none if nothing stands before or behind a colon.
    pub fn parse(text: &str) -> Option<Self> {
        let (source, rest) = text.split_once(':')?;
        let (source, rest) = (source.trim().to_owned(), rest.trim().to_owned());
        (!source.is_empty() && !rest.is_empty()).then_some(Self { source, rest })
    }

    /// The name of a record.
    pub fn of(key: &RecordKey) -> Self {
        Self { source: key.source.to_string(), rest: format!("{}:{}", key.object, key.id) }
    }

    /// The record that is meant; none if it is not there.
    pub(super) fn find(&self, model: &Model, records: &Records) -> Option<u32> {
        let tables = || model.tables(P).iter().filter(|table| *table.source.name == *self.source);
        let named = tables().find_map(|table| Some((table, self.behind(&table.mapping.object)?)));
        let find = |table: &Arc<Table>, id: &str| {
            let id = table.source.connector.canonical_id(&table.mapping.object, id)?;
            records.find(table.rank, &id)
        };
        match named {
            Some((table, id)) => find(table, id),
            None => tables().find_map(|table| find(table, &self.rest)),
        }
    }

    /// What stands behind an object's name, if that is named.
    fn behind(&self, object: &str) -> Option<&str> {
        self.rest.strip_prefix(object)?.strip_prefix(':')
    }
}

impl fmt::Display for RecordName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.source, self.rest)
    }
}
