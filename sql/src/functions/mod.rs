//! Functions of PostgreSQL that the executor lacks, or takes to mean something else.

mod call;
mod coerced;
mod number;
mod numbers;
mod operators;
mod pattern;
mod read;
mod syntax;
mod template;
mod texts;
mod times;
mod typed;
mod written;

use datafusion::{common::Result, execution::FunctionRegistry};

pub(crate) use self::syntax::{completed, rewrite};
use self::{call::Declared, typed::Typed};

/// The function that casts to text.
pub(crate) const SHOWN: &str = Typed::Shown.name();

/// Adds the functions to those of a session, in place of those of the same name.
///
/// # Errors
/// If the session takes no functions.
pub(crate) fn register(registry: &mut dyn FunctionRegistry) -> Result<()> {
    for declared in FUNCTIONS.iter().flat_map(|some| some.iter()) {
        registry.register_udf(call::function(declared).into())?;
    }
    for typed in Typed::ALL {
        registry.register_udf(typed.function().into())?;
    }
    for function in coerced::all() {
        registry.register_udf(function.into())?;
    }
    registry.register_expr_planner(std::sync::Arc::new(operators::Operators))
}

const FUNCTIONS: &[&[Declared]] = &[times::FUNCTIONS, numbers::FUNCTIONS, texts::FUNCTIONS];
