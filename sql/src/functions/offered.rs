//! The executor's functions that a session keeps: those of PostgreSQL, and no others.
//!
//! What PostgreSQL does not have, no client asks for; and under some of its names the executor does
//! something else.

use std::sync::Arc;

use datafusion::{
    execution::{FunctionRegistry, SessionState},
    prelude::SessionContext,
};

use crate::Failure;

/// Functions that mean the same in PostgreSQL, and those that expressions of SQL become. Those that
/// [`register`](super::register) puts another one in the place of are not among them.
const OFFERED: &[&str] = &[
    "abs",
    "acos",
    "acosh",
    "array_append",
    "array_cat",
    "array_dims",
    "array_element",
    "array_has",
    "array_positions",
    "array_prepend",
    "array_slice",
    "ascii",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "bit_length",
    "btrim",
    "cbrt",
    "ceil",
    "char_length",
    "chr",
    "concat",
    "concat_ws",
    "cos",
    "cosh",
    "cot",
    "current_date",
    "current_time",
    "date_bin",
    "date_part",
    "decode",
    "degrees",
    "encode",
    "exp",
    "factorial",
    "floor",
    "gcd",
    "generate_series",
    "get_field",
    "initcap",
    "lcm",
    "left",
    "length",
    "ln",
    "log",
    "log10",
    "lpad",
    "ltrim",
    "make_array",
    "make_date",
    "make_time",
    "named_struct",
    "now",
    "octet_length",
    "overlay",
    "pi",
    "position",
    "power",
    "radians",
    "random",
    "regexp_count",
    "regexp_instr",
    "regexp_like",
    "regexp_match",
    "regexp_replace",
    "repeat",
    "replace",
    "reverse",
    "right",
    "round",
    "rpad",
    "rtrim",
    "sin",
    "sinh",
    "split_part",
    "sqrt",
    "starts_with",
    "string_to_array",
    "strpos",
    "struct",
    "substr",
    "tan",
    "tanh",
    "to_hex",
    "translate",
    "trim",
    "trunc",
];

/// Takes away what PostgreSQL does not have.
///
/// # Errors
/// If the session gives no functions away.
pub(crate) fn only_offered(context: &SessionContext) -> Result<(), Failure> {
    let state = context.state_ref();
    let mut state = state.write();
    let is_offered = |name: &String| OFFERED.contains(&name.as_str());
    let known: Vec<_> = state.scalar_functions().values().cloned().collect();
    for function in known {
        let own = function.name().to_owned();
        let mut names = function.aliases().iter().chain([&own]);
        if !names.any(is_offered) {
            state.deregister_udf(function.name())?;
        }
    }
    for name in state.higher_order_function_names() {
        state.deregister_higher_order_function(&name)?;
    }
    array_remove(&mut state)
}

/// PostgreSQL's `array_remove` takes all items away; the executor's takes the first.
fn array_remove(state: &mut SessionState) -> Result<(), Failure> {
    let all = datafusion::functions_nested::remove::array_remove_all_udf();
    state.register_udf(Arc::new(all.as_ref().clone().with_aliases(["array_remove"])))?;
    Ok(())
}
