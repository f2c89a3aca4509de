//! Approvals: each that the truth tells is a row of a process or a flow, and each row is told.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{World, world};
use crate::truth::Approval;
use crate::world::vendor::salesforce_rows::{Row, time};

/// The approvals of each record that has any.
fn told(world: &World) -> BTreeMap<&str, &[Approval]> {
    let truth = &world.truth;
    let onboardings = truth.onboardings.iter().flatten();
    let onboardings = onboardings.map(|it| (&*it.id, it.values.approvals.as_deref()));
    let incentives = truth.incentives.iter().flatten();
    let incentives = incentives.map(|it| (&*it.id, it.values.approvals.as_deref()));
    let deals = truth.deals.iter().flatten();
    let deals = deals.map(|it| (&*it.id, it.values.registration_approvals.as_deref()));
    let all = onboardings.chain(incentives).chain(deals);
    all.filter_map(|(id, approvals)| Some((id, approvals?))).collect()
}

/// The rows that name a record, in the order of their ids.
fn naming<'a>(world: &'a World, object: &str, field: &str, id: &str) -> Vec<&'a Row> {
    let rows = world.salesforce.objects[object].rows.values();
    rows.filter(|row| row.get(field).is_some_and(|value| value == id)).collect()
}

/// The last user whom one of some rows names.
fn last<'a>(world: &'a World, rows: &[&Row], field: &str) -> Option<&'a str> {
    let user = rows.iter().rev().find_map(|row| row.get(field)?.as_str())?;
    world.salesforce.objects["User"].rows[user]["Name"].as_str()
}

#[test]
fn each_approval_is_a_row_and_each_row_an_approval() {
    let world = world(4, 120);
    let (mut processes, mut flows, mut both) = (0, 0, 0);
    for (id, approvals) in told(&world) {
        let of_processes = naming(&world, "ProcessInstance", "TargetObjectId", id);
        let of_flows = naming(&world, "ApprovalSubmission", "RelatedRecordId", id);
        assert_eq!(of_processes.len() + of_flows.len(), approvals.len(), "{id}");
        for (row, says) in of_processes.iter().chain(&of_flows).zip(approvals) {
            assert_eq!(row.get("Status"), says.source_state.as_deref().map(Value::from).as_ref());
            assert_eq!(row.get("CreatedDate"), says.submitted_at.map(time).as_ref());
            assert_eq!(last(&world, &[row], "SubmittedById"), says.submitted_by_name.as_deref());
        }
        for (row, says) in of_processes.iter().zip(approvals) {
            let own = row["Id"].as_str().unwrap();
            let items = naming(&world, "ProcessInstanceWorkitem", "ProcessInstanceId", own);
            let steps = naming(&world, "ProcessInstanceStep", "ProcessInstanceId", own);
            assert_eq!(items.is_empty(), says.decided_at.is_some());
            assert_eq!(last(&world, &items, "ActorId"), says.assignee_name.as_deref());
            assert_eq!(last(&world, &[row], "LastActorId"), says.decided_by_name.as_deref());
            let comment = steps.iter().rev().find_map(|step| step.get("Comments")?.as_str());
            assert_eq!(comment, says.comment.as_deref());
        }
        for (row, says) in of_flows.iter().zip(&approvals[of_processes.len()..]) {
            let own = row["Id"].as_str().unwrap();
            let items = naming(&world, "ApprovalWorkItem", "ApprovalSubmissionId", own);
            assert!(items.iter().all(|item| item["RelatedRecordId"] == id));
            assert_eq!(last(&world, &items, "AssignedToId"), says.assignee_name.as_deref());
            assert_eq!(last(&world, &items, "ReviewedById"), says.decided_by_name.as_deref());
        }
        processes += of_processes.len();
        flows += of_flows.len();
        both += usize::from(!of_processes.is_empty() && !of_flows.is_empty());
    }
    let rows = |object: &str| world.salesforce.objects[object].rows.len();
    assert_eq!((processes, flows), (rows("ProcessInstance"), rows("ApprovalSubmission")));
    assert!(processes > 30 && flows > 20 && both > 3, "{processes} {flows} {both}");
}
