//! Pages, counts, and what `$select` and `$expand` show.

use reqwest::Method;
use serde_json::{Value, json};

use super::{BC, BP, Erp, Reply, SETTLEMENT, rows};

/// Follows the next links from here; gives the values of one property by page.
async fn pages(erp: &Erp, first: &str, name: &str) -> Vec<Vec<Value>> {
    let (mut url, mut pages) =
        (reqwest::Url::parse(&format!("{}{first}", erp.url)).unwrap(), Vec::new());
    loop {
        let body = erp.json(url.as_str()).await;
        pages.push(rows(&body).iter().map(|row| row[name].clone()).collect());
        let Some(next) = body["d"]["__next"].as_str().or(body["@odata.nextLink"].as_str()) else {
            return pages;
        };
        url = url.join(next).unwrap();
    }
}

#[tokio::test]
async fn sap_v4_pages_by_a_relative_link_that_keeps_the_rest_of_top() {
    let erp = Erp::start().await;
    erp.set("sap_page_size", 3);
    let list = format!(
        "{SETTLEMENT}/SetlDoc?$orderby=SettlmtDoc+desc&$skip=1&$top=7&$count=true&$select=SettlmtDoc"
    );
    let body = erp.json(&list).await;
    assert_eq!(body["@odata.count"], 12);
    assert!(
        body["@odata.nextLink"].as_str().unwrap().starts_with("SetlDoc?$orderby=SettlmtDoc+desc&"),
        "{body}"
    );
    assert_eq!(
        pages(&erp, &list, "SettlmtDoc").await,
        [vec!["70011", "70010", "70009"], vec!["70008", "70007", "70006"], vec!["70005"]]
    );
    let items = format!("{SETTLEMENT}/SetlDoc('70001')/_Items?$select=SettlmtDocItem");
    erp.set("sap_page_size", 1);
    assert_eq!(pages(&erp, &items, "SettlmtDocItem").await, [["000010"], ["000020"]]);
}

#[tokio::test]
async fn v2_and_business_central_page_by_absolute_links() {
    let erp = Erp::start().await;
    erp.set("sap_page_size", 2);
    let list = format!(
        "{BP}/A_BusinessPartner?$orderby=BusinessPartner&$inlinecount=allpages&sap-client=100"
    );
    let body = erp.json(&list).await;
    assert_eq!(body["d"]["__count"], "3");
    assert!(
        body["d"]["__next"]
            .as_str()
            .unwrap()
            .starts_with(&format!("{}{BP}/A_BusinessPartner?$orderby", erp.url)),
        "{body}"
    );
    assert_eq!(pages(&erp, &list, "BusinessPartner").await, [vec!["999", "1000"], vec!["1001"]]);
    erp.set("business_central_page_size", 4);
    let vendors = format!("{BC}/vendors?$top=5");
    let body = erp.json(&vendors).await;
    assert!(
        body["@odata.nextLink"]
            .as_str()
            .unwrap()
            .starts_with(&format!("{}{BC}/vendors?$skiptoken=", erp.url)),
        "{body}"
    );
    assert_eq!(pages(&erp, &vendors, "number").await.concat().len(), 5);
}

#[tokio::test]
async fn a_client_may_ask_v4_for_smaller_pages() {
    let erp = Erp::start().await;
    let ask = |size: &str| {
        erp.request(Method::GET, &format!("{BC}/vendors"))
            .header("prefer", format!("odata.maxpagesize={size}"))
    };
    let reply = Reply::to(ask("2")).await;
    assert_eq!(
        (rows(&reply.json()).len(), reply.header("preference-applied")),
        (2, "odata.maxpagesize=2")
    );
    assert!(reply.json()["@odata.nextLink"].is_string());
    assert_eq!(rows(&Reply::to(ask("0")).await.json()).len(), 5);
}

#[tokio::test]
async fn a_skiptoken_is_good_for_its_own_request_only() {
    let erp = Erp::start().await;
    erp.set("sap_page_size", 5);
    let body = erp.json(&format!("{SETTLEMENT}/SetlDoc")).await;
    let (_, token) = body["@odata.nextLink"].as_str().unwrap().split_once("skiptoken=").unwrap();
    for other in [
        format!("$skiptoken={token}&$filter=SettlmtDoc+ne+''"),
        format!("$skiptoken={token}&$skip=5"),
        "$skiptoken=5".to_owned(),
    ] {
        let (status, message) = erp.refusal(&format!("{SETTLEMENT}/SetlDoc?{other}")).await;
        assert_eq!(status, 400, "{other}: {message}");
    }
}

#[tokio::test]
async fn v2_expands_by_paths() {
    let erp = Erp::start().await;
    let body =
        erp.json(&format!("{BP}/A_BusinessPartner?$expand=to_BusinessPartnerTax,to_Customer/to_Partner&$orderby=BusinessPartner")).await;
    let tax = |at: usize| {
        body["d"]["results"][at]["to_BusinessPartnerTax"]["results"].as_array().unwrap().len()
    };
    assert_eq!([tax(0), tax(1), tax(2)], [1, 2, 0]);
    assert_eq!(body["d"]["results"][2]["to_Customer"], Value::Null);
    assert_eq!(
        body["d"]["results"][0]["to_Customer"]["to_Partner"]["BusinessPartnerFullName"],
        "beta AG"
    );
    let select =
        "$select=BusinessPartner,to_BusinessPartnerTax/BPTaxNumber&$expand=to_BusinessPartnerTax";
    let body = erp.json(&format!("{BP}/A_BusinessPartner('1000')?{select}")).await;
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&body["d"]), ["__metadata", "BusinessPartner", "to_BusinessPartnerTax"]);
    assert_eq!(
        names(&body["d"]["to_BusinessPartnerTax"]["results"][0]),
        ["__metadata", "BPTaxNumber"]
    );
    // What $select does not name is not shown, expanded or not.
    let body = erp
        .json(&format!(
            "{BP}/A_BusinessPartner('1000')?$select=BusinessPartner&$expand=to_Customer"
        ))
        .await;
    assert_eq!(names(&body["d"]), ["__metadata", "BusinessPartner"]);
}

#[tokio::test]
async fn v4_expands_with_options_of_its_own() {
    let erp = Erp::start().await;
    let nested = "$select=SettlmtDocItem,NetAmount;$filter=NetAmount+gt+0.5;$orderby=SettlmtDocItem+desc;$top=1;$count=true;$expand=_Document($select=SettlmtDoc)";
    let body = erp
        .json(&format!("{SETTLEMENT}/SetlDoc?$top=2&$select=SettlmtDoc&$expand=_Items({nested})"))
        .await;
    let first = &rows(&body)[0];
    assert_eq!((&first["SettlmtDoc"], &first["_Items@odata.count"]), (&json!("70001"), &json!(1)));
    let second = &rows(&body)[1]["_Items"];
    assert_eq!(
        (second[0]["SettlmtDocItem"].as_str(), second.as_array().unwrap().len()),
        (Some("000020"), 1)
    );
    assert_eq!(second[0]["NetAmount"].to_string(), "3.5");
    assert_eq!(second[0]["_Document"]["SettlmtDoc"], "70002");
    let nobody = erp.json(&format!("{SETTLEMENT}/SetlDoc('70012')?$expand=_Items")).await;
    assert_eq!(nobody["_Items"], json!([]));
}
