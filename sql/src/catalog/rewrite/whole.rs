//! Whole rows: `row_to_json(t)`, where the columns of `t` are known from the query.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    Expr, Select, SelectItem, SetExpr, TableFactor, visit_expressions_mut,
};

use super::labels::{known_tables, label, name_columns};
use crate::syntax::{arguments, call, catalog_name, folded, ident, text};

/// Rewrites the functions that make JSON of a whole row.
pub fn rewrite(select: &mut Select) {
    let tables = tables(select);
    for column in &mut select.projection {
        let _ = visit_expressions_mut(column, |expr| {
            if let Some(json) = json(expr, &tables) {
                *expr = json;
            }
            ControlFlow::<()>::Continue(())
        });
    }
}

fn json(expr: &Expr, tables: &[(String, Vec<String>)]) -> Option<Expr> {
    let Expr::Function(function) = expr else { return None };
    let name = catalog_name(&function.name)?;
    if !matches!(name.as_str(), "row_to_json" | "to_json" | "to_jsonb") {
        return None;
    }
    let args = arguments(function)?;
    let [Expr::Identifier(row)] = &args[..] else { return None };
    let (table, columns) = tables.iter().find(|(table, _)| *table == folded(row))?;
    let pair = |column: &String| {
        let value = Expr::CompoundIdentifier(vec![ident(table), ident(column)]);
        [text(label(column)), value]
    };
    Some(call("$row_to_json", columns.iter().flat_map(pair).collect()))
}

/// Returns the tables of a `SELECT` whose columns are known, with their columns.
fn tables(select: &mut Select) -> Vec<(String, Vec<String>)> {
    let mut tables = Vec::new();
    for (table, relation) in known_tables(select) {
        tables.push((table, relation.columns.iter().map(|it| it.name.to_owned()).collect()));
    }
    for from in &mut select.from {
        let joined = from.joins.iter_mut().map(|join| &mut join.relation);
        for factor in std::iter::once(&mut from.relation).chain(joined) {
            if let TableFactor::Derived { subquery, alias: Some(alias), .. } = factor
                && let SetExpr::Select(inner) = subquery.body.as_mut()
            {
                name_columns(inner, &[]);
                let columns = inner.projection.iter().map(column).collect::<Option<Vec<_>>>();
                tables.extend(columns.map(|columns| (folded(&alias.name), columns)));
            }
        }
    }
    tables
}

fn column(item: &SelectItem) -> Option<String> {
    match item {
        SelectItem::ExprWithAlias { alias, .. } => Some(folded(alias)),
        SelectItem::UnnamedExpr(Expr::Identifier(name)) => Some(folded(name)),
        SelectItem::UnnamedExpr(Expr::CompoundIdentifier(parts)) => parts.last().map(folded),
        _ => None,
    }
}
