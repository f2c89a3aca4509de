//! Casts whose results have names of their own: the executor gives `x::int` the name of `x`, and
//! refuses two columns of one name under an aggregate.

use std::sync::LazyLock;

use datafusion::{
    arrow::datatypes::DataType,
    common::{Result, plan_err},
    logical_expr::{
        ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
        simplify::{ExprSimplifyResult, SimplifyContext},
    },
};

/// The name, which no client can call: PostgreSQL has no such function.
pub(super) const NAME: &str = "$as";

/// `$as(name, value)`: the value.
pub(super) fn function() -> ScalarUDF {
    ScalarUDF::from(As)
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct As;

impl ScalarUDFImpl for As {
    fn name(&self) -> &'static str {
        NAME
    }

    fn signature(&self) -> &Signature {
        static TWO: LazyLock<Signature> =
            LazyLock::new(|| Signature::any(2, Volatility::Immutable));
        &TWO
    }

    fn return_type(&self, given: &[DataType]) -> Result<DataType> {
        match given {
            [_, value] => Ok(value.clone()),
            _ => plan_err!("{NAME} takes two arguments"),
        }
    }

    fn simplify(&self, mut args: Vec<Expr>, _: &SimplifyContext) -> Result<ExprSimplifyResult> {
        Ok(match args.pop() {
            Some(value) => ExprSimplifyResult::Simplified(value),
            None => ExprSimplifyResult::Original(args),
        })
    }

    fn invoke_with_args(&self, mut args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        match args.args.pop() {
            Some(value) => Ok(value),
            None => plan_err!("{NAME} takes two arguments"),
        }
    }
}
