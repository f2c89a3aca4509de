//! Projection: the fields that are read of a table.

use channelgraph_schema::FieldSet;

use crate::{engine::Needs, load::Held, model::Table};

impl Needs {
    /// Adds these fields.
    #[must_use]
    pub fn with(self, fields: FieldSet) -> Self {
        Self { fields: self.fields.union(fields), ..self }
    }

    /// Puts off per-record fields, but for those that decide which nodes there are, and where they
    /// stand.
    #[must_use]
    pub fn cheap_but(self, deciding: FieldSet) -> Self {
        Self { put_off_but: Some(deciding), ..self }
    }

    /// The fields to read of a table.
    pub fn of(self, table: &Table) -> FieldSet {
        let all = self.fields.intersection(table.mapping.mapped());
        match self.put_off_but {
            None => all,
            Some(deciding) => all.difference(table.per_record.difference(deciding)),
        }
    }

    /// What records of a table have to hold.
    pub fn held(self, table: &Table) -> Held {
        Held { fields: self.of(table), attributes: self.attributes }
    }
}
