//! Links read in batches, and their labels.

use reqwest::StatusCode;
use serde_json::json;

use super::{Link, Served, account};

const NUMBERED: &str = "/crm/v4/associations/deals/companies/batch/read";
const DATED: &str = "/crm/associations/2026-09/deal/0-2/batch/read";

#[tokio::test]
async fn links_carry_every_type_and_inputs_without_links_are_errors() {
    let served = Served::new(account(2)).await;
    let body = json!({ "inputs": [{ "id": "1001" }, { "id": "1002" }] });
    for (path, status) in [(NUMBERED, StatusCode::MULTI_STATUS), (DATED, StatusCode::OK)] {
        let reply = served.post(path, body.clone()).await;
        assert_eq!(reply.status, status);
        assert_eq!(reply.body["results"].as_array().unwrap().len(), 1);
        assert_eq!(reply.body["results"][0]["from"], json!({ "id": "1001" }));
        assert_eq!(
            reply.body["results"][0]["to"][1],
            json!({ "toObjectId": "1002", "associationTypes": [
                { "category": "HUBSPOT_DEFINED", "typeId": 341, "label": null },
                { "category": "USER_DEFINED", "typeId": 37, "label": "Partner" },
            ] })
        );
        assert_eq!(
            reply.body["errors"][0]["subCategory"],
            "crm.associations.NO_ASSOCIATIONS_FOUND"
        );
        assert_eq!(reply.body["errors"][0]["context"]["fromObjectId"], json!(["1002"]));
    }
    served.simulator.set("no_associations", json!("empty")).unwrap();
    served.simulator.set("association_ids_as_strings", json!(false)).unwrap();
    let reply = served.post(NUMBERED, body).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.body["results"][0]["to"][0]["toObjectId"], 1_001);
    assert_eq!(reply.body["results"][1]["to"], json!([]));
}

#[tokio::test]
async fn each_input_pages_for_itself() {
    let mut store = account(3);
    let links = store.associations.get_mut(&("deals".to_owned(), "companies".to_owned())).unwrap();
    links.get_mut(&1_001).unwrap().push(Link { to: 1_003, types: Vec::new() });
    let served = Served::new(store).await;
    served.simulator.set("associations_page_size", json!(2)).unwrap();
    let first = served.post(NUMBERED, json!({ "inputs": [{ "id": "1001" }] })).await;
    let after = &first.body["results"][0]["paging"]["next"]["after"];
    assert_eq!(first.body["results"][0]["to"].as_array().unwrap().len(), 2);
    let second =
        served.post(NUMBERED, json!({ "inputs": [{ "id": "1001", "after": after }] })).await;
    assert_eq!(second.body["results"][0]["to"][0]["toObjectId"], "1003");
    assert!(second.body["results"][0].get("paging").is_none());
}

#[tokio::test]
async fn a_thousand_inputs_are_the_most() {
    let served = Served::new(account(1)).await;
    let inputs = |n: u32| (0..n).map(|id| json!({ "id": id.to_string() })).collect::<Vec<_>>();
    assert_eq!(served.post(DATED, json!({ "inputs": inputs(1_000) })).await.status, StatusCode::OK);
    assert_eq!(
        served.post(DATED, json!({ "inputs": inputs(1_001) })).await.status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn labels_name_the_built_in_types_and_those_in_use() {
    let served = Served::new(account(2)).await;
    for path in [
        "/crm/v4/associations/deals/companies/labels",
        "/crm/associations/2026-09/deals/companies/labels",
    ] {
        assert_eq!(
            served.get(path).await.body["results"],
            json!([
                { "category": "HUBSPOT_DEFINED", "typeId": 5, "label": "Primary" },
                { "category": "HUBSPOT_DEFINED", "typeId": 341, "label": null },
                { "category": "USER_DEFINED", "typeId": 37, "label": "Partner" },
            ])
        );
    }
}
