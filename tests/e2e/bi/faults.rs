//! Sources that fail, statements that are cancelled, clients that go away.

use std::time::Duration;

use channelgraph_sandbox::truth::System;
use futures::future::join_all;
use serde_json::json;
use tokio::time::Instant;
use tokio_postgres::Client;

use super::{Door, code, key, one, rows, try_rows};

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_is_down_fails_the_statement_unless_it_may_be_left_out() {
    let door = Door::open().await;
    let client = door.client("channel-manager").await;
    let all = rows(&client, "SELECT id FROM leads").await.len();
    door.gateway.app.engine.forget();
    down(&door, System::Hubspot);
    let error = try_rows(&client, "SELECT id FROM leads").await.expect_err("a source is down");
    let error = error.as_db_error().expect("of the server");
    assert_eq!(error.code().code(), "HV000");
    assert!(error.detail().unwrap_or_default().contains("hubspot"), "{error:?}");
    rows(&client, "SET channelgraph.partial = on").await;
    let some = rows(&client, "SELECT id FROM leads").await.len();
    assert!(some > 0 && some < all, "{some} of {all}");
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_ends_what_computes_and_holds_up_nobody() {
    let door = Door::open().await;
    let client = door.client("bi-reader").await;
    let other = door.client("bi-reader").await;
    let token = client.cancel_token();
    let long = "SELECT count(*) FROM partners a, partners b, partners c, partners d, partners e";
    let computing = tokio::spawn(async move { code(&client, long).await });
    // It is served while the other computes.
    for _ in 0..20 {
        assert_eq!(one(&other, "SELECT 1").await, "1");
    }
    let begun = Instant::now();
    token.cancel_query(tokio_postgres::NoTls).await.expect("it is taken");
    assert_eq!(computing.await.expect("it ends"), "57014");
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_out_ends_a_statement() {
    let door = Door::open().await;
    let client = door.client("bi-reader").await;
    rows(&client, "SET statement_timeout = '200ms'").await;
    let long = "SELECT count(*) FROM partners a, partners b, partners c, partners d, partners e";
    assert_eq!(code(&client, long).await, "57014");
    assert_eq!(one(&client, "SELECT 1").await, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_rows_than_a_scan_may_give_are_an_error_that_says_what_helps() {
    let door = Door::over(crate::harness::small(1), |config| config.bi.max_rows = 50).await;
    let client = door.client("bi-reader").await;
    let error = try_rows(&client, "SELECT id FROM leads").await.expect_err("they are too many");
    let error = error.as_db_error().expect("of the server");
    assert_eq!(error.code().code(), "54001");
    assert!(error.hint().unwrap_or_default().contains("partner_id"), "{error:?}");
    assert_eq!(rows(&client, "SELECT id FROM leads LIMIT 20").await.len(), 20);
}

fn down(door: &Door, system: System) {
    let fault = json!({ "source": system, "endpoint": "*", "status": 503 });
    let fault = serde_json::from_value(fault).expect("a fault");
    door.gateway.sandbox.control.put_fault(fault).expect("it is put");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_last_statement_lacked_is_a_table() {
    let door = Door::open().await;
    let client = door.client("channel-manager").await;
    let gaps = "SELECT table_name, entity, source, code FROM gaps ORDER BY 1, 3";
    assert_eq!(rows(&client, gaps).await.len(), 0);
    rows(&client, "SELECT id FROM leads").await;
    door.gateway.app.engine.forget();
    down(&door, System::Hubspot);
    assert_eq!(code(&client, "SELECT id FROM leads").await, "HV000");
    let told = |table: &str, entity: &str| {
        [table, entity, "hubspot", "UPSTREAM_UNAVAILABLE"].map(|text| Some(text.to_owned()))
    };
    assert_eq!(rows(&client, gaps).await, [told("leads", "LEAD")]);
    rows(&client, "SET channelgraph.partial = on").await;
    let both = "SELECT (SELECT count(*) FROM leads), (SELECT count(*) FROM deals WHERE name > '')";
    rows(&client, both).await;
    let lacked = rows(&client, gaps).await;
    assert_eq!(lacked, [told("deals", "DEAL"), told("leads", "LEAD")]);
    // What asks no source leaves them as they were, and so does another session.
    rows(&client, "SELECT relname FROM pg_class LIMIT 1").await;
    rows(&client, "SELECT source FROM watermarks").await;
    assert_eq!(one(&client, "SELECT count(*) FROM gaps").await, "2");
    assert_eq!(rows(&client, gaps).await, lacked);
    let other = door.client("channel-manager").await;
    assert_eq!(rows(&other, gaps).await.len(), 0);
    // Figures lack what they stand on, and say so.
    rows(&client, "SELECT sum(leads_received) FROM performance").await;
    let lacked = rows(&client, "SELECT DISTINCT table_name, source FROM gaps").await;
    assert_eq!(lacked, [["performance", "hubspot"].map(|text| Some(text.to_owned()))]);
    door.gateway.sandbox.control.clear_faults();
    door.gateway.app.engine.forget();
    rows(&client, "SELECT id FROM leads").await;
    assert_eq!(rows(&client, gaps).await.len(), 0);
    assert_eq!(one(&client, "SELECT count(*) FROM gaps").await, "0");
}

/// A door that lets callers of a role spend one call of a source a minute.
async fn with_one_call_a_minute(role: &str) -> Door {
    Door::over(crate::harness::small(1), |config| {
        let role = config.roles.get_mut(role).expect("a role of the demo");
        role.limits.calls_per_minute = 1;
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_waits_while_its_caller_has_no_calls_left() {
    let door = with_one_call_a_minute("bi-reader").await;
    let (poor, rich) = (door.client("bi-reader").await, door.client("channel-manager").await);
    let control = &door.gateway.sandbox.control;
    let statement = "SELECT * FROM deals";
    rows(&rich, statement).await;
    let whole = control.calls_to(System::Aws);
    door.gateway.app.engine.forget();
    control.reset_calls();
    // What a page has spent, the next one waits for: here minutes.
    rows(&poor, "SET statement_timeout = '5s'").await;
    assert_eq!(code(&poor, statement).await, "57014");
    let some = control.calls_to(System::Aws);
    assert!(some < whole, "{some} of {whole} calls");
    assert_eq!(one(&poor, "SELECT 1").await, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_spent_his_calls_over_http_has_none_left_in_sql() {
    let door = with_one_call_a_minute("channel-manager").await;
    let (spent, other) = (door.client("channel-manager").await, door.client("bi-reader").await);
    let query = "{ deals(first: 5) { nodes { name amount { amount } } } }";
    let answer = door.gateway.ask_as(&key("channel-manager"), query).await;
    assert_eq!(answer["errors"], json!(null));
    let statement = "SELECT id FROM leads LIMIT 1";
    for client in [&spent, &other] {
        rows(client, "SET statement_timeout = '5s'").await;
    }
    assert_eq!(code(&spent, statement).await, "57014");
    assert_eq!(rows(&other, statement).await.len(), 1, "others are not he");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_is_cancelled_at_whichever_page_it_is() {
    let door = Door::open().await;
    let client = door.client("channel-manager").await;
    let control = &door.gateway.sandbox.control;
    let statement = "SELECT * FROM deals";
    door.gateway.app.engine.forget();
    control.reset_calls();
    rows(&client, statement).await;
    let whole = control.calls_to(System::Salesforce);
    assert!(whole > 1, "{whole} calls");
    for page in 0..whole {
        door.gateway.app.engine.forget();
        control.reset_calls();
        let fault = json!({ "source": System::Salesforce, "endpoint": "*", "after": page,
                            "latency_ms": 60_000 });
        control.put_fault(serde_json::from_value(fault).expect("a fault")).expect("it is put");
        let client = door.client("channel-manager").await;
        let token = client.cancel_token();
        let reading = tokio::spawn(async move { code(&client, statement).await });
        while control.calls_to(System::Salesforce) <= page {
            tokio::task::yield_now().await;
        }
        let begun = Instant::now();
        token.cancel_query(tokio_postgres::NoTls).await.expect("it is taken");
        assert_eq!(reading.await.expect("it ends"), "57014", "at page {page}");
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
        control.clear_faults();
        let made = control.calls_to(System::Salesforce);
        // Whoever asks meanwhile sees that the statement makes no further calls.
        let other = door.client("channel-manager").await;
        for _ in 0..5 {
            assert_eq!(one(&other, "SELECT 1").await, "1");
        }
        assert_eq!(control.calls_to(System::Salesforce), made, "at page {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_dashboards_wait_out_too_many_requests() {
    let door = Door::open().await;
    let (one, other) = (door.client("channel-manager").await, door.client("channel-manager").await);
    let statement = "SELECT id, name FROM leads ORDER BY id";
    let all = rows(&one, statement).await;
    door.gateway.app.engine.forget();
    let fault = json!({ "source": System::Hubspot, "endpoint": "*", "status": 429, "count": 2,
                        "headers": { "retry-after": "1" } });
    let fault = serde_json::from_value(fault).expect("a fault");
    door.gateway.sandbox.control.put_fault(fault).expect("it is put");
    let (first, second) = tokio::join!(rows(&one, statement), rows(&other, statement));
    assert_eq!(first, all);
    assert_eq!(second, all);
}

/// The calls that Salesforce has counted today, and those that are left.
async fn quota(door: &Door) -> (u64, u64) {
    let query = "{ sources { name quota { name limit remaining } } }";
    let answer = door.gateway.ask_as(&key("channel-manager"), query).await;
    let sources = answer["data"]["sources"].as_array().expect("sources").clone();
    let salesforce = sources.into_iter().find(|source| source["name"] == "salesforce");
    let quotas = salesforce.expect("it is a source")["quota"].as_array().expect("some").clone();
    let daily = quotas.into_iter().find(|quota| quota["name"] == "daily").expect("it is told");
    let number = |name: &str| daily[name].as_u64().expect("a number");
    (number("limit") - number("remaining"), number("remaining"))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_of_a_day_is_for_people() {
    let door = Door::open().await;
    let client = door.client("channel-manager").await;
    let people = async || {
        door.gateway.app.engine.forget();
        door.gateway.ask_as(&key("channel-manager"), "{ deals(first: 5) { nodes { name } } }").await
    };
    while quota(&door).await.0 < 100 {
        assert_eq!(people().await["errors"], json!(null));
    }
    // A tenth of the day is left.
    let used = quota(&door).await.0;
    let control = &door.gateway.sandbox.control;
    control.switch(System::Salesforce, "daily_quota", json!(used + used / 9)).expect("it is set");
    assert_eq!(people().await["errors"], json!(null));
    let left = quota(&door).await.1;
    let error = try_rows(&client, "SELECT name, amount FROM deals").await.expect_err("it is kept");
    let error = error.as_db_error().expect("of the server");
    assert_eq!(error.code().code(), "53400", "{error:?}");
    assert!(error.message().contains("call.reserve_percent"), "{error:?}");
    assert!(error.hint().unwrap_or_default().starts_with("Try again in "), "{error:?}");
    assert!(error.detail().unwrap_or_default().contains("salesforce"), "{error:?}");
    assert_eq!(quota(&door).await.1, left, "it cost no call");
    assert_eq!(people().await["errors"], json!(null), "people go on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_connections_are_served_and_no_more() {
    let door = Door::open().await;
    let mut clients: Vec<Client> = Vec::new();
    // One after another: a login has a time, and is slow in a build for tests.
    for user in ["bi-reader"; 50].into_iter().chain(["channel-manager"; 50]) {
        clients.push(door.client(user).await);
    }
    let refused = async |user: &str| {
        let url = door.url(&format!("demo-{user}"), &key(user));
        let error = door.connect(&url).await.expect_err("he is refused");
        error.code().map(|code| code.code().to_owned()).unwrap_or_default()
    };
    assert_eq!(refused("bi-reader").await, "53300");
    assert_eq!(refused("partner").await, "53300");
    let statement = "SELECT id, status FROM leads ORDER BY id";
    let control = &door.gateway.sandbox.control;
    control.reset_calls();
    let alone = rows(&clients[0], statement).await;
    assert!(alone.len() > 10, "{} leads", alone.len());
    let calls = door.gateway.call_count();
    door.gateway.app.engine.forget();
    let all = join_all(clients.iter().map(|client| rows(client, statement))).await;
    for rows in &all {
        assert_eq!(*rows, alone, "each gets all");
    }
    let together = door.gateway.call_count();
    assert!(together <= 2 * calls, "{together} calls for what one reads with {calls}");
    // A place is free when its connection has ended.
    drop(clients);
    let url = door.url("demo-bi-reader", &key("bi-reader"));
    let again = async {
        while door.connect(&url).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), again).await.expect("places come free");
}
