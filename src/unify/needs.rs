//! What an operation wants of an entity, so that no source is asked for what nobody selected.

use channelgraph_schema::FieldSet;

use crate::model::Table;

/// The fields of one entity that an operation selects, anywhere in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Needs {
    /// Fields.
    pub fields: FieldSet,
    /// Whether the sources' own fields are wanted too.
    pub attributes: bool,
    /// Whether every record is wanted, though another decides each field: for provenance and conflicts.
    pub every_record: bool,
}

impl Needs {
    /// The same, with these fields too.
    #[must_use]
    pub fn with(self, fields: FieldSet) -> Self {
        Self { fields: self.fields.union(fields), ..self }
    }

    /// What to read of a table.
    pub fn of(self, table: &Table) -> FieldSet {
        self.fields.intersection(table.mapping.mapped())
    }

    /// Whether a table has anything that is wanted.
    pub fn touch(self, table: &Table) -> bool {
        self.every_record || !self.of(table).is_empty()
    }
}
