//! Texts after one another: `a || b`.

use std::sync::{Arc, LazyLock};

use datafusion::{
    arrow::{
        array::{Array, AsArray, StringArray},
        compute::{cast, kernels::concat_elements::concat_elements_utf8},
        datatypes::DataType,
    },
    common::{DFSchema, Result, plan_err},
    logical_expr::{
        ColumnarValue, Expr, ExprSchemable, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl,
        Signature, Volatility,
        expr::ScalarFunction,
        planner::{PlannerResult, RawBinaryExpr},
    },
};

use super::{as_given, typed::Typed};
use crate::executor::width::{VALUE, too_long};

static JOIN: LazyLock<Arc<ScalarUDF>> = LazyLock::new(|| Arc::new(ScalarUDF::from(Join)));

/// `textcat(a, b)`.
pub(super) fn textcat() -> Arc<ScalarUDF> {
    JOIN.clone()
}

/// Makes `a || b` a call of [`textcat`] where one of them is a text. `a || b || c` is one call: of
/// nested ones, each would ask those within for their type.
pub(super) fn planned(
    raw: RawBinaryExpr,
    schema: &DFSchema,
) -> Result<PlannerResult<RawBinaryExpr>> {
    let RawBinaryExpr { op, left, right } = raw;
    let sides = [side(left, schema)?, side(right, schema)?];
    if sides.iter().any(|side| side.is_text) {
        let args = sides.into_iter().flat_map(|side| side.parts).collect();
        let call = ScalarFunction::new_udf(textcat(), args);
        return Ok(PlannerResult::Planned(Expr::ScalarFunction(call)));
    }
    let [left, right] = sides.map(|side| side.parts);
    match (<[Expr; 1]>::try_from(left), <[Expr; 1]>::try_from(right)) {
        (Ok([left]), Ok([right])) => Ok(PlannerResult::Original(RawBinaryExpr { op, left, right })),
        _ => plan_err!("only texts have several parts"),
    }
}

/// A side of `||`.
struct Side {
    is_text: bool,
    /// What is joined: one expression, or those of a call on this side.
    parts: Vec<Expr>,
}

fn side(expr: Expr, schema: &DFSchema) -> Result<Side> {
    match expr {
        Expr::ScalarFunction(call) if call.func == *JOIN => {
            Ok(Side { is_text: true, parts: call.args })
        }
        expr => {
            let ty = expr.get_type(schema)?;
            // Others are brought to text by the executor as PostgreSQL brings them.
            let is_shown = matches!(
                ty,
                DataType::Timestamp(..)
                    | DataType::Interval(_)
                    | DataType::Float32
                    | DataType::Float64
            );
            let part = if is_shown { Typed::Shown.function().call(vec![expr]) } else { expr };
            let is_text = is_shown || ty.is_string() || ty.is_null();
            Ok(Side { is_text, parts: vec![part] })
        }
    }
}

/// Joins two texts or more: null if one is.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Join;

impl ScalarUDFImpl for Join {
    fn name(&self) -> &'static str {
        "textcat"
    }

    fn signature(&self) -> &Signature {
        static ANY: LazyLock<Signature> =
            LazyLock::new(|| Signature::user_defined(Volatility::Immutable));
        &ANY
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        Ok(vec![DataType::Utf8; types.len()])
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn is_strict(&self) -> bool {
        true
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let text = |array| Ok(cast(&array, &DataType::Utf8)?.as_string().clone());
        let arrays = ColumnarValue::values_to_arrays(&args.args)?.into_iter();
        let texts: Vec<StringArray> = arrays.map(text).collect::<Result<_>>()?;
        let Some((first, rest)) = texts.split_first() else {
            return plan_err!("textcat takes two arguments");
        };
        let length = |row| -> usize {
            let lengths = texts.iter().map(|texts| texts.value_length(row));
            lengths.map(|length| length.unsigned_abs() as usize).sum()
        };
        if (0..first.len()).any(|row| length(row) > VALUE) {
            return Err(too_long(self.name()).into());
        }
        let joined = rest
            .iter()
            .try_fold(first.clone(), |before, next| concat_elements_utf8(&before, next))?;
        as_given(&args.args, Arc::new(joined))
    }
}
