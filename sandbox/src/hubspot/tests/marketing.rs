//! Campaigns and files, which have APIs of their own.

use chrono::{DateTime, Duration, Utc};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{Reply, Served, account};
use crate::hubspot::store::{Campaign, File, Store};

fn day(number: u64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Duration::days(20_000 + number as i64)
}

fn guid(number: u64) -> String {
    format!("00000000-0000-4000-8000-{number:012x}")
}

/// An account with so many campaigns, made on one day after another, and named the other way round.
fn with_campaigns(count: u64) -> Store {
    let campaign = |number: u64| {
        let name = format!("Campaign {:03}", count - number);
        let properties = [("hs_name", name.as_str()), ("hs_goal", "")];
        let properties = properties.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let at = day(number);
        (guid(number), Campaign { properties, created_at: at, updated_at: at })
    };
    Store { campaigns: (0..count).map(campaign).collect(), ..account(1) }
}

/// An account with files of every access in two folders.
fn with_files() -> Store {
    let access = ["PUBLIC_INDEXABLE", "PRIVATE", "HIDDEN_PRIVATE", "SENSITIVE"];
    let file = |number: u64| {
        let file = File {
            name: format!("Logo {number}"),
            folder: "/Brand".to_owned(),
            folder_id: Some(7 + number % 2),
            extension: "png".to_owned(),
            kind: if number < 20 { "IMG" } else { "OTHER" },
            size: 100 * number,
            url: format!("https://files.example/{number}"),
            access: access[number as usize % 4],
            expires_at: None,
            created_at: day(number),
            updated_at: day(100 - number),
        };
        (number, file)
    };
    Store { files: (1..=40).map(file).collect(), ..account(1) }
}

fn texts(reply: &Reply, member: &str) -> Vec<String> {
    let results = reply.body["results"].as_array().unwrap();
    results.iter().map(|one| one[member].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn campaigns_give_the_properties_that_are_asked_for_and_hold_something() {
    let served = Served::new(with_campaigns(3)).await;
    for base in ["/marketing/campaigns/2026-09", "/marketing/v3/campaigns/"] {
        let bare = served.get(base).await;
        assert_eq!(bare.body["total"], 3);
        assert_eq!(bare.body["results"][0]["properties"], json!({}));
        let asked = served.get(&format!("{base}?properties=hs_name,hs_goal,none")).await;
        assert_eq!(asked.body["results"][0]["properties"], json!({ "hs_name": "Campaign 001" }));
    }
    let one = served.get(&format!("/marketing/v3/campaigns/{}?properties=hs_name", guid(0))).await;
    assert_eq!(one.body["properties"]["hs_name"], "Campaign 003");
    let none = served.get(&format!("/marketing/v3/campaigns/{}", guid(9))).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn campaigns_come_page_by_page_in_three_orders_and_by_a_part_of_their_name() {
    let served = Served::new(with_campaigns(130)).await;
    let base = "/marketing/campaigns/2026-03";
    let (mut ids, mut after) = (Vec::new(), String::new());
    loop {
        let page = served.get(&format!("{base}?sort=createdAt&limit=60{after}")).await;
        ids.extend(texts(&page, "id"));
        match page.body["paging"]["next"]["after"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(ids, (0..130).map(guid).collect::<Vec<_>>());
    let by_name = served.get(base).await;
    assert_eq!(texts(&by_name, "id"), (80..130).rev().map(guid).collect::<Vec<_>>());
    let latest = served.get(&format!("{base}?sort=-updatedAt&limit=1")).await;
    assert_eq!(texts(&latest, "id"), [guid(129)]);
    let named = served.get(&format!("{base}?name=campaign+01")).await;
    assert_eq!(named.body["total"], 10);
    for refused in ["limit=101", "limit=0", "sort=hs_goal", "after=60"] {
        let reply = served.get(&format!("{base}?{refused}")).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{refused}");
    }
}

#[tokio::test]
async fn a_batch_of_campaigns_folds_what_is_named_twice() {
    let served = Served::new(with_campaigns(60)).await;
    let read = async |base: &str, ids: Vec<u64>| {
        let inputs: Vec<Value> = ids.into_iter().map(|id| json!({ "id": guid(id) })).collect();
        let path = format!("{base}/batch/read?properties=hs_name");
        served.post(&path, json!({ "inputs": inputs })).await
    };
    let dated = read("/marketing/campaigns/2026-09", vec![5, 3, 5, 99]).await;
    assert_eq!((dated.status, texts(&dated, "id")), (StatusCode::OK, vec![guid(3), guid(5)]));
    assert_eq!(dated.body["errors"][0]["context"]["ids"], json!([guid(99)]));
    let numbered = read("/marketing/v3/campaigns", vec![1, 99]).await;
    assert_eq!(numbered.status, StatusCode::MULTI_STATUS);
    let many = read("/marketing/campaigns/2026-09", (0..51).collect()).await;
    assert_eq!(many.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_search_of_files_shows_none_that_are_hidden() {
    let served = Served::new(with_files()).await;
    let base = "/files/2026-09/files/search";
    let all = served.get(&format!("{base}?limit=100&sort=createdAt")).await;
    assert_eq!(all.ids(), (1..=40).filter(|id| id % 4 != 2).collect::<Vec<u64>>());
    assert_eq!(all.body["results"][0]["access"], "PRIVATE");
    assert_eq!(all.body["results"][0]["path"], "/Brand/Logo 1");
    for (query, ids) in [
        ("ids=3&ids=2&ids=1", vec![1, 3]),
        ("parentFolderIds=8&type=IMG&limit=3", vec![1, 3, 5]),
        ("updatedAtLte=2024-12-31T00:00:00Z&sort=-updatedAt&limit=1", vec![12]),
        ("sizeGte=3900&allowsAnonymousAccess=true", vec![40]),
        ("name=logo+4", vec![4, 40]),
    ] {
        assert_eq!(served.get(&format!("{base}?{query}")).await.ids(), ids, "{query}");
    }
    assert_eq!(served.get("/files/v3/files/4").await.body["url"], "https://files.example/4");
    assert_eq!(served.get("/files/v3/files/99").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_search_of_files_has_pages_up_to_a_wall() {
    let served = Served::new(with_files()).await;
    let base = "/files/2026-09/files/search?sort=createdAt";
    let page = served.get(base).await;
    assert_eq!(page.ids().len(), 10);
    assert_eq!(page.body["paging"]["next"]["after"], "10");
    assert_eq!(served.get(&format!("{base}&after=20")).await.ids().len(), 10);
    served.simulator.set("files_wall", json!(20)).unwrap();
    for refused in ["after=20", "limit=101", "sort=height", "ids=x", "updatedAtGte=soon"] {
        let reply = served.get(&format!("{base}&{refused}")).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{refused}");
    }
}

#[tokio::test]
async fn both_take_a_scope() {
    let served = Served::new(with_campaigns(1)).await;
    let scopes = json!(["marketing.campaigns.read", "files"]);
    served.simulator.set("missing_scopes", scopes).unwrap();
    for path in ["/marketing/campaigns/2026-09", "/files/2026-09/files/search"] {
        let reply = served.get(path).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN);
        assert_eq!(reply.body["category"], "MISSING_SCOPES");
    }
}
