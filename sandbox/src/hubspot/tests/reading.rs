//! Lists, single records, batches, and the set-up of the account.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::super::store::Settings;
use super::{Served, account};

#[tokio::test]
async fn a_list_pages_through_every_record_once() {
    let served = Served::new(account(250)).await;
    for base in
        ["/crm/v3/objects/companies", "/crm/objects/2026-09/0-2", "/crm/objects/2026-03/company"]
    {
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let reply = served.get(&format!("{base}?limit=100{after}")).await;
            seen.extend(reply.ids());
            match reply.body["paging"]["next"]["after"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        assert_eq!(seen, (1_001..=1_250).collect::<Vec<_>>());
    }
    assert_eq!(served.get("/crm/v3/objects/companies").await.ids().len(), 10);
    assert_eq!(
        served.get("/crm/v3/objects/companies?limit=101").await.status,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(served.get("/crm/v3/objects/toasters").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_record_shows_what_is_asked_for_null_where_empty_and_nothing_unknown() {
    let served = Served::new(account(1)).await;
    let reply = served
        .get("/crm/v3/objects/companies/1001?properties=name,partner_tier&properties=no_such")
        .await;
    assert_eq!(
        reply.body["properties"],
        json!({
            "createdate": "2026-01-01T00:00:00.000Z",
            "hs_lastmodifieddate": "2026-02-01T00:00:00.000Z",
            "name": "Company 1",
            "partner_tier": null,
            "hs_object_id": "1001",
        })
    );
    assert_eq!(reply.body["updatedAt"], "2026-02-01T00:00:00.000Z");
    let default = served.get("/crm/v3/objects/companies/1001").await;
    assert_eq!(default.body["properties"]["domain"], Value::Null);
    assert!(default.body["properties"].get("partner_tier").is_none());

    served.simulator.store.write().objects.get_mut("companies").unwrap().properties.remove("name");
    let drifted = served.get("/crm/v3/objects/companies/1001?properties=name").await;
    assert!(
        drifted.body["properties"].get("name").is_none(),
        "a removed property is gone from the records too"
    );
    let missing = served.get("/crm/v3/objects/companies/5").await;
    assert_eq!(
        (missing.status, &missing.body["category"]),
        (StatusCode::NOT_FOUND, &json!("OBJECT_NOT_FOUND"))
    );
}

#[tokio::test]
async fn a_list_embeds_associations_and_custom_objects_have_three_names() {
    let served = Served::new(account(2)).await;
    let reply = served.get("/crm/v3/objects/deals?associations=companies").await;
    let results = &reply.body["results"];
    assert_eq!(
        results[0]["associations"]["companies"]["results"],
        json!([
            { "id": "1001", "type": "deal_to_company_unlabeled" },
            { "id": "1001", "type": "deal_to_company" },
            { "id": "1002", "type": "deal_to_company_unlabeled" },
            { "id": "1002", "type": "partner" },
        ])
    );
    assert!(results[1].get("associations").is_none());
    for name in ["2-1001", "p4242_incentive"] {
        assert_eq!(served.get(&format!("/crm/v3/objects/{name}/7")).await.body["id"], "7");
    }
}

#[tokio::test]
async fn a_batch_read_gives_what_there_is_and_tells_what_is_not() {
    let served = Served::new(account(3)).await;
    let body = json!({ "inputs": [{ "id": "1003" }, { "id": "99" }, { "id": "1001" }], "properties": ["name"], "propertiesWithHistory": [] });
    for (path, status) in [
        ("/crm/v3/objects/companies/batch/read", StatusCode::MULTI_STATUS),
        ("/crm/objects/2026-09/companies/batch/read", StatusCode::OK),
    ] {
        let reply = served.post(path, body.clone()).await;
        assert_eq!(reply.status, status);
        let mut ids = reply.ids();
        ids.sort_unstable();
        assert_eq!(ids, [1_001, 1_003]);
        assert_eq!(reply.body["numErrors"], 1);
        assert_eq!(reply.body["errors"][0]["category"], "OBJECT_NOT_FOUND");
        assert_eq!(reply.body["errors"][0]["context"]["ids"], json!(["99"]));
    }
    let inputs: Vec<_> = (0..101).map(|id| json!({ "id": id.to_string() })).collect();
    let reply =
        served.post("/crm/v3/objects/companies/batch/read", json!({ "inputs": inputs })).await;
    assert_eq!(reply.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn records_are_found_by_a_unique_property() {
    let mut store = account(2);
    let rows = &mut store.objects.get_mut("companies").unwrap().rows;
    rows.get_mut(&1_002).unwrap().insert("vat_number".to_owned(), "DE1".to_owned());
    let served = Served::new(store).await;
    assert_eq!(
        served.get("/crm/v3/objects/companies/de1?idProperty=vat_number").await.body["id"],
        "1002"
    );
    let refused = served.get("/crm/v3/objects/companies/x?idProperty=name").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let body = json!({ "inputs": [{ "id": "DE1" }, { "id": "DE2" }], "properties": [], "idProperty": "vat_number" });
    let reply = served.post("/crm/v3/objects/companies/batch/read", body).await;
    assert_eq!(reply.ids(), [1_002]);
    assert_eq!(reply.body["errors"][0]["context"]["ids"], json!(["DE2"]));
}

#[tokio::test]
async fn the_set_up_is_told() {
    let served = Served::new(account(1)).await;
    for version in ["v3/properties", "properties/2026-09"] {
        let reply = served.get(&format!("/crm/{version}/companies")).await;
        let tier = reply.body["results"]
            .as_array()
            .unwrap()
            .iter()
            .find(|p| p["name"] == "partner_tier")
            .unwrap()
            .clone();
        assert_eq!(
            (&tier["type"], &tier["options"][0]["value"]),
            (&json!("enumeration"), &json!("Gold"))
        );
    }
    for version in ["v3/pipelines", "pipelines/2026-03"] {
        let reply = served.get(&format!("/crm/{version}/deals")).await;
        assert_eq!(reply.body["results"][0]["stages"][1]["metadata"]["probability"], "1.0");
    }
    assert_eq!(served.get("/crm/v3/pipelines/deals/nope").await.status, StatusCode::NOT_FOUND);
    let owners = served.get("/crm/owners/2026-09?limit=1").await;
    assert_eq!(owners.ids(), [1]);
    let rest = served
        .get(&format!(
            "/crm/v3/owners?after={}",
            owners.body["paging"]["next"]["after"].as_str().unwrap()
        ))
        .await;
    assert_eq!(rest.ids(), [2], "an archived owner is listed apart");
    assert_eq!(served.get("/crm/v3/owners?archived=true").await.ids(), [3]);
}

#[tokio::test]
async fn the_account_tells_its_zone_and_currency() {
    let served = Served::new(account(1)).await;
    let details = served.get("/account-info/v3/details").await.body;
    let (zone, currency) = (&details["timeZone"], &details["companyCurrency"]);
    assert_eq!((zone, currency), (&json!("UTC"), &json!("USD")));
    let set = |switch, value| served.simulator.set(switch, value);
    set("time_zone", json!("Asia/Kolkata")).unwrap();
    set("company_currency", json!("INR")).unwrap();
    for version in ["v3", "2026-03", "2026-09"] {
        let details = served.get(&format!("/account-info/{version}/details")).await.body;
        assert_eq!(details["companyCurrency"], "INR");
        assert_eq!(details["utcOffset"], "+05:30");
        assert_eq!(details["utcOffsetMilliseconds"], 19_800_000);
    }
    assert!(set("time_zone", json!("Mars/Base")).unwrap_err().contains("no time zone"));
    set("missing_scopes", json!(["oauth"])).unwrap();
    let refused = served.get("/account-info/v3/details").await;
    assert_eq!(
        (refused.status, &refused.body["category"]),
        (StatusCode::FORBIDDEN, &json!("MISSING_SCOPES"))
    );
}

#[test]
fn a_day_begins_with_its_first_moment_also_where_clocks_skip_midnight() {
    let begin = |zone: &str, day: &str| {
        let settings = Settings { time_zone: zone.parse().unwrap(), ..Settings::default() };
        settings.begin_of(day.parse().unwrap()).to_rfc3339()
    };
    assert_eq!(begin("America/Phoenix", "2023-03-31"), "2023-03-31T07:00:00+00:00");
    assert_eq!(begin("America/Sao_Paulo", "2018-11-04"), "2018-11-04T03:00:00+00:00");
    assert_eq!(begin("Pacific/Apia", "2011-12-30"), "2011-12-30T10:00:00+00:00");
}
