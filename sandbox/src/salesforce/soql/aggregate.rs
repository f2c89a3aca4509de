//! COUNT(), and rows folded into groups.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use serde_json::{Map, Value, json};

use super::{
    ast::{Call, Function, Item, OrderKey, Path, Query},
    cell::{Cell, Kind},
    column::Column,
    error::SoqlError,
    fold,
    order::{Direction, Key, Sort},
    plan::Rows,
    schema::{Entity, Record, Schema},
};

/// Groups cannot be paged, so this is all a query can return.
const MAX_GROUPS: usize = 2_000;

/// The answer of a folding query.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Folded {
    /// The answer to `SELECT COUNT()`.
    Count(usize),
    /// One printed row for each group.
    Groups(Vec<Value>),
}

/// One value of a group: a field it is grouped by, or a fold over its rows.
struct Output<'a> {
    key: String,
    column: Column<'a>,
    function: Option<Function>,
}

/// Runs a query that folds rows.
pub(crate) fn run<'a>(
    schema: Schema<'a>,
    query: &Query,
    entity: Entity<'a>,
) -> Result<Folded, SoqlError> {
    let rows = Rows::bind(schema, query, entity)?;
    if let [Item::Call { call, alias: None }] = query.select.as_slice()
        && call.argument.is_none()
    {
        if !query.group.is_empty() || !query.order.is_empty() {
            let message = "SELECT COUNT() goes with neither GROUP BY nor ORDER BY";
            return Err(SoqlError::malformed(call.at, message));
        }
        return Ok(Folded::Count(rows.arrange(rows.matching()).len()));
    }
    let bind = |path: &Path| Column::bind(&schema, entity, query.alias.as_deref(), path);
    let by = query
        .group
        .iter()
        .map(|path| {
            let column = bind(path)?;
            match column.kind.groupable() {
                true => Ok(column),
                false => {
                    let message =
                        format!("field '{}' can not be grouped in a query call", path.text);
                    Err(SoqlError::malformed(path.at, message))
                }
            }
        })
        .collect::<Result<Vec<_>, SoqlError>>()?;
    let outputs = outputs(query, &by, &bind)?;
    let sorts = sorts(query, &by, &bind)?;

    let mut groups: BTreeMap<Vec<Key>, Vec<Record<'a>>> = BTreeMap::new();
    for record in rows.matching() {
        let key = by.iter().map(|column| exact(column.cell(record))).collect();
        groups.entry(key).or_default().push(record);
    }
    let mut groups: Vec<Vec<Record<'a>>> = groups.into_values().collect();
    if groups.is_empty() && by.is_empty() {
        groups.push(Vec::new());
    }
    groups = arrange(groups, &sorts);
    groups.drain(..query.offset.unwrap_or(0).min(groups.len()));
    groups.truncate(rows.limit);
    if groups.len() > MAX_GROUPS {
        let message = "Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch";
        return Err(SoqlError::new("EXCEEDED_ID_LIMIT", message));
    }
    let print = |group: &Vec<Record<'a>>| {
        let mut row = Map::new();
        row.insert("attributes".into(), json!({ "type": "AggregateResult" }));
        for output in &outputs {
            row.insert(output.key.clone(), output.value(group));
        }
        Value::Object(row)
    };
    Ok(Folded::Groups(groups.iter().map(print).collect()))
}

/// Group keys tell case apart, unlike sorting.
fn exact(cell: Cell<'_>) -> Key {
    match cell {
        Cell::Null => Key::Null,
        Cell::Flag(flag) => Key::Flag(flag),
        Cell::Number(number) => Key::Number(number),
        Cell::Text(text) => Key::Text(text.to_owned()),
    }
}

fn outputs<'a>(
    query: &Query,
    by: &[Column<'a>],
    bind: &dyn Fn(&Path) -> Result<Column<'a>, SoqlError>,
) -> Result<Vec<Output<'a>>, SoqlError> {
    let mut seen = BTreeSet::new();
    let mut unnamed = 0;
    let mut outputs = Vec::new();
    for item in &query.select {
        let (output, at) = match item {
            Item::Path { path, alias } => {
                let column = bind(path)?;
                if !by.iter().any(|known| same(known, &column)) {
                    let message = format!("Field must be grouped or aggregated: {}", path.text);
                    return Err(SoqlError::malformed(path.at, message));
                }
                let key = alias.clone().unwrap_or_else(|| column.name.to_owned());
                (Output { key, column, function: None }, path.at)
            }
            Item::Call { call, alias } if call.function.folds() => {
                let column = folded(call, bind)?;
                let key = alias.clone().unwrap_or_else(|| {
                    unnamed += 1;
                    format!("expr{}", unnamed - 1)
                });
                let function = Some(call.function);
                (Output { key, column, function }, call.at)
            }
            Item::Call { call, .. } => {
                let message = "toLabel and convertCurrency do not go with aggregates";
                return Err(SoqlError::malformed(call.at, message));
            }
            Item::Fields { at, .. } => {
                return Err(SoqlError::malformed(*at, "FIELDS does not go with aggregates"));
            }
            Item::Children(child) => {
                let message = "a child subquery does not go with aggregates";
                return Err(SoqlError::malformed(child.from.at, message));
            }
        };
        if !seen.insert(output.key.clone()) {
            return Err(SoqlError::malformed(at, format!("duplicate alias: {}", output.key)));
        }
        outputs.push(output);
    }
    Ok(outputs)
}

/// Binds the argument of a fold, and checks that the function suits it.
fn folded<'a>(
    call: &Call,
    bind: &dyn Fn(&Path) -> Result<Column<'a>, SoqlError>,
) -> Result<Column<'a>, SoqlError> {
    let Some(path) = &call.argument else {
        let message = "COUNT() must be the only element in the SELECT list; count a field instead";
        return Err(SoqlError::malformed(call.at, message));
    };
    let column = bind(path)?;
    let suits = match call.function {
        Function::Sum | Function::Avg => column.kind == Kind::Number,
        Function::Min | Function::Max => {
            !matches!(column.kind, Kind::Flag | Kind::Opaque | Kind::MultiPicklist)
        }
        _ => column.kind != Kind::Opaque,
    };
    match suits {
        true => Ok(column),
        false => {
            let message = format!("field {} does not support this aggregate", path.text);
            Err(SoqlError::malformed(call.at, message))
        }
    }
}

fn same(left: &Column<'_>, right: &Column<'_>) -> bool {
    left.name == right.name
        && left.hops.len() == right.hops.len()
        && left.hops.iter().zip(&right.hops).all(|(left, right)| left.lookup == right.lookup)
}

impl<'a> Output<'a> {
    fn value(&self, group: &[Record<'a>]) -> Value {
        match self.function {
            Some(function) => fold::value(function, &self.column, group),
            None => group.first().map_or(Value::Null, |record| self.column.reach(*record)),
        }
    }
}

/// One key of ORDER BY over groups.
enum GroupSort<'a> {
    Field(Sort<'a>),
    Fold(Function, Column<'a>, Direction),
}

impl<'a> GroupSort<'a> {
    fn key(&self, group: &[Record<'a>]) -> Key {
        match self {
            Self::Field(sort) => group.first().map_or(Key::Null, |record| sort.key(*record)),
            Self::Fold(function, column, _) => {
                exact(Cell::of(&fold::value(*function, column, group)))
            }
        }
    }

    fn direction(&self) -> Direction {
        match self {
            Self::Field(sort) => sort.direction,
            Self::Fold(_, _, direction) => *direction,
        }
    }
}

fn sorts<'a>(
    query: &Query,
    by: &[Column<'a>],
    bind: &dyn Fn(&Path) -> Result<Column<'a>, SoqlError>,
) -> Result<Vec<GroupSort<'a>>, SoqlError> {
    query
        .order
        .iter()
        .map(|order| match &order.key {
            OrderKey::Path(path) => {
                let column = bind(path)?;
                match by.iter().any(|known| same(known, &column)) {
                    true => Ok(GroupSort::Field(Sort::new(column, order))),
                    false => {
                        let message =
                            format!("Ordered field must be grouped or aggregated: {}", path.text);
                        Err(SoqlError::malformed(path.at, message))
                    }
                }
            }
            OrderKey::Call(call) => {
                let column = folded(call, bind)?;
                let direction =
                    Direction { descending: order.descending, nulls_last: order.nulls_last };
                Ok(GroupSort::Fold(call.function, column, direction))
            }
        })
        .collect()
}

fn arrange<'a>(groups: Vec<Vec<Record<'a>>>, by: &[GroupSort<'a>]) -> Vec<Vec<Record<'a>>> {
    let mut keyed: Vec<(Vec<Key>, Vec<Record<'a>>)> = groups
        .into_iter()
        .map(|group| (by.iter().map(|sort| sort.key(&group)).collect(), group))
        .collect();
    keyed.sort_by(|(left, _), (right, _)| {
        let pairs = left.iter().zip(right);
        by.iter()
            .zip(pairs)
            .map(|(sort, (left, right))| sort.direction().compare(left, right))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    });
    keyed.into_iter().map(|(_, group)| group).collect()
}
