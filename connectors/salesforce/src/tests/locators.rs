//! Query locators that die between two pages: the query begins again behind the last row.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{
    Router,
    extract::Request,
    http::StatusCode,
    middleware::{Next, from_fn},
    response::IntoResponse,
};
use channelgraph_core::{Connector, ErrorKind, Read};
use channelgraph_schema::{Direction, Test, Value, Zone, mapping::SourceOrder};
use serde_json::{Value as Json, json};

use super::{
    by, children,
    org::{ACCOUNTS, DEALS, Org, id},
    read, test,
};

/// Decides over the nth call for a next page: a status and a code kill its locator.
type Dies = fn(usize) -> Option<(u16, &'static str)>;

/// An org with small pages whose locators die.
async fn org(dies: Dies) -> Org {
    let calls = Arc::new(AtomicUsize::new(0));
    let layer = move |router: Router| {
        router.layer(from_fn(move |request: Request, next: Next| {
            let is_next_page = request.uri().path().contains("/query/");
            let death = is_next_page
                .then(|| calls.fetch_add(1, Ordering::Relaxed))
                .and_then(dies)
                .and_then(|(status, code)| Some((StatusCode::from_u16(status).ok()?, code)));
            async move {
                match death {
                    Some((status, code)) => {
                        let body = json!([{ "errorCode": code, "message": "gone" }]);
                        (status, axum::Json(body)).into_response()
                    }
                    None => next.run(request).await,
                }
            }
        }))
    };
    let org = Org::behind(super::org::store(), layer).await;
    org.simulator.set("batch_size", json!(50)).unwrap();
    org.simulator.set("child_batch_size", json!(3)).unwrap();
    org
}

/// A read of each way in which a query pages.
fn reads() -> Vec<Read> {
    let deals = || read("Opportunity", &["Name", "Amount", "AccountId"]);
    let by_day = SourceOrder {
        field: "LastActivity".into(),
        direction: Direction::Asc,
        by_day: Some(Zone::default()),
    };
    let accounts = || (0..ACCOUNTS).map(|n| id("001", n));
    vec![
        deals(),
        Read { count: true, ..deals() },
        Read { order: by("Amount", Direction::Desc), ..deals() },
        Read { order: by("CloseDate", Direction::Asc), limit: 120, ..deals() },
        Read { order: Some(by_day), ..deals() },
        Read { filter: test("Amount", Test::Gt(Value::Number(1.into()))), ..deals() },
        Read { limit: 20, ..children(deals(), "AccountId", accounts()) },
        children(deals(), "AccountId", accounts()),
        read("Opportunity", &["Name", "OpportunityPartnersFrom.AccountToId"]),
    ]
}

#[tokio::test]
async fn every_kind_of_dead_locator_costs_calls_and_no_row() {
    let well = org(|_| None).await;
    let kinds: [(&str, Dies); 4] = [
        ("each second one", |n| (n % 2 == 1).then_some((400, "INVALID_QUERY_LOCATOR"))),
        ("each third one, as not found", |n| (n % 3 == 0).then_some((404, "NOT_FOUND"))),
        ("the session's end, with its locator", |n| match n {
            1 => Some((401, "INVALID_SESSION_ID")),
            2 => Some((400, "INVALID_QUERY_LOCATOR")),
            _ => None,
        }),
        ("two in a row", |n| (n == 2 || n == 3).then_some((400, "INVALID_QUERY_LOCATOR"))),
    ];
    for (kind, dies) in kinds {
        let ill = org(dies).await;
        for read in reads() {
            let right = well.connector.read(&read).await.unwrap();
            let seen = ill.connector.read(&read).await;
            let seen = seen.unwrap_or_else(|error| panic!("{kind}: {error}: {read:?}"));
            assert_eq!(seen.rows, right.rows, "{kind}: {read:?}");
            assert_eq!((seen.complete, seen.total), (right.complete, right.total), "{kind}");
        }
    }
}

#[tokio::test]
async fn a_list_by_id_or_key_goes_on_though_no_locator_lives() {
    let ill = org(|_| Some((400, "INVALID_QUERY_LOCATOR"))).await;
    for order in [None, by("Amount", Direction::Desc)] {
        let page = ill.connector.read(&Read { order, ..read("Opportunity", &[]) }).await.unwrap();
        assert_eq!((page.rows.len(), page.complete), (DEALS, true));
    }
}

#[tokio::test]
async fn a_locator_that_fails_for_another_reason_is_that_failure() {
    let ill = org(|_| Some((403, "INSUFFICIENT_ACCESS"))).await;
    let error = ill.connector.read(&read("Opportunity", &[])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
}

/// An org of which every further page has these records, and leads to this address.
async fn endless(records: Json, next: fn(usize) -> String) -> Org {
    let calls = Arc::new(AtomicUsize::new(0));
    let layer = move |router: Router| {
        router.layer(from_fn(move |request: Request, after: Next| {
            let is_next_page = request.uri().path().contains("/query/");
            let next = is_next_page.then(|| next(calls.fetch_add(1, Ordering::Relaxed)));
            let records = records.clone();
            async move {
                match next {
                    Some(next) => axum::Json(json!({
                        "totalSize": 9, "done": false, "nextRecordsUrl": next, "records": records,
                    }))
                    .into_response(),
                    None => after.run(request).await,
                }
            }
        }))
    };
    let org = Org::behind(super::org::store(), layer).await;
    org.simulator.set("batch_size", json!(50)).unwrap();
    org.simulator.set("child_batch_size", json!(3)).unwrap();
    org
}

#[tokio::test]
async fn pages_that_lead_in_a_circle_or_on_without_rows_are_an_end() {
    let circle = |_| "/services/data/v67.0/query/01g-2000".to_owned();
    let onward = |n| format!("/services/data/v67.0/query/01g-{n}");
    let row = || json!([{ "Id": id("006", 900) }]);
    for org in [
        endless(json!([]), circle).await,
        endless(json!([]), onward).await,
        endless(row(), circle).await,
    ] {
        for read in reads().into_iter().filter(|read| read.limit > 1_000) {
            let error = org.connector.read(&read).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::BadResponse, "{error}: {read:?}");
        }
        let few =
            Read { limit: 20, ..children(read("Opportunity", &[]), "AccountId", [id("001", 1)]) };
        let error = org.connector.read(&few).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadResponse, "{error}");
    }
}
