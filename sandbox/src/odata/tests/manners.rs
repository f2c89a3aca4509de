//! Manners of services that no document promises: dead tokens, inner hosts, filters that fail,
//! letters without a case.

use serde_json::{Value, json};

use super::{BC, BP, Erp, SETTLEMENT};

#[tokio::test]
async fn a_skiptoken_dies_with_400_or_410() {
    let erp = Erp::start().await;
    erp.set("sap_page_size", 5);
    let body = erp.json(&format!("{SETTLEMENT}/SetlDoc")).await;
    let next = format!("{SETTLEMENT}/{}", body["@odata.nextLink"].as_str().unwrap());
    for status in [400, 410] {
        erp.set("skiptoken_status", status);
        let (found, message) = erp.refusal(&next).await;
        assert_eq!((found, message.contains("expired")), (status, true), "{message}");
        erp.json(&format!("{SETTLEMENT}/SetlDoc")).await;
    }
    erp.set("skiptoken_status", Value::Null);
    erp.json(&next).await;
}

#[tokio::test]
async fn a_system_behind_a_proxy_prints_the_host_that_it_knows() {
    let erp = Erp::start().await;
    erp.set("sap_page_size", 2);
    erp.set("business_central_page_size", 2);
    erp.set("printed_host", "s4.internal:50000");
    let body = erp.json(&format!("{BP}/A_BusinessPartner")).await;
    let inner = format!("http://s4.internal:50000{BP}/A_BusinessPartner");
    assert!(body["d"]["__next"].as_str().unwrap().starts_with(&inner), "{body}");
    let uri = body["d"]["results"][0]["__metadata"]["uri"].as_str().unwrap();
    assert!(uri.starts_with(&inner), "{uri}");
    let body = erp.json(&format!("{BC}/vendors")).await;
    let next = body["@odata.nextLink"].as_str().unwrap();
    assert!(next.starts_with(&format!("http://s4.internal:50000{BC}/vendors?")), "{next}");
}

#[tokio::test]
async fn words_that_a_service_does_not_know_fail() {
    let erp = Erp::start().await;
    erp.set("unknown_words", json!(["tolower", "or"]));
    let filtered = |filter: &str| format!("{BP}/A_BusinessPartner?$filter={filter}");
    let lower = filtered("tolower(BusinessPartnerFullName)+eq+'beta ag'");
    for status in [500, 501, 400] {
        erp.set("unknown_words_status", status);
        for refused in [&lower, &filtered("BusinessPartner+eq+'1'+or+BusinessPartner+eq+'2'")] {
            assert_eq!(erp.refusal(refused).await.0, status, "{refused}");
        }
    }
    erp.json(&filtered("BusinessPartnerFullName+eq+'or'")).await;
    erp.json(&filtered("startswith(BusinessPartnerFullName,'b')")).await;
    erp.set("unknown_words", Value::Null);
    erp.json(&lower).await;
}

#[tokio::test]
async fn letters_beyond_ascii_may_have_no_case() {
    let erp = Erp::start().await;
    {
        let mut store = erp.simulator.store.write();
        let service = store
            .services
            .values_mut()
            .find(|service| service.sets.contains_key("A_BusinessPartner"));
        let rows = &mut service.unwrap().sets.get_mut("A_BusinessPartner").unwrap().rows;
        let row = rows.values_mut().next().unwrap();
        row.insert("BusinessPartnerFullName".to_owned(), json!("ÖBB Ost"));
    }
    let found = async |filter: &str| {
        let path = format!("{BP}/A_BusinessPartner?$filter={filter}");
        erp.column(&path, "BusinessPartnerFullName").await.len()
    };
    let lower = "substringof('öbb',tolower(BusinessPartnerFullName))";
    assert_eq!(found(lower).await, 1);
    erp.set("ascii_case", true);
    assert_eq!(found(lower).await, 0);
    assert_eq!(found("substringof('Öbb',tolower(BusinessPartnerFullName))").await, 1);
    erp.set("case_sensitive", false);
    assert_eq!(found("BusinessPartnerFullName+eq+'öbb ost'").await, 0);
    assert_eq!(found("BusinessPartnerFullName+eq+'Öbb ost'").await, 1);
}
