//! Names of columns of results: as PostgreSQL gives them, and one of each for DataFusion.

use std::collections::HashSet;
use std::sync::Arc;

use datafusion::sql::sqlparser::ast::{
    AccessExpr, ArrayElemTypeDef, CastKind, DataType, Expr, FunctionArguments, Query, Select,
    SelectItem, SelectItemQualifiedWildcardKind, SetExpr, TableFactor, TimezoneInfo,
};

use super::super::objects::schema_oid;
use super::super::oid;
use super::super::relation::{self, Relation};
use crate::Table;
use crate::syntax::{folded, ident, parts};

/// Stands between the name of a column and a number, where an earlier column has the same name.
const MARK: char = '\u{1}';

/// Returns the name of a column as the client gets it.
pub fn label(name: &str) -> &str {
    name.split(MARK).next().unwrap_or_default()
}

/// Returns the name for a column whose name is taken.
pub fn repeated(name: &str, count: usize) -> String {
    format!("{name}{MARK}{count}")
}

/// Gives each column of a `SELECT` the name that PostgreSQL gives it.
///
/// DataFusion wants each name once. A name that is taken gets a tail that [`label`] removes.
pub fn name_columns(select: &mut Select, tables: &[Arc<Table>]) {
    let mut taken = covered(select, tables);
    for item in &mut select.projection {
        let (expr, name, explicit) = match item {
            SelectItem::UnnamedExpr(expr) => {
                let name = named(expr).map_or_else(|| "?column?".to_owned(), |(name, _)| name);
                (expr.clone(), name, false)
            }
            SelectItem::ExprWithAlias { expr, alias } => (expr.clone(), folded(alias), true),
            _ => continue,
        };
        let mut unique = name.clone();
        let mut count = 0;
        while !taken.insert(unique.clone()) {
            count += 1;
            unique = repeated(&name, count);
        }
        let is_column = matches!(expr, Expr::Identifier(_) | Expr::CompoundIdentifier(_));
        if count > 0 || (!explicit && !is_column) || is_keyword(&expr) {
            *item = SelectItem::ExprWithAlias { expr, alias: ident(&unique) };
        }
    }
}

/// Tells if this is a column in name only: a keyword that is rewritten to a call.
fn is_keyword(expr: &Expr) -> bool {
    matches!(expr, Expr::Identifier(name)
        if ["current_schema", "current_catalog", "current_role"].contains(&folded(name).as_str()))
}

/// Returns the names of columns that wildcards stand for.
fn covered(select: &Select, tables: &[Arc<Table>]) -> HashSet<String> {
    let known = columns_of(select, tables);
    let mut names = HashSet::new();
    for item in &select.projection {
        let wanted = match item {
            SelectItem::Wildcard(_) => None,
            SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                parts(name).pop()
            }
            _ => continue,
        };
        let covers = |alias: &String| wanted.as_ref().is_none_or(|wanted| wanted == alias);
        for (_, columns) in known.iter().filter(|(alias, _)| covers(alias)) {
            names.extend(columns.iter().cloned());
        }
    }
    names
}

/// Returns the columns of what a `SELECT` reads, by the names it gives that, as far as they are
/// known: of relations of the catalog, of tables, and of queries that name their columns.
fn columns_of(select: &Select, tables: &[Arc<Table>]) -> Vec<(String, Vec<String>)> {
    let of_catalog = known_tables(select).into_iter().map(|(alias, relation)| {
        (alias, relation.columns.iter().map(|column| column.name.to_owned()).collect())
    });
    let mut all: Vec<(String, Vec<String>)> = of_catalog.collect();
    let factors = select.from.iter().flat_map(|from| {
        let joined = from.joins.iter().map(|join| &join.relation);
        std::iter::once(&from.relation).chain(joined)
    });
    for factor in factors {
        match factor {
            TableFactor::Table { name, alias, args: None, .. } => {
                let Some(name) = parts(name).pop() else { continue };
                let table = tables.iter().find(|table| table.name == name);
                let alias = alias.as_ref().map_or(name, |alias| folded(&alias.name));
                all.extend(table.map(|table| {
                    let columns = table.columns.iter().map(|column| column.name.clone());
                    (alias, columns.collect())
                }));
            }
            TableFactor::Derived { subquery, alias: Some(alias), .. } => {
                let SetExpr::Select(inner) = subquery.body.as_ref() else { continue };
                all.push((folded(&alias.name), outputs(inner, tables)));
            }
            _ => {}
        }
    }
    all
}

/// Returns the names of the columns that a `SELECT` gives, as far as they are known.
fn outputs(select: &Select, tables: &[Arc<Table>]) -> Vec<String> {
    let mut names: Vec<_> = covered(select, tables).into_iter().collect();
    names.extend(select.projection.iter().filter_map(|item| match item {
        SelectItem::UnnamedExpr(expr) => named(expr).map(|(name, _)| name),
        SelectItem::ExprWithAlias { alias, .. } => Some(folded(alias)),
        _ => None,
    }));
    names
}

/// Writes `t.*` with the whole name of a table that has no alias, as DataFusion wants it.
pub fn qualify_wildcards(select: &mut Select) {
    let tables = select.from.iter().flat_map(|from| {
        let joined = from.joins.iter().map(|join| &join.relation);
        std::iter::once(&from.relation).chain(joined)
    });
    let name_of = |factor: &TableFactor| match factor {
        TableFactor::Table { name, alias: None, args: None, .. } => Some(name.clone()),
        _ => None,
    };
    let names = tables.filter_map(name_of).collect::<Vec<_>>();
    for item in &mut select.projection {
        if let SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(given), _) =
            item
            && let [only] = &parts(given)[..]
            && let Some(whole) = names.iter().find(|name| parts(name).last() == Some(only))
        {
            given.clone_from(whole);
            super::relations::qualify(given, &Default::default());
        }
    }
}

/// Returns the relations of the catalog that a `SELECT` reads, by the names it gives them.
pub fn known_tables(select: &Select) -> Vec<(String, &'static Relation)> {
    let tables = select.from.iter().flat_map(|from| {
        let joined = from.joins.iter().map(|join| &join.relation);
        std::iter::once(&from.relation).chain(joined)
    });
    tables.filter_map(known_table).collect()
}

fn known_table(factor: &TableFactor) -> Option<(String, &'static Relation)> {
    let TableFactor::Table { name, alias, args: None, .. } = factor else { return None };
    let mut parts = parts(name);
    let table = parts.pop()?;
    let schema = match parts.pop() {
        Some(schema) => schema_oid(&schema)?,
        None => oid::PG_CATALOG,
    };
    let relation = relation::find(schema, &table)?;
    Some((alias.as_ref().map_or(table, |alias| folded(&alias.name)), relation))
}

/// Returns the name that PostgreSQL derives from an expression, and if it is a good one, not just
/// that of a type or of `CASE`.
fn named(expr: &Expr) -> Option<(String, bool)> {
    let good = |name: &str| Some((name.to_owned(), true));
    match expr {
        Expr::Identifier(name) => good(&folded(name)),
        Expr::CompoundIdentifier(parts) => good(&folded(parts.last()?)),
        Expr::Nested(inner) | Expr::Collate { expr: inner, .. } => named(inner),
        Expr::Function(function) => match (&function.args, parts(&function.name).pop()?) {
            (FunctionArguments::Subquery(_), name) if name == "array" => good("array"),
            (_, name) => good(&name),
        },
        Expr::CompoundFieldAccess { root, access_chain } => named_access(root, access_chain),
        Expr::Cast { kind: CastKind::Cast | CastKind::DoubleColon, expr, data_type, .. } => {
            weak(named(expr), type_label(data_type))
        }
        Expr::TypedString(typed) => Some((type_label(&typed.data_type)?, false)),
        Expr::Interval(_) => Some(("interval".to_owned(), false)),
        Expr::Case { else_result, .. } => {
            weak(else_result.as_deref().and_then(named), Some("case".to_owned()))
        }
        Expr::Exists { .. } => good("exists"),
        Expr::Array(_) => good("array"),
        Expr::Tuple(_) => good("row"),
        Expr::Extract { .. } => good("extract"),
        Expr::Substring { .. } => good("substring"),
        Expr::Position { .. } => good("position"),
        Expr::Trim { .. } => good("btrim"),
        Expr::Overlay { .. } => good("overlay"),
        Expr::Ceil { .. } => good("ceil"),
        Expr::Floor { .. } => good("floor"),
        Expr::AtTimeZone { .. } => good("timezone"),
        Expr::Subquery(query) => named_query(query),
        _ => None,
    }
}

fn weak(inner: Option<(String, bool)>, name: Option<String>) -> Option<(String, bool)> {
    match inner {
        Some((name, true)) => Some((name, true)),
        other => name.map(|name| (name, false)).or(other),
    }
}

fn named_access(root: &Expr, chain: &[AccessExpr]) -> Option<(String, bool)> {
    let last = chain.iter().rev().find_map(|step| match step {
        AccessExpr::Dot(Expr::Identifier(name)) => Some(folded(name)),
        _ => None,
    });
    last.map(|name| (name, true)).or_else(|| named(root))
}

fn named_query(query: &Query) -> Option<(String, bool)> {
    let SetExpr::Select(select) = query.body.as_ref() else { return None };
    match select.projection.first()? {
        SelectItem::UnnamedExpr(expr) => named(expr),
        SelectItem::ExprWithAlias { alias, .. } => Some((folded(alias), true)),
        _ => None,
    }
}

/// Returns the name of a type as `pg_type` has it.
fn type_label(ty: &DataType) -> Option<String> {
    let name = match ty {
        DataType::Custom(name, _) => return parts(name).pop(),
        DataType::Array(ArrayElemTypeDef::SquareBracket(item, _)) => return type_label(item),
        DataType::Int(_) | DataType::Integer(_) | DataType::Int4(_) => "int4",
        DataType::BigInt(_) | DataType::Int8(_) => "int8",
        DataType::SmallInt(_) | DataType::Int2(_) => "int2",
        DataType::Bool | DataType::Boolean => "bool",
        DataType::Text => "text",
        DataType::Varchar(_) | DataType::CharacterVarying(_) => "varchar",
        DataType::Char(_) | DataType::Character(_) => "bpchar",
        DataType::Numeric(_) | DataType::Decimal(_) => "numeric",
        DataType::Real | DataType::Float4 => "float4",
        DataType::DoublePrecision | DataType::Float8 | DataType::Float(_) => "float8",
        DataType::Date => "date",
        DataType::Timestamp(_, zone) | DataType::Time(_, zone) => {
            let zoned = matches!(zone, TimezoneInfo::Tz | TimezoneInfo::WithTimeZone);
            match (ty, zoned) {
                (DataType::Timestamp(..), true) => "timestamptz",
                (DataType::Timestamp(..), false) => "timestamp",
                (_, true) => "timetz",
                (_, false) => "time",
            }
        }
        DataType::Interval { .. } => "interval",
        DataType::Bytea => "bytea",
        DataType::Regclass => "regclass",
        _ => return None,
    };
    Some(name.to_owned())
}
