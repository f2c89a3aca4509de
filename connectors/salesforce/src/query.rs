//! From a question to SOQL: pure functions, no calls.

mod condition;
mod filter;
mod literal;

use channelgraph_core::{After, Error, ErrorKind, Result, pushdown::Logic};
use channelgraph_schema::{Direction, Filter, Test, Value, Zone, mapping::SourceOrder};
use chrono::{DateTime, NaiveDate, Utc};

pub(crate) use condition::{Clause, Condition, Pieces, Soql};
pub(crate) use filter::compile;
pub(crate) use literal::Class;

use crate::field::{Child, Column, Scope};

/// A query but for its condition.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub(crate) select: String,
    pub(crate) from: String,
    pub(crate) order: String,
    pub(crate) limit: Option<usize>,
}

impl Statement {
    /// The query with this condition.
    pub(crate) fn with(&self, condition: &Condition) -> String {
        let mut soql = format!("SELECT {} FROM {}", self.select, self.from);
        if !condition.is_always() {
            soql.push_str(&format!(" WHERE {}", condition.render()));
        }
        if !self.order.is_empty() {
            soql.push_str(&format!(" ORDER BY {}", self.order));
        }
        if let Some(limit) = self.limit {
            soql.push_str(&format!(" LIMIT {limit}"));
        }
        soql
    }
}

/// The text after SELECT: the id, the fields, and for paths down one subquery for each
/// relationship.
pub(crate) fn select<'a>(columns: impl IntoIterator<Item = &'a Column>) -> String {
    let mut own = vec!["Id"];
    let mut down: Vec<(&Child, Vec<&str>)> = Vec::new();
    for column in columns {
        let fields = match &column.child {
            None => &mut own,
            Some(child) => match down.iter().position(|(other, _)| *other == child) {
                Some(place) => &mut down[place].1,
                None => {
                    down.push((child, Vec::new()));
                    let last = down.len() - 1;
                    &mut down[last].1
                }
            },
        };
        if !fields.contains(&column.path.as_str()) {
            fields.push(&column.path);
        }
    }
    let subquery = |(child, fields): &(&Child, Vec<&str>)| {
        let order = if child.primary { "IsPrimary DESC, Id" } else { "Id" };
        format!("(SELECT {} FROM {} ORDER BY {order})", fields.join(", "), child.relation)
    };
    own.iter()
        .map(|field| (*field).to_owned())
        .chain(down.iter().map(subquery))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Order key of a query: a key that Salesforce orders as everybody does, then the id.
#[derive(Debug, Clone)]
pub(crate) struct Key<'a> {
    pub(crate) name: &'a str,
    pub(crate) class: Class,
    pub(crate) direction: Direction,
    /// The time zone in which moments of one day count as one key.
    pub(crate) by_day: Option<Zone>,
    /// It stands in a parent that there may not be.
    pub(crate) may_lack: bool,
}

/// The key of an order; none for an order by id, or by a field that the org does not have, which is
/// null everywhere.
///
/// # Errors
/// [`ErrorKind::Unsupported`] for a field of whose order we cannot be sure.
pub(crate) fn key<'a>(
    scope: &Scope,
    order: Option<&'a SourceOrder>,
    source: &std::sync::Arc<str>,
) -> Result<Option<Key<'a>>> {
    let Some(order) = order else { return Ok(None) };
    let Some(column) = scope.column(&order.field) else {
        if !Scope::is_joined(&order.field) {
            return Ok(None);
        }
        let message = format!(
            "`{}.{}` cannot be ordered by: other records hold it",
            scope.table.name, order.field
        );
        return Err(Error::new(ErrorKind::Unsupported, source, message));
    };
    let class = Class::of(&column.field);
    let sure = match class {
        Class::Bool | Class::Whole | Class::Number | Class::Date | Class::Moment => true,
        Class::Id => column.path == "Id",
        Class::Text | Class::Opaque => false,
    };
    if !sure || column.child.is_some() || !column.field.filterable {
        let can = "a number, day, moment or checkbox of the object or its parents, or by the id";
        let message = format!(
            "`{}.{}` ({}) cannot be ordered by: order by {can}",
            scope.table.name, order.field, column.field.kind
        );
        return Err(Error::new(ErrorKind::Unsupported, source, message));
    }
    let by_day = order.by_day.filter(|_| class == Class::Moment);
    let may_lack = !column.lookups.is_empty();
    Ok(Some(Key { name: &order.field, class, direction: order.direction, by_day, may_lack }))
}

/// The text after ORDER BY.
pub(crate) fn order_by(key: Option<&Key<'_>>) -> String {
    match key {
        None => "Id".into(),
        Some(Key { name: "Id", direction: Direction::Asc, .. }) => "Id".into(),
        Some(Key { name: "Id", direction: Direction::Desc, .. }) => "Id DESC".into(),
        Some(Key { name, direction, .. }) => {
            let direction = if *direction == Direction::Desc { "DESC" } else { "ASC" };
            format!("{name} {direction} NULLS LAST, Id")
        }
    }
}

/// The rows after a place, as a filter.
pub(crate) fn after(key: Option<&Key<'_>>, after: &After) -> Filter<String> {
    let ids_after = || match after.id.as_deref() {
        Some("") => Filter::all(),
        Some(id) => Filter::Test("Id".to_owned(), Test::Gt(Value::text(id))),
        None => Filter::none(),
    };
    let Some(key) = key else { return ids_after() };
    let test = |test: Test| Filter::Test(key.name.to_owned(), test);
    if after.key.is_null() {
        return test(Test::IsNull(true)).and(ids_after());
    }
    let day = match (key.by_day, &after.key) {
        (Some(zone), Value::Date(day)) => zone.bounds_of(*day),
        _ => None,
    };
    let beyond = match (key.direction, day) {
        (Direction::Asc, Some((_, end))) => Test::Gte(Value::Time(end)),
        (Direction::Desc, Some((begin, _))) => Test::Lt(Value::Time(begin)),
        (Direction::Asc, None) => Test::Gt(after.key.clone()),
        (Direction::Desc, None) => Test::Lt(after.key.clone()),
    };
    let beyond = test(beyond);
    let same = match day {
        Some((begin, end)) => within(key, begin, end),
        None => test(Test::Eq(after.key.clone())),
    };
    Filter::any_of([beyond, same.and(ids_after()), test(Test::IsNull(true))])
}

fn within(key: &Key<'_>, begin: DateTime<Utc>, end: DateTime<Utc>) -> Filter<String> {
    let test = |test: Test| Filter::Test(key.name.to_owned(), test);
    Filter::And(vec![test(Test::Gte(Value::Time(begin))), test(Test::Lt(Value::Time(end)))])
}

/// The rows whose key is this day; `None` where days are no keys.
pub(crate) fn on_day(key: &Key<'_>, day: NaiveDate) -> Option<Filter<String>> {
    let (begin, end) = key.by_day?.bounds_of(day)?;
    Some(within(key, begin, end))
}

#[cfg(test)]
mod tests;
