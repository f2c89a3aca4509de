//! How wide rows may get: a short statement can ask for texts that no memory holds.
//!
//! The executor counts what it keeps, and not what one batch of rows takes while it is computed.
//! So three things are bounded: a value that a statement makes, the rows of a batch of such values,
//! and what steps keep or multiply without counting it.

mod calls;
mod steps;

use datafusion::{
    common::{
        ScalarValue,
        tree_node::{TreeNode, TreeNodeRecursion},
    },
    execution::FunctionRegistry,
    logical_expr::{Expr, LogicalPlan},
    prelude::SessionContext,
};
pub(super) use steps::checked;

use super::BATCH;
use crate::{Code, Failure};

/// Bytes of a value that a statement makes; those of sources may be longer.
pub(crate) const VALUE: usize = 256 << 10;
/// Bytes of a list that a statement makes.
pub(crate) const LIST: usize = 8 << 20;
/// The most columns of a row, as in PostgreSQL.
const COLUMNS: usize = 1_664;
/// Bytes of a literal up to which it is as any other value.
const LITERAL: usize = 1 << 10;

/// Makes the functions of a session say what they would make, before they make it.
pub(super) fn bound(context: &SessionContext) -> Result<(), Failure> {
    let state = context.state_ref();
    let mut state = state.write();
    for function in calls::bounded(&*state) {
        state.register_udf(function)?;
    }
    Ok(())
}

/// Refuses a plan whose rows have more columns than can be told.
pub(super) fn columns(plan: &LogicalPlan) -> Result<(), Failure> {
    if plan.schema().fields().len() > COLUMNS {
        let message = format!("target lists can have at most {COLUMNS} entries");
        return Err(Failure::new(Code::TooComplex, message));
    }
    Ok(())
}

/// The failure of a statement that makes a value longer than it may be.
pub(crate) fn too_long(what: &str) -> Failure {
    let message = format!("{what} would make a value of more than {VALUE} bytes");
    Failure::new(Code::TooComplex, message).hint("Make shorter texts and lists.")
}

/// The rows of a batch: fewer if a statement makes texts or lists, the more of them it makes.
pub(super) fn rows(plan: &LogicalPlan) -> usize {
    let (mut nodes, mut makes) = (0, false);
    let counted = plan.apply_with_subqueries(|plan| {
        plan.apply_expressions(|expr| {
            expr.apply(|expr| {
                nodes += 1;
                makes |= is_maker(expr);
                Ok(TreeNodeRecursion::Continue)
            })
        })
    });
    match (counted, makes) {
        (Ok(_), false) => BATCH,
        (Ok(_), true) => (BATCH / nodes.max(1)).max(1),
        (Err(_), _) => 1,
    }
}

/// True for what can make a long value of short ones, and for a long literal, which is repeated for
/// each row.
fn is_maker(expr: &Expr) -> bool {
    match expr {
        Expr::ScalarFunction(call) => calls::is_maker(call.name()),
        Expr::AggregateFunction(call) => {
            matches!(call.func.name(), "array_agg" | "string_agg")
        }
        Expr::Literal(value, _) => match value {
            ScalarValue::Utf8(Some(text)) => text.len() > LITERAL,
            value => value.size() > LITERAL,
        },
        _ => false,
    }
}
