//! The aggregate functions: many records in, one printed value out. Nulls are left out of every
//! one.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{
    ast::Function,
    cell::Cell,
    column::Column,
    order::{Key, Sort},
    schema::Record,
};

/// Folds one column over a group.
pub(super) fn value<'a>(function: Function, column: &Column<'a>, group: &[Record<'a>]) -> Value {
    let cells =
        || group.iter().map(|record| column.cell(*record)).filter(|cell| *cell != Cell::Null);
    match function {
        Function::Count => json!(cells().count()),
        Function::CountDistinct => {
            let distinct: BTreeSet<String> = cells().map(spelt).collect();
            json!(distinct.len())
        }
        Function::Sum | Function::Avg => {
            let numbers: Vec<Decimal> = cells()
                .filter_map(|cell| match cell {
                    Cell::Number(number) => Some(number),
                    _ => None,
                })
                .collect();
            let sum =
                numbers.iter().try_fold(Decimal::ZERO, |sum, number| sum.checked_add(*number));
            match (sum, function) {
                (Some(_), _) if numbers.is_empty() => Value::Null,
                (Some(sum), Function::Avg) => {
                    sum.checked_div(Decimal::from(numbers.len())).map_or(Value::Null, print)
                }
                (Some(sum), _) => print(sum),
                (None, _) => Value::Null,
            }
        }
        Function::Min | Function::Max => extreme(function, column, group),
        // Both keep a value as it is, and the binder lets neither reach a group.
        Function::ToLabel | Function::ConvertCurrency => Value::Null,
    }
}

fn extreme<'a>(function: Function, column: &Column<'a>, group: &[Record<'a>]) -> Value {
    let sort = Sort::ascending(column.clone());
    let keyed =
        group.iter().map(|record| (sort.key(*record), record)).filter(|(key, _)| *key != Key::Null);
    let chosen = match function {
        Function::Min => keyed.min_by(|(left, _), (right, _)| left.cmp(right)),
        _ => keyed.max_by(|(left, _), (right, _)| left.cmp(right)),
    };
    chosen.map_or(Value::Null, |(_, record)| column.reach(*record))
}

fn spelt(cell: Cell<'_>) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Text(text) => text.to_lowercase(),
        Cell::Number(number) => number.normalize().to_string(),
        Cell::Flag(flag) => flag.to_string(),
    }
}

/// A decimal as a JSON number, digit for digit.
fn print(number: Decimal) -> Value {
    serde_json::from_str(&number.to_string()).unwrap_or(Value::Null)
}
