//! Operators of PostgreSQL that the executor lacks, or takes to mean something else.

use datafusion::{
    arrow::datatypes::{DataType, TimeUnit},
    common::{DFSchema, Result, ScalarValue},
    logical_expr::{
        BinaryExpr, Expr, ExprSchemable, Operator,
        planner::{ExprPlanner, PlannerResult, RawBinaryExpr},
    },
    sql::sqlparser::ast::BinaryOperator,
};

use super::{call, coerced::common, joined, numbers, times};

/// Digits after the point of a quotient, as PostgreSQL gives of most.
const QUOTIENT: i8 = 16;

/// Plans operators by the types of their sides.
#[derive(Debug)]
pub(super) struct Operators;

impl ExprPlanner for Operators {
    fn plan_binary_op(
        &self,
        raw: RawBinaryExpr,
        schema: &DFSchema,
    ) -> Result<PlannerResult<RawBinaryExpr>> {
        if raw.op == BinaryOperator::StringConcat {
            return joined::planned(raw, schema);
        }
        let Some(op) = operator(&raw.op) else { return Ok(PlannerResult::Original(raw)) };
        let (Ok(left), Ok(right)) = (raw.left.get_type(schema), raw.right.get_type(schema)) else {
            return Ok(PlannerResult::Original(raw));
        };
        Ok(match planned(op, (&raw.left, &left), (&raw.right, &right)) {
            Some(expr) => PlannerResult::Planned(expr),
            None => PlannerResult::Original(raw),
        })
    }

    fn plan_array_literal(
        &self,
        items: Vec<Expr>,
        schema: &DFSchema,
    ) -> Result<PlannerResult<Vec<Expr>>> {
        Ok(PlannerResult::Original(alike(items, schema)?))
    }
}

/// Values of one type: the executor takes that of the first for that of all.
fn alike(items: Vec<Expr>, schema: &DFSchema) -> Result<Vec<Expr>> {
    let types = items.iter().map(|item| item.get_type(schema)).collect::<Result<Vec<_>>>()?;
    let ty = common("ARRAY", types.iter())?;
    items.into_iter().map(|item| item.cast_to(&ty, schema)).collect()
}

fn operator(op: &BinaryOperator) -> Option<Operator> {
    Some(match op {
        BinaryOperator::Plus => Operator::Plus,
        BinaryOperator::Minus => Operator::Minus,
        BinaryOperator::Multiply => Operator::Multiply,
        BinaryOperator::Divide => Operator::Divide,
        BinaryOperator::Modulo => Operator::Modulo,
        BinaryOperator::Eq => Operator::Eq,
        BinaryOperator::NotEq => Operator::NotEq,
        BinaryOperator::Lt => Operator::Lt,
        BinaryOperator::LtEq => Operator::LtEq,
        BinaryOperator::Gt => Operator::Gt,
        BinaryOperator::GtEq => Operator::GtEq,
        _ => return None,
    })
}

fn planned(op: Operator, left: (&Expr, &DataType), right: (&Expr, &DataType)) -> Option<Expr> {
    use DataType::{Date32, Interval, Timestamp};
    let ((a, left), (b, right)) = (left, right);
    let both = |a: Expr, b: Expr| binary(a, op, b);
    let time = Timestamp(TimeUnit::Microsecond, None);
    match (left, op, right) {
        _ if is_mixed(left, right)
            && (op.is_numerical_operators() || !is_told((a, left)) && !is_told((b, right))) =>
        {
            Some(floating(op, (a, left), (b, right)))
        }
        _ if !op.is_numerical_operators() => None,
        _ if left.is_integer() && right.is_integer() => whole(op, (a, left), (b, right)),
        (Date32, Operator::Minus, Date32) => {
            Some(cast(both(a.clone(), b.clone()), DataType::Int32))
        }
        (Timestamp(..), Operator::Minus, Timestamp(..) | Date32)
        | (Date32, Operator::Minus, Timestamp(..)) => {
            Some(call::called(&times::BETWEEN, vec![a.clone(), b.clone()]))
        }
        (Date32, Operator::Plus | Operator::Minus, Interval(_)) => {
            Some(both(cast(a.clone(), time), b.clone()))
        }
        (Interval(_), Operator::Plus, Date32) => Some(both(a.clone(), cast(b.clone(), time))),
        (Interval(_), Operator::Multiply | Operator::Divide, ty) if ty.is_numeric() => {
            Some(scaled(a, op, b))
        }
        (ty, Operator::Multiply, Interval(_)) if ty.is_numeric() => Some(scaled(b, op, a)),
        _ if op == Operator::Divide => divided((a, left), (b, right)),
        _ => None,
    }
}

fn binary(left: Expr, op: Operator, right: Expr) -> Expr {
    Expr::BinaryExpr(BinaryExpr::new(Box::new(left), op, Box::new(right)))
}

pub(super) fn cast(expr: Expr, to: DataType) -> Expr {
    Expr::Cast(datafusion::logical_expr::Cast::new(Box::new(expr), to))
}

/// True for numbers of which one is a `float8`.
fn is_mixed(left: &DataType, right: &DataType) -> bool {
    left.is_numeric() && right.is_numeric() && (left.is_floating() || right.is_floating())
}

/// True for a `float8` that the statement or its client tells. It is compared as a number of the
/// other side's type, which sources can be asked for.
fn is_told((expr, ty): (&Expr, &DataType)) -> bool {
    let expr = match expr {
        Expr::Cast(cast) => &cast.expr,
        expr => expr,
    };
    ty.is_floating() && matches!(expr, Expr::Literal(..) | Expr::Placeholder(_))
}

/// Numbers of which one is a `float8`, and so the other becomes one.
fn floating(op: Operator, left: (&Expr, &DataType), right: (&Expr, &DataType)) -> Expr {
    let side = |(expr, ty): (&Expr, &DataType)| {
        if *ty == DataType::Float64 { expr.clone() } else { cast(expr.clone(), DataType::Float64) }
    };
    match op {
        Operator::Divide => call::called(&numbers::QUOTIENT, vec![side(left), side(right)]),
        op => binary(side(left), op, side(right)),
    }
}

/// Whole numbers, computed in a type that holds every result, and brought back to theirs: one that
/// does not fit is refused.
fn whole(op: Operator, left: (&Expr, &DataType), right: (&Expr, &DataType)) -> Option<Expr> {
    let small = is_small(left) && is_small(right);
    let result = if small { DataType::Int32 } else { DataType::Int64 };
    let wide = match (small, op) {
        // A quotient and a rest are no greater than what is divided.
        (_, Operator::Divide | Operator::Modulo) | (true, _) => DataType::Int64,
        (false, Operator::Multiply) => DataType::Decimal128(38, 0),
        (false, _) => DataType::Decimal128(20, 0),
    };
    let side = |(expr, ty): (&Expr, &DataType)| {
        let narrow = if wide == DataType::Decimal128(38, 0) {
            DataType::Decimal128(19, 0)
        } else {
            wide.clone()
        };
        if *ty == narrow { expr.clone() } else { cast(expr.clone(), narrow) }
    };
    if let (Some(a), Some(b)) = (literal(left.0), literal(right.0))
        && let Some(value) = computed(a, op, b)
    {
        return Some(Expr::Literal(
            match (small, i32::try_from(value)) {
                (true, Ok(value)) => ScalarValue::Int32(Some(value)),
                (true, Err(_)) => return Some(cast(binary(side(left), op, side(right)), result)),
                (false, _) => ScalarValue::Int64(Some(value)),
            },
            None,
        ));
    }
    if !small && matches!(op, Operator::Divide | Operator::Modulo) {
        return None;
    }
    Some(cast(binary(side(left), op, side(right)), result))
}

fn computed(left: i64, op: Operator, right: i64) -> Option<i64> {
    match op {
        Operator::Plus => left.checked_add(right),
        Operator::Minus => left.checked_sub(right),
        Operator::Multiply => left.checked_mul(right),
        Operator::Divide => left.checked_div(right),
        Operator::Modulo => left.checked_rem(right),
        _ => None,
    }
}

fn literal(expr: &Expr) -> Option<i64> {
    match expr {
        Expr::Literal(ScalarValue::Int64(value), _) => *value,
        Expr::Literal(ScalarValue::Int32(value), _) => value.map(i64::from),
        Expr::Negative(inner) => literal(inner)?.checked_neg(),
        _ => None,
    }
}

/// True for what is an `integer` in PostgreSQL: a number that is written out is one, if it fits.
fn is_small((expr, ty): (&Expr, &DataType)) -> bool {
    match (expr, ty) {
        (Expr::Literal(ScalarValue::Int64(Some(value)), _), _) => i32::try_from(*value).is_ok(),
        (Expr::Negative(inner), _) => is_small((inner, ty)),
        (_, DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::UInt8) => true,
        _ => false,
    }
}

/// A span of time, so many times.
fn scaled(span: &Expr, op: Operator, by: &Expr) -> Expr {
    let by = cast(by.clone(), DataType::Float64);
    let by = if op == Operator::Divide {
        let one = Expr::Literal(ScalarValue::Float64(Some(1.0)), None);
        binary(one, Operator::Divide, by)
    } else {
        by
    };
    call::called(&times::TIMES, vec![span.clone(), by])
}

/// A quotient of exact numbers: the executor would give it four digits more than what is divided,
/// cut off.
fn divided(left: (&Expr, &DataType), right: (&Expr, &DataType)) -> Option<Expr> {
    let scale = |ty: &DataType| match ty {
        DataType::Decimal128(_, scale) => Some(*scale),
        ty if ty.is_integer() => Some(0),
        _ => None,
    };
    let (a, b) = (scale(left.1)?, scale(right.1)?);
    let wide = |expr: &Expr, scale: i8| cast(expr.clone(), DataType::Decimal256(76, scale));
    // Four digits come of the division, of which the last two are rounded.
    let quotient = binary(wide(left.0, (QUOTIENT - 2).max(a)), Operator::Divide, wide(right.0, b));
    Some(cast(quotient, DataType::Decimal128(38, QUOTIENT.max(a))))
}
