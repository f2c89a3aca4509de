//! Stages and owners one by one, the links of one record, and what properties held before.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Served, account};

#[tokio::test]
async fn stages_and_owners_are_read_one_by_one() {
    let served = Served::new(account(1)).await;
    for base in ["/crm/v3/pipelines/deals", "/crm/pipelines/2026-09/deals"] {
        let all = served.get(&format!("{base}/default/stages")).await;
        let pipeline = served.get(&format!("{base}/default")).await;
        assert_eq!(all.body["results"], pipeline.body["stages"]);
        let one = served.get(&format!("{base}/default/stages/closedwon")).await;
        assert_eq!(one.body, pipeline.body["stages"][1]);
        for missing in ["default/stages/bogus", "bogus/stages", "bogus/stages/closedwon"] {
            let reply = served.get(&format!("{base}/{missing}")).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{missing}");
            assert_eq!(reply.body["category"], "OBJECT_NOT_FOUND");
        }
    }
    for (path, email) in [
        ("/crm/v3/owners/1", "owner1@example.com"),
        ("/crm/owners/2026-09/2", "owner2@example.com"),
        ("/crm/v3/owners/1002?idProperty=userId", "owner2@example.com"),
        ("/crm/v3/owners/3?archived=true", "owner3@example.com"),
    ] {
        let reply = served.get(path).await;
        assert_eq!((reply.status, &reply.body["email"]), (StatusCode::OK, &json!(email)), "{path}");
    }
    for (path, status) in [
        ("/crm/v3/owners/3", StatusCode::NOT_FOUND),
        ("/crm/v3/owners/99", StatusCode::NOT_FOUND),
        ("/crm/v3/owners/1?idProperty=email", StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(served.get(path).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn one_records_links_are_paged() {
    let served = Served::new(account(2)).await;
    let path = "/crm/v4/objects/deals/1001/associations/companies";
    let reply = served.get(path).await;
    assert_eq!(reply.body["results"][0]["toObjectId"], "1001");
    assert_eq!(reply.body["results"][1]["associationTypes"][1]["label"], "Partner");
    assert!(reply.body.get("paging").is_none());
    let first = served.get(&format!("{path}?limit=1")).await;
    assert_eq!(first.body["paging"]["next"]["after"], "1");
    let second = served.get(&format!("{path}?limit=1&after=1")).await;
    assert_eq!(second.body["results"], json!([reply.body["results"][1]]));
    let none = served.get("/crm/v4/objects/deals/1002/associations/companies").await;
    assert_eq!((none.status, &none.body["results"]), (StatusCode::OK, &json!([])));
    for (path, status) in [
        ("/crm/v4/objects/deals/5/associations/companies", StatusCode::NOT_FOUND),
        ("/crm/v4/objects/deals/1001/associations/toasters", StatusCode::BAD_REQUEST),
        ("/crm/v4/objects/deals/1001/associations/companies?limit=501", StatusCode::BAD_REQUEST),
        ("/crm/v4/objects/deals/1001/associations/companies?after=x", StatusCode::BAD_REQUEST),
        ("/crm/objects/2026-09/deals/1001/associations/companies", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(served.get(path).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn history_lists_the_newest_value_first() {
    let served = Served::new(account(60)).await;
    let key = served.simulator.config.service_key.clone();
    let path = "/crm/v3/objects/companies/1001";
    let rename = json!({ "properties": { "name": "Renamed" } });
    served.call(Method::PATCH, path, Some(&key), Some(rename)).await;
    let ask = json!({
        "inputs": [{ "id": "1001" }], "properties": [], "propertiesWithHistory": ["name", "no_such"],
    });
    let batch = served.post("/crm/objects/2026-09/companies/batch/read", ask).await;
    let history = &batch.body["results"][0]["propertiesWithHistory"];
    let values = |history: &Value| -> Vec<String> {
        history
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["value"].as_str().unwrap().into())
            .collect()
    };
    assert_eq!(values(&history["name"]), ["Renamed", "Company 1"]);
    assert_eq!(history["name"][0]["sourceType"], "INTEGRATION");
    assert_eq!(
        history["name"][1],
        json!({ "value": "Company 1", "timestamp": "2026-01-01T00:00:00.000Z", "sourceType": "CRM_UI" })
    );
    assert!(history.get("no_such").is_none());
    let one = served.get(&format!("{path}?propertiesWithHistory=name,domain")).await;
    assert_eq!(one.body["propertiesWithHistory"]["name"], history["name"]);
    assert_eq!(one.body["propertiesWithHistory"]["domain"], json!([]));
    served.simulator.set("history_depth", json!(1)).unwrap();
    let cut = served.get(&format!("{path}?propertiesWithHistory=name")).await;
    assert_eq!(values(&cut.body["propertiesWithHistory"]["name"]), ["Renamed"]);
    let list = served.get("/crm/v3/objects/companies?limit=50&propertiesWithHistory=name").await;
    assert_eq!(values(&list.body["results"][1]["propertiesWithHistory"]["name"]), ["Company 2"]);
    let many = served.get("/crm/v3/objects/companies?limit=51&propertiesWithHistory=name").await;
    assert_eq!(many.status, StatusCode::BAD_REQUEST);
    let inputs: Vec<_> = (1_001..=1_051).map(|id: u64| json!({ "id": id.to_string() })).collect();
    let many = served
        .post(
            "/crm/v3/objects/companies/batch/read",
            json!({ "inputs": inputs, "properties": [], "propertiesWithHistory": ["name"] }),
        )
        .await;
    assert_eq!(many.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn writes_take_the_options_of_their_property() {
    let served = Served::new(account(1)).await;
    served
        .simulator
        .store
        .write()
        .objects
        .get_mut("deals")
        .unwrap()
        .properties
        .values_mut()
        .for_each(|property| property.options.clear());
    for (object, properties, ok) in [
        ("companies", json!({ "partner_tier": "Gold" }), true),
        ("companies", json!({ "partner_tier": "Gold!" }), false),
        ("companies", json!({ "partner_tier": "gold" }), false),
        ("companies", json!({ "partner_tier": "Gold;silver" }), true),
        ("deals", json!({ "dealstage": "closedwon", "pipeline": "default" }), true),
        ("deals", json!({ "dealstage": "Closed Won" }), false),
        ("deals", json!({ "pipeline": "Sales" }), false),
    ] {
        let path = format!("/crm/v3/objects/{object}");
        let reply =
            served.post(&path, json!({ "properties": properties, "associations": [] })).await;
        let code = if ok { &Value::Null } else { &json!("INVALID_OPTION") };
        assert_eq!(&reply.body["errors"][0]["code"], code, "{properties}: {}", reply.body);
    }
}
