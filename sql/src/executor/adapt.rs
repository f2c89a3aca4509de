//! What a statement means in PostgreSQL, said so that the executor takes it the same way.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    BinaryOperator, DataType, Distinct, Expr, Fetch, Function, FunctionArg, FunctionArgExpr,
    FunctionArguments, LimitClause, OrderByKind, Query, SelectItem, SetExpr, SetOperator,
    SetQuantifier, Statement, UnaryOperator, Value, VisitMut, VisitorMut,
};

use super::parameters::parameter;
use crate::{
    Code, Failure,
    statement::size,
    syntax::{self, cast, is_integer},
};

/// Adapts a statement.
///
/// # Errors
/// If the executor would take a part of it as something else, without a word.
pub(super) fn adapt(statement: &mut Statement) -> Result<(), Failure> {
    match statement.visit(&mut Adapter) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(failure) => Err(failure),
    }
}

struct Adapter;

impl VisitorMut for Adapter {
    type Break = Failure;

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<Failure> {
        if let Some(failure) = misread(expr) {
            return ControlFlow::Break(failure);
        }
        match expr {
            Expr::Function(function) => flatten(function),
            Expr::Case { .. } | Expr::Array(_) => small(expr),
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<Failure> {
        limit_by_fetch(query);
        if let Some(clause) = &mut query.limit_clause {
            count(clause);
        }
        order_by_places(query);
        match counted_set(&query.body) {
            Some(failure) => ControlFlow::Break(failure),
            None => ControlFlow::Continue(()),
        }
    }
}

/// Makes numbers that stand for columns `int4`, as they are in PostgreSQL. The columns have their
/// names by then, which a cast would change.
pub(super) fn number_columns(statement: &mut Statement) {
    struct Numbers;
    impl VisitorMut for Numbers {
        type Break = ();

        fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<()> {
            number(&mut query.body);
            ControlFlow::Continue(())
        }
    }
    let _ = statement.visit(&mut Numbers);
}

/// A parameter that counts rows is a `bigint`, unless its client says what it is.
fn count(clause: &mut LimitClause) {
    let counts: [Option<&mut Expr>; 2] = match clause {
        LimitClause::LimitOffset { limit, offset, .. } => {
            [limit.as_mut(), offset.as_mut().map(|offset| &mut offset.value)]
        }
        LimitClause::OffsetCommaLimit { offset, limit } => [Some(offset), Some(limit)],
    };
    for expr in counts.into_iter().flatten() {
        if parameter(expr).is_some() {
            *expr = cast(expr.clone(), DataType::BigInt(None));
        }
    }
}

/// `FETCH FIRST n ROWS ONLY` as `LIMIT n`.
fn limit_by_fetch(query: &mut Query) {
    let plain = query.fetch.take_if(|fetch| !fetch.with_ties && !fetch.percent);
    let Some(Fetch { quantity, .. }) = plain else { return };
    let rows = quantity.unwrap_or_else(|| Expr::value(syntax::number("1")));
    match &mut query.limit_clause {
        Some(LimitClause::LimitOffset { limit, .. }) => *limit = Some(rows),
        clause => {
            let (offset, limit_by) = (None, Vec::new());
            *clause = Some(LimitClause::LimitOffset { limit: Some(rows), offset, limit_by });
        }
    }
}

/// Refuses sets in which rows count by how often they come: the executor counts none of them.
fn counted_set(body: &SetExpr) -> Option<Failure> {
    let SetExpr::SetOperation { op, set_quantifier, left, right } = body else { return None };
    let is_all = matches!(set_quantifier, SetQuantifier::All | SetQuantifier::AllByName);
    if is_all && *op != SetOperator::Union {
        let message = format!("{op} ALL is not supported");
        let hint = "Leave ALL away, or count the rows of each side by row_number().";
        return Some(Failure::new(Code::Unsupported, message).hint(hint));
    }
    counted_set(left).or_else(|| counted_set(right))
}

/// Orders what is distinct by the places of its columns: there the executor takes an expression for
/// a selected one only if it needs no rewriting.
fn order_by_places(query: &mut Query) {
    let SetExpr::Select(select) = &*query.body else { return };
    let (Some(Distinct::Distinct), Some(order)) = (&select.distinct, &mut query.order_by) else {
        return;
    };
    let OrderByKind::Expressions(keys) = &mut order.kind else { return };
    // Behind a wildcard, places are not known here.
    let selected = select.projection.iter().map_while(|item| match item {
        SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => Some(expr),
        _ => None,
    });
    let selected: Vec<&Expr> = selected.collect();
    let is_rewritten = |expr: &Expr| matches!(expr, Expr::Function(_) | Expr::Case { .. });
    let keys = keys.iter_mut().filter(|key| is_rewritten(&key.expr));
    for key in keys {
        if let Some(place) = selected.iter().position(|expr| **expr == key.expr) {
            key.expr = Expr::value(syntax::number(&(place + 1).to_string()));
        }
    }
}

/// Says what is wrong with an expression that the executor would read as another one.
fn misread(expr: &Expr) -> Option<Failure> {
    use BinaryOperator::{And, Eq, NotEq, Or};
    let refused = |what: &str, hint: &str| Some(Failure::new(Code::Unsupported, what).hint(hint));
    match expr {
        Expr::IsDistinctFrom(_, right) | Expr::IsNotDistinctFrom(_, right)
            if matches!(**right, Expr::BinaryOp { op: And | Or, .. }) =>
        {
            refused(
                "IS DISTINCT FROM is not supported before AND or OR without parentheses",
                "Write (a IS DISTINCT FROM b) AND c.",
            )
        }
        Expr::AnyOp { compare_op, right, .. } if *compare_op != Eq => too_long(right),
        Expr::AllOp { compare_op, right, .. } if *compare_op != NotEq => too_long(right),
        Expr::SimilarTo { pattern, .. } if !is_written(pattern) => refused(
            "SIMILAR TO is supported with a pattern that is written out only",
            "Write LIKE, or ~ with a regular expression.",
        ),
        _ => None,
    }
}

/// True for a text that stands in the statement itself.
fn is_written(expr: &Expr) -> bool {
    matches!(expr, Expr::Value(value) if matches!(value.value, Value::SingleQuotedString(_)))
}

/// Refuses a list whose items are compared one after another: each is an operator.
fn too_long(list: &Expr) -> Option<Failure> {
    let items = match list {
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => return too_long(inner),
        Expr::Array(array) => array.elem.len(),
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(text) => text.matches(',').count() + 1,
            _ => 1,
        },
        _ => 1,
    };
    (items > size::OPERATORS).then(|| size::too_many("items to compare with", size::OPERATORS))
}

fn is_named(function: &Function, name: &str) -> bool {
    let last = function.name.0.last().and_then(|part| part.as_ident());
    last.is_some_and(|last| last.value.eq_ignore_ascii_case(name))
}

/// `coalesce(coalesce(a, b), c)` as `coalesce(a, b, c)`: the executor writes each level twice.
fn flatten(function: &mut Function) {
    let is_coalesce = |function: &Function| is_named(function, "coalesce");
    if !is_coalesce(function) {
        return;
    }
    let FunctionArguments::List(list) = &mut function.args else { return };
    let mut flat = Vec::with_capacity(list.args.len());
    for arg in std::mem::take(&mut list.args) {
        match arg {
            FunctionArg::Unnamed(FunctionArgExpr::Expr(Expr::Function(inner)))
                if is_coalesce(&inner) =>
            {
                match inner.args {
                    FunctionArguments::List(inner) => flat.extend(inner.args),
                    _ => continue,
                }
            }
            arg => flat.push(arg),
        }
    }
    list.args = flat;
}

/// Whole numbers that stand for columns are `int4` in PostgreSQL, where they fit.
fn number(body: &mut SetExpr) {
    match body {
        SetExpr::SetOperation { left, right, .. } => {
            number(left);
            number(right);
        }
        SetExpr::Select(select) => {
            for item in &mut select.projection {
                if let SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } = item
                {
                    small(expr);
                }
            }
        }
        SetExpr::Values(values) => {
            values.rows.iter_mut().flat_map(|row| &mut row.content).for_each(small);
        }
        _ => {}
    }
}

/// Casts a number that is a column, or those among which a CASE chooses.
fn small(expr: &mut Expr) {
    if is_integer(expr) {
        *expr = cast(expr.clone(), DataType::Integer(None));
        return;
    }
    match expr {
        Expr::Case { conditions, else_result, .. } => {
            conditions.iter_mut().for_each(|when| small(&mut when.result));
            if let Some(other) = else_result {
                small(other);
            }
        }
        Expr::Nested(inner) => small(inner),
        Expr::UnaryOp { op: UnaryOperator::Minus, expr: inner } if is_integer(inner) => {
            small(inner)
        }
        Expr::Array(array) => array.elem.iter_mut().for_each(small),
        _ => {}
    }
}
