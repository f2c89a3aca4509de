//! Reads: what they cost, what is not there, and what Tryton cannot be asked.

use channelgraph_core::{Connector, ErrorKind, Read, Select};
use channelgraph_schema::{Direction, Filter, Test, Value, mapping::SourceOrder};

use super::{Live, read};

fn test(field: &str, test: Test) -> Filter<String> {
    Filter::Test(field.to_owned(), test)
}

fn calls(live: &Live) -> usize {
    live.tryton.stats().snapshot().calls
}

#[tokio::test]
async fn many_ids_cost_one_call_and_unknown_ones_are_absent() {
    let Some(live) = Live::shared("") else { return };
    let rows = live.rows("commission");
    let mut ids: Vec<String> = rows.iter().rev().map(|row| row.id.clone()).collect();
    ids.extend(["0", "999999", "-1", "007", "x", "99999999999999999999"].map(str::to_owned));
    ids.push(rows[0].id.clone());
    let asked = Read {
        select: Select::Ids(ids),
        ..read("commission", &["agent.party.name", "amount", "nope"])
    };
    live.tryton.read(&asked).await.unwrap();
    let before = calls(&live);
    // More than the 1,400 bytes from which on Tryton compresses.
    let page = live.tryton.read(&asked).await.unwrap();
    assert_eq!((page.rows.len(), calls(&live) - before), (rows.len(), 1));
    let first = page.rows.iter().find(|row| row.id == rows[0].id).unwrap();
    assert_eq!(first.json("amount").to_string(), "10.0000");
    assert_eq!(first.text("agent.party.name"), rows[0].text("agent.party.name"));
    assert_eq!(first.text("nope"), None);
}

#[tokio::test]
async fn what_is_computed_is_checked_here() {
    let Some(live) = Live::shared("") else { return };
    let parties = live.rows("party.party").len();
    // Tryton's own search finds only parties with bookings.
    let nothing = read("party.party", &["receivable"]);
    let page = live
        .tryton
        .read(&Read { filter: test("receivable", Test::Gte(Value::Number(0.into()))), ..nothing })
        .await
        .unwrap();
    assert!((page.rows.len(), page.exact, page.complete) == (parties, true, true));
    let paid = Read {
        filter: test("invoice_state", Test::Eq("PAID".into())),
        count: true,
        ..read("commission", &[])
    };
    let page = live.tryton.read(&paid).await.unwrap();
    let meant = live
        .rows("commission")
        .iter()
        .filter(|row| row.text("invoice_state").as_deref() == Some("paid"))
        .count();
    assert!(meant > 0);
    assert_eq!((page.rows.len(), page.total), (meant, Some(meant as u64)));
}

#[tokio::test]
async fn an_order_that_tryton_does_not_have_is_made_here() {
    let Some(live) = Live::shared("") else { return };
    let order = |field: &str| {
        Some(SourceOrder { field: field.into(), direction: Direction::Asc, by_day: None })
    };
    let mut names: Vec<String> =
        live.rows("party.party").iter().filter_map(|row| row.text("name")).collect();
    names.sort_by_key(|name| name.to_lowercase());
    let page = live
        .tryton
        .read(&Read { order: order("name"), limit: 5, ..read("party.party", &["name"]) })
        .await
        .unwrap();
    let found: Vec<String> = page.rows.iter().filter_map(|row| row.text("name")).collect();
    assert_eq!((found.as_slice(), page.complete), (&names[..5], false));
    for field in ["invoice_state", "nope"] {
        let page = live
            .tryton
            .read(&Read { order: order(field), ..read("commission", &[]) })
            .await
            .unwrap();
        assert_eq!(page.rows.len(), 240, "{field}");
    }
}

#[tokio::test]
async fn a_model_that_is_not_there_is_not_found() {
    let Some(live) = Live::shared("") else { return };
    for object in ["party.nope", "ir", "../party"] {
        assert_eq!(
            live.tryton.read(&read(object, &["name"])).await.unwrap_err().kind(),
            ErrorKind::NotFound,
            "{object}"
        );
    }
    let names = ["name", "addresses.country.code", "addresses.nope", "nope.name", "name.x"]
        .map(str::to_owned);
    assert_eq!(
        live.tryton.missing("party.party", &names).await.unwrap(),
        ["addresses.nope", "nope.name", "name.x"]
    );
}

#[tokio::test]
async fn what_the_fields_are_is_told() {
    let Some(live) = Live::shared("") else { return };
    let described = live.tryton.describe("sale.opportunity#lead").await.unwrap();
    let field = |name: &str| described.fields.iter().find(|field| field.name == name).unwrap();
    assert_eq!(
        field("state").words,
        ["lead", "opportunity", "converted", "won", "lost", "cancelled"]
    );
    assert_eq!(field("party").kind, "many2one party.party");
    let client = format!("{}/#{}", live.server.said("url"), live.server.said("database"));
    assert_eq!(
        live.tryton.record_url("sale.opportunity#lead", "7").unwrap(),
        format!("{client}/model/sale.opportunity/7")
    );
}

#[tokio::test]
async fn too_many_rows_are_refused() {
    let Some(live) = Live::shared("max_rows = 100\nbatch = 30") else { return };
    let parents = live.rows("commission.agent").iter().map(|row| row.id.clone()).collect();
    let select = Select::Children { field: "agent".into(), parents };
    let error = live.tryton.read(&Read { select, ..read("commission", &[]) }).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooMuch);
    assert!(error.message().contains("`max_rows`"), "{error}");
    // A list is read as far as it is wanted.
    let page = live.tryton.read(&Read { limit: 70, ..read("commission", &[]) }).await.unwrap();
    assert_eq!((page.rows.len(), page.complete), (70, false));
}

#[tokio::test]
async fn children_by_what_cannot_be_searched_are_refused() {
    let Some(live) = Live::shared("") else { return };
    let select = Select::Children { field: "currency".into(), parents: vec!["1".into()] };
    let error = live.tryton.read(&Read { select, ..read("commission", &[]) }).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
}
