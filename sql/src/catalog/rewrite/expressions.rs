//! Operators, calls and subscripts.

use datafusion::sql::sqlparser::ast::{
    AccessExpr, BinaryOperator, DataType, Expr, Function, FunctionArguments, Ident, Interval,
    ObjectName, ObjectNamePart, SetExpr, Subscript, Value, ValueWithSpan,
};

use super::casts::elements;
use crate::syntax::{
    arguments, array, call, catalog_name, folded, ident, is_made, literal, number, text,
};

/// Rewrites an expression whose parts have been rewritten.
pub fn rewrite(expr: &mut Expr) {
    let rewritten = match expr {
        Expr::Collate { expr, .. } => Some(expr.as_ref().clone()),
        Expr::BinaryOp { op, .. } => {
            if let BinaryOperator::PGCustomBinaryOperator(parts) = op {
                *op = operator(parts).unwrap_or_else(|| op.clone());
            }
            None
        }
        Expr::Function(function) => self::function(function),
        Expr::Identifier(name) => keyword(name),
        Expr::CompoundFieldAccess { root, access_chain } => access(root, access_chain),
        Expr::Like { pattern, escape_char, .. } | Expr::ILike { pattern, escape_char, .. } => {
            escape(pattern, escape_char);
            None
        }
        // `substring(x from 'pattern')` returns the first group, or else the whole match.
        Expr::Substring { expr, substring_from: Some(from), substring_for: None, .. }
            if literal(from).is_some() =>
        {
            let found = call("regexp_match", vec![expr.as_ref().clone(), from.as_ref().clone()]);
            Some(call("$subscript", vec![found, Expr::value(number("1"))]))
        }
        Expr::AnyOp { left, compare_op, right, .. } => quantified(left, compare_op, right, true),
        Expr::AllOp { left, compare_op, right } => quantified(left, compare_op, right, false),
        _ => None,
    };
    if let Some(rewritten) = rewritten {
        *expr = rewritten;
    }
}

/// Returns an operator that was written `OPERATOR(pg_catalog.~)`.
fn operator(parts: &[String]) -> Option<BinaryOperator> {
    Some(match parts.last()?.as_str() {
        "=" => BinaryOperator::Eq,
        "<>" | "!=" => BinaryOperator::NotEq,
        "<" => BinaryOperator::Lt,
        "<=" => BinaryOperator::LtEq,
        ">" => BinaryOperator::Gt,
        ">=" => BinaryOperator::GtEq,
        "+" => BinaryOperator::Plus,
        "-" => BinaryOperator::Minus,
        "*" => BinaryOperator::Multiply,
        "/" => BinaryOperator::Divide,
        "%" => BinaryOperator::Modulo,
        "||" => BinaryOperator::StringConcat,
        "~" => BinaryOperator::PGRegexMatch,
        "~*" => BinaryOperator::PGRegexIMatch,
        "!~" => BinaryOperator::PGRegexNotMatch,
        "!~*" => BinaryOperator::PGRegexNotIMatch,
        "~~" => BinaryOperator::PGLikeMatch,
        "~~*" => BinaryOperator::PGILikeMatch,
        "!~~" => BinaryOperator::PGNotLikeMatch,
        "!~~*" => BinaryOperator::PGNotILikeMatch,
        _ => return None,
    })
}

/// Replaces the escape character of a pattern by the only one that DataFusion knows.
fn escape(pattern: &mut Expr, character: &mut Option<ValueWithSpan>) {
    let given = character.as_ref().and_then(|value| value.value.clone().into_string());
    let Some(given) = given else { return };
    let Some(text) = literal(pattern) else {
        let doubled = vec![pattern.clone(), text("\\"), text("\\\\")];
        let replaced = vec![call("replace", doubled), text(&given), text("\\")];
        *pattern = call("replace", replaced);
        *character = None;
        return;
    };
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            c if given.starts_with(c) => {
                out.push('\\');
                out.extend(chars.next());
            }
            '\\' => out.push_str("\\\\"),
            c => out.push(c),
        }
    }
    *pattern = self::text(&out);
    *character = None;
}

/// Makes a call of a keyword that stands for a function without parentheses.
fn keyword(name: &Ident) -> Option<Expr> {
    let known = ["current_schema", "current_catalog", "current_role"];
    let is_keyword = name.quote_style.is_none() && known.contains(&folded(name).as_str());
    is_keyword.then(|| call(&folded(name), Vec::new()))
}

fn function(function: &mut Function) -> Option<Expr> {
    let name = catalog_name(&function.name)?;
    if function.name.0.len() > 1 {
        let last = ObjectNamePart::Identifier(Ident::new(name.clone()));
        function.name = ObjectName(vec![last]);
    }
    let is_session = matches!(
        name.as_str(),
        "current_user" | "session_user" | "user" | "current_role" | "current_catalog"
    );
    if matches!(function.args, FunctionArguments::None) && is_session {
        return Some(call(&name, Vec::new()));
    }
    if name == "json_agg" || name == "jsonb_agg" {
        let mut inner = function.clone();
        inner.name = ObjectName(vec![ObjectNamePart::Identifier(ident("array_agg"))]);
        return Some(call("to_json", vec![Expr::Function(inner)]));
    }
    let mut args = arguments(function)?;
    if let ("unnest", [arg]) = (name.as_str(), args.as_mut_slice()) {
        return distinct(arg).map(|list| call("unnest", vec![list]));
    }
    if is_made(function) {
        return None;
    }
    let is_array = |arg: &Expr| literal(arg).and_then(elements).is_some();
    if name == "coalesce" && args.iter().skip(1).any(is_array) {
        return Some(call("$coalesce", args));
    }
    series(&name, args).map(|list| call("unnest", vec![list]))
}

/// Makes a list that is a subquery differ in its name from others, which DataFusion would unnest
/// as if they were one.
fn distinct(list: &Expr) -> Option<Expr> {
    let mut inner = list;
    while let Expr::Nested(nested) = inner {
        inner = nested;
    }
    let Expr::Subquery(subquery) = inner else { return None };
    Some(call("$same", vec![inner.clone(), text(&subquery.to_string())]))
}

/// Returns the list of rows of a function that returns a set.
pub fn series(name: &str, args: Vec<Expr>) -> Option<Expr> {
    match name {
        // Sets of moments and sets of numbers are made by different functions.
        "generate_series" if args.iter().any(is_moment) => Some(call("generate_series", args)),
        "generate_series" => Some(call("$series", args)),
        "generate_subscripts" => Some(call("$subscripts", args)),
        "_pg_expandarray" => Some(call("$expandarray", args)),
        // No relation has partitions, and nobody listens.
        "pg_partition_ancestors" | "pg_listening_channels" => Some(call(name, args)),
        "string_to_table" => Some(call("string_to_array", args)),
        _ => None,
    }
}

fn is_moment(expr: &Expr) -> bool {
    match expr {
        Expr::Interval(Interval { .. }) => true,
        Expr::Cast { data_type, .. } => {
            matches!(
                data_type,
                DataType::Timestamp(..) | DataType::Date | DataType::Interval { .. }
            )
        }
        Expr::TypedString(_) => true,
        Expr::Function(function) => {
            let name = catalog_name(&function.name).unwrap_or_default();
            matches!(name.as_str(), "date_trunc" | "now" | "current_date" | "current_timestamp")
        }
        Expr::Nested(inner) => is_moment(inner),
        Expr::BinaryOp { left, right, .. } => is_moment(left) || is_moment(right),
        _ => false,
    }
}

/// Rewrites `a.b[1]`, `(f(x))[1]` and `(f(x)).n`.
fn access(root: &Expr, chain: &[AccessExpr]) -> Option<Expr> {
    let mut at = root.clone();
    for step in chain {
        at = match step {
            AccessExpr::Dot(Expr::Identifier(name)) => match &mut at {
                Expr::Identifier(first) => {
                    Expr::CompoundIdentifier(vec![first.clone(), name.clone()])
                }
                Expr::CompoundIdentifier(parts) => Expr::CompoundIdentifier(
                    [parts.as_slice(), std::slice::from_ref(name)].concat(),
                ),
                value => field(value, &folded(name)),
            },
            AccessExpr::Subscript(Subscript::Index { index }) => {
                call("$subscript", vec![at, index.clone()])
            }
            _ => return None,
        };
    }
    Some(at)
}

fn field(value: &Expr, name: &str) -> Expr {
    if let Some(array) = expanded(value) {
        return match name {
            "n" => call("unnest", vec![call("$places", vec![array])]),
            _ => call("unnest", vec![array]),
        };
    }
    call("get_field", vec![value.clone(), text(name)])
}

/// Returns what `_pg_expandarray` is called with, if this is what became of such a call.
fn expanded(value: &Expr) -> Option<Expr> {
    match value {
        Expr::Nested(inner) => expanded(inner),
        Expr::Function(function) => {
            let args = arguments(function)?;
            match catalog_name(&function.name)?.as_str() {
                "unnest" => expanded(args.first()?),
                "$expandarray" => args.into_iter().next(),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Rewrites `x = ANY (y)` and `x <> ALL (y)`.
fn quantified(left: &Expr, op: &BinaryOperator, right: &Expr, any: bool) -> Option<Expr> {
    let right = match literal(right).and_then(elements) {
        Some(items) => array(items.into_iter().flatten().map(|item| text(&item)).collect()),
        None => unnested(right),
    };
    let of_list = (any && *op == BinaryOperator::Eq) || (!any && *op == BinaryOperator::NotEq);
    match right {
        Expr::Subquery(subquery) if of_list && !matches!(*subquery.body, SetExpr::Values(_)) => {
            Some(Expr::InSubquery { expr: Box::new(left.clone()), subquery, negated: !any })
        }
        Expr::Array(array) if of_list && !array.elem.is_empty() => {
            Some(Expr::InList { expr: Box::new(left.clone()), list: array.elem, negated: !any })
        }
        Expr::Array(array) => folded_array(left, op, &array.elem, any),
        right if any => Some(Expr::AnyOp {
            left: Box::new(left.clone()),
            compare_op: op.clone(),
            right: Box::new(right),
            is_some: false,
        }),
        right => Some(Expr::AllOp {
            left: Box::new(left.clone()),
            compare_op: op.clone(),
            right: Box::new(right),
        }),
    }
}

fn unnested(expr: &Expr) -> Expr {
    match expr {
        Expr::Nested(inner) => unnested(inner),
        expr => expr.clone(),
    }
}

/// Compares with each element: any of none is false, all of none is true.
fn folded_array(left: &Expr, op: &BinaryOperator, items: &[Expr], any: bool) -> Option<Expr> {
    let compare = |item: &Expr| Expr::BinaryOp {
        left: Box::new(left.clone()),
        op: op.clone(),
        right: Box::new(item.clone()),
    };
    let both = if any { BinaryOperator::Or } else { BinaryOperator::And };
    let joined = items.iter().map(compare).reduce(|left, right| Expr::BinaryOp {
        left: Box::new(left),
        op: both.clone(),
        right: Box::new(right),
    });
    let empty = || Expr::value(Value::Boolean(!any));
    Some(joined.map_or_else(empty, |expr| Expr::Nested(Box::new(expr))))
}
