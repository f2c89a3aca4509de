//! The time zone in which moments are days, and the currency of amounts that name none.

use channelgraph_core::ErrorKind;
use channelgraph_sandbox::{
    Options,
    truth::{System, Text},
    world::edit::Edit,
};
use serde_json::{Value, json};

use super::harness::{Gateway, nodes, small};

/// A moment of 31 March in Arizona and of 1 April in UTC.
const EVENING: &str = "2023-04-01T01:09:44Z";

fn few() -> Options {
    Options { partners: 12, ..small(5) }
}

/// A world whose HubSpot account is in Arizona.
fn in_arizona() -> Options {
    Options { time_zone: "America/Phoenix".parse().expect("a zone"), ..few() }
}

/// Writes a deal into HubSpot: values of the model, and properties as HubSpot holds them.
fn write(gateway: &Gateway, values: Value, properties: Value, twin: Option<&Value>) -> Text {
    let edit = json!({
        "source": "hubspot", "kind": "deals", "values": values, "fields": properties,
        "same_as": twin, "tied": twin.is_some(),
    });
    let edit: Edit = serde_json::from_value(edit).expect("an edit");
    gateway.sandbox.control.edit(edit).expect("it fits").id
}

/// Names of the deals of HubSpot that pass a filter, in an order.
async fn names(gateway: &Gateway, filter: &str, order: &str) -> Vec<String> {
    let query = format!(
        "{{ deals(first: 50, filter: {{source: {{eq: \"hubspot\"}}, {filter}}}{order}) {{ nodes {{ name }} }} }}"
    );
    let data = gateway.data(&query).await;
    nodes(&data["deals"])
        .iter()
        .map(|node| node["name"].as_str().expect("a name").to_owned())
        .collect()
}

async fn deal(gateway: &Gateway, id: &str) -> Value {
    let fields = "closeDate amount { amount currency } conflicts { field }";
    let by = format!("{{record: {{source: \"hubspot\", id: \"{id}\"}}}}");
    gateway.data(&format!("{{ deal(by: {by}) {{ {fields} }} }}")).await["deal"].clone()
}

#[tokio::test]
async fn a_moment_is_the_day_that_the_accounts_people_see() {
    let gateway = Gateway::over_crms(in_arizona()).await;
    assert_eq!(gateway.calls().keys().filter(|call| call.contains("account-info")).count(), 0);
    let close = |name: &str, time: &str| {
        write(&gateway, json!({ "name": name }), json!({ "closedate": time }), None)
    };
    let id = close("first", EVENING);
    close("second", "2023-03-31T07:00:00Z");
    close("third", "2023-04-01T06:59:59.999Z");
    close("April", "2023-04-01T07:00:00Z");
    close("30 March", "2023-03-31T06:59:59.999Z");
    assert_eq!(deal(&gateway, &id).await["closeDate"], "2023-03-31");
    let march = ["first", "second", "third"];
    for (filter, expected) in [
        ("closeDate: {eq: \"2023-03-31\"}", march.to_vec()),
        ("closeDate: {eq: \"2023-04-01\"}", vec!["April"]),
        ("closeDate: {gte: \"2023-03-31\", lt: \"2023-04-01\"}", march.to_vec()),
        ("closeDate: {gt: \"2023-03-31\", lt: \"2023-05-01\"}", vec!["April"]),
        ("closeDate: {lte: \"2023-03-30\", gt: \"2023-01-01\"}", vec!["30 March"]),
    ] {
        assert_eq!(names(&gateway, filter, "").await, expected, "{filter}");
    }
    let range = "closeDate: {gte: \"2023-03-30\", lt: \"2023-05-01\"}";
    let up = names(&gateway, range, ", orderBy: {field: CLOSE_DATE}").await;
    assert_eq!(up, ["30 March", "first", "second", "third", "April"], "ties go by id");
    let down = names(&gateway, range, ", orderBy: {field: CLOSE_DATE, direction: DESC}").await;
    assert_eq!(down, ["April", "first", "second", "third", "30 March"]);
    for direction in ["ASC", "DESC"] {
        let mut found = Vec::new();
        let mut after = String::new();
        loop {
            let query = format!(
                "{{ deals(first: 1{after}, filter: {{source: {{eq: \"hubspot\"}}, {range}}}, \
                 orderBy: {{field: CLOSE_DATE, direction: {direction}}}) \
                 {{ nodes {{ name }} pageInfo {{ hasNextPage endCursor }} }} }}"
            );
            let page = gateway.data(&query).await["deals"].clone();
            found.extend(
                nodes(&page).iter().map(|node| node["name"].as_str().expect("a name").to_owned()),
            );
            if page["pageInfo"]["hasNextPage"] != true {
                break;
            }
            after = format!(", after: {}", page["pageInfo"]["endCursor"]);
        }
        assert_eq!(found, if direction == "ASC" { &up } else { &down }[..], "one by one");
    }
}

#[tokio::test]
async fn a_day_and_a_moment_of_that_day_are_no_conflict() {
    let gateway = Gateway::over_crms(in_arizona()).await;
    let edit = json!({
        "source": "salesforce", "kind": "deals",
        "values": { "name": "Quarter end", "closeDate": "2023-03-31" },
    });
    let edit: Edit = serde_json::from_value(edit).expect("an edit");
    let twin = gateway.sandbox.control.edit(edit).expect("it fits").id;
    let same = json!({ "source": "salesforce", "id": twin });
    let values = json!({ "name": "Quarter end", "closeDate": "2023-03-31" });
    let id = write(&gateway, values, json!({ "closedate": EVENING }), Some(&same));
    let shown = deal(&gateway, &id).await;
    assert_eq!(shown["closeDate"], "2023-03-31");
    let conflicts = shown["conflicts"].as_array().expect("conflicts");
    assert!(conflicts.iter().all(|conflict| conflict["field"] != "closeDate"), "{shown:#}");
}

#[tokio::test]
async fn an_amount_that_names_no_currency_is_in_the_accounts() {
    let gateway = Gateway::over_crms(few()).await;
    let values = json!({ "name": "no currency", "amount": "100.00" });
    let id = write(&gateway, values, json!({ "deal_currency_code": null }), None);
    let values = json!({ "name": "euros", "amount": "100.00", "currency": "EUR" });
    write(&gateway, values, json!({}), None);
    let shown = deal(&gateway, &id).await;
    assert_eq!(shown["amount"], json!({ "amount": "100", "currency": "USD" }));
    let found = async |test: &str| {
        names(
            &gateway,
            &format!("name: {{in: [\"no currency\", \"euros\"]}}, currency: {test}"),
            "",
        )
        .await
    };
    assert_eq!(found("{eq: \"USD\"}").await, ["no currency"]);
    assert_eq!(found("{eq: \"usd\"}").await, ["no currency"]);
    assert_eq!(found("{eq: \"EUR\"}").await, ["euros"]);
    assert_eq!(found("{ne: \"USD\"}").await, ["euros"]);
    assert_eq!(found("{isNull: true}").await, Vec::<String>::new());
}

#[tokio::test]
async fn the_configuration_wins_over_the_account() {
    let gateway = Gateway::start_with(in_arizona(), |config| {
        let hubspot = config.hubspot.values_mut().next().expect("HubSpot");
        hubspot.currency = Some("GBP".to_owned().try_into().expect("a currency"));
        hubspot.time_zone = Some("Asia/Tokyo".to_owned().try_into().expect("a zone"));
    })
    .await;
    let values = json!({ "name": "no currency", "amount": "100.00" });
    let id =
        write(&gateway, values, json!({ "deal_currency_code": null, "closedate": EVENING }), None);
    let shown = deal(&gateway, &id).await;
    assert_eq!(shown["amount"]["currency"], "GBP");
    assert_eq!(shown["closeDate"], "2023-04-01");
    let calls = gateway.calls();
    assert!(!calls.keys().any(|call| call.contains("account-info")), "{calls:?}");
}

#[tokio::test]
async fn an_account_that_does_not_tell_is_read_in_utc_and_one_that_fails_is_a_gap() {
    let gateway = Gateway::start_with(in_arizona(), |config| {
        let hubspot = config.hubspot.values_mut().next().expect("HubSpot");
        hubspot.metadata_seconds = 0;
        hubspot.call.attempts = 1;
        config.cache.seconds = 0;
    })
    .await;
    let values = json!({ "name": "no currency", "amount": "100.00" });
    let id =
        write(&gateway, values, json!({ "deal_currency_code": null, "closedate": EVENING }), None);
    assert_eq!(deal(&gateway, &id).await["closeDate"], "2023-03-31");
    let switch = |switch, value| gateway.sandbox.control.switch(System::Hubspot, switch, value);
    switch("missing_scopes", json!(["oauth"])).expect("a switch");
    let shown = deal(&gateway, &id).await;
    assert_eq!((&shown["closeDate"], &shown["amount"]), (&json!("2023-04-01"), &Value::Null));
    assert_eq!(names(&gateway, "closeDate: {eq: \"2023-04-01\"}", "").await, ["no currency"]);
    switch("missing_scopes", json!([])).expect("a switch");
    switch("fault", json!({ "on": "GET /account-info", "status": 503 })).expect("a switch");
    let (code, _) = gateway
        .error(&format!(
            "{{ deal(by: {{record: {{source: \"hubspot\", id: \"{id}\"}}}}) {{ closeDate }} }}"
        ))
        .await;
    let down = channelgraph_core::Error::new(ErrorKind::Unavailable, &"hubspot".into(), "");
    assert_eq!(code, down.code().to_string());
}
