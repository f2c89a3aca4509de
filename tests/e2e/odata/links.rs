//! Linked rows: `$expand` in both directions, and links in addresses.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Row, ask, text};
use crate::harness::{Gateway, small};

#[tokio::test]
async fn a_row_that_is_referred_to_is_given_with_it() {
    let gateway = Gateway::start(small(2)).await;
    let (partners, _) = ask(&gateway).all("partners").await;
    let by_id: BTreeMap<&str, &Row> = partners.iter().map(|row| (text(row, "id"), row)).collect();
    let (deals, _) = ask(&gateway).all("deals?$expand=partner&$select=id,partner_id").await;
    let mut found = 0;
    for deal in &deals {
        match by_id.get(text(deal, "partner_id")) {
            Some(partner) => {
                assert_eq!(deal["partner"].as_object(), Some(*partner));
                found += 1;
            }
            None => assert!(deal["partner"].is_null(), "{deal:?}"),
        }
    }
    assert!(found > 10);
    let (deals, _) = ask(&gateway).all("deals?$expand=partner($select=name)&$select=id").await;
    let one = deals.iter().find(|deal| !deal["partner"].is_null()).expect("a deal");
    assert_eq!(one.len(), 2, "{one:?}");
    assert!(one["partner"].as_object().is_some_and(|partner| partner.len() == 1));
}

#[tokio::test]
async fn rows_that_refer_to_one_are_given_with_it() {
    let gateway = Gateway::start(small(2)).await;
    let (deals, _) = ask(&gateway).all("deals?$select=id,name,stage,partner_id").await;
    let of = |partner: &Row, passes: fn(&Row) -> bool| {
        let deals = deals.iter().filter(|deal| deal["partner_id"] == partner["id"]);
        let mut ids: Vec<String> =
            deals.filter(|deal| passes(deal)).map(|deal| text(deal, "id").to_owned()).collect();
        ids.sort();
        ids
    };
    let linked = |partner: &Row| {
        let linked = partner["deals"].as_array().expect("a list").iter();
        let mut ids: Vec<String> =
            linked.map(|deal| deal["id"].as_str().expect("an id").to_owned()).collect();
        ids.sort();
        ids
    };
    let (partners, pages) =
        ask(&gateway).all("partners?$select=id&$expand=deals($select=id,name)").await;
    assert!(pages > 1, "many linked rows make small pages");
    assert!(partners.iter().any(|partner| linked(partner).len() > 1));
    for partner in &partners {
        assert_eq!(linked(partner), of(partner, |_| true));
    }
    let address = "partners?$select=id&$expand=deals($select=id;$filter=stage eq 'WON'),leads";
    let (partners, _) = ask(&gateway).all(address).await;
    for partner in &partners {
        assert_eq!(linked(partner), of(partner, |deal| deal["stage"] == "WON"));
        assert!(partner["leads"].is_array());
    }
    let (partners, _) = ask(&gateway).all("partners?$expand=deals($top=1)&$select=id").await;
    assert!(partners.iter().all(|partner| linked(partner).len() <= 1));
    let (programs, _) = ask(&gateway).all("partners?$expand=partner_programs,parent&$top=50").await;
    assert!(programs.iter().any(|partner| {
        partner["partner_programs"].as_array().is_some_and(|all| !all.is_empty())
    }));
}

#[tokio::test]
async fn addresses_lead_from_a_row_to_its_links() {
    let gateway = Gateway::start(small(2)).await;
    let (deals, _) = ask(&gateway).all("deals?$filter=partner_id ne null&$top=3").await;
    for deal in &deals {
        let address = format!("deals('{}')/partner?$select=id", text(deal, "id"));
        let partner: Value = ask(&gateway).get(&address).await.json();
        assert_eq!(partner["id"], deal["partner_id"]);
    }
    let (orphans, _) = ask(&gateway).all("partners?$filter=parent_id eq null&$top=1").await;
    let address = format!("partners('{}')/parent", text(&orphans[0], "id"));
    assert_eq!(ask(&gateway).get(&address).await.status, 204);
    assert_eq!(ask(&gateway).get("partners('x')/nothing").await.status, 404);
}
