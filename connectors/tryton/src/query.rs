//! Filters, orders and places in Tryton's words.

mod domain;
mod test;
#[cfg(test)]
mod tests;
pub(crate) mod value;

use channelgraph_core::{
    After,
    pushdown::{Logic, Operand, Pushdown, Pushed},
};
use channelgraph_schema::{Direction, Filter, Test, Value, Zone, mapping::SourceOrder};
use chrono::NaiveDate;
use serde_json::{Value as Json, json};

pub(crate) use domain::{AsJson, Domain};

use crate::{
    field::{Column, Kind, Scope},
    query::value::{operand, whole},
};

/// Order key in Tryton; ties are ordered by id.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key<'a> {
    pub(crate) column: &'a Column,
    pub(crate) direction: Direction,
    /// The time zone in which moments of one day count as one key.
    pub(crate) by_day: Option<Zone>,
}

/// The side that orders a list.
#[derive(Debug)]
pub(crate) enum Sorting<'a> {
    /// Tryton, by id alone.
    ById,
    /// Tryton, by a key.
    By(Key<'a>),
    /// We do: its order by this is not the one that is meant, or it has none.
    Here,
    /// Nobody: records that are referred to are in no order.
    Nowhere,
}

/// Translates a filter to a domain.
pub(crate) fn compile(scope: &Scope, filter: &Filter<String>) -> Pushed<Domain> {
    Compiler(scope).push(filter)
}

struct Compiler<'a>(&'a Scope);

impl Pushdown for Compiler<'_> {
    type Condition = Domain;

    fn test(&mut self, name: &str, test: &Test, _required: bool) -> Pushed<Domain> {
        match self.0.column(name) {
            Some(column) => test::compile(column, test),
            None => Pushed::of_absent_field(test),
        }
    }
}

/// Decides the side that orders, and the key. A field that does not exist orders nothing.
pub(crate) fn sorting<'a>(scope: &'a Scope, order: Option<&SourceOrder>) -> Sorting<'a> {
    let Some((order, column)) = order.and_then(|order| Some((order, scope.column(&order.field)?)))
    else {
        return Sorting::ById;
    };
    if !column.is_ordered() {
        let refers = matches!(column.field.kind, Kind::Id | Kind::Many | Kind::Reference);
        return if refers { Sorting::Nowhere } else { Sorting::Here };
    }
    let by_day = order.by_day.filter(|_| matches!(column.field.kind, Kind::Moment | Kind::Fine));
    Sorting::By(Key { column, direction: order.direction, by_day })
}

/// The order as a call takes it.
pub(crate) fn order(key: Option<&Key<'_>>) -> Json {
    match key {
        None => json!([["id", "ASC"]]),
        Some(Key { column, direction: Direction::Asc, .. }) => {
            json!([[column.name, "ASC NULLS LAST"], ["id", "ASC"]])
        }
        Some(Key { column, direction: Direction::Desc, .. }) => {
            json!([[column.name, "DESC NULLS LAST"], ["id", "ASC"]])
        }
    }
}

/// The records after a place in an order; nothing if the place is not one in it.
pub(crate) fn after(key: Option<&Key<'_>>, after: &After) -> Option<Domain> {
    let further = match after.id.as_deref() {
        None => Domain::never(),
        Some("") => Domain::always(),
        Some(id) => Domain::clause("id", ">", whole(id)?),
    };
    let Some(key) = key else { return Some(further) };
    let null = test::is_null(key.column);
    if after.key.is_null() {
        return Some(Domain::all_of([null, further]));
    }
    let name = &key.column.name;
    let (beyond, same) = match (&after.key, key.by_day) {
        (Value::Date(day), Some(zone)) => {
            let (begin, end) = bounds(key, zone, *day)?;
            let beyond = match key.direction {
                Direction::Asc => Domain::clause(name, ">=", end),
                Direction::Desc => Domain::clause(name, "<", begin),
            };
            (beyond, on_day(key, *day)?)
        }
        (_, Some(_)) => return None,
        (value, None) => {
            let Operand { floor: json, held } = operand(key.column.field.kind, value)?;
            let operator = match key.direction {
                Direction::Asc => ">",
                Direction::Desc if held => "<",
                Direction::Desc => "<=",
            };
            // No record has a key that the field cannot hold.
            let same = if held { Domain::clause(name, "=", json.clone()) } else { Domain::never() };
            (Domain::clause(name, operator, json), same)
        }
    };
    Some(Domain::any_of([beyond, Domain::all_of([same, further]), null]))
}

/// The moments of one day; `None` where days are no keys.
pub(crate) fn on_day(key: &Key<'_>, day: NaiveDate) -> Option<Domain> {
    let (begin, end) = bounds(key, key.by_day?, day)?;
    Some(Domain::all_of([
        Domain::clause(&key.column.name, ">=", begin),
        Domain::clause(&key.column.name, "<", end),
    ]))
}

/// The first moment of a day, and of the next one, as values of the key's field.
fn bounds(key: &Key<'_>, zone: Zone, day: NaiveDate) -> Option<(Json, Json)> {
    let (begin, end) = zone.bounds_of(day)?;
    let json = |time| Some(operand(key.column.field.kind, &Value::Time(time))?.floor);
    Some((json(begin)?, json(end)?))
}

/// The records whose field refers to one of these.
pub(crate) fn refers(column: &Column, parents: &[String]) -> Domain {
    match column.field.kind {
        // Exactly as it is spelt: a name of another system's.
        Kind::Text | Kind::Reference => Domain::clause(&column.name, "in", parents),
        _ => {
            test::compile(
                column,
                &Test::In(parents.iter().map(|parent| Value::text(parent.as_str())).collect()),
            )
            .condition
        }
    }
}
