//! How values of columns are made.

use channelgraph_schema::{Derived, EntityKind, FieldId, Nested};

use crate::graphql::Leaf;

/// What a row of a table is.
#[derive(Debug, Clone, Copy)]
pub enum Rows {
    /// A node.
    Nodes(EntityKind),
    /// An object of a list in a node.
    Nested(EntityKind, &'static Nested),
    /// A value of a list of a node.
    Items(EntityKind, FieldId),
    /// A record of a node, of any entity.
    Records,
    /// A value that another one contradicts.
    Conflicts,
    /// A source's own field of a record.
    Attributes,
    /// A source.
    Sources,
    /// A source's entity, and until when its changes are known.
    Watermarks,
    /// What the last statement of an SQL session lacked.
    Gaps,
    /// Figures of a partner in a period.
    Figures,
    /// Figures of all partners in a period.
    Totals,
    /// A line of a partner's statement of a period.
    Lines,
}

/// How the value of a column is made.
#[derive(Debug, Clone, Copy)]
pub enum Cell {
    /// The id of the node, or of the partner whose row it is.
    Id,
    /// The value of a field.
    Value(FieldId),
    /// The number of an amount of money.
    Amount(FieldId),
    /// The currency of an amount of money.
    Currency(FieldId),
    /// The number of an amount of money in the reporting currency, by the rate of a day.
    Reporting(FieldId, FieldId),
    /// A source's own field, by its place among those that are columns of the entity.
    Attribute(usize),
    /// The id of the node that a field refers to.
    Reference(FieldId, EntityKind),
    /// What follows from other fields.
    Derived(&'static Derived),
    /// The place of a row in its list, from 1 on.
    Position,
    /// A value of a field that is a list.
    Item(FieldId),
    /// When any record of the node changed last.
    ChangedAt,
    /// A leaf of a row of figures.
    Figure(&'static Leaf),
    /// A leaf of a line of a statement.
    Line(&'static Leaf),
    /// The id of the deal that the incentive of a line is paid for.
    DealOfLine,
    /// A column of a table that is no entity's, by its place.
    Extra,
}

impl Rows {
    /// The entity whose nodes are read for the rows; none for tables of all entities.
    pub fn kind(self) -> Option<EntityKind> {
        match self {
            Self::Nodes(kind) | Self::Nested(kind, _) | Self::Items(kind, _) => Some(kind),
            _ => None,
        }
    }
}
