//! Functions of PostgreSQL that the executor lacks, or takes to mean something else.

mod by_type;
mod call;
mod cases;
mod coerced;
mod joined;
mod named;
mod number;
mod numbers;
mod offered;
mod operators;
mod pattern;
mod read;
mod rewrite;
mod rounding;
mod span_words;
mod spans;
mod template;
mod texts;
mod times;
mod typed;
mod written;
mod zones;

use std::sync::Arc;

use datafusion::{
    arrow::array::ArrayRef,
    common::{Result, ScalarValue},
    execution::FunctionRegistry,
    logical_expr::ColumnarValue,
    prelude::SessionContext,
};

use self::{call::Declared, typed::Typed};
pub(crate) use self::{
    cases::{SettledCases, case_results},
    coerced::common,
    offered::only_offered,
    rewrite::{completed, rewrite},
};

/// The function that casts to text.
pub(crate) const SHOWN: &str = Typed::Shown.name();

/// Adds the functions to those of a session, in place of those of the same name.
///
/// # Errors
/// If the session takes no functions.
pub(crate) fn register(context: &SessionContext) -> Result<()> {
    context.add_analyzer_rule(Arc::new(rounding::RULE));
    context.add_analyzer_rule(Arc::new(spans::RULE));
    let state = context.state_ref();
    let mut state = state.write();
    for declared in FUNCTIONS.iter().flat_map(|some| some.iter()) {
        state.register_udf(call::function(declared).into())?;
    }
    for typed in Typed::ALL {
        state.register_udf(typed.function().into())?;
    }
    for function in coerced::all().into_iter().chain(cases::functions()) {
        state.register_udf(function.into())?;
    }
    state.register_udf(joined::textcat())?;
    state.register_udf(named::function().into())?;
    state.register_udf(zones::timezone().into())?;
    state.register_expr_planner(Arc::new(operators::Operators))
}

/// The values that a function gives: one, if it was given nothing but constants.
fn as_given(args: &[ColumnarValue], values: ArrayRef) -> Result<ColumnarValue> {
    if args.iter().all(|arg| matches!(arg, ColumnarValue::Scalar(_))) {
        return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&values, 0)?));
    }
    Ok(ColumnarValue::Array(values))
}

const FUNCTIONS: &[&[Declared]] = &[times::FUNCTIONS, numbers::FUNCTIONS, texts::FUNCTIONS];
