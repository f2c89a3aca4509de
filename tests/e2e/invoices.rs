//! Invoices through the public endpoint: who was billed, and what is told of it where the ERP does
//! not answer. Lists of them, and the figure `billed`, are held against the world elsewhere.

use channelgraph_sandbox::truth::System;
use serde_json::{Value, json};

use super::harness::{Gateway, nodes, small};

const PERIOD: &str = r#"period: { days: { from: "2025-01-01", to: "2026-12-31" } }"#;

#[tokio::test]
async fn an_invoice_is_found_by_its_partner_its_id_and_its_number() {
    let gateway = Gateway::start(small(3)).await;
    let query = "{ invoices(first: 200) { totalCount nodes { id number partner { id } } } }";
    let listed = gateway.data(query).await["invoices"].clone();
    let (strangers, billed): (Vec<Value>, Vec<Value>) =
        nodes(&listed).into_iter().partition(|invoice| invoice["partner"].is_null());
    assert!(!strangers.is_empty(), "customers that are no partners are billed too");
    let invoice = billed.first().expect("a partner that was billed");
    let query = format!(
        "{{ partner(by: {{ id: {} }}) {{ invoices(first: 200) {{ nodes {{ id }} }} }} \
         invoice(by: {{ id: {} }}) {{ number partner {{ id }} }} \
         search(text: {}, kinds: [INVOICE]) {{ nodes {{ ... on Invoice {{ id }} }} }} }}",
        invoice["partner"]["id"], invoice["id"], invoice["number"]
    );
    let found = gateway.data(&query).await;
    let own: Vec<_> =
        billed.iter().filter(|other| other["partner"] == invoice["partner"]).collect();
    let of_partner = nodes(&found["partner"]["invoices"]);
    assert!(own.iter().all(|one| of_partner.contains(&json!({ "id": one["id"] }))), "{found:#}");
    assert_eq!(found["invoice"]["number"], invoice["number"]);
    assert_eq!(found["invoice"]["partner"], invoice["partner"]);
    assert_eq!(nodes(&found["search"]), [json!({ "id": invoice["id"] })]);
}

#[tokio::test]
async fn what_was_billed_is_unknown_where_no_erp_tells_it() {
    let query = format!(
        "{{ performance({PERIOD}) {{ total {{ billed {{ amount }} revenue {{ count }} \
         growth(of: BILLED) {{ kind }} }} coverage {{ complete unmapped }} }} }}"
    );
    let without = Gateway::over_crms(small(3)).await;
    let told = without.data(&query).await["performance"].clone();
    assert_eq!(told["total"]["billed"], Value::Null);
    assert_eq!(told["total"]["growth"]["kind"], "UNKNOWN");
    assert_eq!(told["coverage"], json!({ "complete": true, "unmapped": ["billed"] }));

    let gateway = Gateway::start(small(3)).await;
    let whole = gateway.data(&query).await["performance"].clone();
    assert!(whole["total"]["billed"]["amount"].is_string(), "{whole:#}");
    let fault = json!({ "source": System::Erp, "endpoint": "*", "status": 503 });
    let control = &gateway.sandbox.control;
    control.put_fault(serde_json::from_value(fault).expect("a fault")).expect("it fits");
    gateway.app.engine.forget();
    let answer = gateway.ask(&query).await;
    let told = &answer["data"]["performance"];
    assert_eq!(told["total"]["billed"], Value::Null, "{answer:#}");
    assert!(told["total"]["revenue"]["count"].as_u64() > Some(0), "{answer:#}");
    assert_eq!(told["coverage"]["complete"], false, "{answer:#}");
}

#[tokio::test]
async fn a_partner_sees_what_it_was_billed_and_nothing_else() {
    let gateway = Gateway::start_with(small(3), |config| config.auth.open = false).await;
    let key = |name: &str| {
        let personas = &gateway.config.auth.personas;
        personas.iter().find(|persona| persona.name == name).expect("a persona").key.clone()
    };
    let query = "{ invoices(first: 200) { nodes { id amount { amount } partner { id } } } }";
    let own = gateway.ask_as(&key("Partner's user"), query).await;
    let all = gateway.ask_as(&key("Channel manager"), query).await;
    let own = nodes(&own["data"]["invoices"]);
    let first = own.first().expect("an invoice to the partner");
    assert!(first["partner"]["id"].is_string() && first["amount"]["amount"].is_string());
    let expected: Vec<Value> = nodes(&all["data"]["invoices"])
        .into_iter()
        .filter(|invoice| invoice["partner"] == first["partner"])
        .collect();
    assert_eq!(own, expected);
}
