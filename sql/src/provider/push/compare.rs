//! Comparisons of a column with a literal.

use datafusion::{common::ScalarValue, logical_expr::Operator};

use super::{Pushed, operand};
use crate::{ColumnType, Condition, Operand, Table, Test, Tests};

/// What is asked of `column operator value`. With a cast between, or a change of case, what is
/// asked may be wider than what is meant.
pub(super) fn push(
    table: &Table,
    column: usize,
    operator: Operator,
    value: &ScalarValue,
    changed: bool,
) -> Pushed {
    let Some(def) = table.columns.get(column) else { return Pushed::nothing() };
    if def.ty == ColumnType::Date
        && let Some(time) = operand::time(value)
    {
        return day(column, operator, Operand::Date(time.date_naive()));
    }
    let Some(value) = operand::of(value).filter(|value| fits(def.ty, value)) else {
        return Pushed::nothing();
    };
    match (def.tests, operator) {
        (Tests::None, _) => Pushed::nothing(),
        (Tests::Text | Tests::Ids, Operator::Eq) => {
            Pushed::roughly(Condition::Test(column, Test::In(vec![value])))
        }
        (Tests::Text | Tests::Ids, _) => Pushed::nothing(),
        (Tests::Words, _) => exact(column, operator, value, false),
        (Tests::Range, _) => {
            let pushed = exact(column, operator, value, true);
            if changed {
                Pushed { exact: pushed.exact && is_same_scale(def.ty), ..pushed }
            } else {
                pushed
            }
        }
    }
}

/// Returns true if a comparison lets no row through that lacks a value on either side.
pub(super) fn needs_values(operator: Operator) -> bool {
    use Operator::{Eq, Gt, GtEq, Lt, LtEq, NotEq};
    matches!(operator, Eq | NotEq | Lt | LtEq | Gt | GtEq)
}

/// Days and moments are never rounded by the casts that are looked through; numbers neither.
fn is_same_scale(ty: ColumnType) -> bool {
    matches!(ty, ColumnType::Integer | ColumnType::Number | ColumnType::Time)
}

fn exact(column: usize, operator: Operator, value: Operand, ranges: bool) -> Pushed {
    let test = match operator {
        Operator::Eq => Test::In(vec![value]),
        Operator::NotEq => Test::NotIn(vec![value]),
        Operator::Lt if ranges => Test::Lt(value),
        Operator::LtEq if ranges => Test::Lte(value),
        Operator::Gt if ranges => Test::Gt(value),
        Operator::GtEq if ranges => Test::Gte(value),
        _ => return Pushed::nothing(),
    };
    Pushed::exactly(Condition::Test(column, test))
}

/// A day that is compared with a moment: the day of the moment may belong to either side.
fn day(column: usize, operator: Operator, day: Operand) -> Pushed {
    let test = match operator {
        Operator::Eq => Test::In(vec![day]),
        Operator::Lt | Operator::LtEq => Test::Lte(day),
        Operator::Gt | Operator::GtEq => Test::Gte(day),
        _ => return Pushed::nothing(),
    };
    Pushed::roughly(Condition::Test(column, test))
}

/// Returns true if values of a column's type are compared with this one.
pub(super) fn fits(ty: ColumnType, value: &Operand) -> bool {
    matches!(
        (ty, value),
        (ColumnType::Text, Operand::Text(_))
            | (ColumnType::Bool, Operand::Bool(_))
            | (ColumnType::Integer | ColumnType::Number, Operand::Number(..))
            | (ColumnType::Date, Operand::Date(_))
            | (ColumnType::Time, Operand::Time(_))
    )
}
