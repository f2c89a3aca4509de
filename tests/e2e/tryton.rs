//! A real Tryton server as a fifth system, beside the simulated ones.

use std::collections::BTreeMap;

use channelgraph::demo::{SYSTEMS, Tryton};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::harness::{Gateway, nodes, small};

#[path = "../../connectors/tryton/live/server.rs"]
#[expect(dead_code, reason = "the connector's own tests use the rest")]
mod live;

/// All nodes of a list that are Tryton's, page by page.
async fn all(gateway: &Gateway, list: &str, order: &str, shown: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut after = Value::Null;
    loop {
        let query = format!(
            "query($after: String) {{ {list}(first: 37, after: $after, filter: {{source: {{eq: \"tryton\"}}}}, orderBy: [{order}]) {{ \
             pageInfo {{ hasNextPage endCursor }} missing {{ message }} nodes {{ {shown} records {{ source {{ name }} id }} }} }} }}"
        );
        let answer = gateway.ask_with(&query, json!({ "after": after })).await;
        assert!(answer["errors"].is_null(), "{answer:#}");
        let page = &answer["data"][list];
        all.extend(nodes(page));
        if page["pageInfo"]["hasNextPage"] != true {
            return all;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

fn own_id(node: &Value) -> String {
    let records = node["records"].as_array().expect("records");
    let own = records
        .iter()
        .find(|record| record["source"]["name"] == "tryton")
        .expect("a record of Tryton's");
    own["id"].as_str().expect("an id").to_owned()
}

fn decimal(value: &Value) -> Option<Decimal> {
    value.as_str().map(|text| text.parse().expect("a number"))
}

#[tokio::test]
async fn commissions_of_a_real_server_are_incentives_beside_all_others() {
    let Some(server) = live::Server::start() else { return };
    let said = |name: &str| server.said(name).to_owned();
    let tryton = Tryton {
        url: said("url"),
        database: said("database"),
        login: said("login"),
        password: said("password"),
    };
    let gateway = Gateway::over(small(1), SYSTEMS, Some(&tryton), |_| {}).await;
    let truth = server.truth();
    let rows = |model: &str| truth[model].as_array().expect("rows").clone();
    let text = |row: &Value, field: &str| match &row[field] {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let agents: Vec<String> = rows("commission.agent")
        .iter()
        .filter(|row| row["type_"] == "agent")
        .map(|row| text(row, "id"))
        .collect();
    let so: BTreeMap<String, Value> = rows("commission")
        .into_iter()
        .filter(|row| agents.contains(&text(row, "agent")))
        .map(|row| (text(&row, "id"), row))
        .collect();
    assert!(so.len() > 100);

    let shown =
        "kind status earnedAt amount { amount currency } paidAmount { amount } partner { id }";
    let found = all(&gateway, "incentives", "{field: EARNED_AT, direction: DESC}", shown).await;
    assert_eq!(found.len(), so.len(), "each commission is an incentive, once");
    for node in &found {
        let row = &so[&own_id(node)];
        assert_eq!(
            decimal(&node["amount"]["amount"]),
            decimal(&row["amount"]),
            "exact to the last digit: {node:#} {row:#}"
        );
        assert_eq!(node["earnedAt"].as_str().unwrap_or_default(), text(row, "date"));
        assert_eq!(node["kind"], "COMMISSION");
        assert!(node["partner"]["id"].is_string(), "{node:#}");
        assert_eq!(node["paidAmount"].is_null(), node["status"] != "PAID", "{node:#}");
    }
    let days: Vec<Option<&str>> = found.iter().map(|node| node["earnedAt"].as_str()).collect();
    let mut sorted = days.clone();
    // Of text and nothing, nothing is the least: the latest come first, and those without a day
    // last.
    sorted.sort_by(|a, b| b.cmp(a));
    assert_eq!(days, sorted);
    let count = |status: &str| found.iter().filter(|node| node["status"] == status).count();
    assert!(
        count("EARNED") > 0 && count("SCHEDULED") > 0 && count("PAID") > 0,
        "accrued, scheduled and paid"
    );

    let partners =
        all(&gateway, "partners", "{field: NAME}", "name billing { accountNumber }").await;
    let ids: Vec<String> = partners
        .iter()
        .flat_map(|node| nodes(&json!({ "nodes": node["records"] })))
        .filter(|record| record["source"]["name"] == "tryton")
        .map(|record| record["id"].as_str().expect("an id").to_owned())
        .collect();
    assert_eq!(ids.len(), agents.len());
    assert!(agents.iter().all(|agent| ids.contains(agent)));

    // Invoices lead to the partners that were billed: those whose agents are the invoices' parties.
    let shown = "number status amount { amount } partner { records { source { name } id } }";
    let bills = all(&gateway, "invoices", "{field: ISSUED_AT}", shown).await;
    let of = |row: &Value| -> Vec<String> {
        let agents = rows("commission.agent").into_iter();
        let own = |agent: &Value| agent["type_"] == "agent" && agent["party"] == row["party"];
        agents.filter(own).map(|agent| text(&agent, "id")).collect()
    };
    let mut billed = 0;
    for row in &rows("account.invoice") {
        let bill = bills.iter().find(|node| own_id(node) == text(row, "id")).expect("an invoice");
        assert_eq!(decimal(&bill["amount"]["amount"]), decimal(&row["untaxed_amount"]));
        let agents = of(row);
        assert_eq!(bill["partner"].is_null(), agents.is_empty(), "{bill:#}");
        if let Some(records) = bill["partner"]["records"].as_array() {
            let is_own = |id: &Value| agents.iter().any(|agent| id == agent);
            assert!(records.iter().any(|record| is_own(&record["id"])), "{bill:#} {agents:?}");
            billed += 1;
        }
    }
    assert!(billed > 10 && billed < bills.len(), "{billed} of {}", bills.len());

    // The server dies: the others answer, and the gap is named.
    server.kill();
    gateway.app.engine.forget();
    let answer =
        gateway.ask("{ incentives(first: 5, orderBy: [{field: EARNED_AT}]) { nodes { id } missing { source { name } code } } }").await;
    let list = &answer["data"]["incentives"];
    assert_eq!(nodes(list).len(), 5, "{answer:#}");
    assert_eq!(
        list["missing"],
        json!([{ "source": { "name": "tryton" }, "code": "UPSTREAM_UNAVAILABLE" }])
    );
}
