//! What of a filter a scan can be asked, one rule for each shape. A rule may let more rows through
//! than the filter, never fewer: every row is tested again.

use channelgraph_sql::{ColumnType, Condition, Operand, Table, Test, Tests};

use super::{Expr, Filter, Function, Op};
use crate::bi::odata::value::Value;

/// What is pushed of a filter.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::bi::odata) struct Pushed {
    /// The condition: every row that the filter lets through passes it.
    pub(in crate::bi::odata) condition: Condition,
    /// True if no other row passes it.
    pub(in crate::bi::odata) exact: bool,
}

/// What can be asked of a filter.
pub(in crate::bi::odata) fn pushed(filter: &Filter, table: &Table) -> Pushed {
    let Pushed { condition, exact } = Pusher { table }.push(filter, true);
    let mut cut = false;
    let condition = bounded(condition, table, &mut cut);
    Pushed { condition, exact: exact && !cut }
}

/// Values of one test at most, but of ids: those are looked up in parts.
const VALUES: usize = 500;

/// The condition without tests of too many values.
fn bounded(condition: Condition, table: &Table, cut: &mut bool) -> Condition {
    match condition {
        Condition::All(parts) => {
            let each = parts.into_iter().map(|part| bounded(part, table, cut));
            each.fold(Condition::all(), Condition::and)
        }
        Condition::Any(parts) => {
            let parts: Vec<_> = parts.into_iter().map(|part| bounded(part, table, cut)).collect();
            if parts.iter().any(Condition::is_all) {
                Condition::all()
            } else {
                Condition::Any(parts)
            }
        }
        Condition::Test(column, Test::In(values) | Test::NotIn(values))
            if values.len() > VALUES
                && table.columns.get(column).is_none_or(|column| column.tests != Tests::Ids) =>
        {
            *cut = true;
            Condition::all()
        }
        other => other,
    }
}

impl Pushed {
    fn nothing() -> Self {
        Self { condition: Condition::all(), exact: false }
    }

    fn exactly(condition: Condition) -> Self {
        Self { condition, exact: true }
    }

    fn roughly(condition: Condition) -> Self {
        Self { condition, exact: false }
    }

    /// Everything, or nothing.
    fn constant(yes: bool) -> Self {
        Self::exactly(if yes { Condition::all() } else { Condition::Any(Vec::new()) })
    }

    fn and(self, other: Self) -> Self {
        let exact = self.exact && other.exact;
        Self { condition: self.condition.and(other.condition), exact }
    }

    fn or(self, other: Self) -> Self {
        if self.condition.is_all() || other.condition.is_all() {
            let exact =
                self.exact && self.condition.is_all() || other.exact && other.condition.is_all();
            return Self { condition: Condition::all(), exact };
        }
        let mut parts = Vec::new();
        for one in [self.condition, other.condition] {
            match one {
                Condition::Any(more) => parts.extend(more),
                one => parts.push(one),
            }
        }
        let condition = merged(parts);
        Self { condition, exact: self.exact && other.exact }
    }
}

/// Arms of an `or`; lists of values of one column become one list.
fn merged(parts: Vec<Condition>) -> Condition {
    let mut kept: Vec<Condition> = Vec::new();
    for part in parts {
        if let Condition::Test(column, Test::In(values)) = &part {
            let list = kept.iter_mut().find_map(|one| match one {
                Condition::Test(other, Test::In(list)) if other == column => Some(list),
                _ => None,
            });
            if let Some(list) = list {
                list.extend(values.iter().cloned());
                continue;
            }
        }
        kept.push(part);
    }
    match kept.pop() {
        Some(only) if kept.is_empty() => only,
        last => {
            kept.extend(last);
            Condition::Any(kept)
        }
    }
}

struct Pusher<'a> {
    table: &'a Table,
}

impl Pusher<'_> {
    /// What every row passes for which an expression is true; or, if not `yes`, false.
    fn push(&self, expr: &Filter, yes: bool) -> Pushed {
        match expr {
            Expr::Value(value) => Pushed::constant(*value == Value::Bool(yes)),
            Expr::Column(column) => match self.tests(*column) {
                Tests::Words => one(*column, Test::In(vec![Operand::Bool(yes)])),
                _ => Pushed::nothing(),
            },
            Expr::Not(part) => self.push(part, !yes),
            Expr::All(parts) | Expr::Any(parts) => {
                let is_all = matches!(expr, Expr::All(_)) == yes;
                let each = parts.iter().map(|part| self.push(part, yes));
                if is_all {
                    each.fold(Pushed::constant(true), Pushed::and)
                } else {
                    each.fold(Pushed::constant(false), Pushed::or)
                }
            }
            Expr::Compare(op, sides) => match &**sides {
                (side, Expr::Value(value)) => self.compare(side, *op, value, yes),
                (Expr::Value(value), side) => self.compare(side, op.flipped(), value, yes),
                _ => Pushed::nothing(),
            },
            Expr::In(side, values) => values
                .iter()
                .map(|value| self.compare(side, Op::Eq, value, yes))
                .fold(Pushed::constant(!yes), if yes { Pushed::or } else { Pushed::and }),
            Expr::Call(function, parts) => self.call(*function, parts, yes),
        }
    }

    /// A comparison; its opposite, if not `yes`: it has two values only, null or not.
    fn compare(&self, side: &Filter, op: Op, value: &Value, yes: bool) -> Pushed {
        let Some((column, folds)) = self.side(side) else { return Pushed::nothing() };
        let Some(operand) = value.operand() else { return self.with_null(column, op, yes, folds) };
        if !self.fits(column, &operand) {
            return Pushed::nothing();
        }
        let ranges = self.tests(column) == Tests::Range;
        let with_null = |pushed: Pushed| pushed.or(self.null(column, true));
        match (self.tests(column), op, yes) {
            (Tests::Text | Tests::Ids, Op::Eq, true)
            | (Tests::Text | Tests::Ids, Op::Ne, false) => {
                Pushed::roughly(Condition::Test(column, Test::In(vec![operand])))
            }
            _ if folds => Pushed::nothing(),
            (Tests::Words | Tests::Range, Op::Eq, true)
            | (Tests::Words | Tests::Range, Op::Ne, false) => one(column, Test::In(vec![operand])),
            (Tests::Words | Tests::Range, Op::Eq, false)
            | (Tests::Words | Tests::Range, Op::Ne, true) => {
                with_null(one(column, Test::NotIn(vec![operand])))
            }
            (_, Op::Lt, true) if ranges => one(column, Test::Lt(operand)),
            (_, Op::Le, true) if ranges => one(column, Test::Lte(operand)),
            (_, Op::Gt, true) if ranges => one(column, Test::Gt(operand)),
            (_, Op::Ge, true) if ranges => one(column, Test::Gte(operand)),
            (_, Op::Lt, false) if ranges => with_null(one(column, Test::Gte(operand))),
            (_, Op::Le, false) if ranges => with_null(one(column, Test::Gt(operand))),
            (_, Op::Gt, false) if ranges => with_null(one(column, Test::Lte(operand))),
            (_, Op::Ge, false) if ranges => with_null(one(column, Test::Lt(operand))),
            _ => Pushed::nothing(),
        }
    }

    /// A comparison with null, which equals itself alone.
    fn with_null(&self, column: usize, op: Op, yes: bool, folds: bool) -> Pushed {
        match op {
            Op::Lt | Op::Gt => Pushed::constant(!yes),
            _ if folds => Pushed::nothing(),
            Op::Eq | Op::Le | Op::Ge => self.null(column, yes),
            Op::Ne => self.null(column, !yes),
        }
    }

    fn null(&self, column: usize, null: bool) -> Pushed {
        match self.tests(column) {
            // An amount without a currency is null in its row, and none for its source.
            _ if null && self.is_money(column) => Pushed::nothing(),
            Tests::Words | Tests::Text | Tests::Range => one(column, Test::IsNull(null)),
            _ => Pushed::nothing(),
        }
    }

    fn call(&self, function: Function, parts: &[Filter], yes: bool) -> Pushed {
        let [side, Expr::Value(Value::Text(text))] = parts else { return Pushed::nothing() };
        match (self.side(side), function) {
            (Some((column, _)), _)
                if !yes || text.is_empty() || self.tests(column) != Tests::Text =>
            {
                Pushed::nothing()
            }
            (Some((column, _)), Function::StartsWith) => {
                Pushed::roughly(Condition::Test(column, Test::StartsWith(text.clone())))
            }
            (Some((column, _)), Function::Contains | Function::EndsWith) => {
                Pushed::roughly(Condition::Test(column, Test::Contains(text.clone())))
            }
            _ => Pushed::nothing(),
        }
    }

    /// The column of a side, and whether a change of case stands before it.
    fn side(&self, side: &Filter) -> Option<(usize, bool)> {
        match side {
            Expr::Column(column) => Some((*column, false)),
            Expr::Call(Function::ToLower | Function::ToUpper, parts) => {
                let (column, _) = self.side(parts.first()?)?;
                (self.tests(column) == Tests::Text).then_some((column, true))
            }
            _ => None,
        }
    }

    fn tests(&self, column: usize) -> Tests {
        self.table.columns.get(column).map_or(Tests::None, |column| column.tests)
    }

    fn is_money(&self, column: usize) -> bool {
        self.table
            .columns
            .get(column)
            .is_some_and(|column| self.table.column(&format!("{}_currency", column.name)).is_some())
    }

    fn fits(&self, column: usize, operand: &Operand) -> bool {
        let Some(column) = self.table.columns.get(column) else { return false };
        matches!(
            (column.ty, operand),
            (ColumnType::Text, Operand::Text(_))
                | (ColumnType::Bool, Operand::Bool(_))
                | (ColumnType::Integer | ColumnType::Number, Operand::Number(..))
                | (ColumnType::Date, Operand::Date(_))
                | (ColumnType::Time, Operand::Time(_))
        )
    }
}

fn one(column: usize, test: Test) -> Pushed {
    Pushed::exactly(Condition::Test(column, test))
}
