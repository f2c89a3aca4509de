//! Orgs that lack what others have: flows of approval, fields of them, rebates.

use std::collections::HashMap;

use channelgraph_sandbox::truth::{Incentive, Record, System};
use serde_json::{Value, json};

use super::{Key, keys, read, things};
use crate::harness::{Gateway, small};

const APPROVALS: &str =
    "approvals { name sourceState assignee { name } decidedBy { name } comment }";

/// What the gateway shows of each application's approvals, and what is so of them.
async fn approvals(gateway: &Gateway) -> Vec<(Vec<Value>, Vec<Value>)> {
    let told = things(&gateway.sandbox.control.truth().onboardings);
    let mut so: HashMap<Key, Vec<Value>> = HashMap::new();
    for thing in told {
        let all = thing.says("approvals").and_then(Value::as_array).cloned();
        so.insert(thing.records[0].0.clone(), all.unwrap_or_default());
    }
    let shown = |node: &Value| node["approvals"].as_array().cloned().unwrap_or_default();
    let nodes = read(gateway, "onboardings", APPROVALS).await;
    let pair = |node: &Value| {
        let key = keys(node).pop_first().expect("a record");
        (shown(node), so.remove(&key).unwrap_or_default())
    };
    nodes.iter().map(pair).collect()
}

/// A gateway over an org that was never seen with these objects, or fields.
async fn lacking(switch: &str, names: &[&str]) -> Gateway {
    let gateway = Gateway::over_crms(small(7)).await;
    gateway.sandbox.control.switch(System::Salesforce, switch, json!(names)).expect("a switch");
    gateway.beside(&gateway.config).await
}

/// Whether a shown approval is the one that is so, but for some fields.
fn is_it(shown: &Value, so: &Value, but: &[&str]) -> bool {
    [
        ("name", &shown["name"]),
        ("sourceState", &shown["sourceState"]),
        ("assignee.name", &shown["assignee"]["name"]),
        ("decidedBy.name", &shown["decidedBy"]["name"]),
        ("comment", &shown["comment"]),
    ]
    .iter()
    .all(|(field, shown)| but.contains(field) || **shown == so[*field])
}

/// Approvals of flows have no name.
fn is_of_flow(so: &Value) -> bool {
    so["name"].is_null()
}

#[tokio::test]
async fn an_org_before_flows_shows_what_its_processes_decided() {
    let gateway = lacking("hidden_objects", &["ApprovalSubmission", "ApprovalWorkItem"]).await;
    let (mut processes, mut flows) = (0, 0);
    for (shown, so) in approvals(&gateway).await {
        let (of_flows, so): (Vec<_>, Vec<_>) = so.into_iter().partition(is_of_flow);
        assert_eq!(shown.len(), so.len(), "{shown:?} {so:?}");
        assert!(shown.iter().zip(&so).all(|(shown, so)| is_it(shown, so, &[])), "{shown:?} {so:?}");
        processes += so.len();
        flows += of_flows.len();
    }
    assert!(processes > 5 && flows > 5, "{processes} {flows}");
}

#[tokio::test]
async fn a_field_that_may_not_be_seen_moves_no_other() {
    let hidden = ["ProcessInstanceStep.Comments", "ApprovalWorkItem.ReviewedById"];
    let gateway = lacking("hidden_fields", &hidden).await;
    let (mut both, mut comments) = (0, 0);
    for (shown, so) in approvals(&gateway).await {
        assert_eq!(shown.len(), so.len(), "{shown:?} {so:?}");
        for (shown, so) in shown.iter().zip(&so) {
            // Each kind lacks what is hidden of it, and has what is hidden of the other.
            let lacks = if is_of_flow(so) { "decidedBy.name" } else { "comment" };
            assert!(is_it(shown, so, &[lacks]), "{shown} {so}");
            let hidden = [&shown["comment"], &shown["decidedBy"]][usize::from(is_of_flow(so))];
            assert!(hidden.is_null(), "{shown} {so}");
            comments += usize::from(!shown["comment"].is_null());
        }
        let flows = so.iter().filter(|so| is_of_flow(so)).count();
        both += usize::from(flows > 0 && flows < so.len());
    }
    assert!(both > 0 && comments > 0, "{both} {comments}");
}

#[tokio::test]
async fn an_org_without_rebates_lacks_nothing_else() {
    let rebates = ["RebateProgramMemberPayout", "RebatePayment"];
    let gateway = lacking("hidden_objects", &rebates).await;
    let (rebates, others) = {
        let truth = gateway.sandbox.control.truth();
        let records = truth.incentives.iter().flatten();
        let of_crms = records.filter(|record| System::CRMS.contains(&record.source));
        let (rebates, others): (Vec<_>, Vec<_>) = of_crms.partition(|record| is_payout(record));
        (rebates.len(), others.len())
    };
    let shown = read(&gateway, "incentives", "").await;
    let records: usize = shown.iter().map(|node| keys(node).len()).sum();
    assert!(rebates > 10, "{rebates}");
    assert_eq!(records, others);
}

fn is_payout(record: &Record<Incentive>) -> bool {
    record.object == "RebateProgramMemberPayout"
}
