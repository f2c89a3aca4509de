//! Names of columns that a query does not name, as PostgreSQL gives them.

use datafusion::sql::sqlparser::ast::{
    Expr, Ident, Query, Select, SelectItem, SetExpr, Statement, Value,
};

/// The name of a column that has none.
const UNNAMED: &str = "?column?";
/// Stands between a name and a number where the executor wants names to be unique.
const MARK: char = '\u{1f}';

/// Names the columns of a statement.
pub(super) fn name(statement: &mut Statement) {
    if let Statement::Query(query) = statement {
        name_query(query);
    }
}

fn name_query(query: &mut Query) {
    let mut body = &mut *query.body;
    loop {
        match body {
            // The first part of a union names its columns.
            SetExpr::SetOperation { left, .. } => body = left,
            SetExpr::Query(inner) => return name_query(inner),
            SetExpr::Select(select) => return name_select(select),
            _ => return,
        }
    }
}

fn name_select(select: &mut Select) {
    let has_all = select
        .projection
        .iter()
        .any(|item| matches!(item, SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..)));
    let mut given: Vec<String> = Vec::new();
    for item in &mut select.projection {
        let (expr, name, is_column) = match item {
            SelectItem::UnnamedExpr(expr) => {
                let is_column = matches!(expr, Expr::Identifier(_) | Expr::CompoundIdentifier(_));
                let name = name_of(expr).unwrap_or_else(|| UNNAMED.to_owned());
                (expr.clone(), name, is_column)
            }
            SelectItem::ExprWithAlias { expr, alias } => (expr.clone(), value(alias), true),
            _ => continue,
        };
        let again = given.iter().filter(|known| **known == name).count();
        given.push(name.clone());
        let unique = if again > 0 || has_all && is_column {
            format!("{name}{MARK}{}", given.len())
        } else if is_column {
            continue;
        } else {
            name
        };
        let alias = Ident::with_quote('"', unique);
        *item = SelectItem::ExprWithAlias { expr, alias };
    }
}

/// The name of a column as its client is told: several may have one name.
pub(crate) fn shown(name: &str) -> &str {
    name.split(MARK).next().unwrap_or(name)
}

/// A name as it is meant: in lower case, unless it is in quotes.
fn value(ident: &Ident) -> String {
    if ident.quote_style.is_some() { ident.value.clone() } else { ident.value.to_lowercase() }
}

/// The name that an expression gives its column; none if it gives none.
fn name_of(expr: &Expr) -> Option<String> {
    Some(match expr {
        Expr::Identifier(ident) => value(ident),
        Expr::CompoundIdentifier(parts) => value(parts.last()?),
        Expr::Function(function) => value(function.name.0.last()?.as_ident()?),
        Expr::Cast { expr, data_type, .. } => match name_of(expr) {
            Some(name) => name,
            None => type_name(&data_type.to_string().to_lowercase()),
        },
        Expr::Nested(inner) | Expr::Collate { expr: inner, .. } => return name_of(inner),
        Expr::Case { else_result, .. } => {
            let named = else_result.as_deref().and_then(column_name);
            named.unwrap_or_else(|| "case".to_owned())
        }
        Expr::Extract { .. } => "extract".to_owned(),
        Expr::Substring { .. } => "substring".to_owned(),
        Expr::Trim { trim_where, .. } => match trim_where.map(|place| place.to_string()) {
            Some(place) if place == "LEADING" => "ltrim".to_owned(),
            Some(place) if place == "TRAILING" => "rtrim".to_owned(),
            _ => "btrim".to_owned(),
        },
        Expr::Position { .. } => "position".to_owned(),
        Expr::Ceil { .. } => "ceil".to_owned(),
        Expr::Floor { .. } => "floor".to_owned(),
        Expr::Overlay { .. } => "overlay".to_owned(),
        Expr::AtTimeZone { .. } => "timezone".to_owned(),
        Expr::Interval(_) => "interval".to_owned(),
        Expr::TypedString(typed) => type_name(&typed.data_type.to_string().to_lowercase()),
        Expr::Array(_) => "array".to_owned(),
        Expr::Exists { .. } => "exists".to_owned(),
        Expr::Subquery(query) => return subquery_name(query),
        Expr::Value(value) if matches!(value.value, Value::Boolean(_)) => "bool".to_owned(),
        _ => return None,
    })
}

/// Of a CASE, only the name of a column in its ELSE counts.
fn column_name(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Identifier(_) | Expr::CompoundIdentifier(_) | Expr::Function(_) => name_of(expr),
        _ => None,
    }
}

fn subquery_name(query: &Query) -> Option<String> {
    let SetExpr::Select(select) = &*query.body else { return None };
    match select.projection.first()? {
        SelectItem::UnnamedExpr(expr) => name_of(expr),
        SelectItem::ExprWithAlias { alias, .. } => Some(alias.value.clone()),
        _ => None,
    }
}

/// A type under the name that the catalog has for it.
fn type_name(written: &str) -> String {
    let plain = written.split('(').next().unwrap_or(written).trim();
    let known = match plain {
        "int" | "integer" => "int4",
        "bigint" => "int8",
        "smallint" => "int2",
        "real" => "float4",
        "double precision" | "float" => "float8",
        "decimal" => "numeric",
        "boolean" => "bool",
        "character varying" => "varchar",
        "char" | "character" => "bpchar",
        "timestamp with time zone" => "timestamptz",
        "timestamp without time zone" => "timestamp",
        other => other.rsplit('.').next().unwrap_or(other),
    };
    known.trim_matches('"').to_owned()
}
