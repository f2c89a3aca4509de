//! Questions that were once answered wrongly.

use channelgraph_schema::EntityKind;
use serde_json::{Value, json};

use super::{Case, fields::keys, oracle::Sort, walk::Question};
use crate::harness::{Gateway, small};

fn sort(kind: EntityKind, key: &str, down: bool) -> Sort {
    Sort { key: keys(kind).into_iter().find(|other| other.0 == key).expect("a key"), down }
}

#[tokio::test]
async fn what_was_wrong_once_stays_right() {
    use EntityKind::{Deal, Incentive, Lead};
    let case = Case::start(small(7)).await;
    let salesforce_ids: Vec<String> = case
        .oracle
        .deals
        .iter()
        .filter(|deal| deal.records.len() > 1)
        .take(20)
        .map(|deal| deal.id())
        .collect();
    let table: &[(&str, EntityKind, Value, Sort)] = &[
        (
            "ids of another system's records name nodes of this one",
            Deal,
            json!({ "source": { "in": ["hubspot"] }, "id": { "in": salesforce_ids } }),
            sort(Deal, "UPDATED_AT", true),
        ),
        (
            "a deal without an amount has no currency",
            Deal,
            json!({ "currency": { "isNull": true } }),
            sort(Deal, "AMOUNT", false),
        ),
        (
            "an amount that only HubSpot knows",
            Deal,
            json!({ "amount": { "gt": "1" } }),
            sort(Deal, "ID", false),
        ),
        (
            "a registration that only HubSpot knows",
            Deal,
            json!({ "registrationStatus": { "isNull": false } }),
            sort(Deal, "CREATED_AT", true),
        ),
        (
            "the word of a system that is not listed",
            Deal,
            json!({ "source": { "eq": "hubspot" }, "stage": { "eq": "WON" } }),
            sort(Deal, "ID", false),
        ),
        (
            "two records that name one of another system",
            Deal,
            json!({ "source": { "eq": "hubspot" } }),
            sort(Deal, "ID", false),
        ),
        ("two records that decide an order", Deal, json!({}), sort(Deal, "AMOUNT", true)),
        (
            "no total of what the source cannot test",
            Lead,
            json!({ "source": { "eq": "hubspot" }, "country": { "eq": "AT" } }),
            sort(Lead, "ID", false),
        ),
        (
            "no total of zero where the source cannot count",
            Incentive,
            json!({ "currency": { "ne": "EUR" }, "dueAt": { "isNull": false } }),
            sort(Incentive, "ID", false),
        ),
    ];
    for (what, kind, filter, sort) in table {
        let question = Question { first: 9, ..Question::new(*kind, filter.clone(), sort.clone()) };
        let rows = question
            .check(&case.gateway, &case.oracle)
            .await
            .unwrap_or_else(|wrong| panic!("{what}: {wrong}"));
        assert!(rows > 0, "{what}: nothing to tell by");
    }
}

#[tokio::test]
async fn a_partners_deals_are_found_by_the_word_of_either_system() {
    let case = Case::start(small(7)).await;
    let mut rows = 0;
    for partner in &case.oracle.partners {
        for source in ["salesforce", "hubspot"] {
            let filter = json!({ "source": { "eq": source } });
            let mut question = Question::new(
                EntityKind::Deal,
                filter,
                sort(EntityKind::Deal, "CLOSE_DATE", false),
            );
            question.under = Some(partner.id());
            rows += question.check(&case.gateway, &case.oracle).await.expect("what is so");
            // By amount the place is HubSpot's where Salesforce has none: small pages must not miss
            // it.
            question.sort = sort(EntityKind::Deal, "AMOUNT", true);
            (question.filter, question.first) = (json!({}), 1);
            question.check(&case.gateway, &case.oracle).await.expect("what is so");
        }
    }
    println!("{} partners, {rows} rows", case.oracle.partners.len());
    assert!(rows > 300);
}

#[tokio::test]
async fn nothing_is_listed_twice_where_those_who_name_stand_first() {
    let gateway = Gateway::start_with(small(7), |config| config.sources.reverse()).await;
    for (list, kind) in [
        ("deals", EntityKind::Deal),
        ("leads", EntityKind::Lead),
        ("incentives", EntityKind::Incentive),
    ] {
        for order in [
            "",
            "orderBy: [{field: CREATED_AT}]",
            "orderBy: [{field: UPDATED_AT, direction: DESC}]",
        ] {
            let mut records: Vec<String> = Vec::new();
            let mut ids: Vec<String> = Vec::new();
            let mut after = Value::Null;
            loop {
                let query = format!(
                    "query($after: String) {{ {list}(first: 150, after: $after {order}) {{ pageInfo {{ hasNextPage endCursor }} \
                     nodes {{ id records {{ source {{ name }} object id }} }} }} }}"
                );
                let answer = gateway.ask_with(&query, json!({ "after": after })).await;
                assert!(answer["errors"].is_null(), "{answer:#}");
                let page = &answer["data"][list];
                for node in page["nodes"].as_array().expect("nodes") {
                    ids.push(node["id"].to_string());
                    records.extend(
                        node["records"].as_array().expect("records").iter().map(Value::to_string),
                    );
                }
                if page["pageInfo"]["hasNextPage"] != true {
                    break;
                }
                after = page["pageInfo"]["endCursor"].clone();
            }
            let (nodes, all) = (ids.len(), records.len());
            ids.sort_unstable();
            ids.dedup();
            records.sort_unstable();
            records.dedup();
            assert_eq!(
                (ids.len(), records.len()),
                (nodes, all),
                "{kind} {order}: each node, and each record, once"
            );
            let truth = gateway.sandbox.control.truth();
            let so: usize = match kind {
                EntityKind::Deal => truth.deals.iter().map(Vec::len).sum(),
                EntityKind::Lead => truth.leads.iter().map(Vec::len).sum(),
                _ => truth.incentives.iter().map(Vec::len).sum(),
            };
            assert_eq!(all, so, "{kind} {order}: every record is in a node");
        }
    }
}
