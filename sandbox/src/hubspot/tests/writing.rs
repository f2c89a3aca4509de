//! Writes: what they change, what they refuse, and when search sees them.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Served, account};

const COMPANIES: &str = "/crm/v3/objects/companies";
const DEALS: &str = "/crm/v3/objects/deals";

impl Served {
    async fn patch(&self, path: &str, properties: Value) -> super::Reply {
        let body = json!({ "properties": properties });
        self.call(Method::PATCH, path, Some("pat-na1-sandbox-service-key"), Some(body)).await
    }

    async fn delete(&self, path: &str) -> StatusCode {
        self.call(Method::DELETE, path, Some("pat-na1-sandbox-service-key"), None).await.status
    }

    /// The ids that a record is linked to, with their type ids.
    async fn links(&self, from: &str, to: &str, id: u64) -> Vec<(String, Vec<u64>)> {
        let path = format!("/crm/associations/2026-09/{from}/{to}/batch/read");
        let reply = self.post(&path, json!({ "inputs": [{ "id": id.to_string() }] })).await;
        let Some(links) = reply.body["results"][0]["to"].as_array() else {
            return Vec::new();
        };
        let types = |link: &Value| {
            let types = link["associationTypes"].as_array().unwrap();
            types.iter().map(|known| known["typeId"].as_u64().unwrap()).collect()
        };
        links
            .iter()
            .map(|link| (link["toObjectId"].as_str().unwrap().to_owned(), types(link)))
            .collect()
    }
}

#[tokio::test]
async fn a_record_is_made_with_its_links_changed_and_put_away() {
    let served = Served::new(account(2)).await;
    let to = |id: u32, kind: u32| json!({ "to": { "id": id.to_string() }, "types": [{ "associationCategory": "USER_DEFINED", "associationTypeId": kind }] });
    let body = json!({ "properties": { "dealname": "New" }, "associations": [to(1_001, 5), to(1_002, 37)] });
    let made = served.post(DEALS, body).await;
    assert_eq!((made.status, &made.body["id"]), (StatusCode::CREATED, &json!("1003")));
    assert_eq!(made.body["properties"]["dealname"], "New");
    let expected = [("1001".to_owned(), vec![341, 5]), ("1002".to_owned(), vec![341, 37])];
    assert_eq!(served.links("deals", "companies", 1_003).await, expected);
    assert!(
        served
            .links("companies", "deals", 1_002)
            .await
            .contains(&("1003".to_owned(), vec![342, 38]))
    );

    let changed = served.patch(&format!("{DEALS}/1003"), json!({ "dealname": "" })).await;
    assert_eq!(
        (changed.status, &changed.body["properties"]["dealname"]),
        (StatusCode::OK, &Value::Null)
    );
    assert_eq!(served.delete(&format!("{DEALS}/1003")).await, StatusCode::NO_CONTENT);
    assert_eq!(served.delete(&format!("{DEALS}/1003")).await, StatusCode::NO_CONTENT);
    assert_eq!(served.get(&format!("{DEALS}/1003")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(served.get(&format!("{DEALS}?archived=true")).await.ids(), [1_003]);
    assert!(served.links("companies", "deals", 1_002).await.iter().all(|(id, _)| id != "1003"));
    assert_eq!(served.post(DEALS, json!({})).await.body["id"], "1004", "an id is not given twice");
}

#[tokio::test]
async fn values_are_brought_into_the_form_in_which_they_are_read_or_refused() {
    let served = Served::new(account(1)).await;
    let path = format!("{COMPANIES}/1001");
    for (property, value, outcome) in [
        ("partner_since", json!("1751241600000"), Ok("2025-06-30")),
        ("partner_since", json!("2025-06-30"), Ok("2025-06-30")),
        ("partner_since", json!("1751241600001"), Err("INVALID_DATE")),
        ("partner_tier", json!("Gold"), Ok("Gold")),
        ("partner_tier", json!(";silver"), Ok("Gold;silver")),
        ("partner_tier", json!("gold"), Err("INVALID_OPTION")),
        ("annualrevenue", json!("1500.5"), Ok("1500.5")),
        ("annualrevenue", json!("much"), Err("INVALID_INTEGER")),
        ("is_partner", json!("TRUE"), Ok("true")),
        ("is_partner", json!("maybe"), Err("INVALID_OPTION")),
        ("createdate", json!("2026-01-01"), Err("READ_ONLY_VALUE")),
        ("no_such", json!("x"), Err("PROPERTY_DOESNT_EXIST")),
    ] {
        let reply = served.patch(&path, json!({ property: value })).await;
        match outcome {
            Ok(read) => assert_eq!(reply.body["properties"][property], read, "{property} {value}"),
            Err(code) => {
                assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{property} {value}");
                assert_eq!(reply.body["errors"][0]["code"], code, "{property} {value}");
                assert_eq!(reply.body["errors"][0]["context"]["propertyName"], json!([property]));
            }
        }
    }
}

#[tokio::test]
async fn a_deal_that_moves_to_a_stage_takes_its_outcome() {
    let mut store = account(1);
    let deals = store.objects.get_mut("deals").unwrap();
    deals.properties.get_mut("dealstage").unwrap().options.clear();
    let served = Served::new(store).await;
    for (stage, outcome) in [
        ("closedwon", ["true", "true", "1.0"]),
        ("closedlost", ["true", "false", "0.0"]),
        ("qualifiedtobuy", ["false", "false", "0.4"]),
    ] {
        assert_eq!(
            served.patch(&format!("{DEALS}/1001"), json!({ "dealstage": stage })).await.status,
            StatusCode::OK
        );
        let store = served.simulator.store.read();
        let row = &store.objects["deals"].rows[&1_001];
        assert_eq!(
            [&row["hs_is_closed"], &row["hs_is_closed_won"], &row["hs_deal_stage_probability"]],
            outcome
        );
    }
}

#[tokio::test]
async fn a_unique_value_has_one_holder() {
    let served = Served::new(account(2)).await;
    assert_eq!(
        served.patch(&format!("{COMPANIES}/1001"), json!({ "vat_number": "DE1" })).await.status,
        StatusCode::OK
    );
    assert_eq!(
        served.patch(&format!("{COMPANIES}/1001"), json!({ "vat_number": "de1" })).await.status,
        StatusCode::OK
    );
    let taken = served.patch(&format!("{COMPANIES}/1002"), json!({ "vat_number": "DE1" })).await;
    assert_eq!((taken.status, &taken.body["category"]), (StatusCode::CONFLICT, &json!("CONFLICT")));
    assert!(taken.body["message"].as_str().unwrap().ends_with("Existing ID: 1001"));
    let row = |vat: &str| json!({ "properties": { "vat_number": vat } });
    let twice = served
        .post(&format!("{COMPANIES}/batch/create"), json!({ "inputs": [row("FR1"), row("fr1")] }))
        .await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    assert_eq!(
        served.get(COMPANIES).await.ids(),
        [1_001, 1_002],
        "nothing of a failed batch is written"
    );
}

#[tokio::test]
async fn an_input_with_a_trace_id_fails_alone() {
    let served = Served::new(account(1)).await;
    let inputs = json!([
        { "properties": { "name": "Good" }, "objectWriteTraceId": "a" },
        { "properties": { "no_such": "Bad" }, "objectWriteTraceId": "b" },
    ]);
    for (path, status) in [
        (format!("{COMPANIES}/batch/create"), StatusCode::MULTI_STATUS),
        ("/crm/objects/2026-09/companies/batch/create".to_owned(), StatusCode::CREATED),
    ] {
        let reply = served.post(&path, json!({ "inputs": inputs })).await;
        assert_eq!((reply.status, reply.ids().len()), (status, 1));
        assert_eq!(reply.body["errors"][0]["context"]["objectWriteTraceId"], json!(["b"]));
    }
}

#[tokio::test]
async fn an_upsert_makes_once_and_then_changes() {
    let served = Served::new(account(1)).await;
    let path = format!("{COMPANIES}/batch/upsert");
    let input = |name: &str| json!({ "inputs": [{ "id": "DE9", "idProperty": "vat_number", "properties": { "name": name } }] });
    let first = served.post(&path, input("One")).await;
    let second = served.post(&path, input("Two")).await;
    assert_eq!(
        [&first.body["results"][0]["new"], &second.body["results"][0]["new"]],
        [&json!(true), &json!(false)]
    );
    assert_eq!(first.ids(), second.ids());
    let read = served.get(&format!("{COMPANIES}/DE9?idProperty=vat_number&properties=name")).await;
    assert_eq!(read.body["properties"]["name"], "Two");
    let update = json!({ "inputs": [{ "id": "1001", "properties": { "name": "Three" } }] });
    assert_eq!(
        served.post(&format!("{COMPANIES}/batch/update"), update).await.body["results"][0]["properties"]
            ["name"],
        "Three"
    );
    let archive = json!({ "inputs": [{ "id": "1001" }] });
    assert_eq!(
        served.post(&format!("{COMPANIES}/batch/archive"), archive).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(served.get(COMPANIES).await.ids(), first.ids());
}

#[tokio::test]
async fn a_new_primary_takes_the_place_of_the_old_one() {
    let served = Served::new(account(2)).await;
    let path = "/crm/v4/associations/deals/companies/batch/create";
    let link = |kind: u32| json!({ "inputs": [{ "from": { "id": "1001" }, "to": { "id": "1002" }, "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": kind }] }] });
    assert_eq!(served.post(path, link(5)).await.status, StatusCode::CREATED);
    let expected = [("1001".to_owned(), vec![341]), ("1002".to_owned(), vec![341, 37, 5])];
    assert_eq!(served.links("deals", "companies", 1_001).await, expected);
    assert_eq!(served.links("companies", "deals", 1_001).await, [("1001".to_owned(), vec![342])]);
    assert_eq!(served.post(path, link(999)).await.status, StatusCode::BAD_REQUEST);

    let gone = json!({ "inputs": [{ "from": { "id": "1001" }, "to": [{ "id": "1002" }] }] });
    let archived = served.post("/crm/v4/associations/deals/companies/batch/archive", gone).await;
    assert_eq!(archived.status, StatusCode::NO_CONTENT);
    assert_eq!(served.links("deals", "companies", 1_001).await.len(), 1);
    assert_eq!(served.links("companies", "deals", 1_002).await, []);
    let default = "/crm/v4/objects/deals/1002/associations/default/companies/1002";
    let put = served.call(Method::PUT, default, Some("pat-na1-sandbox-service-key"), None).await;
    assert_eq!(put.status, StatusCode::OK);
    assert_eq!(served.links("companies", "deals", 1_002).await, [("1002".to_owned(), vec![342])]);
}

#[tokio::test]
async fn search_takes_up_a_write_after_the_lag() {
    let served = Served::new(account(1)).await;
    served.simulator.set("index_lag_ms", json!(600_000)).unwrap();
    let made = served.post(COMPANIES, json!({ "properties": { "name": "Fresh" } })).await;
    let path = format!("{COMPANIES}/search");
    assert_eq!(
        served.get(&format!("{COMPANIES}/{}", made.body["id"].as_str().unwrap())).await.status,
        StatusCode::OK
    );
    assert_eq!(served.post(&path, json!({})).await.body["total"], 1);
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(601)).await;
    tokio::time::resume();
    assert_eq!(served.post(&path, json!({})).await.body["total"], 2);
}

#[tokio::test]
async fn writing_takes_its_own_scope() {
    let served = Served::new(account(1)).await;
    served.simulator.set("missing_scopes", json!(["crm.objects.companies.write"])).unwrap();
    assert_eq!(served.get(COMPANIES).await.status, StatusCode::OK);
    assert_eq!(served.post(COMPANIES, json!({})).await.status, StatusCode::FORBIDDEN);
    assert_eq!(served.delete(&format!("{COMPANIES}/1001")).await, StatusCode::FORBIDDEN);
}
