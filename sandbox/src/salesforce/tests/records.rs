//! Collections, single records, describe and replication.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Org, answer, code, org::small};

async fn id(org: &Org, object: &str, name: &str) -> String {
    let (_, body) = org.query(&format!("SELECT Id FROM {object} WHERE Name = '{name}'")).await;
    body["records"][0]["Id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn collections_answer_by_position() {
    let org = Org::start(small()).await;
    let (acme, beta) = (id(&org, "Account", "Acme").await, id(&org, "Account", "beta GmbH").await);
    let ids = json!([beta, "001000000000999", acme[..15], beta]);
    let (status, rows) = org
        .post(
            "composite/sobjects/Account",
            json!({ "ids": ids, "fields": ["name", "NumberOfEmployees"] }),
        )
        .await;
    assert_eq!(status, 200);
    let names: Vec<_> = rows.as_array().unwrap().iter().map(|row| row["Name"].clone()).collect();
    assert_eq!(names, [json!("beta GmbH"), Value::Null, json!("Acme"), json!("beta GmbH")]);
    assert_eq!(rows[1], Value::Null);
    assert_eq!(rows[2]["NumberOfEmployees"], json!(50));
    assert_eq!(
        rows[2]["attributes"]["url"],
        json!(format!("/services/data/v67.0/sobjects/Account/{acme}"))
    );
    let (_, same) =
        org.get(&format!("composite/sobjects/Account?ids={beta},{acme}&fields=Name")).await;
    assert_eq!(same[1]["Name"], json!("Acme"));

    for (ids, fields, expected) in [
        (vec![acme.clone()], json!(["Name", "Bogus"]), "INVALID_FIELD"),
        (vec![acme.clone()], json!(["Owner.Name"]), "INVALID_FIELD"),
        (vec!["nope".to_owned()], json!(["Name"]), "MALFORMED_ID"),
        (vec![acme.clone(); 2_001], json!(["Name"]), "EXCEEDED_ID_LIMIT"),
    ] {
        let (status, body) =
            org.post("composite/sobjects/Account", json!({ "ids": ids, "fields": fields })).await;
        assert_eq!((status, code(&body)), (400, expected));
    }
    let many = vec![acme.clone(); 2_000];
    assert_eq!(
        org.post("composite/sobjects/Account", json!({ "ids": many, "fields": ["Id"] })).await.0,
        200
    );
    org.set("collections_parent_paths", json!(true));
    let (_, rows) = org
        .post("composite/sobjects/Account", json!({ "ids": [acme], "fields": ["Owner.Name"] }))
        .await;
    assert_eq!(rows[0]["Owner"]["Name"], json!("Uma Owner"));
}

#[tokio::test]
async fn a_record_is_created_changed_and_deleted() {
    let org = Org::start(small()).await;
    let acme = id(&org, "Account", "Acme").await;
    let deal = json!({
        "Name": "New", "StageName": "Closed Won", "CloseDate": "2026-03-09", "AccountId": acme[..15], "Amount": 0.10,
    });
    let (status, made) = org.post("sobjects/Opportunity", deal).await;
    assert_eq!((status, &made["success"]), (201, &json!(true)));
    let path = format!("sobjects/Opportunity/{}", made["id"].as_str().unwrap());
    let (_, row) = org.get(&path).await;
    assert_eq!((&row["IsWon"], &row["AccountId"]), (&json!(true), &json!(acme)));
    assert!(row["SystemModstamp"].as_str().unwrap().starts_with("2026-03-01T10:00:"), "{row}");

    let change =
        org.call(Method::PATCH, &path).json(&json!({ "StageName": "Proposal", "Amount": null }));
    assert_eq!(answer(change).await, (204, Value::Null));
    let (_, row) = org.get(&format!("{path}?fields=IsWon,Amount,StageName")).await;
    assert_eq!((&row["IsWon"], &row["Amount"]), (&json!(false), &Value::Null));

    assert_eq!(answer(org.call(Method::DELETE, &path)).await.0, 204);
    let (status, body) = org.get(&path).await;
    assert_eq!((status, code(&body)), (404, "ENTITY_IS_DELETED"));
    assert_eq!(org.query("SELECT COUNT() FROM Opportunity").await.1["totalSize"], json!(4));
}

#[tokio::test]
async fn writes_are_checked() {
    let org = Org::start(small()).await;
    let with = |name: &str, value: Value| {
        let mut body = json!({ "Name": "New", "StageName": "Proposal", "CloseDate": "2026-03-09" });
        body[name] = value;
        body
    };
    for (body, expected) in [
        (json!({ "Name": "New" }), "REQUIRED_FIELD_MISSING"),
        (with("Bogus", json!(1)), "INVALID_FIELD"),
        (with("IsWon", json!(true)), "INVALID_FIELD_FOR_INSERT_UPDATE"),
        (with("PartnerAccountId", json!("001000000000001")), "INVALID_FIELD_FOR_INSERT_UPDATE"),
        (with("AccountId", json!("001000000000999")), "INVALID_CROSS_REFERENCE_KEY"),
        (with("CloseDate", json!("soon")), "JSON_PARSER_ERROR"),
        (json!([1]), "JSON_PARSER_ERROR"),
    ] {
        let (status, answer) = org.post("sobjects/Opportunity", body).await;
        assert_eq!((status, code(&answer)), (400, expected));
    }
}

#[tokio::test]
async fn describe_tells_fields_children_and_whether_they_changed() {
    let org = Org::start(small()).await;
    let (_, global) = org.get("sobjects").await;
    assert_eq!(global["sobjects"].as_array().unwrap().len(), 4);
    let response = org.call(Method::GET, "sobjects/Opportunity/describe").send().await.unwrap();
    let since = response.headers()["last-modified"].to_str().unwrap().to_owned();
    let described: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    let field = |name: &str| {
        let fields = described["fields"].as_array().unwrap();
        fields.iter().find(|field| field["name"] == json!(name)).cloned().unwrap()
    };
    assert_eq!(field("Partner__c")["relationshipName"], json!("Partner__r"));
    assert_eq!(field("Partner__c")["referenceTo"], json!(["Account"]));
    assert_eq!(field("StageName")["picklistValues"][0]["value"], json!("Prospecting"));
    assert_eq!(
        (&field("IsWon")["updateable"], &field("Id")["type"]),
        (&json!(false), &json!("id"))
    );
    let again = || {
        org.call(Method::GET, "sobjects/Opportunity/describe").header("if-modified-since", &since)
    };
    assert_eq!(answer(again()).await.0, 304);

    org.set("hidden_fields", json!(["Opportunity.Amount"]));
    let (status, changed) = answer(again()).await;
    assert_eq!(status, 200);
    assert!(
        changed["fields"].as_array().unwrap().iter().all(|field| field["name"] != json!("Amount"))
    );
    let (_, account) = org.get("sobjects/Account/describe").await;
    let deals = json!({ "childSObject": "Opportunity", "field": "Partner__c", "relationshipName": "Partner_Deals__r", "cascadeDelete": false });
    assert!(account["childRelationships"].as_array().unwrap().contains(&deals));
}

#[tokio::test]
async fn replication_goes_by_system_modstamp_and_whole_minutes() {
    let org = Org::start(small()).await;
    let lost = id(&org, "Opportunity", "Lost").await;
    let stamp = |time: &str| json!(format!("2026-02-20T{time}.000+0000"));
    {
        let mut store = org.simulator.store.write();
        let deals = store.objects.get_mut("Opportunity").unwrap();
        deals.rows.get_mut(&lost).unwrap().insert("SystemModstamp".into(), stamp("12:00:30"));
    }
    let span =
        |from: &str, to: &str| format!("start=2026-02-20T{from}%2B00:00&end=2026-02-20T{to}Z");
    let (_, body) =
        org.get(&format!("sobjects/Opportunity/updated/?{}", span("12:00:59", "12:01:10"))).await;
    assert_eq!(body["ids"], json!([lost]));
    assert_eq!(body["latestDateCovered"], stamp("12:01:00"));
    let (_, body) =
        org.get(&format!("sobjects/Opportunity/updated?{}", span("12:01:00", "12:05:00"))).await;
    assert_eq!(body["ids"], json!([]));
    for bad in [
        span("12:00:10", "12:00:50"),
        "start=2026-01-01T00:00:00Z&end=2026-02-01T00:00:00Z".into(),
        "start=x&end=y".into(),
    ] {
        let (status, body) = org.get(&format!("sobjects/Opportunity/updated?{bad}")).await;
        assert_eq!((status, code(&body)), (400, "INVALID_REPLICATION_DATE"), "{bad}");
    }
    {
        let mut store = org.simulator.store.write();
        let deals = store.objects.get_mut("Opportunity").unwrap();
        deals.rows.get_mut(&lost).unwrap().insert("IsDeleted".into(), json!(true));
    }
    let (_, body) =
        org.get(&format!("sobjects/Opportunity/deleted?{}", span("12:00:00", "12:01:00"))).await;
    assert_eq!(body["deletedRecords"], json!([{ "id": lost, "deletedDate": stamp("12:00:30") }]));
}
