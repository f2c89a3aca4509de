//! System columns of the catalog's relations, `tableoid` and `xmin` among them.
//!
//! No relation has them as columns, so that `*` does not show them. Where the relation is known to
//! be one of the catalog, they are constants. Tables have none: nothing of them is stored here.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{Expr, Select, SelectItem, Value, visit_expressions_mut};

use super::super::relation::Relation;
use super::labels::known_tables;
use crate::syntax::{call, folded, item, text};

/// Replaces system columns by constants.
pub fn rewrite(select: &mut Select) {
    let known = known_tables(select);
    if known.is_empty() {
        return;
    }
    for column in &mut select.projection {
        if let SelectItem::UnnamedExpr(expr) = column
            && let Some((name, constant)) = constant(expr, &known)
        {
            *column = item(constant, &name);
        }
    }
    let _ = visit_expressions_mut(select, |expr| {
        if let Some((_, constant)) = constant(expr, &known) {
            *expr = constant;
        }
        ControlFlow::<()>::Continue(())
    });
}

fn constant(expr: &Expr, known: &[(String, &'static Relation)]) -> Option<(String, Expr)> {
    let (relation, name) = match expr {
        Expr::Identifier(name) => match known {
            [(_, only)] => (only, name),
            _ => return None,
        },
        Expr::CompoundIdentifier(parts) => {
            let [table, name] = &parts[..] else { return None };
            let (_, relation) = known.iter().find(|(alias, _)| *alias == folded(table))?;
            (relation, name)
        }
        _ => return None,
    };
    let name = folded(name);
    let number = |value: u32| Expr::value(Value::Number(value.to_string(), false));
    let constant = match name.as_str() {
        "tableoid" => call("$oid", vec![number(relation.oid)]),
        "xmin" => call("$xid", vec![number(1)]),
        "xmax" => call("$xid", vec![number(0)]),
        "cmin" | "cmax" => call("$cid", vec![number(0)]),
        "ctid" => text("(0,1)"),
        _ => return None,
    };
    let is_column = relation.columns.iter().any(|column| column.name == name);
    (!is_column).then_some((name, constant))
}
