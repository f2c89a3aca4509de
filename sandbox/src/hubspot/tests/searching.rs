//! The search endpoint: what each operator, association or query finds, and in which order.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{Served, Store, account, row};

const COMPANIES: &str = "/crm/v3/objects/companies/search";

/// Five companies that differ in every type of property; the fifth has none.
pub(super) fn varied() -> Store {
    let mut store = account(0);
    let rows = &mut store.objects.get_mut("companies").unwrap().rows;
    *rows = [
        row(
            1,
            &[
                ("name", "Acme Corp"),
                ("domain", "acme.com"),
                ("annualrevenue", "1000"),
                ("partner_tier", "Gold"),
                ("partner_since", "2024-01-01"),
                ("is_partner", "true"),
            ],
        ),
        row(
            2,
            &[
                ("name", "ACME Holding"),
                ("domain", "holding.acme.com"),
                ("annualrevenue", "200.50"),
                ("partner_tier", "silver"),
                ("partner_since", "2025-06-30"),
                ("is_partner", "false"),
            ],
        ),
        row(
            3,
            &[
                ("name", "Zeta"),
                ("domain", "zeta.io"),
                ("annualrevenue", "30"),
                ("partner_tier", "Gold;silver"),
                ("partner_since", "2026-01-01"),
                ("is_partner", "true"),
            ],
        ),
        row(
            4,
            &[
                ("name", "beta-max"),
                ("domain", "beta.io"),
                ("annualrevenue", "1000"),
                ("partner_tier", ""),
                ("is_partner", "true"),
            ],
        ),
        row(5, &[]),
    ]
    .into();
    store
}

async fn found(served: &Served, filters: Value) -> Vec<u64> {
    let reply = served.post(COMPANIES, json!({ "filterGroups": [{ "filters": filters }] })).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    let mut ids = reply.ids();
    assert_eq!(reply.body["total"], ids.len());
    ids.sort_unstable();
    ids
}

#[tokio::test]
async fn every_operator_finds_what_it_says() {
    let served = Served::new(varied()).await;
    let of = |property: &str, operator: &str, value: &str| json!({ "propertyName": property, "operator": operator, "value": value });
    let many = |property: &str, operator: &str, values: &[&str]| json!({ "propertyName": property, "operator": operator, "values": values });
    let between = |property: &str, low: &str, high: &str| json!({ "propertyName": property, "operator": "BETWEEN", "value": low, "highValue": high });
    let known = |operator: &str| json!({ "propertyName": "partner_tier", "operator": operator });
    for (filter, expected) in [
        (of("name", "EQ", "aCmE cOrP"), vec![1]),
        (of("name", "NEQ", "acme corp"), vec![2, 3, 4]),
        (of("partner_tier", "EQ", "Gold"), vec![1]),
        (of("partner_tier", "EQ", "gold"), vec![]),
        (of("annualrevenue", "EQ", "1000.0"), vec![1, 4]),
        (of("annualrevenue", "LT", "200.5"), vec![3]),
        (of("annualrevenue", "LTE", "200.5"), vec![2, 3]),
        (of("annualrevenue", "GT", "200.5"), vec![1, 4]),
        (of("annualrevenue", "GTE", "200.5"), vec![1, 2, 4]),
        (between("annualrevenue", "30", "200.5"), vec![2, 3]),
        (of("partner_since", "EQ", "2025-06-30"), vec![2]),
        (of("partner_since", "GTE", "1751241600000"), vec![2, 3]),
        (between("partner_since", "2024-01-01", "2025-06-30T00:00:00Z"), vec![1, 2]),
        (of("is_partner", "EQ", "TRUE"), vec![1, 3, 4]),
        (many("name", "IN", &["acme corp", "zeta"]), vec![1, 3]),
        (many("name", "IN", &["Acme Corp", "zeta"]), vec![3]),
        (many("name", "NOT_IN", &["acme corp"]), vec![2, 3, 4]),
        (many("name", "NOT_IN", &["Acme Corp"]), vec![1, 2, 3, 4]),
        (many("partner_tier", "IN", &["silver"]), vec![2, 3]),
        (many("partner_tier", "NOT_IN", &["silver"]), vec![1]),
        (many("annualrevenue", "IN", &["30", "200.5"]), vec![2, 3]),
        (known("HAS_PROPERTY"), vec![1, 2, 3]),
        (known("NOT_HAS_PROPERTY"), vec![4, 5]),
        (of("name", "CONTAINS_TOKEN", "acme"), vec![1, 2]),
        (of("name", "CONTAINS_TOKEN", "acm"), vec![]),
        (of("name", "CONTAINS_TOKEN", "acm*"), vec![1, 2]),
        (of("name", "CONTAINS_TOKEN", "corp acme"), vec![1]),
        (of("name", "CONTAINS_TOKEN", "max"), vec![4]),
        (of("domain", "CONTAINS_TOKEN", "*.acme.com"), vec![2]),
        (of("domain", "CONTAINS_TOKEN", "*acme*"), vec![1, 2]),
        (of("partner_tier", "CONTAINS_TOKEN", "silver"), vec![2, 3]),
        (of("partner_tier", "CONTAINS_TOKEN", "Silver"), vec![]),
        (of("name", "NOT_CONTAINS_TOKEN", "acme"), vec![3, 4]),
        (of("hs_object_id", "EQ", "3"), vec![3]),
        (of("hs_object_id", "GT", "3"), vec![4, 5]),
        (of("hs_object_id", "LTE", "2"), vec![1, 2]),
        (many("hs_object_id", "IN", &["5", "1", "99"]), vec![1, 5]),
        (many("hs_object_id", "NOT_IN", &["5", "1"]), vec![2, 3, 4]),
        (of("createdate", "LT", "2026-01-01T00:00:00.001Z"), vec![1, 2, 3, 4, 5]),
    ] {
        assert_eq!(found(&served, json!([filter])).await, expected, "{filter}");
    }
    served.simulator.set("negation_excludes_null", json!(false)).unwrap();
    assert_eq!(found(&served, json!([of("name", "NEQ", "zeta")])).await, [1, 2, 4, 5]);
    assert_eq!(
        found(&served, json!([of("partner_tier", "NOT_CONTAINS_TOKEN", "Gold")])).await,
        [2, 4, 5]
    );
}

#[tokio::test]
async fn groups_are_alternatives_and_filters_add_up() {
    let served = Served::new(varied()).await;
    let of = |property: &str, value: &str| json!({ "propertyName": property, "operator": "EQ", "value": value });
    assert_eq!(
        found(
            &served,
            json!([of("annualrevenue", "1000"), of("is_partner", "true"), of("hs_object_id", "4")])
        )
        .await,
        [4]
    );
    let groups = json!([
        { "filters": [of("hs_object_id", "5")] },
        { "filters": [of("hs_object_id", "1"), of("partner_tier", "Gold")] },
        { "filters": [of("name", "zeta")] },
    ]);
    let mut ids = served.post(COMPANIES, json!({ "filterGroups": groups })).await.ids();
    ids.sort_unstable();
    assert_eq!(ids, [1, 3, 5]);
}

#[tokio::test]
async fn associations_filter_standard_objects_only() {
    let served = Served::new(account(2)).await;
    let by = |target: &str, id: &str| json!({ "filterGroups": [{ "filters": [{ "propertyName": format!("associations.{target}"), "operator": "EQ", "value": id }] }] });
    let deals = served.post("/crm/v3/objects/deals/search", by("company", "1002")).await;
    assert_eq!(deals.ids(), [1_001]);
    assert!(deals.body["results"][0].get("associations").is_none());
    let none = served.post("/crm/v3/objects/deals/search", by("company", "1009")).await;
    assert_eq!(none.body["total"], 0);
    let custom = served.post("/crm/v3/objects/p4242_incentive/search", by("company", "1001")).await;
    assert_eq!(custom.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_sort_puts_nulls_where_told_and_ties_by_nothing() {
    let served = Served::new(varied()).await;
    let sorted = async |sorts: Value| served.post(COMPANIES, json!({ "sorts": sorts })).await.ids();
    let by_revenue = json!([{ "propertyName": "annualrevenue", "direction": "DESCENDING" }]);
    let order = sorted(by_revenue.clone()).await;
    assert_eq!(&order[2..], [2, 3, 5]);
    assert_eq!(sorted(json!(["-annualrevenue"])).await, order, "strings are taken as well");
    served.simulator.set("nulls_sort", json!("first")).unwrap();
    let order = sorted(by_revenue).await;
    assert_eq!((order[0], &order[3..]), (5, &[2, 3][..]));
    assert_eq!(
        sorted(json!([{ "propertyName": "hs_object_id", "direction": "ASCENDING" }])).await,
        [1, 2, 3, 4, 5]
    );
    let ties = sorted(json!([])).await;
    assert_ne!(ties, [1, 2, 3, 4, 5], "records of the same moment do not come by id");
    assert_ne!(ties, [5, 4, 3, 2, 1]);
    assert_eq!(ties, sorted(json!([])).await, "but always in the same order");
}

#[tokio::test]
async fn a_query_looks_for_beginnings_of_words() {
    let served = Served::new(varied()).await;
    for (query, expected) in
        [("acm hold", vec![2]), ("io", vec![3, 4]), ("cme", vec![]), ("zeta", vec![3])]
    {
        let mut ids = served.post(COMPANIES, json!({ "query": query })).await.ids();
        ids.sort_unstable();
        assert_eq!(ids, expected, "{query}");
    }
}

#[tokio::test]
async fn records_hidden_from_the_index_are_read_but_not_found() {
    let served = Served::new(account(3)).await;
    served.simulator.set("hidden_from_search", json!({ "companies": [1002] })).unwrap();
    assert_eq!(served.post(COMPANIES, json!({})).await.body["total"], 2);
    assert_eq!(served.get("/crm/v3/objects/companies/1002").await.status, StatusCode::OK);
    served.simulator.set("hidden_from_search", json!({})).unwrap();
    assert_eq!(served.post(COMPANIES, json!({})).await.body["total"], 3);
}
