//! Sources that fail: the rest is told, and what is missing is named.

use channelgraph_sandbox::truth::System;
use serde_json::json;

use super::{PERIOD, codes, list, performance};
use crate::harness::{Gateway, small};

#[tokio::test]
async fn a_source_that_is_down_is_named_and_the_rest_is_told() {
    let gateway = Gateway::over_crms(small(7)).await;
    let fields = "total { revenue { count } } coverage { complete records twins asOf \
                  missing { source { name } code } }";
    let whole = performance(&gateway, "", fields).await;
    assert_eq!(whole["coverage"]["complete"], true);
    assert!(whole["coverage"]["asOf"].is_string(), "{whole:#}");
    let fault = json!({ "source": System::Hubspot, "endpoint": "*", "status": 503 });
    let control = &gateway.sandbox.control;
    control.put_fault(serde_json::from_value(fault).expect("a fault")).expect("it fits");
    gateway.app.engine.forget();
    let answer = gateway.ask(&format!("{{ performance({PERIOD}) {{ {fields} }} }}")).await;
    let of = &answer["data"]["performance"];
    assert_eq!(of["coverage"]["complete"], false, "{answer:#}");
    let missing: Vec<_> =
        list(&of["coverage"]["missing"]).iter().map(|gap| &gap["source"]["name"]).collect();
    assert!(missing.contains(&&json!("hubspot")), "{answer:#}");
    assert!(codes(&answer).contains(&"UPSTREAM_UNAVAILABLE"), "{answer:#}");
    let count = |of: &serde_json::Value| of["total"]["revenue"]["count"].as_i64();
    assert!(count(of) < count(&whole) && count(of) > Some(0), "{answer:#}\n{whole:#}");
    control.clear_faults();
    gateway.app.engine.forget();
    assert_eq!(performance(&gateway, "", fields).await["coverage"]["complete"], true);
}
