//! Filters checked against a table: names become places, and types have to fit.

use channelgraph_sql::{ColumnType, Table};

use super::{Expr, Filter, Function, Op};
use crate::bi::odata::{error::Refused, value::Value};

/// The type of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Null,
    Bool,
    Number,
    Text,
    Date,
    Time,
}

/// The filter over a table's columns.
///
/// # Errors
/// If a name is unknown, by `refuse`; or if types do not fit.
pub(in crate::bi::odata) fn checked(
    expr: Expr<String>,
    table: &Table,
    refuse: &dyn Fn(&str) -> Refused,
) -> Result<Filter, Refused> {
    let filter = named(expr, &|name| table.column(name).ok_or_else(|| refuse(name)))?;
    match type_of(&filter, table)? {
        Type::Bool | Type::Null => Ok(filter),
        other => Err(Refused::bad(format!("the filter is a {}, not a condition", other.name()))),
    }
}

/// The expression with places for names.
fn named(
    expr: Expr<String>,
    place: &dyn Fn(&str) -> Result<usize, Refused>,
) -> Result<Filter, Refused> {
    let each = |parts: Vec<Expr<String>>| {
        parts.into_iter().map(|part| named(part, place)).collect::<Result<Vec<_>, _>>()
    };
    Ok(match expr {
        Expr::Value(value) => Expr::Value(value),
        Expr::Column(name) => Expr::Column(place(&name)?),
        Expr::Call(function, parts) => Expr::Call(function, each(parts)?),
        Expr::Not(part) => Expr::Not(Box::new(named(*part, place)?)),
        Expr::All(parts) => Expr::All(each(parts)?),
        Expr::Any(parts) => Expr::Any(each(parts)?),
        Expr::Compare(op, sides) => {
            Expr::Compare(op, Box::new((named(sides.0, place)?, named(sides.1, place)?)))
        }
        Expr::In(part, values) => Expr::In(Box::new(named(*part, place)?), values),
    })
}

impl Type {
    fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Bool,
            Value::Number(..) => Self::Number,
            Value::Text(_) => Self::Text,
            Value::Date(_) => Self::Date,
            Value::Time(_) => Self::Time,
        }
    }

    fn of_column(ty: ColumnType) -> Self {
        match ty {
            ColumnType::Text => Self::Text,
            ColumnType::Bool => Self::Bool,
            ColumnType::Integer | ColumnType::Number => Self::Number,
            ColumnType::Date => Self::Date,
            ColumnType::Time => Self::Time,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "boolean",
            Self::Number => "number",
            Self::Text => "text",
            Self::Date => "day",
            Self::Time => "time",
        }
    }

    fn is(self, other: Self) -> bool {
        self == other || self == Self::Null || other == Self::Null
    }
}

fn type_of(expr: &Filter, table: &Table) -> Result<Type, Refused> {
    let is = |part: &Filter, wanted: &[Type], what: &str| {
        let found = type_of(part, table)?;
        if wanted.iter().any(|wanted| found.is(*wanted)) {
            return Ok(());
        }
        Err(Refused::bad(format!("{what} takes no {}", found.name())))
    };
    match expr {
        Expr::Value(value) => Ok(Type::of(value)),
        Expr::Column(place) => {
            let column = table.columns.get(*place);
            Ok(column.map_or(Type::Null, |column| Type::of_column(column.ty)))
        }
        Expr::Call(function, parts) => {
            let name: &str = function.into();
            let (wanted, given): (&[Type], Type) = match function {
                Function::Contains | Function::StartsWith | Function::EndsWith => {
                    (&[Type::Text], Type::Bool)
                }
                Function::ToLower | Function::ToUpper | Function::Trim => {
                    (&[Type::Text], Type::Text)
                }
                Function::Length => (&[Type::Text], Type::Number),
                Function::Year | Function::Month | Function::Day => {
                    (&[Type::Date, Type::Time], Type::Number)
                }
            };
            parts.iter().try_for_each(|part| is(part, wanted, &format!("`{name}`")))?;
            Ok(given)
        }
        Expr::Not(part) => is(part, &[Type::Bool], "`not`").map(|()| Type::Bool),
        Expr::All(parts) | Expr::Any(parts) => {
            let word = if matches!(expr, Expr::All(_)) { "`and`" } else { "`or`" };
            parts.iter().try_for_each(|part| is(part, &[Type::Bool], word))?;
            Ok(Type::Bool)
        }
        Expr::Compare(op, sides) => {
            let (left, right) = (type_of(&sides.0, table)?, type_of(&sides.1, table)?);
            let is_ordered = left != Type::Bool && right != Type::Bool;
            if left.is(right) && (is_ordered || matches!(op, Op::Eq | Op::Ne)) {
                return Ok(Type::Bool);
            }
            let name: &str = op.into();
            let (left, right) = (left.name(), right.name());
            Err(Refused::bad(format!("`{name}` does not compare a {left} with a {right}")))
        }
        Expr::In(part, values) => {
            let found = type_of(part, table)?;
            match values.iter().map(Type::of).find(|ty| !ty.is(found)) {
                None => Ok(Type::Bool),
                Some(ty) => {
                    let (left, right) = (found.name(), ty.name());
                    Err(Refused::bad(format!("`in` does not compare a {left} with a {right}")))
                }
            }
        }
    }
}
