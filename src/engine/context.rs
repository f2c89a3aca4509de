//! The context of one question: what every room that works on it needs to know.

use std::sync::Arc;

use channelgraph_schema::{EntityKind, RecordKey};

use super::{Engine, Needs, Ranks};
use crate::model::{Link, LinkedTables, Table};

/// One question on its way through the rooms.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    /// The engine that answers.
    pub(super) engine: &'a Engine,
    /// The entity that is asked for.
    pub(super) kind: EntityKind,
    /// The selection.
    pub(super) needs: Needs,
    /// Tables that are neither listed nor followed to, because they failed.
    pub(super) absent: Ranks,
}

impl<'a> Context<'a> {
    /// Replaces the selection.
    pub(super) fn with_needs(self, needs: Needs) -> Self {
        Self { needs, ..self }
    }

    /// Leaves these tables out.
    pub(super) fn without(self, absent: Ranks) -> Self {
        Self { absent, ..self }
    }

    /// The tables that hold the entity, by rank.
    pub(super) fn tables(self) -> &'a [Arc<Table>] {
        self.engine.model.tables(self.kind)
    }

    /// A key from outside in the form in which keys are compared; none if its id cannot be one of
    /// its source's, which then need not be asked.
    pub(super) fn key_of(self, key: &RecordKey) -> Option<RecordKey> {
        let table = self.engine.model.table_of(self.kind, key)?;
        let id = table.source.connector.canonical_id(&key.object, &key.id)?;
        Some(table.key(&id))
    }

    /// The rules by which the entity's records link to one another.
    pub(super) fn links(self) -> &'a [Link] {
        self.engine.model.links(self.kind)
    }

    /// The tables whose records can be part of a node with those of this one.
    pub(super) fn linked(self, table: &Table) -> &'a LinkedTables {
        self.engine.model.linked(table)
    }
}
