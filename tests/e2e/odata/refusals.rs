//! What the feed refuses, and what it does when a source fails.

use channelgraph_sandbox::truth::System;
use serde_json::{Value, json};

use super::ask;
use crate::harness::{Gateway, small};

#[tokio::test]
async fn what_is_wrong_or_missing_is_told_in_the_protocol_s_form() {
    let gateway = Gateway::start(small(1)).await;
    for (address, status) in [
        ("nothing", 404),
        ("deals('x')", 404),
        ("deals/id", 404),
        ("deals?$select=nothing", 400),
        ("deals?$filter=nothing eq 1", 400),
        ("deals?$filter=name eq", 400),
        ("deals?$filter=amount eq 'a'", 400),
        ("deals?$orderby=name up", 400),
        ("deals?$top=-1", 400),
        ("deals?$frobnicate=1", 400),
        ("deals?$skiptoken=AAAA", 400),
        ("deals?$expand=nothing", 400),
        ("deals?$apply=aggregate($count as n)", 501),
        ("deals?$search=a", 501),
        ("deals?$filter=partner/name eq 'a'", 501),
        ("deals?$filter=amount add 1 eq 2", 501),
        ("deals?$expand=partner($expand=deals)", 501),
        ("deals?$orderby=length(name)", 501),
        ("deals?$format=atom", 406),
        ("$all", 501),
    ] {
        let answer = ask(&gateway).get(address).await;
        assert_eq!(answer.status, status, "{address}: {}", answer.text);
        assert!(answer.headers["content-type"].starts_with("application/json"), "{address}");
        assert_eq!(answer.headers["odata-version"], "4.0");
        let error = &answer.json()["error"];
        let is_text = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
        assert!(is_text(&error["code"]) && is_text(&error["message"]), "{address}");
    }
}

#[tokio::test]
async fn a_token_is_good_for_its_own_question_only() {
    let gateway = Gateway::start(small(1)).await;
    let asking = ask(&gateway).with("prefer", "odata.maxpagesize=5");
    let page = asking.get("deals?$filter=stage ne 'WON'").await.json();
    let next = page["@odata.nextLink"].as_str().expect("a link").to_owned();
    assert_eq!(asking.get(&next).await.status, 200);
    let (_, token) = next.split_once("$skiptoken=").expect("a token");
    let mut changed = token.to_owned();
    changed.replace_range(10..11, if &token[10..11] == "A" { "B" } else { "A" });
    for wrong in [
        format!("deals?$skiptoken={token}"),
        format!("leads?$filter=stage ne 'WON'&$skiptoken={token}"),
        format!("deals?$filter=stage ne 'LOST'&$skiptoken={token}"),
        format!("deals?$filter=stage ne 'WON'&$orderby=amount&$skiptoken={token}"),
        format!("deals?$filter=stage ne 'WON'&$skiptoken={changed}"),
    ] {
        assert_eq!(ask(&gateway).get(&wrong).await.status, 400, "{wrong}");
    }
}

fn fail(gateway: &Gateway, system: System) {
    let fault = json!({ "source": system, "endpoint": "*", "status": 503 });
    let fault = serde_json::from_value(fault).expect("a fault");
    gateway.sandbox.control.put_fault(fault).expect("it fits");
}

#[tokio::test]
async fn a_source_that_fails_is_an_error_unless_parts_will_do() {
    let gateway = Gateway::start(small(1)).await;
    fail(&gateway, System::Hubspot);
    let answer = ask(&gateway).get("deals").await;
    assert_eq!(answer.status, 502, "{}", answer.text);
    assert!(answer.text.contains("hubspot"), "{}", answer.text);
    let answer = ask(&gateway).get("deals?partial=1").await;
    assert!(!answer.rows().is_empty());
    assert_eq!(answer.headers["x-channelgraph-missing"], "hubspot");
    let next = answer.json()["@odata.nextLink"].as_str().map(str::to_owned);
    assert!(next.is_none_or(|next| next.contains("partial=1")));
}
