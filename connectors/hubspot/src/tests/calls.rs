//! What each kind of question costs, and what becomes of credentials and failures.

use channelgraph_core::{Connector, ErrorKind, Read, Select};
use channelgraph_schema::{Direction, Filter, Test, Value, mapping::SourceOrder};
use serde_json::json;

use super::{Setup, all, connector, setup};

const FIELDS: [&str; 6] = [
    "dealname",
    "amount",
    "dealstage.state",
    "hubspot_owner_id.name",
    "companies#Partner",
    "companies#primary.name",
];

fn ids(setup: &Setup, object: &str, count: usize) -> Vec<String> {
    setup.account.store.read().objects[object].rows.keys().take(count).map(u64::to_string).collect()
}

#[tokio::test]
async fn records_by_id_cost_their_batches_and_one_call_for_all_associations() {
    let setup = setup("").await;
    let ids = ids(&setup, "deals", 150);
    assert!(ids.len() > 100);
    let read = Read {
        select: Select::Ids([ids.clone(), vec!["1".into()]].concat()),
        ..all("deals", &["dealname", "amount"])
    };
    let (page, searches, others) = setup.cost(&read).await;
    assert_eq!((searches, others), (0, 2));
    let mut found: Vec<_> = page.rows.iter().map(|row| row.id.clone()).collect();
    found.sort();
    let mut expected = ids.clone();
    expected.sort();
    assert_eq!(found, expected, "unknown ids are absent, all others there");

    setup.cost(&all("deals", &FIELDS)).await;
    let read = Read { select: Select::Ids(ids), ..all("deals", &FIELDS) };
    let (page, searches, others) = setup.cost(&read).await;
    assert_eq!((searches, others), (0, 2 + 1 + 1), "two batches, the associations, one hop");
    assert!(page.rows.iter().any(|row| row.text("companies#primary.name").is_some()));
    assert!(page.rows.iter().any(|row| row.text("companies#Partner").is_some()));
    assert!(
        page.rows.iter().all(|row| row.text("dealstage.state").is_some()
            && row.text("hubspot_owner_id.name").is_some())
    );
}

#[tokio::test]
async fn histories_are_read_if_asked_for_and_fifty_at_a_time() {
    let setup = setup("").await;
    let fields = ["dealname", "dealstage[].at", "dealstage[].label"];
    let ids = ids(&setup, "deals", 110);
    let read = Read { select: Select::Ids(ids), ..all("deals", &fields) };
    setup.cost(&read).await;
    let (page, searches, others) = setup.cost(&read).await;
    assert_eq!((page.rows.len(), searches, others), (110, 0, 3));
    let list = Read { limit: 60, ..all("deals", &fields) };
    let (page, searches, others) = setup.cost(&list).await;
    assert_eq!((page.rows.len(), searches, others), (60, 1, 2));
    assert!(page.rows.iter().all(|row| row.text("dealname").is_some()
        && row.json("dealstage[].at").as_array().is_some_and(|times| times.len() > 1)));
    let (_, searches, others) = setup.cost(&all("deals", &["dealname"])).await;
    assert_eq!((searches, others), (1, 0), "who does not ask does not pay");
}

#[tokio::test]
async fn a_history_that_is_cut_off_tells_what_is_left() {
    let setup = setup("").await;
    setup.account.set("history_depth", json!(1)).unwrap();
    let fields = ["dealstage.label", "dealstage[].label"];
    let page = setup.hubspot.read(&all("deals", &fields)).await.unwrap();
    assert!(!page.rows.is_empty());
    assert!(
        page.rows
            .iter()
            .all(|row| { row.json("dealstage[].label") == json!([row.json("dealstage.label")]) })
    );
}

#[tokio::test]
async fn a_page_of_a_list_is_one_search() {
    let setup = setup("").await;
    let order =
        Some(SourceOrder { field: "createdate".into(), direction: Direction::Desc, by_day: None });
    let filter = Filter::Test("dealstage.state".into(), Test::Eq(Value::text("WON")));
    let mut read =
        Read { order, filter, count: true, limit: 10, ..all("deals", &["dealname", "createdate"]) };
    setup.cost(&read).await;
    let (page, searches, others) = setup.cost(&read).await;
    assert_eq!((searches, others), (1, 0));
    assert!(page.exact && page.rows.len() >= 10);
    assert!(page.total.unwrap() >= 10);
    let last = &page.rows[9];
    let key = channelgraph_schema::mapping::typed(
        &last.text("createdate").unwrap(),
        &Value::Time(Default::default()),
    );
    read.after = Some(channelgraph_core::After { key, id: Some(last.id.clone()) });
    read.count = false;
    let (_, searches, others) = setup.cost(&read).await;
    assert_eq!((searches, others), (1, 0), "the next page too");
}

#[tokio::test]
async fn children_of_many_parents_are_one_call_and_their_batches() {
    let setup = setup("").await;
    let parents = ids(&setup, "companies", 1000);
    let read = |parents: Vec<String>| Read {
        select: Select::Children { field: "companies#Partner".into(), parents },
        ..all("deals", &["dealname", "companies#Partner"])
    };
    let (page, searches, others) = setup.cost(&read(parents.clone())).await;
    let expected: usize = {
        let store = setup.account.store.read();
        let links = &store.associations[&("deals".to_owned(), "companies".to_owned())];
        let partner = |link: &&channelgraph_sandbox::hubspot::store::Link| {
            link.types.iter().any(|(.., label)| label.as_deref() == Some("Partner"))
        };
        links.values().map(|links| links.iter().filter(partner).count()).sum()
    };
    assert_eq!(page.rows.len(), expected);
    assert!(page.complete && page.exact);
    assert!(
        page.rows
            .iter()
            .all(|row| row.parent.is_some() && row.text("companies#Partner") == row.parent)
    );
    assert_eq!((searches, others), (0, 1 + expected.div_ceil(100) as u64));
}

#[tokio::test]
async fn children_by_a_property_are_found_by_search() {
    let setup = setup("").await;
    let parents: Vec<String> = ids(&setup, "companies", 100);
    let read = Read {
        select: Select::Children { field: "hs_parent_company_id".into(), parents },
        ..all("companies", &["name"])
    };
    let (page, ..) = setup.cost(&read).await;
    let expected = setup.account.store.read().objects["companies"]
        .rows
        .values()
        .filter(|row| row.contains_key("hs_parent_company_id"))
        .count();
    assert!(expected > 0);
    assert_eq!(page.rows.len(), expected);
    assert!(page.rows.iter().all(|row| row.parent.is_some()));
}

#[tokio::test]
async fn custom_objects_are_found_by_what_they_are_associated_with() {
    let setup = setup("").await;
    let (partner, expected) = {
        let store = setup.account.store.read();
        let links = &store.associations[&("companies".to_owned(), "2-1001".to_owned())];
        let (partner, links) = links.iter().max_by_key(|(_, links)| links.len()).unwrap();
        (partner.to_string(), links.iter().map(|link| link.to.to_string()).collect::<Vec<_>>())
    };
    let filter =
        Filter::Test("companies#Partner".into(), Test::In(vec![Value::text(partner.as_str())]));
    let mut read =
        Read { filter, limit: 100, ..all("2-1001", &["incentive_name", "companies#Partner"]) };
    let (page, searches, others) = setup.cost(&read).await;
    let mut found: Vec<_> = page.rows.iter().map(|row| row.id.clone()).collect();
    let mut sorted = expected.clone();
    found.sort();
    sorted.sort();
    assert_eq!(found, sorted);
    assert!(
        page.exact
            && page.complete
            && page.rows.iter().all(|row| row.text("companies#Partner") == Some(partner.clone()))
    );
    assert_eq!((searches, others), (0, 3), "whose they are, the records, and whose else");
    read.order =
        Some(SourceOrder { field: "createdate".into(), direction: Direction::Desc, by_day: None });
    let (page, ..) = setup.cost(&read).await;
    assert_eq!(page.rows.len(), expected.len());
}

#[tokio::test]
async fn every_version_of_the_paths_is_served() {
    let setup = setup("").await;
    for version in ["2026-09", "2026-03", "v3"] {
        let hubspot = connector(&setup.url, &format!("api_version = '{version}'"));
        let page = hubspot.read(&all("deals", &FIELDS)).await.unwrap();
        assert!(page.rows.iter().any(|row| row.text("companies#Partner").is_some()), "{version}");
    }
}

#[tokio::test]
async fn an_app_refreshes_its_token_and_keeps_the_latest_refresh_token() {
    let setup = setup("").await;
    setup.account.set("rotate_refresh_token", json!(true)).unwrap();
    let account = super::Account::default();
    let oauth = format!(
        "auth = {{ oauth = {{ client_id = '{}', client_secret = '{}', refresh_token = '{}' }} }}",
        account.client_id, account.client_secret, account.refresh_token
    );
    let hubspot = connector(&setup.url, &oauth);
    for _ in 0..3 {
        assert!(hubspot.read(&all("deals", &["dealname"])).await.is_ok());
        setup.account.set("expire_access_tokens", json!(true)).unwrap();
    }
    let other = connector(&setup.url, &oauth);
    assert_eq!(
        other.read(&all("deals", &["dealname"])).await.unwrap_err().kind(),
        ErrorKind::Auth,
        "the first refresh token has ended"
    );
}

#[tokio::test]
async fn failures_are_what_they_are() {
    let setup = setup("").await;
    let wrong = connector(&setup.url, "auth = { service_key = 'wrong' }");
    assert_eq!(wrong.read(&all("deals", &["dealname"])).await.unwrap_err().kind(), ErrorKind::Auth);
    assert_eq!(
        setup.hubspot.describe("no_such_object").await.unwrap_err().kind(),
        ErrorKind::NotFound
    );
    setup.account.set("daily_quota", json!(0)).unwrap();
    assert_eq!(
        setup.hubspot.read(&all("deals", &["dealname"])).await.unwrap_err().kind(),
        ErrorKind::QuotaExhausted
    );
}

#[tokio::test]
async fn a_stage_that_came_later_is_looked_up_once() {
    let setup = setup("").await;
    let read =
        Read { select: Select::Ids(ids(&setup, "deals", 3)), ..all("deals", &["dealstage.label"]) };
    setup.cost(&read).await;
    {
        let mut store = setup.account.store.write();
        for row in store.objects.get_mut("deals").unwrap().rows.values_mut().take(3) {
            row.insert("dealstage".into(), "new".into());
        }
        let stages = &mut store.pipelines.get_mut("deals").unwrap()[0].stages;
        let stage = channelgraph_sandbox::hubspot::store::Stage {
            id: "new".into(),
            label: "Brand new".into(),
            ..stages[0].clone()
        };
        stages.push(stage);
    }
    let (page, _, others) = setup.cost(&read).await;
    assert_eq!(page.rows[0].text("dealstage.label").as_deref(), Some("Brand new"));
    assert_eq!(others, 2, "the records, and the pipelines once more");
    setup.account.store.write().objects.get_mut("deals").unwrap().rows.values_mut().for_each(
        |row| {
            row.insert("dealstage".into(), "nowhere".into());
        },
    );
    assert_eq!(setup.cost(&read).await.2, 2);
    assert_eq!(setup.cost(&read).await.2, 1, "an id that is nowhere is not looked for again");
}

#[tokio::test]
async fn names_of_a_mapping_are_known_or_missing() {
    let setup = setup("").await;
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let given = names(&[
        "dealname",
        "dealstage.state",
        "companies#Partner",
        "companies#primary.name",
        "deals#Nobody",
        "amont",
        "companies#primary.nam",
    ]);
    let missing = setup.hubspot.missing("deals", &given).await.unwrap();
    assert_eq!(missing, ["deals#Nobody", "amont", "companies#primary.nam"]);
    let description = setup.hubspot.describe("deals").await.unwrap();
    let state = description.fields.iter().find(|field| field.name == "dealstage.state").unwrap();
    assert!(state.words.contains(&"won".to_owned()) && state.words.contains(&"Quoted".to_owned()));
    assert!(description.fields.iter().any(|field| field.name == "companies#Partner"));
}

#[tokio::test]
async fn quotas_are_those_of_the_last_answer() {
    let setup = setup("").await;
    assert!(setup.hubspot.quota().await.unwrap().is_empty());
    setup.account.set("burst_per_10s", json!(190)).unwrap();
    setup.account.set("daily_quota", json!(1000)).unwrap();
    setup.hubspot.describe("deals").await.unwrap();
    let quotas = setup.hubspot.quota().await.unwrap();
    let named: Vec<_> = quotas.iter().map(|quota| (quota.name.as_str(), quota.limit)).collect();
    assert_eq!(named, [("burst", 190), ("daily", 1000)]);
    assert!(quotas.iter().all(|quota| quota.remaining < quota.limit));
}

#[tokio::test]
async fn ids_and_addresses_are_hubspots() {
    let hubspot = connector("http://127.0.0.1:1", "portal_id = 4242");
    assert_eq!(hubspot.canonical_id("deals", "00420").as_deref(), Some("420"));
    for bad in ["", "0", "12a", "-1", "0018000001AbCdE"] {
        assert_eq!(hubspot.canonical_id("deals", bad), None, "{bad}");
    }
    let address = hubspot.record_url("deals", "7").unwrap();
    assert_eq!(address, "https://app.hubspot.com/contacts/4242/record/0-3/7");
}
