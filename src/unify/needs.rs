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
    /// Whether every record is wanted, though another decides each field: for provenance and
    /// conflicts.
    pub every_record: bool,
    /// Tables whose records are wanted though they decide nothing: what hangs off the entity refers
    /// to them.
    pub referred_to: Ranks,
    /// Set while it is being found out which nodes there are: what costs a call for each record is
    /// put off, but for these fields.
    pub put_off_but: Option<FieldSet>,
}

/// Some tables of one entity, by rank.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Ranks(u64);

impl Ranks {
    /// These tables, and those of them.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether a table is one of them.
    pub fn contains(self, rank: usize) -> bool {
        rank < 64 && self.0 & (1 << rank) != 0
    }
}

impl FromIterator<usize> for Ranks {
    fn from_iter<I: IntoIterator<Item = usize>>(ranks: I) -> Self {
        Self(ranks.into_iter().filter(|rank| *rank < 64).fold(0, |set, rank| set | 1 << rank))
    }
}

impl Needs {
    /// The same, with these fields too.
    #[must_use]
    pub fn with(self, fields: FieldSet) -> Self {
        Self { fields: self.fields.union(fields), ..self }
    }

    /// The same without what costs a call for each record, but for what decides which nodes there
    /// are, and where they stand.
    #[must_use]
    pub fn cheap_but(self, deciding: FieldSet) -> Self {
        Self { put_off_but: Some(deciding), ..self }
    }

    /// What to read of a table.
    pub fn of(self, table: &Table) -> FieldSet {
        let all = self.fields.intersection(table.mapping.mapped());
        match self.put_off_but {
            None => all,
            Some(deciding) => all.difference(table.singly.difference(deciding)),
        }
    }
}
