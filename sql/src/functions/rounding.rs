//! Numbers become whole ones as in PostgreSQL: to the nearest, where the executor cuts off.

use std::sync::{Arc, LazyLock};

use datafusion::{
    arrow::{
        array::{ArrayRef, AsArray, Float64Array},
        datatypes::{DataType, Float64Type},
    },
    common::{DFSchema, Result, ScalarValue, plan_err, tree_node::Transformed},
    logical_expr::{
        Cast, ColumnarValue, Expr, ExprSchemable, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl,
        Signature, Volatility, expr::ScalarFunction,
    },
};

use super::by_type::ByType;

/// The rule that rounds what becomes whole.
pub(super) const RULE: ByType = ByType { name: "rounding", rewrite: rounded };

/// `x::int8` of a number with a fraction, and `round(x)` of one that is not exact.
fn rounded(expr: Expr, schema: &DFSchema) -> Result<Transformed<Expr>> {
    match expr {
        Expr::Cast(Cast { expr: inner, field }) if field.data_type().is_integer() => {
            let whole = match inner.get_type(schema)? {
                DataType::Decimal128(_, scale) if scale > 0 => {
                    let exact = DataType::Decimal128(38, 0);
                    Expr::Cast(Cast::new(inner, exact))
                }
                ty if ty.is_floating() => nearest(*inner),
                _ => return Ok(Transformed::no(Expr::Cast(Cast { expr: inner, field }))),
            };
            Ok(Transformed::yes(Expr::Cast(Cast { expr: Box::new(whole), field })))
        }
        Expr::ScalarFunction(mut call) if call.name() == "round" && call.args.len() == 1 => {
            match call.args.pop() {
                Some(only) if only.get_type(schema)?.is_floating() => {
                    Ok(Transformed::yes(nearest(only)))
                }
                only => {
                    call.args.extend(only);
                    Ok(Transformed::no(Expr::ScalarFunction(call)))
                }
            }
        }
        other => Ok(Transformed::no(other)),
    }
}

fn nearest(number: Expr) -> Expr {
    static NEAREST: LazyLock<Arc<ScalarUDF>> = LazyLock::new(|| Arc::new(Nearest.into()));
    let number = Expr::Cast(Cast::new(Box::new(number), DataType::Float64));
    Expr::ScalarFunction(ScalarFunction::new_udf(NEAREST.clone(), vec![number]))
}

/// The nearest whole number, of two the even one, as PostgreSQL rounds `float8`.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Nearest;

impl ScalarUDFImpl for Nearest {
    fn name(&self) -> &'static str {
        "$nearest"
    }

    fn signature(&self) -> &Signature {
        static ONE: LazyLock<Signature> =
            LazyLock::new(|| Signature::exact(vec![DataType::Float64], Volatility::Immutable));
        &ONE
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn is_strict(&self) -> bool {
        true
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        match args.args.as_slice() {
            [ColumnarValue::Scalar(ScalarValue::Float64(value))] => {
                let nearest = value.map(f64::round_ties_even);
                Ok(ColumnarValue::Scalar(ScalarValue::Float64(nearest)))
            }
            [ColumnarValue::Array(values)] => {
                let values = values.as_primitive::<Float64Type>();
                let nearest: Float64Array = values.unary(f64::round_ties_even);
                Ok(ColumnarValue::Array(Arc::new(nearest) as ArrayRef))
            }
            _ => plan_err!("$nearest takes a number"),
        }
    }
}
