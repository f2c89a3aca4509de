//! Runs the plan of a subquery over the catalog, for several sets of parameters.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, RecordBatch};
use datafusion::arrow::compute::concat_batches;
use datafusion::arrow::datatypes::FieldRef;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Result, ScalarValue, exec_err};
use datafusion::execution::SessionState;
use datafusion::logical_expr::expr::Placeholder;
use datafusion::logical_expr::{Expr, LogicalPlan};
use datafusion::optimizer::Optimizer;
use datafusion::physical_plan::collect;

/// The stack of the thread that plans and runs subqueries, which nest.
const STACK: usize = 8 << 20;

/// What the names of parameters begin with, so that none is one of the client's.
const PREFIX: &str = "$outer";

/// Makes a parameter.
pub fn parameter(at: usize, field: FieldRef) -> Expr {
    Expr::Placeholder(Placeholder::new_with_field(format!("{PREFIX}{at}"), Some(field)))
}

/// Runs a plan for each set of parameters and returns the columns of all its rows.
///
/// The catalog is in memory, so nothing is waited for. A thread of its own is used because the
/// caller's, which may be in the middle of another stream, cannot wait.
pub fn run_all(
    state: &SessionState,
    plan: &LogicalPlan,
    calls: &[&[ScalarValue]],
) -> Result<Vec<Vec<ArrayRef>>> {
    if calls.is_empty() {
        return Ok(Vec::new());
    }
    let work = || {
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        let plan = Optimizer::new().optimize(plan.clone(), state, |_, _| {})?;
        let run = |values: &&[ScalarValue]| runtime.block_on(run(state, &plan, values));
        calls.iter().map(run).collect()
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        match thread.spawn_scoped(scope, work)?.join() {
            Ok(result) => result,
            Err(_) => exec_err!("a subquery over the catalog panicked"),
        }
    })
}

async fn run(
    state: &SessionState,
    plan: &LogicalPlan,
    values: &[ScalarValue],
) -> Result<Vec<ArrayRef>> {
    let plan = plan.clone().transform_up_with_subqueries(|plan| {
        plan.map_expressions(|expr| expr.transform(|expr| Ok(bind(expr, values))))
    })?;
    let physical = state.query_planner().create_physical_plan(&plan.data, state).await?;
    let schema = physical.schema();
    let batches = collect(physical, state.task_ctx()).await?;
    let batch: RecordBatch = concat_batches(&schema, &batches)?;
    if batch.num_columns() == 0 {
        // Only the number of rows matters.
        let rows: ArrayRef = Arc::new(datafusion::arrow::array::NullArray::new(batch.num_rows()));
        return Ok(vec![rows]);
    }
    Ok(batch.columns().to_vec())
}

fn bind(expr: Expr, values: &[ScalarValue]) -> Transformed<Expr> {
    if let Expr::Placeholder(placeholder) = &expr
        && let Some(at) = placeholder.id.strip_prefix(PREFIX)
        && let Some(value) = at.parse::<usize>().ok().and_then(|at| values.get(at))
    {
        return Transformed::yes(Expr::Literal(value.clone(), None));
    }
    Transformed::no(expr)
}
