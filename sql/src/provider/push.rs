//! What of a predicate a scan can be asked, one rule for each shape.
//!
//! A rule may push more rows than SQL means, never fewer: the scan tests each row again.

mod compare;
mod like;
mod operand;

use std::sync::Arc;

use datafusion::{
    common::ScalarValue,
    logical_expr::Operator,
    physical_expr::{
        PhysicalExpr, ScalarFunctionExpr,
        expressions::{
            BinaryExpr, CastExpr, Column, DynamicFilterPhysicalExpr, InListExpr, IsNotNullExpr,
            IsNullExpr, LikeExpr, Literal, NotExpr,
        },
    },
};

use crate::{Condition, Operand, Table, Test, Tests};

/// What is pushed of a predicate.
#[derive(Debug, Clone, PartialEq)]
pub struct Pushed {
    /// The condition: every row that the predicate lets through passes it.
    pub condition: Condition,
    /// True if no other row passes it.
    pub exact: bool,
}

impl Pushed {
    /// Nothing is pushed.
    pub(super) fn nothing() -> Self {
        Self { condition: Condition::all(), exact: false }
    }

    fn exactly(condition: Condition) -> Self {
        Self { condition, exact: true }
    }

    /// More rows than are meant.
    fn roughly(condition: Condition) -> Self {
        Self { condition, exact: false }
    }

    pub(super) fn and(self, other: Self) -> Self {
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
        Self { condition: Condition::Any(parts), exact: self.exact && other.exact }
    }
}

/// Reads predicates over rows of some columns of a table.
#[derive(Clone, Copy)]
pub struct Pusher<'a> {
    /// The table.
    pub table: &'a Table,
    /// The places in the table of the columns that predicates number.
    pub read: &'a [usize],
}

impl Pusher<'_> {
    /// What can be asked of a predicate.
    pub fn push(self, predicate: &Arc<dyn PhysicalExpr>) -> Pushed {
        if let Some(both) = predicate.downcast_ref::<BinaryExpr>() {
            return self.binary(both);
        }
        if let Some(literal) = predicate.downcast_ref::<Literal>() {
            return constant(literal.value());
        }
        if let Some(list) = predicate.downcast_ref::<InListExpr>() {
            return self.in_list(list);
        }
        if let Some(like) = predicate.downcast_ref::<LikeExpr>() {
            return self.like(like);
        }
        if let Some(null) = predicate.downcast_ref::<IsNullExpr>() {
            return self.is_null(null.arg(), true);
        }
        if let Some(there) = predicate.downcast_ref::<IsNotNullExpr>() {
            return self.is_null(there.arg(), false);
        }
        if let Some(not) = predicate.downcast_ref::<NotExpr>() {
            return self.is_true(not.arg(), false);
        }
        if let Some(dynamic) = predicate.downcast_ref::<DynamicFilterPhysicalExpr>() {
            return dynamic.current().map_or_else(|_| Pushed::nothing(), |now| self.push(&now));
        }
        self.is_true(predicate, true)
    }

    fn binary(self, both: &BinaryExpr) -> Pushed {
        match both.op() {
            Operator::And => self.push(both.left()).and(self.push(both.right())),
            Operator::Or => self.push(both.left()).or(self.push(both.right())),
            operator => {
                let literal = |side: &Arc<dyn PhysicalExpr>| {
                    side.downcast_ref::<Literal>().map(|literal| literal.value().clone())
                };
                if let Some(value) = literal(both.right()) {
                    self.compare(both.left(), *operator, &value)
                } else if let (Some(value), Some(flipped)) = (literal(both.left()), operator.swap())
                {
                    self.compare(both.right(), flipped, &value)
                } else {
                    Pushed::nothing()
                }
            }
        }
    }

    /// A side of a comparison: its column in the table, and whether a cast or a change of case
    /// stands between them.
    fn side(self, side: &Arc<dyn PhysicalExpr>) -> Option<(usize, bool)> {
        if let Some(column) = side.downcast_ref::<Column>() {
            return Some((*self.read.get(column.index())?, false));
        }
        if let Some(cast) = side.downcast_ref::<CastExpr>() {
            let (column, _) = self.side(cast.expr())?;
            let from = self.table.columns.get(column)?.ty.data_type();
            return operand::is_widened(&from, cast.cast_type()).then_some((column, true));
        }
        let function = side.downcast_ref::<ScalarFunctionExpr>()?;
        let [inner] = function.args() else { return None };
        let (column, _) = self.side(inner)?;
        let folds = matches!(function.name(), "lower" | "upper");
        (folds && self.tests(column) == Tests::Text).then_some((column, true))
    }

    fn tests(self, column: usize) -> Tests {
        self.table.columns.get(column).map_or(Tests::None, |column| column.tests)
    }

    fn compare(
        self,
        side: &Arc<dyn PhysicalExpr>,
        operator: Operator,
        value: &ScalarValue,
    ) -> Pushed {
        let Some((column, changed)) = self.side(side) else { return Pushed::nothing() };
        if value.is_null() {
            // `x = NULL` lets no row through; `x IS NOT DISTINCT FROM NULL` does.
            return if compare::needs_values(operator) {
                constant(value)
            } else {
                Pushed::nothing()
            };
        }
        compare::push(self.table, column, operator, value, changed)
    }

    fn in_list(self, list: &InListExpr) -> Pushed {
        let Some((column, changed)) = self.side(list.expr()) else { return Pushed::nothing() };
        let mut values = Vec::new();
        for item in list.list() {
            let Some(literal) = item.downcast_ref::<Literal>() else { return Pushed::nothing() };
            match operand::of(literal.value()) {
                Some(value) => values.push(value),
                // `x IN (…, NULL)` lets through what the others do; `NOT IN`, nothing.
                None if literal.value().is_null() && !list.negated() => {}
                None => return Pushed::nothing(),
            }
        }
        let fits = |ty| values.iter().all(|value| compare::fits(ty, value));
        if !self.table.columns.get(column).is_some_and(|column| fits(column.ty)) {
            return Pushed::nothing();
        }
        match (self.tests(column), list.negated()) {
            (Tests::Text | Tests::Ids, false) => {
                Pushed::roughly(Condition::Test(column, Test::In(values)))
            }
            (Tests::Words | Tests::Range, false) if !changed => {
                Pushed::exactly(Condition::Test(column, Test::In(values)))
            }
            (Tests::Words | Tests::Range, true) if !changed => {
                Pushed::exactly(Condition::Test(column, Test::NotIn(values)))
            }
            _ => Pushed::nothing(),
        }
    }

    fn like(self, like: &LikeExpr) -> Pushed {
        let pattern = like.pattern().downcast_ref::<Literal>();
        let pattern = pattern.and_then(|literal| operand::text(literal.value()));
        match (self.side(like.expr()), pattern) {
            (Some((column, _)), Some(pattern))
                if !like.negated() && self.tests(column) == Tests::Text =>
            {
                let test = like::test(&pattern).map(|test| Condition::Test(column, test));
                test.map_or_else(Pushed::nothing, Pushed::roughly)
            }
            _ => Pushed::nothing(),
        }
    }

    fn is_null(self, side: &Arc<dyn PhysicalExpr>, null: bool) -> Pushed {
        match self.side(side) {
            Some((column, false))
                if matches!(self.tests(column), Tests::Words | Tests::Text | Tests::Range) =>
            {
                Pushed::exactly(Condition::Test(column, Test::IsNull(null)))
            }
            _ => Pushed::nothing(),
        }
    }

    /// A column of booleans as a predicate of its own.
    fn is_true(self, side: &Arc<dyn PhysicalExpr>, yes: bool) -> Pushed {
        match self.side(side) {
            Some((column, false)) if self.tests(column) == Tests::Words => {
                let test = Test::In(vec![Operand::Bool(yes)]);
                Pushed::exactly(Condition::Test(column, test))
            }
            _ => Pushed::nothing(),
        }
    }
}

/// A predicate without a column: it lets all rows through, or none.
fn constant(value: &ScalarValue) -> Pushed {
    match value {
        ScalarValue::Boolean(Some(true)) => Pushed::exactly(Condition::all()),
        _ => Pushed::exactly(Condition::Any(Vec::new())),
    }
}
