//! Spans of time are compared by how long they are, where the executor compares part by part.

use datafusion::{
    arrow::datatypes::DataType,
    common::{DFSchema, Result, ScalarValue, tree_node::Transformed},
    logical_expr::{Between, BinaryExpr, Expr, ExprSchemable, Operator},
};

use super::{by_type::ByType, call, operators::cast, times};

/// The rule that compares spans of time as PostgreSQL does, and gives their seconds with a
/// fraction.
pub(super) const RULE: ByType = ByType { name: "spans", rewrite: measured };

fn measured(expr: Expr, schema: &DFSchema) -> Result<Transformed<Expr>> {
    Ok(match expr {
        Expr::BinaryExpr(BinaryExpr { left, op, right })
            if is_comparison(op) && (is_span(&left, schema) || is_span(&right, schema)) =>
        {
            let (left, right) = (Box::new(micros(*left)), Box::new(micros(*right)));
            Transformed::yes(Expr::BinaryExpr(BinaryExpr { left, op, right }))
        }
        Expr::Between(between) if is_span(&between.expr, schema) => {
            let Between { expr, negated, low, high } = between;
            let of = |expr: Box<Expr>| Box::new(micros(*expr));
            let (expr, low, high) = (of(expr), of(low), of(high));
            Transformed::yes(Expr::Between(Between { expr, negated, low, high }))
        }
        Expr::ScalarFunction(mut call) if call.name() == "date_part" => {
            match call.args.as_slice() {
                [field, span] if is_epoch(field) && is_span(span, schema) => {
                    let micros = cast(micros(call.args.remove(1)), DataType::Float64);
                    let seconds = micros / Expr::Literal(ScalarValue::Float64(Some(1e6)), None);
                    Transformed::yes(seconds)
                }
                _ => Transformed::no(Expr::ScalarFunction(call)),
            }
        }
        other => Transformed::no(other),
    })
}

fn is_comparison(op: Operator) -> bool {
    use Operator::{Eq, Gt, GtEq, IsDistinctFrom, IsNotDistinctFrom, Lt, LtEq, NotEq};
    matches!(op, Eq | NotEq | Lt | LtEq | Gt | GtEq | IsDistinctFrom | IsNotDistinctFrom)
}

fn is_span(expr: &Expr, schema: &DFSchema) -> bool {
    matches!(expr.get_type(schema), Ok(DataType::Interval(_)))
}

fn is_epoch(field: &Expr) -> bool {
    let Expr::Literal(value, _) = field else { return false };
    value.try_as_str().flatten().is_some_and(|text| text.eq_ignore_ascii_case("epoch"))
}

/// How long a span is, in microseconds.
fn micros(span: Expr) -> Expr {
    call::called(&times::MICROS, vec![span])
}
