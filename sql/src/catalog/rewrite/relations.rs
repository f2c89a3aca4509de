//! Relations in `FROM`: those of the catalog get their schema, functions become queries.

use std::collections::HashSet;
use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    Expr, FunctionArg, ObjectName, SelectItem, TableAlias, TableFactor, visit_expressions,
};

use super::super::oid;
use super::super::relation;
use super::expressions::series;
use crate::syntax::{
    alias, call, catalog_name, derived, ident, item, name, number, parts, plain_arguments, select,
};

/// The schema in which relations that functions return are registered.
pub const FUNCTIONS_SCHEMA: &str = "pg_functions";

/// Rewrites a relation.
pub fn rewrite(factor: &mut TableFactor, shadowed: &HashSet<String>) {
    let rewritten = match factor {
        TableFactor::Table { name, args: None, .. } => {
            qualify(name, shadowed);
            None
        }
        TableFactor::Table { name, args: Some(args), alias, with_ordinality, .. } => {
            function(name, &args.args, alias.clone(), *with_ordinality)
        }
        TableFactor::Function { name, args, alias, with_ordinality, .. } => {
            function(name, args, alias.clone(), *with_ordinality)
        }
        TableFactor::UNNEST { alias, array_exprs, with_ordinality, .. } => {
            call_of("unnest", array_exprs.clone(), alias.clone(), *with_ordinality)
        }
        _ => None,
    };
    if let Some(rewritten) = rewritten {
        *factor = rewritten;
    }
}

/// Puts `pg_catalog` before the name of one of its relations.
pub fn qualify(relation: &mut ObjectName, shadowed: &HashSet<String>) {
    if let [only] = &parts(relation)[..]
        && !shadowed.contains(only)
        && relation::find(oid::PG_CATALOG, only).is_some()
    {
        *relation = name(&["pg_catalog", only]);
    }
}

fn function(
    function: &ObjectName,
    args: &[FunctionArg],
    alias: Option<TableAlias>,
    with_ordinality: bool,
) -> Option<TableFactor> {
    let function = catalog_name(function)?;
    if relation::find(oid::FUNCTIONS, &function).is_some() && !with_ordinality {
        let alias = alias.unwrap_or_else(|| self::alias(&function, &[]));
        return relation_of(&function, alias);
    }
    call_of(&function, plain_arguments(args)?, alias, with_ordinality)
}

fn relation_of(function: &str, alias: TableAlias) -> Option<TableFactor> {
    let from = crate::syntax::query(&format!("SELECT * FROM {FUNCTIONS_SCHEMA}.\"{function}\""))?;
    Some(derived(from, false, Some(alias)))
}

/// Makes a query of a call: one column of its rows, or several.
fn call_of(
    function: &str,
    args: Vec<Expr>,
    given: Option<TableAlias>,
    with_ordinality: bool,
) -> Option<TableFactor> {
    let lateral = args.iter().any(names_columns);
    let table = given.as_ref().map_or(function, |alias| alias.name.value.as_str()).to_owned();
    let (mut items, list) = match function {
        "unnest" => {
            let list = args.first().cloned();
            let column = |arg: &Expr| call("unnest", vec![arg.clone()]);
            (args.iter().map(column).collect::<Vec<_>>(), list)
        }
        "_pg_expandarray" => {
            let array = args.first()?.clone();
            let places = call("$places", vec![array.clone()]);
            let columns = [array.clone(), places].map(|list| call("unnest", vec![list]));
            (columns.to_vec(), Some(array))
        }
        _ => match series(function, args.clone()) {
            Some(list) => (vec![call("unnest", vec![list.clone()])], Some(list)),
            None => (vec![call(function, args)], None),
        },
    };
    let mut names = match (function, items.len()) {
        ("_pg_expandarray", _) => vec!["x".to_owned(), "n".to_owned()],
        (_, 1) => vec![table.clone()],
        (_, count) => vec![function.to_owned(); count],
    };
    if with_ordinality {
        names.push("ordinality".to_owned());
        items.push(match list {
            Some(list) => call("unnest", vec![call("$ordinality", vec![list])]),
            None => Expr::value(number("1")),
        });
    }
    let columns = given.as_ref().map(|alias| alias.columns.as_slice()).unwrap_or_default();
    for (name, column) in names.iter_mut().zip(columns) {
        name.clone_from(&column.name.value);
    }
    let pairs = items.into_iter().zip(&names).enumerate();
    let items = pairs.map(|(at, (expr, name))| item(expr, &unique(&names, at, name)));
    let query = select(items.collect::<Vec<SelectItem>>())?;
    let mut alias = given.unwrap_or_else(|| alias(&table, &[]));
    alias.columns.clear();
    if alias.name.quote_style.is_none() {
        alias.name = ident(&alias.name.value.to_lowercase());
    }
    Some(derived(query, lateral, Some(alias)))
}

fn unique(names: &[String], at: usize, name: &str) -> String {
    let earlier = names[..at].iter().filter(|it| *it == name).count();
    if earlier > 0 { super::labels::repeated(name, earlier) } else { name.to_owned() }
}

/// Tells if an expression names columns, which may be those of relations before it.
fn names_columns(expr: &Expr) -> bool {
    visit_expressions(expr, |expr| match expr {
        Expr::Identifier(_) | Expr::CompoundIdentifier(_) => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    })
    .is_break()
}
