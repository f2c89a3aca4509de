//! Sources that fail, statements that are cancelled, clients that go away.

use std::time::Duration;

use channelgraph_sandbox::truth::System;
use serde_json::json;

use tokio::time::Instant;

use super::{Door, code, one, rows, try_rows};

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

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_waits_while_its_caller_has_no_calls_left() {
    let door = Door::over(crate::harness::small(1), |config| {
        let role = config.roles.get_mut("bi-reader").expect("a role of the demo");
        role.limits.calls_per_minute = 1;
    })
    .await;
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
