//! Steps that let others have their turn, so that a statement can be cancelled while it computes.

use std::sync::Arc;

use datafusion::{
    common::{
        Result,
        tree_node::{Transformed, TreeNode},
    },
    physical_plan::{ExecutionPlan, coop::CooperativeExec},
};

/// The plan with a pause after each step that can make many rows of few, where the executor makes
/// none: what stands above may go on for as long as rows come.
pub(super) fn yielding(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let pause = |step: Arc<dyn ExecutionPlan>| {
        let name = step.name();
        let multiplies =
            name.ends_with("JoinExec") || matches!(name, "UnnestExec" | "RecursiveQueryExec");
        Ok(if multiplies {
            Transformed::yes(Arc::new(CooperativeExec::new(step)) as Arc<dyn ExecutionPlan>)
        } else {
            Transformed::no(step)
        })
    };
    plan.transform_up(pause).map(|done| done.data)
}
