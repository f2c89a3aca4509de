//! Parts of moments, and moments in other time zones.

use datafusion::sql::sqlparser::ast::{
    BinaryOperator, DataType, DateTimeField, ExactNumberInfo, Expr, Function,
};

use super::build::{arguments, call, catalog_name, literal, number, text};
use super::casts::plain_cast;

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

/// `date_part(field, x)`, which is `extract` as `float8`. What was made here is quoted, and is not
/// made again.
fn date_part(function: &Function) -> Option<Expr> {
    let is_made = |part: &datafusion::sql::sqlparser::ast::ObjectNamePart| {
        part.as_ident().is_some_and(|part| part.quote_style.is_some())
    };
    if catalog_name(&function.name)? != "date_part" || function.name.0.iter().any(is_made) {
        return None;
    }
    let args = arguments(function)?;
    let [field, moment] = args.as_slice() else { return None };
    let field = literal(field)?.to_ascii_uppercase();
    Some(plain_cast(part(&field, moment), DataType::DoublePrecision))
}

fn extracted(field: &DateTimeField, moment: &Expr) -> Expr {
    part(&field.to_string().to_ascii_uppercase(), moment)
}

/// The executor gives whole seconds and milliseconds; PostgreSQL gives them with their fraction.
fn part(field: &str, moment: &Expr) -> Expr {
    let micros = |by: &str| {
        let micros = call("date_part", vec![text("microsecond"), moment.clone()]);
        let left = Box::new(plain_cast(micros, numeric(20, 0)));
        let right = Box::new(Expr::value(number(by)));
        let product = Expr::BinaryOp { left, op: BinaryOperator::Multiply, right };
        Expr::Nested(Box::new(product))
    };
    match field {
        "SECOND" | "SECONDS" => micros("0.000001"),
        // Times are of UTC: none, of each that there is.
        "TIMEZONE" | "TIMEZONE_HOUR" | "TIMEZONE_MINUTE" => micros("0"),
        "MILLISECOND" | "MILLISECONDS" => micros("0.001"),
        "EPOCH" => {
            plain_cast(call("date_part", vec![text("epoch"), moment.clone()]), numeric(20, 6))
        }
        _ => plain_cast(call("date_part", vec![text(field), moment.clone()]), numeric(20, 0)),
    }
}

fn numeric(precision: u64, scale: i64) -> DataType {
    DataType::Numeric(ExactNumberInfo::PrecisionAndScale(precision, scale))
}
