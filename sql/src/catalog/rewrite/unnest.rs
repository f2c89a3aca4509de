//! `SELECT unnest(a), b + 1 AS b`: DataFusion mixes up the new `b` with the old one.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    Expr, Query, Select, SelectItem, TableWithJoins, visit_expressions,
};

use crate::syntax::{alias, catalog_name, derived, folded, ident, item, query, selection};

/// The name of the query that unnests.
const TABLE: &str = "$unnested";

/// Separates the computing of columns, under names of their own, from naming them.
pub fn separate(query: &mut Query) {
    let free = query.order_by.is_none();
    if let Some(select) = selection(query).filter(|_| free) {
        super::labels::name_columns(select, &[]);
        if let Some(separated) = separated(select) {
            *select = separated;
        }
    }
}

fn separated(select: &Select) -> Option<Select> {
    let unnests = select.projection.iter().any(|item| match item {
        SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => unnests(expr),
        _ => false,
    });
    if !unnests || !select.projection.iter().any(renames) {
        return None;
    }
    let mut inner = select.clone();
    let mut outer = query("SELECT 1 FROM t")?;
    let outer_select = selection(&mut outer)?;
    outer_select.projection.clear();
    for (at, column) in inner.projection.iter_mut().enumerate() {
        let (expr, name) = match column {
            SelectItem::ExprWithAlias { expr, alias } => (expr.clone(), folded(alias)),
            SelectItem::UnnamedExpr(expr) => match &*expr {
                Expr::Identifier(name) => (expr.clone(), folded(name)),
                Expr::CompoundIdentifier(parts) => (expr.clone(), folded(parts.last()?)),
                _ => return None,
            },
            _ => return None,
        };
        let own = format!("$column{at}");
        *column = item(expr, &own);
        outer_select.projection.push(item(Expr::Identifier(ident(&own)), &name));
    }
    let mut body = query("SELECT 1")?;
    *selection(&mut body)? = inner;
    let relation = derived(body, false, Some(alias(TABLE, &[])));
    outer_select.from = vec![TableWithJoins { relation, joins: Vec::new() }];
    selection(&mut outer).cloned()
}

/// Tells if an expression unnests an array, here or when it is rewritten.
fn unnests(expr: &Expr) -> bool {
    const SETS: [&str; 4] = ["unnest", "generate_series", "generate_subscripts", "_pg_expandarray"];
    visit_expressions(expr, |expr| match expr {
        Expr::Function(function)
            if catalog_name(&function.name).is_some_and(|it| SETS.contains(&it.as_str())) =>
        {
            ControlFlow::Break(())
        }
        _ => ControlFlow::Continue(()),
    })
    .is_break()
}

/// Tells if a column computes something of a column whose name it takes.
fn renames(item: &SelectItem) -> bool {
    let SelectItem::ExprWithAlias { expr, alias } = item else { return false };
    if matches!(expr, Expr::Identifier(_) | Expr::CompoundIdentifier(_)) || unnests(expr) {
        return false;
    }
    let wanted = folded(alias);
    visit_expressions(expr, |expr| {
        let name = match expr {
            Expr::Identifier(name) => Some(name),
            Expr::CompoundIdentifier(parts) => parts.last(),
            _ => None,
        };
        if name.is_some_and(|name| folded(name) == wanted) {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    })
    .is_break()
}
