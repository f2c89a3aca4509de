//! What a plan will do: the steps, and what each scan costs and asks.

use std::{collections::BTreeMap, sync::Arc};

use datafusion::physical_plan::{ExecutionPlan, displayable};

use crate::provider::scan_of;

/// The steps of a plan from the last to the first, and the fewest calls of each source. The first
/// line has the form in which clients look for a cost: the cost is in calls.
pub(super) fn lines(plan: &Arc<dyn ExecutionPlan>) -> Vec<String> {
    let mut calls: BTreeMap<String, u64> = BTreeMap::new();
    let mut rows = 0;
    let mut steps = Vec::new();
    walk(plan, 0, &mut steps, &mut calls, &mut rows);
    let all: u64 = calls.values().sum();
    if let Some(first) = steps.first_mut() {
        *first += &format!("  (cost=0.00..{all}.00 rows={rows} width=0)");
    }
    let listed: Vec<String> =
        calls.iter().map(|(source, calls)| format!("{source} {calls}")).collect();
    let listed = if listed.is_empty() { "none".to_owned() } else { listed.join(", ") };
    steps.push(format!("Calls of sources, at least: {listed}"));
    steps
}

fn walk(
    plan: &Arc<dyn ExecutionPlan>,
    depth: usize,
    steps: &mut Vec<String>,
    calls: &mut BTreeMap<String, u64>,
    rows: &mut u64,
) {
    let indent = if depth == 0 { String::new() } else { format!("{}->  ", "  ".repeat(depth)) };
    if let Some(scan) = scan_of(plan) {
        let (cost, text) = scan.explained();
        *rows += cost.rows;
        let own: Vec<String> =
            cost.calls.iter().map(|(source, calls)| format!("{source} {calls}")).collect();
        for (source, count) in cost.calls {
            *calls.entry(source).or_default() += count;
        }
        let own = if own.is_empty() { "none".to_owned() } else { own.join(", ") };
        steps.push(format!("{indent}{text}  calls: {own}"));
        return;
    }
    if plan.name() == "CooperativeExec" {
        // A pause says nothing to a reader.
        return plan.children().iter().for_each(|child| walk(child, depth, steps, calls, rows));
    }
    let shown = displayable(plan.as_ref()).one_line().to_string();
    steps.push(format!("{indent}{}", shown.trim_end()));
    for child in plan.children() {
        walk(child, depth + 1, steps, calls, rows);
    }
}
