//! Parts of moments, and moments in other time zones.

use datafusion::sql::sqlparser::ast::{
    BinaryOperator, DataType, DateTimeField, ExactNumberInfo, Expr, Function,
};

use crate::syntax::{arguments, call, cast, catalog_name, is_made, literal, number, text};

/// Rewrites `extract(field FROM x)`, which is a `numeric`, and `x AT TIME ZONE zone`.
pub fn rewrite(expr: &Expr) -> Option<Expr> {
    match expr {
        Expr::Extract { field, expr, .. } => Some(extracted(field, expr)),
        Expr::AtTimeZone { timestamp, time_zone } => {
            Some(call("timezone", vec![time_zone.as_ref().clone(), timestamp.as_ref().clone()]))
        }
        Expr::Function(function) => date_part(function),
        _ => None,
    }
}

/// `date_part(field, x)`, which is `extract` as `float8`.
fn date_part(function: &Function) -> Option<Expr> {
    if catalog_name(&function.name)? != "date_part" || is_made(function) {
        return None;
    }
    let args = arguments(function)?;
    let [field, moment] = args.as_slice() else { return None };
    let field = literal(field)?.to_ascii_uppercase();
    Some(cast(part(&field, moment), DataType::DoublePrecision))
}

fn extracted(field: &DateTimeField, moment: &Expr) -> Expr {
    part(&field.to_string().to_ascii_uppercase(), moment)
}

/// The executor gives whole seconds and milliseconds; PostgreSQL gives them with their fraction.
fn part(field: &str, moment: &Expr) -> Expr {
    let micros = |by: &str| {
        let micros = call("date_part", vec![text("microsecond"), moment.clone()]);
        let left = Box::new(cast(micros, numeric(20, 0)));
        let right = Box::new(Expr::value(number(by)));
        let product = Expr::BinaryOp { left, op: BinaryOperator::Multiply, right };
        Expr::Nested(Box::new(product))
    };
    match field {
        "SECOND" | "SECONDS" => micros("0.000001"),
        // Times are of UTC: none, of each that there is.
        "TIMEZONE" | "TIMEZONE_HOUR" | "TIMEZONE_MINUTE" => micros("0"),
        "MILLISECOND" | "MILLISECONDS" => micros("0.001"),
        "EPOCH" => cast(call("date_part", vec![text("epoch"), moment.clone()]), numeric(20, 6)),
        _ => cast(call("date_part", vec![text(field), moment.clone()]), numeric(20, 0)),
    }
}

fn numeric(precision: u64, scale: i64) -> DataType {
    DataType::Numeric(ExactNumberInfo::PrecisionAndScale(precision, scale))
}
