//! Types of parameters that clients declare.

use std::ops::ControlFlow;

use datafusion::{
    arrow::datatypes::{DataType, TimeUnit},
    sql::sqlparser::ast::{
        self, ExactNumberInfo, Expr, Statement, TimezoneInfo, Value, visit_expressions_mut,
    },
};
use pgwire::api::Type;

use crate::{
    syntax,
    table::{PRECISION, SCALE},
};

/// The type of a parameter that its client declared; none for text, which may stand for anything.
pub fn declared(ty: &Type) -> Option<DataType> {
    Some(match *ty {
        Type::BOOL => DataType::Boolean,
        Type::INT2 => DataType::Int16,
        Type::INT4 => DataType::Int32,
        Type::INT8 => DataType::Int64,
        Type::OID => DataType::UInt32,
        Type::FLOAT4 => DataType::Float32,
        Type::FLOAT8 => DataType::Float64,
        Type::NUMERIC => DataType::Decimal128(PRECISION, SCALE),
        Type::DATE => DataType::Date32,
        Type::TIMESTAMP => DataType::Timestamp(TimeUnit::Microsecond, None),
        Type::TIMESTAMPTZ => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        _ => return None,
    })
}

/// Casts each parameter to the type that was declared for it.
pub(super) fn cast(statement: &mut Statement, types: &[Option<DataType>]) {
    if types.iter().all(Option::is_none) {
        return;
    }
    let _ = visit_expressions_mut(statement, |expr| {
        if let Some(ty) = parameter(expr).and_then(|place| types.get(place)?.as_ref()) {
            *expr = typed(expr.clone(), ty);
        }
        ControlFlow::<()>::Continue(())
    });
}

/// The place of the parameter that an expression is.
pub(crate) fn parameter(expr: &Expr) -> Option<usize> {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::Placeholder(name) => place(name),
            _ => None,
        },
        _ => None,
    }
}

/// The place of a parameter by its name, `$1`; the first place is 0.
pub(super) fn place(name: &str) -> Option<usize> {
    name.trim_start_matches('$').parse::<usize>().ok()?.checked_sub(1)
}

/// An expression as a value of a type, where SQL has a word for that.
pub(super) fn typed(expr: Expr, ty: &DataType) -> Expr {
    match written(ty) {
        Some(ty) => syntax::cast(expr, ty),
        None => expr,
    }
}

fn written(ty: &DataType) -> Option<ast::DataType> {
    Some(match ty {
        DataType::Boolean => ast::DataType::Boolean,
        DataType::Int16 => ast::DataType::SmallInt(None),
        DataType::Int32 => ast::DataType::Integer(None),
        DataType::Int64 => ast::DataType::BigInt(None),
        DataType::Float32 => ast::DataType::Real,
        DataType::Float64 => ast::DataType::DoublePrecision,
        DataType::Decimal128(precision, scale) => {
            let info = ExactNumberInfo::PrecisionAndScale((*precision).into(), (*scale).into());
            ast::DataType::Numeric(info)
        }
        DataType::Date32 => ast::DataType::Date,
        DataType::Timestamp(_, None) => ast::DataType::Timestamp(None, TimezoneInfo::None),
        DataType::Timestamp(_, Some(_)) => {
            ast::DataType::Timestamp(None, TimezoneInfo::WithTimeZone)
        }
        _ => return None,
    })
}
