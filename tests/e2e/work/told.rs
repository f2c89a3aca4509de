//! What each node shows: every value that a record has, and nothing that none has.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::Value;

use super::{Key, RECORDS, Thing, all, by_record, key_of, keys, read};
use crate::harness::{Gateway, small};

/// What is selected of a list's nodes. References select their records.
fn selection(list: &str) -> String {
    let own = match list {
        "campaigns" => {
            "name kind status sourceStatus partner { R } parent { R } owner { name email phone }
             startsAt endsAt budget { amount currency } spent { amount } expectedRevenue { amount }
             reported { leads responses deals revenue { amount } }"
        }
        "campaignMembers" => {
            "campaign { R } lead { R } contact { R } partner { R } name company status responded
             respondedAt"
        }
        "campaignInfluences" => {
            "campaign { R } deal { R } partner { R } share amount { amount currency } model"
        }
        "certifications" => {
            "name code level person { R } partner { R } status sourceStatus issuedAt expiresAt url"
        }
        "courses" => "name kind startsAt endsAt url",
        "courseEnrollments" => {
            "course { R } person { R } partner { R } status sourceStatus progress score assignedAt
             startedAt dueAt completedAt overdue"
        }
        "onboardings" => {
            "partner { R } status sourceStatus program owner { name email phone } appliedAt
             decidedAt startedAt dueAt completedAt
             steps { name kind state sourceState required order owner { name } waitingFor startedAt
               dueAt completedAt }
             documents { name kind state sourceState required submittedAt decidedAt expiresAt }
             approvals { name state sourceState assignee { name } submittedBy { name }
               decidedBy { name } submittedAt decidedAt comment }"
        }
        "assets" => {
            "name kind format size language tags folder url public version validUntil partner { R }
             campaign { R }"
        }
        "leadAssignments" => {
            "lead { R } partner { R } owner { name email phone } assignedAt dueAt acceptedAt endedAt
             outcome reason"
        }
        "dealPartners" => "deal { R } partner { R } role primary",
        "deals" => {
            "stages: stageHistory { stage sourceStage at by { name } } campaign { R }
             registration { approvals { name state sourceState assignee { name } submittedBy { name }
               decidedBy { name } submittedAt decidedAt comment } }"
        }
        "incentives" => {
            "campaign { R } request { R }
             approvals { name state sourceState assignee { name } submittedBy { name }
               decidedBy { name } submittedAt decidedAt comment }"
        }
        _ => panic!("{list} is not known"),
    };
    format!("{} createdAt updatedAt", own.replace("{ R }", &format!("{{ {RECORDS} }}")))
}

/// Whether a value that is shown is what a record says. Amounts are compared without their
/// currency, which the record's `currency` tells.
fn is_so(shown: &Value, says: &Value) -> bool {
    match (shown, says) {
        (Value::Object(money), says) if money.contains_key("amount") => {
            is_so(&money["amount"], says)
        }
        (Value::Object(node), Value::Object(_)) if node.contains_key("records") => {
            keys(shown).contains(&key_of(says))
        }
        (Value::Object(_), Value::Object(row)) => {
            row.iter().all(|(path, says)| is_so(at(shown, path), says))
        }
        (Value::Array(rows), Value::Array(all)) => {
            rows.len() == all.len() && rows.iter().zip(all).all(|(row, says)| is_so(row, says))
        }
        (Value::Number(_), _) | (_, Value::Number(_)) => number(shown) == number(says),
        (Value::String(a), Value::String(b)) if a != b => {
            let numbers = number(shown).zip(number(says)).is_some_and(|(a, b)| a == b);
            let time = |text: &str| text.parse::<DateTime<Utc>>().ok();
            numbers || time(a).zip(time(b)).is_some_and(|(a, b)| a == b)
        }
        _ => shown == says,
    }
}

fn number(value: &Value) -> Option<Decimal> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.parse().ok()
}

/// A value at a dotted path.
fn at<'a>(node: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(node, |value, step| &value[step])
}

/// What is shown though no record says it.
fn unfounded<'a>(node: &'a Value, thing: &Thing) -> Option<&'a String> {
    let object = node.as_object().expect("a node");
    let is_told = |name: &str| {
        let below = format!("{name}.");
        let mut fields = thing.records.iter().flat_map(|(_, says)| says.keys());
        fields.any(|field| field == name || field.starts_with(&below))
    };
    let mut shown = object.iter().filter(|(name, value)| *name != "records" && !value.is_null());
    shown.find(|(name, _)| !is_told(name)).map(|(name, _)| name)
}

/// Holds each node of a list to its thing. `fields` are those that are compared; all if there are
/// none.
async fn hold(gateway: &Gateway, list: &str, things: &[Thing], fields: &[&str]) -> usize {
    let nodes = read(gateway, list, &selection(list)).await;
    assert_eq!(nodes.len(), things.len(), "the number of {list}");
    let (places, mut compared) = (by_record(things), 0);
    for node in &nodes {
        let own: Vec<Key> = keys(node).into_iter().collect();
        let thing = &things[places[&own[0]]];
        assert_eq!(thing.keys(), own.iter().cloned().collect(), "the records of one of {list}");
        let said = thing.records.iter().flat_map(|(_, says)| says.keys());
        let is_compared = |field: &&String| {
            let is_shown = !matches!(field.as_str(), "currency" | "partner.via");
            is_shown && (fields.is_empty() || fields.contains(&field.as_str()))
        };
        for field in said.filter(is_compared) {
            let (shown, says) = (at(node, field), thing.says(field).expect("a value"));
            assert!(
                is_so(shown, says),
                "{own:?} of {list} shows {field} {shown}, and {says} is so"
            );
            compared += 1;
        }
        if fields.is_empty() {
            assert_eq!(unfounded(node, thing), None, "{own:?} of {list}: {node:#}");
        }
    }
    compared
}

#[tokio::test]
async fn every_node_shows_what_its_records_say() {
    for seed in [7, 23] {
        let gateway = Gateway::over_crms(small(seed)).await;
        let told = all(&gateway.sandbox.control.truth());
        for (list, things) in told {
            let compared = hold(&gateway, list, &things, &[]).await;
            println!("{list}: {} things, {compared} values", things.len());
            assert!(compared > 20, "{list} have hardly a value");
        }
    }
}

/// Deals and incentives tell of the channel's work as well.
#[tokio::test]
async fn deals_and_incentives_show_stages_approvals_and_what_leads_to_campaigns() {
    let gateway = Gateway::start(small(7)).await;
    let (deals, incentives) = {
        let truth = gateway.sandbox.control.truth();
        (super::things(&truth.deals), super::things(&truth.incentives))
    };
    let compared =
        hold(&gateway, "deals", &deals, &["stages", "campaign", "registration.approvals"]).await;
    assert!(compared > deals.len() / 2, "{compared} of {}", deals.len());
    let fields = ["campaign", "request", "approvals"];
    let compared = hold(&gateway, "incentives", &incentives, &fields).await;
    assert!(compared > 100, "{compared}");
}

#[test]
fn a_value_that_is_not_so_is_found() {
    use serde_json::json;
    assert!(is_so(&json!({ "amount": "12.50" }), &json!("12.5")));
    assert!(is_so(&json!("2026-03-01T10:00:00Z"), &json!("2026-03-01T10:00:00.000Z")));
    assert!(!is_so(&json!({ "amount": "12.50" }), &json!("12.6")));
    assert!(!is_so(&json!([{ "name": "a" }]), &json!([{ "name": "b" }])));
    assert!(!is_so(&json!([{ "name": "a" }]), &json!([{ "name": "a" }, { "name": "b" }])));
    assert!(!is_so(&Value::Null, &json!("x")));
    let record = json!({ "records": [{ "source": { "name": "crm" }, "id": "1" }] });
    assert!(is_so(&record, &json!({ "source": "crm", "id": "1" })));
    assert!(!is_so(&record, &json!({ "source": "crm", "id": "2" })));
}
