//! Campaigns and files: what reads of them cost, and what becomes of those that may not see them.

use channelgraph_core::{Connector, ErrorKind, Read, Select};
use channelgraph_schema::{Filter, Test, Value};
use serde_json::json;

use super::{Setup, all, setup};

const CAMPAIGN: [&str; 4] = ["createdAt", "hs_campaign_status", "hs_name", "hs_owner.email"];

/// An account with this many campaigns and files more.
async fn large(config: &str, more: u64) -> Setup {
    let setup = setup(config).await;
    let mut store = setup.account.store.write();
    let (campaign, file) = (
        store.campaigns.values().next().unwrap().clone(),
        store.files.values().find(|file| file.access == "PRIVATE").unwrap().clone(),
    );
    for place in 0..more {
        let id = format!("00000000-0000-4000-8000-{place:012x}");
        store.campaigns.insert(id, campaign.clone());
        store.files.insert(1 + place, file.clone());
    }
    drop(store);
    setup
}

#[tokio::test]
async fn a_list_costs_a_call_for_each_hundred() {
    let setup = large("", 230).await;
    let (campaigns, files) = {
        let store = setup.account.store.read();
        let shown = store.files.values().filter(|file| !file.access.starts_with("HIDDEN"));
        (store.campaigns.len(), shown.count())
    };
    setup.cost(&all("campaigns", &CAMPAIGN)).await;
    for (object, count) in [("campaigns", campaigns), ("files", files)] {
        let fields: &[&str] = if object == "files" { &["name", "url"] } else { &CAMPAIGN };
        let read = Read { count: true, limit: 7, ..all(object, fields) };
        let (page, searches, others) = setup.cost(&read).await;
        assert_eq!((searches, others), (0, count.div_ceil(100) as u64), "{object}");
        assert_eq!((page.rows.len(), page.total), (7, Some(count as u64)), "{object}");
    }
}

#[tokio::test]
async fn records_by_id_cost_a_call_for_each_batch() {
    let setup = large("", 120).await;
    let id = |place: u64| format!("00000000-0000-4000-8000-{place:012x}");
    let gone = "ffffffff-0000-4000-8000-000000000000".to_owned();
    let campaigns: Vec<String> = (0..110).map(id).chain([gone]).collect();
    let files: Vec<String> =
        (1..=110).map(|id: u64| id.to_string()).chain(["999".into()]).collect();
    for (object, ids, calls) in [("campaigns", campaigns, 3), ("files", files, 2)] {
        let read = Read { select: Select::Ids(ids), ..all(object, &["createdAt"]) };
        let (page, _, others) = setup.cost(&read).await;
        assert_eq!((page.rows.len(), others), (110, calls), "{object}");
    }
}

#[tokio::test]
async fn files_of_a_folder_are_asked_for_by_it() {
    let setup = setup("max_rows = 100\nsizes = { listed = 1 }").await;
    let folder = {
        let store = setup.account.store.read();
        store.files.values().find_map(|file| file.folder_id).unwrap().to_string()
    };
    let filter = Filter::Test("parentFolderId".into(), Test::Eq(Value::text(folder.as_str())));
    let read = Read { filter, ..all("files", &["folder", "parentFolderId"]) };
    let (page, _, others) = setup.cost(&read).await;
    assert!(!page.rows.is_empty());
    assert_eq!(others, page.rows.len() as u64, "no other file came");
    assert!(page.rows.iter().all(|row| row.text("parentFolderId").as_ref() == Some(&folder)));
}

#[tokio::test]
async fn whoever_may_not_see_them_has_none() {
    let setup = setup("").await;
    let scopes = ["marketing.campaigns.read", "files"];
    setup.account.set("missing_scopes", json!(scopes)).unwrap();
    for (object, scope) in ["campaigns", "files"].into_iter().zip(scopes) {
        let error = setup.hubspot.describe(object).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{object}");
        assert!(error.message().contains(scope), "{error}");
    }
    let wrong = super::connector(&setup.url, "auth = { service_key = 'wrong' }");
    let error = wrong.describe("campaigns").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth, "a wrong key is no missing product");
}

#[tokio::test]
async fn a_list_that_is_too_long_is_refused_with_the_mend() {
    let setup = large("sizes = { offset = 200 }", 230).await;
    setup.account.set("files_wall", json!(200)).unwrap();
    let error = setup.hubspot.read(&all("files", &["name"])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooMuch);
    assert!(error.message().contains("parentFolderId"), "{error}");
    let setup = large("max_rows = 100", 230).await;
    let error = setup.hubspot.read(&all("campaigns", &["hs_name"])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooMuch);
    assert!(error.message().contains("max_rows"), "{error}");
}

#[tokio::test]
async fn names_are_known_or_missing_and_ids_are_their_own() {
    let setup = setup("portal_id = 42").await;
    let names = ["hs_name", "our_region", "companies#Partner"].map(str::to_owned);
    let missing = setup.hubspot.missing("campaigns", &names).await.unwrap();
    assert_eq!(missing, ["our_region", "companies#Partner"]);
    let missing = setup.hubspot.missing("files", &["hs_name".to_owned()]).await.unwrap();
    assert_eq!(missing, ["hs_name"]);
    let id = "EDB9B6C3-D2E2-4CA8-8396-832262AED0D4";
    assert_eq!(setup.hubspot.canonical_id("campaigns", id), Some(id.to_lowercase()));
    assert_eq!(setup.hubspot.record_url("campaigns", &id.to_lowercase()), None);
}

#[tokio::test]
async fn every_version_of_the_api_has_them() {
    for version in ["v3", "2026-03", "2026-09"] {
        let setup = setup(&format!("api_version = '{version}'")).await;
        for object in ["campaigns", "files"] {
            let page = setup.hubspot.read(&all(object, &["createdAt"])).await.unwrap();
            let ids: Vec<String> = page.rows.iter().map(|row| row.id.clone()).collect();
            let read = Read { select: Select::Ids(ids), ..all(object, &["createdAt"]) };
            let again = setup.hubspot.read(&read).await.unwrap();
            assert!(!page.rows.is_empty() && again.rows.len() == page.rows.len(), "{object}");
        }
    }
}
