//! A record: what one source holds of one thing, in the unified model.

use std::{fmt, sync::Arc};

use chrono::{DateTime, Utc};
use serde_json::Value as Json;

use crate::{FieldId, FieldSet, Value};

/// Names one record of one source.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordKey {
    /// The source, as configured.
    pub source: Arc<str>,
    /// The source's own name for the table.
    pub object: Arc<str>,
    /// The id, in the source's canonical form.
    pub id: Arc<str>,
}

impl fmt::Debug for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.source, self.object, self.id)
    }
}

/// A record that another names as being the same thing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LinkTarget {
    /// The rule by which it does: a place in the mapping's `links`.
    pub rule: usize,
    /// Its id, or what else the rule goes by, as this record spells it.
    pub id: Box<str>,
}

/// A source's own field that the model has no place for: the name that the mapping gives it, and
/// its value as the source prints it.
pub type Attribute = (Arc<str>, Json);

/// What a record tells of whose it is, beside its fields.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::FromRepr, strum::IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
#[repr(u16)]
pub enum Clue {
    /// Telephone number.
    Phone,
    /// D-U-N-S number.
    Duns,
    /// Legal entity identifier.
    Lei,
    /// Records that people have decided it is.
    SameAs,
    /// Records that people have decided it is not.
    NotSameAs,
}

/// What one source holds of one thing.
#[derive(Debug, Clone)]
pub struct Record {
    /// Which record of which source.
    pub key: RecordKey,
    /// The fields that were asked for; what is not among them is unknown, not null.
    pub loaded: FieldSet,
    /// The values, in the order of `FieldSet::iter` over `loaded`.
    pub values: Box<[Value]>,
    /// Records of other tables that this one says it is.
    pub links: Vec<LinkTarget>,
    /// By what else than the id other records refer to this one, or name it: the source field, and
    /// what it holds.
    pub aliases: Box<[(Arc<str>, Box<str>)]>,
    /// What tells whose it is, if it was asked for.
    pub clues: Box<[(Clue, Box<str>)]>,
    /// The source's own fields that the mapping lists as attributes, if they were asked for.
    pub attributes: Option<Box<[Attribute]>>,
    /// When the source last changed it.
    pub modified: Option<DateTime<Utc>>,
    /// When it was read.
    pub fetched: DateTime<Utc>,
}

impl Record {
    /// The value of a field; null where the source holds nothing, does not map it, or was not
    /// asked.
    pub fn get(&self, field: FieldId) -> &Value {
        const NULL: &Value = &Value::Null;
        if !self.loaded.contains(field) {
            return NULL;
        }
        self.values.get(self.loaded.place(field)).unwrap_or(NULL)
    }

    /// What the source field `by` holds, as far as other records go by it.
    pub fn alias(&self, by: &str) -> Option<&str> {
        self.aliases.iter().find(|(field, _)| **field == *by).map(|(_, value)| &**value)
    }

    /// About how many bytes of memory the record takes.
    pub fn bytes(&self) -> usize {
        let values: usize =
            self.values.iter().map(|value| size_of::<Value>() + value.heap_bytes()).sum();
        let links: usize =
            self.links.iter().map(|link| size_of::<LinkTarget>() + link.id.len()).sum();
        let attributes: usize = self
            .attributes
            .iter()
            .flat_map(|all| all.iter())
            .map(|(name, json)| name.len() + 48 + json.to_string().len())
            .sum();
        let aliases: usize = self.aliases.iter().map(|(_, value)| 32 + value.len()).sum();
        let clues: usize = self.clues.iter().map(|(_, value)| 32 + value.len()).sum();
        size_of::<Self>() + self.key.id.len() + values + links + aliases + clues + attributes
    }
}
