//! Subqueries in expressions: arrays of rows, and rows compared with rows.

use datafusion::sql::sqlparser::ast::{
    BinaryOperator, Expr, Function, FunctionArgumentClause, FunctionArguments, Ident, OrderByExpr,
    OrderByKind, Query, SelectItem, Value,
};

use crate::syntax::{alias, call, catalog_name, derived, ident, item, query, selection};

/// The name of the only column of a query whose rows are collected.
const ITEM: &str = "$item";
/// The name of a query that is made a table.
const TABLE: &str = "$query";

/// Rewrites an expression before its parts.
pub fn rewrite(expr: &mut Expr) {
    let rewritten = match expr {
        Expr::Function(Function { name, args: FunctionArguments::Subquery(subquery), .. })
            if catalog_name(name).is_some_and(|name| name == "array") =>
        {
            collected(subquery)
        }
        Expr::InSubquery { expr, subquery, negated } => match expr.as_ref() {
            Expr::Tuple(row) => rows(row, subquery, *negated),
            _ => None,
        },
        Expr::AnyOp { left, compare_op: BinaryOperator::Eq, right, .. } => {
            among(left, right, false)
        }
        Expr::AllOp { left, compare_op: BinaryOperator::NotEq, right } => among(left, right, true),
        _ => None,
    };
    if let Some(rewritten) = rewritten {
        *expr = rewritten;
    }
}

/// Gives the only column of a subquery a name of its own.
pub fn name(query: &mut Query, number: usize) {
    let Some(select) = selection(query) else { return };
    let [only] = &mut select.projection[..] else { return };
    if let SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } = only {
        *only = item(expr.clone(), &format!("$subquery{number}"));
    }
}

/// Rewrites `x = ANY (ARRAY(SELECT ...))` to `x IN (SELECT ...)`, and what is negated likewise.
fn among(left: &Expr, right: &Expr, negated: bool) -> Option<Expr> {
    let mut right = right;
    while let Expr::Nested(inner) = right {
        right = inner;
    }
    let Expr::Function(Function { name, args: FunctionArguments::Subquery(subquery), .. }) = right
    else {
        return None;
    };
    let (expr, subquery) = (Box::new(left.clone()), subquery.clone());
    (catalog_name(name)? == "array").then_some(Expr::InSubquery { expr, subquery, negated })
}

/// Rewrites `ARRAY(SELECT x ... ORDER BY y)` to an aggregate, which needs no order of its input.
fn collected(subquery: &Query) -> Option<Expr> {
    let mut inner = subquery.clone();
    let order = match inner.order_by.take().map(|order| order.kind) {
        Some(OrderByKind::Expressions(order)) => order,
        _ => Vec::new(),
    };
    let limited = inner.limit_clause.is_some() || inner.fetch.is_some();
    if limited {
        inner.order_by.clone_from(&subquery.order_by);
    }
    let order = match selection(&mut inner) {
        Some(select) => {
            let first = select.projection.first_mut()?;
            let expr = match first {
                SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => {
                    expr.clone()
                }
                _ => return None,
            };
            *first = item(expr, ITEM);
            let mut keys = Vec::new();
            for (at, key) in order.into_iter().enumerate() {
                let (key, extra) = order_key(key, at);
                keys.push(key);
                select.projection.extend(extra);
            }
            keys
        }
        None => Vec::new(),
    };
    let column = ident(ITEM);
    let mut aggregate = call("array_agg", vec![Expr::Identifier(column.clone())]);
    if let (Expr::Function(function), false) = (&mut aggregate, order.is_empty())
        && let FunctionArguments::List(list) = &mut function.args
    {
        list.clauses.push(FunctionArgumentClause::OrderBy(order));
    }
    let mut outer = query("SELECT 1 FROM t")?;
    let is_select = selection(&mut inner).is_some();
    let select = selection(&mut outer)?;
    select.projection = vec![item(call("$array", vec![aggregate]), "array")];
    let columns = if is_select { Vec::new() } else { vec![ITEM.to_owned()] };
    select.from.first_mut()?.relation = derived(inner, false, Some(alias(TABLE, &columns)));
    Some(Expr::Subquery(Box::new(outer)))
}

/// Returns a key of the order, and the column that it needs beside the collected one.
fn order_key(key: OrderByExpr, at: usize) -> (OrderByExpr, Option<SelectItem>) {
    let is_first = matches!(&key.expr, Expr::Value(value)
        if matches!(&value.value, Value::Number(number, _) if number == "1"));
    let name = if is_first { ITEM.to_owned() } else { format!("$order{at}") };
    let extra = (!is_first).then(|| item(key.expr.clone(), &name));
    (OrderByExpr { expr: Expr::Identifier(ident(&name)), ..key }, extra)
}

/// Rewrites `(a, b) IN (SELECT x, y ...)` to `EXISTS`.
fn rows(row: &[Expr], subquery: &Query, negated: bool) -> Option<Expr> {
    let names = (0..row.len()).map(|at| format!("$column{at}")).collect::<Vec<_>>();
    let column = |name: &String| -> Vec<Ident> { vec![ident(TABLE), ident(name)] };
    let pairs = row.iter().zip(&names).map(|(value, name)| Expr::BinaryOp {
        left: Box::new(value.clone()),
        op: BinaryOperator::Eq,
        right: Box::new(Expr::CompoundIdentifier(column(name))),
    });
    let condition = pairs.reduce(|left, right| Expr::BinaryOp {
        left: Box::new(left),
        op: BinaryOperator::And,
        right: Box::new(right),
    });
    let mut outer = query("SELECT 1 FROM t")?;
    let select = selection(&mut outer)?;
    select.selection = condition;
    let table = derived(subquery.clone(), false, Some(alias(TABLE, &names)));
    select.from.first_mut()?.relation = table;
    Some(Expr::Exists { subquery: Box::new(outer), negated })
}
