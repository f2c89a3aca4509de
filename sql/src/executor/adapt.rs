//! What a statement means in PostgreSQL, said so that the executor takes it the same way.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    DataType, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Query, SelectItem,
    SetExpr, Statement, Value, VisitMut, VisitorMut,
};

use super::parameters::cast_to;

/// Adapts a statement.
pub(super) fn adapt(statement: &mut Statement) {
    let _ = statement.visit(&mut Adapter);
}

struct Adapter;

impl VisitorMut for Adapter {
    type Break = ();

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        if let Expr::Function(function) = expr {
            flatten(function);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<()> {
        number(&mut query.body);
        ControlFlow::Continue(())
    }
}

/// `coalesce(coalesce(a, b), c)` as `coalesce(a, b, c)`: the executor writes each level twice.
fn flatten(function: &mut Function) {
    let is_coalesce = |function: &Function| {
        let name = function.name.0.last().and_then(|part| part.as_ident());
        name.is_some_and(|name| name.value.eq_ignore_ascii_case("coalesce"))
    };
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
        _ => {}
    }
}

/// Casts a number that is a column, or those among which a CASE chooses.
fn small(expr: &mut Expr) {
    match expr {
        Expr::Value(value) => {
            if let Value::Number(digits, _) = &value.value
                && digits.parse::<i32>().is_ok()
            {
                *expr = cast_to(expr.clone(), DataType::Integer(None));
            }
        }
        Expr::Case { conditions, else_result, .. } => {
            conditions.iter_mut().for_each(|when| small(&mut when.result));
            if let Some(other) = else_result {
                small(other);
            }
        }
        Expr::Nested(inner) => small(inner),
        _ => {}
    }
}
