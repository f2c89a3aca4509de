//! Planning: what each table is asked of a filter, how far its rows are read, and which fields are
//! read of it.

mod order;
mod projection;
mod pushdown;
mod reach;

use channelgraph_schema::{EntityKind, FieldId, FieldSet};
pub(super) use reach::Reach;

use super::{Engine, ListQuery};
use crate::model::Model;

/// One list as it is asked of the tables.
#[derive(Clone, Copy)]
pub(super) struct Plan<'a> {
    model: &'a Model,
    kind: EntityKind,
    pub(super) query: &'a ListQuery,
    /// The field by which the list's nodes refer to their parents; none for a list at the root.
    relation: Option<FieldId>,
    /// The fields that decide which nodes belong into the list, and at which position.
    pub(super) deciding: FieldSet,
    /// True if every record of a node is needed to tell whether it belongs into the page: to know
    /// nodes that were listed before by fewer records.
    pub(super) every_record: bool,
}

impl<'a> Plan<'a> {
    /// The plan of a list at the root.
    pub(super) fn of_list(engine: &'a Engine, kind: EntityKind, query: &'a ListQuery) -> Self {
        let deciding = query.fields(kind);
        let model = &engine.model;
        Self { model, kind, query, relation: None, deciding, every_record: false }
    }

    /// The plan of lists that hang off other nodes.
    pub(super) fn of_children(
        engine: &'a Engine,
        kind: EntityKind,
        query: &'a ListQuery,
        relation: FieldId,
    ) -> Self {
        let list = Self::of_list(engine, kind, query);
        let mut deciding = list.deciding;
        deciding.insert(relation);
        Self { relation: Some(relation), deciding, ..list }
    }

    /// The same with every record of a node, if they are needed.
    pub(super) fn with_every_record(self, every_record: bool) -> Self {
        Self { every_record, ..self }
    }

    /// The place of a table in the order of authority over a field: lower decides first.
    fn authority(&self, field: FieldId, rank: usize) -> usize {
        let order = self.model.authority(self.kind, field);
        order.iter().position(|other| *other == rank).unwrap_or(order.len())
    }
}
