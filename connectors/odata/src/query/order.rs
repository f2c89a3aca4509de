//! Order keys, as far as the service's order is sure to be the schema's.

use channelgraph_schema::{Direction, Test, Value, Zone, mapping::SourceOrder};

use crate::{
    describe::Kind,
    field::{Column, Scope},
};

/// A key of whose order we are sure: numbers, days, moments and booleans. How a service orders
/// text, and what is null, is its own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key<'a> {
    pub(crate) name: &'a str,
    pub(crate) column: &'a Column,
    pub(crate) direction: Direction,
    /// The time zone in which moments of one day are one key.
    by_day: Option<Zone>,
}

/// The key of an order; none for an order by id, and where the service cannot be asked for it.
pub(crate) fn key<'a>(scope: &'a Scope, order: Option<&'a SourceOrder>) -> Option<Key<'a>> {
    let order = order?;
    let column = scope.column(&order.field)?;
    (is_sure(column) && column.sortable).then_some(Key {
        name: &order.field,
        column,
        direction: order.direction,
        by_day: order.by_day.filter(|_| matches!(like(column), Value::Time(_))),
    })
}

/// All services order the column's values alike.
pub(crate) fn is_sure(column: &Column) -> bool {
    !matches!(
        column.property.kind,
        Kind::Text(_) | Kind::Enum(..) | Kind::Time | Kind::Guid | Kind::Other
    )
}

impl Key<'_> {
    /// The test that the rows from a place on pass, with those that have its very key; `None` for
    /// the place of a row without one.
    pub(crate) fn from(&self, at: &Value) -> Option<Test> {
        let day = match (self.by_day, at) {
            (_, Value::Null) => return None,
            (Some(zone), Value::Date(day)) => zone.bounds_of(*day),
            _ => None,
        };
        Some(match (self.direction, day) {
            (Direction::Asc, Some((begin, _))) => Test::Gte(Value::Time(begin)),
            (Direction::Desc, Some((_, end))) => Test::Lt(Value::Time(end)),
            (Direction::Asc, None) => Test::Gte(at.clone()),
            (Direction::Desc, None) => Test::Lte(at.clone()),
        })
    }

    /// `$orderby`, not encoded yet.
    pub(crate) fn option(&self) -> String {
        let word = if self.direction == Direction::Desc { " desc" } else { "" };
        let parts = [Some(&self.column.property), self.column.time.as_ref()].into_iter().flatten();
        format!(
            "$orderby={}",
            parts.map(|part| format!("{}{word}", part.name)).collect::<Vec<_>>().join(",")
        )
    }
}

/// A value of the kind that a column's are read as, in whose order they are.
pub(crate) fn like(column: &Column) -> Value {
    match column.property.kind {
        Kind::Whole | Kind::Long | Kind::Decimal | Kind::Double => {
            Value::Number(Default::default())
        }
        Kind::Bool => Value::Bool(false),
        Kind::Day if column.time.is_none() => Value::Date(Default::default()),
        Kind::Day | Kind::DateTime | Kind::Moment => Value::Time(Default::default()),
        _ => Value::Null,
    }
}
