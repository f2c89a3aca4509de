//! The connector as a whole, against a simulated org.

mod conformance;
mod locators;
mod org;
mod world;

use channelgraph_core::{Connector, ErrorKind, Page, Read, Select};
use channelgraph_schema::{
    Direction, EntityKind, FieldType, Filter, Test, Value,
    mapping::{MappingSpec, SourceOrder},
};
use serde_json::{Value as Json, json};

use crate::{default_mapping, tests::org::Org};

fn check(spec: &MappingSpec) {
    for (kind, objects) in &spec.0 {
        for (name, field) in objects.values().flat_map(|object| &object.fields) {
            let known = kind.field(name).unwrap_or_else(|| panic!("{kind} has no field `{name}`"));
            match kind.def(known).ty {
                FieldType::Enum(of) => {
                    let mut given = field.values.values().chain(&field.constant).peekable();
                    assert!(
                        given.peek().is_some()
                            && given.all(|word| of.words().any(|known| known == word)),
                        "{kind}.{name}"
                    );
                }
                FieldType::Money => assert!(field.currency.is_some(), "{kind}.{name}"),
                _ => assert!(field.field.is_some() || field.constant.is_some(), "{kind}.{name}"),
            }
        }
    }
}

#[test]
fn the_default_mapping_fits_the_model() {
    check(&default_mapping("USD"));
}

#[test]
fn amounts_are_in_the_org_s_currency() {
    let deal = |mapping: &MappingSpec| mapping.0[&EntityKind::Deal]["Opportunity"].fields.clone();
    let euros = deal(&default_mapping("EUR"));
    assert_eq!(
        (euros["amount"].currency.as_deref(), euros["currency"].constant.as_deref()),
        (Some("EUR"), Some("EUR"))
    );
}

#[test]
fn the_demo_lies_over_it() {
    let demo: MappingSpec = toml::from_str(include_str!("../../../demo/salesforce.toml")).unwrap();
    check(&default_mapping("USD").overlaid(demo));
}

/// A question of everything of an object, to be narrowed.
fn read(object: &str, fields: &[&str]) -> Read {
    Read::all(object, fields, 10_000)
}

fn test(name: &str, test: Test) -> Filter<String> {
    Filter::Test(name.to_owned(), test)
}

fn by(field: &str, direction: Direction) -> Option<SourceOrder> {
    Some(SourceOrder { field: field.to_owned(), direction, by_day: None })
}

fn ids(page: &Page) -> Vec<&str> {
    page.rows.iter().map(|row| row.id.as_str()).collect()
}

fn children(read: Read, field: &str, parents: impl IntoIterator<Item = String>) -> Read {
    Read {
        select: Select::Children {
            field: field.to_owned(),
            parents: parents.into_iter().collect(),
        },
        ..read
    }
}

#[tokio::test]
async fn records_by_id_are_one_call_whatever_is_asked_of_them() {
    let org = Org::start().await;
    let wanted =
        vec![org::id("006", 3), org::id("006", 1), org::id("006", 99_999), "nonsense".to_owned()];
    let plain = Read {
        select: Select::Ids(wanted.clone()),
        ..read("Opportunity", &["Amount", "Gone__c", "Name"])
    };
    org.connector.read(&plain).await.unwrap();
    let (page, calls) = org.counted(&plain).await;
    assert_eq!((calls, page.complete, page.exact), (1, true, true));
    let mut found = ids(&page);
    found.sort_unstable();
    assert_eq!(found, [org::id("006", 1), org::id("006", 3)]);
    assert!(
        page.rows.iter().all(|row| row.json("Gone__c").is_null() && !row.json("Name").is_null())
    );

    let paths = ["Account.Name", "Campaign.Name", "OpportunityPartnersFrom[].AccountToId"];
    let paths = Read { select: Select::Ids(wanted), ..read("Opportunity", &paths) };
    org.connector.read(&paths).await.unwrap();
    let (page, calls) = org.counted(&paths).await;
    assert_eq!(calls, 1);
    let third = page.rows.iter().find(|row| row.id == org::id("006", 3)).unwrap();
    assert_eq!(third.json("Account.Name"), json!("Account 3"));
    // The primary one first, though its id is the later.
    assert_eq!(
        third.json("OpportunityPartnersFrom[].AccountToId"),
        json!([org::id("001", 5), org::id("001", 4)])
    );
}

#[tokio::test]
async fn many_ids_with_paths_are_cut_to_what_an_address_holds() {
    let org = Org::start().await;
    let wanted = (0..1500).map(|n| org::id("006", n)).collect();
    let read = Read { select: Select::Ids(wanted), ..read("Opportunity", &["Account.Name"]) };
    org.connector.read(&read).await.unwrap();
    let (page, calls) = org.counted(&read).await;
    assert_eq!((page.rows.len(), calls), (org::DEALS, 3));
}

#[tokio::test]
async fn a_total_costs_nothing_on_the_first_page_and_one_call_on_later_ones() {
    let org = Org::start().await;
    let first = Read {
        limit: 5,
        count: true,
        order: by("Amount", Direction::Desc),
        ..read("Opportunity", &["Amount"])
    };
    org.connector.read(&first).await.unwrap();
    let (page, calls) = org.counted(&first).await;
    assert_eq!((calls, page.total, page.complete), (1, Some(org::DEALS as u64), false));
    let last = &page.rows[4];
    let key = Value::Number(last.text("Amount").unwrap().parse().unwrap());
    let place = channelgraph_core::After { key, id: Some(last.id.clone()) };
    let (page, calls) = org.counted(&Read { after: Some(place), ..first }).await;
    assert_eq!((calls, page.total), (2, Some(org::DEALS as u64)));
}

#[tokio::test]
async fn a_few_children_of_each_parent_are_one_call() {
    let org = Org::start().await;
    let parents = (0..org::ACCOUNTS).map(|n| org::id("001", n));
    let deals = Read {
        limit: 2,
        order: by("CloseDate", Direction::Desc),
        ..read("Opportunity", &["CloseDate", "Owner.Name"])
    };
    let deals = children(deals, "AccountId", parents.clone());
    org.connector.read(&deals).await.unwrap();
    let (page, calls) = org.counted(&deals).await;
    assert_eq!((calls, page.complete, page.exact), (1, false, true));
    for parent in parents {
        let under: Vec<_> =
            page.rows.iter().filter(|row| row.parent.as_deref() == Some(&*parent)).collect();
        let all = read("Opportunity", &["CloseDate"]);
        let filter = test("AccountId", Test::Eq(parent.as_str().into()));
        let all = org
            .connector
            .read(&Read { filter, order: by("CloseDate", Direction::Desc), ..all })
            .await
            .unwrap();
        assert_eq!(under.len(), all.rows.len().min(3));
        assert!(under.iter().zip(&all.rows).all(|(here, there)| here.id == there.id));
    }
}

#[tokio::test]
async fn all_children_of_all_parents_are_one_call_and_children_paged_apart_are_fetched() {
    let org = Org::start().await;
    let parents: Vec<_> = (0..org::ACCOUNTS).map(|n| org::id("001", n)).collect();
    let all = children(read("Opportunity", &[]), "AccountId", parents.clone());
    org.connector.read(&all).await.unwrap();
    let (page, calls) = org.counted(&all).await;
    assert_eq!((calls, page.complete), (1, true));
    let few = Read { limit: 100, ..all };
    org.simulator.set("child_batch_size", json!(3)).unwrap();
    org.simulator.set("batch_size", json!(50)).unwrap();
    let (paged, _) = org.counted(&few).await;
    let pairs = |page: &Page| {
        let mut pairs: Vec<_> =
            page.rows.iter().map(|row| (row.parent.clone(), row.id.clone())).collect();
        pairs.sort();
        pairs
    };
    assert_eq!(pairs(&page), pairs(&paged));
    assert!(paged.complete);
}

#[tokio::test]
async fn partners_of_a_deal_that_are_rows_of_their_own_are_a_reference_too() {
    let org = Org::start().await;
    let field = "OpportunityPartnersFrom[].AccountToId";
    let parents = vec![org::id("001", 4), org::id("001", 5)];
    let under = children(read("Opportunity", &[field]), field, parents.clone());
    org.connector.read(&under).await.unwrap();
    let (page, calls) = org.counted(&under).await;
    assert_eq!(calls, 1);
    assert!(!page.rows.is_empty());
    for row in &page.rows {
        assert_eq!(row.parent, row.text(field), "the primary partner counts");
    }
    let filter = test(field, Test::In(parents.iter().map(|id| id.as_str().into()).collect()));
    let listed =
        org.connector.read(&Read { filter, ..read("Opportunity", &[field]) }).await.unwrap();
    assert!(!listed.exact);
    let mut meant: Vec<_> = listed
        .rows
        .iter()
        .filter(|row| row.text(field).is_some_and(|id| parents.contains(&id)))
        .collect();
    meant.sort_by(|a, b| a.id.cmp(&b.id));
    let mut found = ids(&page);
    found.sort_unstable();
    assert_eq!(found, meant.iter().map(|row| row.id.as_str()).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_session_that_ends_is_begun_anew_and_a_wrong_secret_is_named() {
    let org = Org::start().await;
    let all = read("Account", &["Name"]);
    org.simulator.set("token_calls", json!(1)).unwrap();
    for _ in 0..3 {
        assert_eq!(org.connector.read(&all).await.unwrap().rows.len(), org::ACCOUNTS);
    }
    let wrong = org.with(
        r#"{ flow = "client_credentials", client_id = "channelgraph", client_secret = "guess" }"#,
        "",
    );
    let error = wrong.read(&all).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert!(!error.message().contains("guess"), "{error}");
}

#[tokio::test]
async fn a_signed_assertion_logs_in() {
    let org = Org::start().await;
    let key = include_str!("tests/jwt-test-key.pem").replace('\n', "\\n");
    let auth = |user| {
        format!(
            r#"{{ flow = "jwt_bearer", client_id = "channelgraph", username = "{user}", private_key = "{key}" }}"#
        )
    };
    assert_eq!(
        org.with(&auth("gate@acme.example"), "")
            .read(&read("Account", &[]))
            .await
            .unwrap()
            .rows
            .len(),
        org::ACCOUNTS
    );
    let error =
        org.with(&auth("stranger@acme.example"), "").read(&read("Account", &[])).await.unwrap_err();
    assert!(
        error.kind() == ErrorKind::Auth && error.message().contains("hasn't approved"),
        "{error}"
    );
}

#[tokio::test]
async fn what_is_hidden_after_it_was_described_is_left_out() {
    let org = Org::start().await;
    let all = Read {
        filter: test("Amount", Test::IsNull(true)),
        ..read("Opportunity", &["Amount", "Name"])
    };
    org.connector.read(&all).await.unwrap();
    org.simulator.set("hidden_fields", json!(["Opportunity.Amount"])).unwrap();
    let page = org.connector.read(&all).await.unwrap();
    assert_eq!(page.rows.len(), org::DEALS);
    assert!(page.rows.iter().all(|row| row.json("Amount") == Json::Null));
    org.simulator.set("hidden_objects", json!(["Account"])).unwrap();
    let fresh = org.with(org::AUTH, "");
    let error = fresh.read(&read("Account", &[])).await.unwrap_err();
    assert!(
        error.kind() == ErrorKind::NotFound && error.message().contains("`Account`"),
        "{error}"
    );
    assert_eq!(
        fresh.missing("Opportunity", &["Name".into(), "Account.Name".into()]).await.unwrap(),
        ["Account.Name"]
    );
}

#[tokio::test]
async fn the_quota_is_known_from_any_answer() {
    let org = Org::start().await;
    let asked = org.connector.quota().await.unwrap();
    assert_eq!((asked[0].name.as_str(), asked[0].limit), ("daily", 100_000));
    org.connector.read(&read("Account", &[])).await.unwrap();
    let calls = org.calls();
    let known = org.connector.quota().await.unwrap();
    assert!(known[0].remaining < asked[0].limit);
    assert_eq!(org.calls(), calls);
    org.simulator.set("daily_quota", json!(1)).unwrap();
    assert_eq!(
        org.connector.read(&read("Account", &[])).await.unwrap_err().kind(),
        ErrorKind::QuotaExhausted
    );
}
