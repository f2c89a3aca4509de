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
    let fault = json!({ "source": System::Hubspot, "endpoint": "*", "status": 503 });
    let fault = serde_json::from_value(fault).expect("a fault");
    door.gateway.sandbox.control.put_fault(fault).expect("it is put");
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
