//! What partners are promised, have earned and were paid, over the systems that each own a part of
//! it.

use std::collections::BTreeSet;

use channelgraph_sandbox::truth::{Incentive, Record, System};
use channelgraph_schema::{EntityKind, NodeId, RecordKey};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::harness::{Gateway, nodes, small};

const SHOWN: &str = "id name kind status sourceStatus paidAt dueAt amount { amount currency } requestedAmount { amount currency } \
                     paidAmount { amount currency } partner { id } records { source { name } object id matchedBy fields } \
                     conflicts { field chosen { source value } others { source value } }";

pub fn id(record: &Record<Incentive>) -> String {
    let (source, object, id) =
        (record.source.name().into(), record.object.into(), record.id.as_ref().into());
    NodeId { kind: EntityKind::Incentive, record: RecordKey { source, object, id } }.encode()
}

pub fn decimal(value: &Value) -> Option<Decimal> {
    value.as_str().map(|text| text.parse().expect("a number"))
}

/// The claims that the ERP has settled, with all their records.
pub fn settled(gateway: &Gateway) -> Vec<Vec<Record<Incentive>>> {
    let truth = gateway.sandbox.control.truth();
    let tied = truth
        .incentives
        .iter()
        .map(|node| node.iter().filter(|record| record.linkable).cloned().collect::<Vec<_>>());
    tied.filter(|node| node.len() > 1 && node[0].source == System::Salesforce).collect()
}

/// Whether a record is a payment that has been made.
pub fn is_payment(record: &Record<Incentive>) -> bool {
    record.values.paid_amount.is_some()
}

#[tokio::test]
async fn a_claim_its_settlements_and_their_payments_are_one_incentive() {
    let gateway = Gateway::start(small(1)).await;
    let claims = settled(&gateway);
    assert!(claims.len() > 15, "{} claims are too few to tell anything", claims.len());
    let (mut paid, mut in_parts, mut surprised) = (0, 0, 0);
    for claim in &claims {
        let mut seen = BTreeSet::new();
        for record in claim {
            let data = gateway
                .data(&format!("{{ incentive(by: {{id: \"{}\"}}) {{ {SHOWN} }} }}", id(record)))
                .await;
            let node = data["incentive"].clone();
            seen.insert(node.to_string());
            let records: BTreeSet<_> = nodes(&json!({ "nodes": node["records"] }))
                .iter()
                .map(|record| record["id"].to_string())
                .collect();
            let so: BTreeSet<_> = claim.iter().map(|record| json!(record.id).to_string()).collect();
            assert_eq!(records, so, "every record leads to all of them");
        }
        assert_eq!(
            seen.len(),
            1,
            "whichever record is asked for, the incentive is the same: {seen:#?}"
        );
        let node: Value = serde_json::from_str(seen.first().expect("a node")).expect("JSON");
        let says = &claim[0].values;
        assert_eq!(node["name"], json!(says.name));
        assert_eq!(
            decimal(&node["amount"]["amount"]),
            says.amount,
            "what was approved, the CRM knows"
        );
        let payments: Vec<_> = claim.iter().filter(|record| is_payment(record)).collect();
        let sum: Decimal = payments.iter().filter_map(|record| record.values.paid_amount).sum();
        match payments.as_slice() {
            [] => assert_eq!(node["paidAmount"], Value::Null),
            _ => {
                paid += 1;
                in_parts += usize::from(payments.len() > 1);
                assert_eq!(
                    decimal(&node["paidAmount"]["amount"]),
                    Some(sum),
                    "what was paid, the ERP knows, to the cent: {node:#}"
                );
                assert_eq!(node["status"], "PAID", "paid, says the ERP: {node:#}");
                surprised += usize::from(json!(says.status) == "APPROVED");
            }
        }
        let other = claim
            .iter()
            .find(|record| record.values.amount.is_some_and(|amount| Some(amount) != says.amount));
        if other.is_some() {
            let conflicts = nodes(&json!({ "nodes": node["conflicts"] }));
            let shown = conflicts.iter().any(|conflict| {
                conflict["field"] == "amount" && conflict["others"][0]["source"] == "erp"
            });
            assert!(shown, "where the amounts differ, it is shown: {node:#}");
        }
    }
    println!(
        "{} claims, {paid} paid, {in_parts} of them in parts, {surprised} of them approved only to the CRM",
        claims.len()
    );
    assert!(paid > 5 && surprised > 0 && in_parts > 0);
}

#[tokio::test]
async fn each_incentive_of_a_partner_is_listed_once() {
    let gateway = Gateway::start(small(1)).await;
    let claims = settled(&gateway);
    let partner = |claim: &Vec<Record<Incentive>>| claim[0].values.partner.clone();
    for owner in claims.iter().filter_map(partner).take(6) {
        let query = format!(
            "{{ partner(by: {{record: {{source: \"salesforce\", id: \"{}\"}}}}) {{ incentives(first: 100) {{ totalCount nodes {{ {SHOWN} }} }} }} }}",
            owner.id
        );
        let data = gateway.data(&query).await;
        let listed = nodes(&data["partner"]["incentives"]);
        let mut records: Vec<String> = listed
            .iter()
            .flat_map(|node| nodes(&json!({ "nodes": node["records"] })))
            .map(|record| record.to_string())
            .collect();
        let all = records.len();
        records.sort_unstable();
        records.dedup();
        assert_eq!(records.len(), all, "no record is part of two");
        assert!(
            listed
                .iter()
                .any(|node| node["records"].as_array().is_some_and(|records| records.len() > 1))
        );
    }
}

#[tokio::test]
async fn a_claim_names_the_promise_that_it_draws_on() {
    let gateway = Gateway::start(small(1)).await;
    let claims: Vec<Record<Incentive>> = {
        let truth = gateway.sandbox.control.truth();
        let firsts = truth.incentives.iter().map(|node| &node[0]);
        firsts.filter(|record| record.object == "PartnerFundClaim").take(12).cloned().collect()
    };
    assert_eq!(claims.len(), 12);
    let mut approved = 0;
    for claim in claims {
        let data = gateway
            .data(&format!(
                "{{ incentive(by: {{id: \"{}\"}}) {{ role approvedAmount {{ amount }} \
                 request {{ role records {{ id }} }} conflicts {{ field }} }} }}",
                id(&claim)
            ))
            .await;
        let node = &data["incentive"];
        assert_eq!(node["role"], "CLAIM");
        assert_eq!(
            decimal(&node["approvedAmount"]["amount"]),
            claim.values.approved_amount,
            "{node:#}"
        );
        approved += usize::from(claim.values.approved_amount.is_some());
        let request = claim.values.request.map(|request| request.id);
        let so = json!({ "role": "PROMISE", "records": [{ "id": request }] });
        assert_eq!(node["request"], so);
        // Its settlement is an earning and its payment a payout, by right.
        let conflicts = node["conflicts"].as_array().expect("conflicts");
        assert!(conflicts.iter().all(|conflict| conflict["field"] != "role"), "{node:#}");
    }
    assert!(approved > 3, "{approved}");
}

#[tokio::test]
async fn every_incentive_has_one_role_by_which_it_is_found() {
    let gateway = Gateway::start(small(1)).await;
    let listed = async |filter: &str| {
        let (mut found, mut after) = (BTreeSet::new(), Value::Null);
        loop {
            let query = format!(
                "{{ incentives(first: 200, after: {after}, filter: {filter}) {{ \
                 nodes {{ id role }} pageInfo {{ hasNextPage endCursor }} }} }}"
            );
            let page = gateway.data(&query).await["incentives"].clone();
            found.extend(nodes(&page).iter().map(Value::to_string));
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == json!(false) {
                return found;
            }
        }
    };
    let all = listed("{}").await;
    let mut found = BTreeSet::new();
    for role in ["PROMISE", "CLAIM", "EARNING", "PAYOUT"] {
        let of_role = listed(&format!("{{ role: {{ eq: {role} }} }}")).await;
        assert!(!of_role.is_empty(), "{role}");
        assert!(of_role.iter().all(|node| node.contains(role)), "{role}");
        found.extend(of_role);
    }
    assert_eq!(found, all);
}

#[tokio::test]
async fn the_erp_being_down_leaves_what_the_crm_says_and_is_named() {
    let gateway = Gateway::start(small(1)).await;
    let claim = settled(&gateway)
        .into_iter()
        .find(|claim| claim.iter().any(is_payment))
        .expect("a paid claim");
    let query = format!("{{ incentive(by: {{id: \"{}\"}}) {{ {SHOWN} }} }}", id(&claim[0]));
    let well = gateway.data(&query).await;
    gateway.app.engine.forget();
    let down = json!({ "source": "erp", "endpoint": "*", "status": 503 });
    gateway
        .sandbox
        .control
        .put_fault(serde_json::from_value(down).expect("a fault"))
        .expect("it fits");
    let ill = gateway.ask(&query).await;
    let node = &ill["data"]["incentive"];
    assert_eq!(node["name"], well["incentive"]["name"]);
    assert_eq!(node["id"], well["incentive"]["id"]);
    assert_eq!(node["status"], json!(claim[0].values.status), "{ill:#}");
    assert_eq!(node["paidAmount"], Value::Null);
    assert_eq!(
        ill["errors"][0]["extensions"],
        json!({ "code": "UPSTREAM_UNAVAILABLE", "source": "erp" }),
        "{ill:#}"
    );
    gateway.sandbox.control.clear_faults();
    assert_eq!(gateway.data(&query).await, well);
}

#[tokio::test]
async fn a_word_that_nobody_knows_is_null_and_still_readable() {
    let gateway = Gateway::start(small(1)).await;
    let odd = {
        let truth = gateway.sandbox.control.truth();
        let contracts = truth
            .incentives
            .iter()
            .flatten()
            .filter(|record| record.object.starts_with("conditioncontract/"));
        let odd = contracts
            .into_iter()
            .find(|record| record.values.status.is_none() && record.values.source_status.is_some());
        odd.cloned().expect("a contract with a word of its own")
    };
    let data = gateway
        .data(&format!(
            "{{ incentive(by: {{id: \"{}\"}}) {{ status sourceStatus kind }} }}",
            id(&odd)
        ))
        .await;
    let so = json!({ "status": null, "sourceStatus": odd.values.source_status, "kind": "REBATE" });
    assert_eq!(data["incentive"], so);
}

#[tokio::test]
async fn money_is_converted_by_the_rates_of_its_day() {
    let gateway = Gateway::start_with(small(1), |config| {
        let from =
            "source = 'salesforce'\nobject = 'DatedConversionRate'\ncurrency = 'IsoCode'\nrate = 'ConversionRate'\ndate = 'StartDate'";
        config.money.rates_from = Some(toml::from_str(from).expect("a table of rates"));
    })
    .await;
    let source = gateway.app.engine.source("salesforce").expect("the org").clone();
    gateway.app.rates.refresh(&source.name, &*source.connector).await.expect("rates");
    let query =
        "{ partners(first: 1) { nodes { id } } deals(first: 1, filter: {currency: {eq: \"EUR\"}, amount: {gt: \"0\"}}) { nodes { amount {
        amount early: in(currency: \"USD\", on: \"2025-12-31\") { amount } late: in(currency: \"USD\", on: \"2026-08-01\") { amount }
        none: in(currency: \"XXX\") { amount } } } } }";
    let data = gateway.data(query).await;
    let amount = &data["deals"]["nodes"][0]["amount"];
    let (euros, early, late) = (
        decimal(&amount["amount"]).expect("an amount"),
        &amount["early"]["amount"],
        &amount["late"]["amount"],
    );
    let rate = |per_dollar: &str| {
        Some((euros / per_dollar.parse::<Decimal>().expect("a rate")).round_dp(2))
    };
    assert_eq!((decimal(early), decimal(late)), (rate("0.95"), rate("0.925")), "{data:#}");
    assert_eq!(amount["none"], Value::Null);
}

/// Two tables of one object hold the documents of suppliers and of customers: a document is in the
/// one whose condition it meets, or in none.
#[tokio::test]
async fn a_record_of_the_erp_leads_to_its_node_and_to_no_other() {
    let gateway = Gateway::start(small(1)).await;
    let page = gateway
        .data("{ incentives(first: 200, filter: {source: {eq: \"erp\"}}) { nodes { id records { id object source { name } } } } }")
        .await;
    let mut looked = 0;
    for node in nodes(&page["incentives"]) {
        for record in node["records"]
            .as_array()
            .expect("records")
            .iter()
            .filter(|record| record["source"]["name"] == "erp")
        {
            let id = record["id"].as_str().expect("an id");
            let found = gateway
                .data(&format!(
                    "{{ incentive(by: {{record: {{source: \"erp\", id: \"{id}\"}}}}) {{ id }} }}"
                ))
                .await;
            assert_eq!(found["incentive"]["id"], node["id"], "{record}");
            looked += 1;
        }
    }
    assert!(looked > 20, "{looked} records");
}
