//! Builds and takes apart syntax.

use datafusion::sql::sqlparser::ast::{
    Array, CastKind, DataType, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentList,
    FunctionArguments, Ident, ObjectName, ObjectNamePart, Query, Select, SelectItem, SetExpr,
    TableAlias, TableAliasColumnDef, TableFactor, Value,
};
use datafusion::sql::sqlparser::dialect::PostgreSqlDialect;
use datafusion::sql::sqlparser::parser::Parser;

/// Returns the parts of a name, unquoted ones in small letters.
pub fn parts(name: &ObjectName) -> Vec<String> {
    let idents = name.0.iter().filter_map(ObjectNamePart::as_ident);
    idents.map(folded).collect()
}

/// Returns an identifier as it is looked up: in small letters unless it is quoted.
pub fn folded(ident: &Ident) -> String {
    match ident.quote_style {
        Some(_) => ident.value.clone(),
        None => ident.value.to_lowercase(),
    }
}

/// Returns the last part of a name, if what stands before it is a schema of the catalog.
pub fn catalog_name(name: &ObjectName) -> Option<String> {
    let mut parts = parts(name);
    let last = parts.pop()?;
    match parts.pop().as_deref() {
        None | Some("pg_catalog" | "information_schema") => Some(last),
        Some(_) => None,
    }
}

/// Makes a quoted identifier.
pub fn ident(name: &str) -> Ident {
    Ident::with_quote('"', name)
}

/// Makes a name of parts.
pub fn name(parts: &[&str]) -> ObjectName {
    ObjectName(parts.iter().map(|part| ObjectNamePart::Identifier(ident(part))).collect())
}

/// Makes a call.
pub fn call(function: &str, args: Vec<Expr>) -> Expr {
    let args = args.into_iter().map(|arg| FunctionArg::Unnamed(FunctionArgExpr::Expr(arg)));
    let args = FunctionArgumentList {
        duplicate_treatment: None,
        args: args.collect(),
        clauses: Vec::new(),
    };
    Expr::Function(Function {
        name: name(&[function]),
        uses_odbc_syntax: false,
        parameters: FunctionArguments::None,
        args: FunctionArguments::List(args),
        filter: None,
        null_treatment: None,
        over: None,
        within_group: Vec::new(),
    })
}

/// Returns true for a function that was made here: its name is quoted, and it is not made again.
pub fn is_made(function: &Function) -> bool {
    let mut parts = function.name.0.iter().filter_map(ObjectNamePart::as_ident);
    parts.any(|part| part.quote_style.is_some())
}

/// Makes a text.
pub fn text(value: &str) -> Expr {
    Expr::Value(Value::SingleQuotedString(value.to_owned()).into())
}

/// Makes a number.
pub fn number(value: &str) -> Value {
    Value::Number(value.to_owned(), false)
}

/// Returns true for a number that PostgreSQL takes for an `integer`: a whole one that fits.
pub fn is_integer(expr: &Expr) -> bool {
    matches!(expr, Expr::Value(value)
        if matches!(&value.value, Value::Number(digits, _) if digits.parse::<i32>().is_ok()))
}

/// Makes a cast.
pub fn cast(expr: Expr, data_type: DataType) -> Expr {
    let (kind, expr) = (CastKind::Cast, Box::new(expr));
    Expr::Cast { kind, expr, data_type, array: false, format: None }
}

/// Makes an array of expressions.
pub fn array(elem: Vec<Expr>) -> Expr {
    Expr::Array(Array { elem, named: true })
}

/// Returns the plain arguments of a call, if all are plain.
pub fn plain_arguments(args: &[FunctionArg]) -> Option<Vec<Expr>> {
    let plain = |arg: &FunctionArg| match arg {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr.clone()),
        _ => None,
    };
    args.iter().map(plain).collect()
}

/// Returns the plain arguments of a function, if it has nothing but those.
pub fn arguments(function: &Function) -> Option<Vec<Expr>> {
    match &function.args {
        FunctionArguments::None => Some(Vec::new()),
        FunctionArguments::List(list) if list.clauses.is_empty() => plain_arguments(&list.args),
        _ => None,
    }
}

/// Returns the text of a literal.
pub fn literal(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(text) | Value::EscapedStringLiteral(text) => Some(text),
            Value::DollarQuotedString(text) => Some(&text.value),
            _ => None,
        },
        Expr::Nested(inner) => literal(inner),
        _ => None,
    }
}

/// Makes a query of SQL that is known to be right. None if it is not.
pub fn query(sql: &str) -> Option<Query> {
    let parser = Parser::new(&PostgreSqlDialect {});
    let query = parser.try_with_sql(sql).and_then(|mut parser| parser.parse_query());
    query.ok().map(|query| *query)
}

/// Makes a query that selects these.
pub fn select(projection: Vec<SelectItem>) -> Option<Query> {
    let mut query = query("SELECT 1")?;
    selection(&mut query)?.projection = projection;
    Some(query)
}

/// Returns the `SELECT` of a query, if it is one.
pub fn selection(query: &mut Query) -> Option<&mut Select> {
    match query.body.as_mut() {
        SetExpr::Select(select) => Some(select),
        _ => None,
    }
}

/// Makes a named column of a `SELECT`.
pub fn item(expr: Expr, alias: &str) -> SelectItem {
    SelectItem::ExprWithAlias { expr, alias: ident(alias) }
}

/// Makes a table of a query.
pub fn derived(query: Query, lateral: bool, alias: Option<TableAlias>) -> TableFactor {
    TableFactor::Derived { lateral, subquery: Box::new(query), alias, sample: None }
}

/// Makes an alias of a table.
pub fn alias(table: &str, columns: &[String]) -> TableAlias {
    let column = |name: &String| TableAliasColumnDef { name: ident(name), data_type: None };
    TableAlias {
        explicit: true,
        name: ident(table),
        columns: columns.iter().map(column).collect(),
        at: None,
    }
}
