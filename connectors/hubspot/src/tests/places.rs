//! Places to go on from that die while associations or owners are read.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::StatusCode,
    middleware::{Next, from_fn},
    response::IntoResponse,
};
use channelgraph_core::Connector;
use serde_json::json;

use super::{Setup, all, setup, setup_behind};

/// An account that refuses the nth place to go on from.
async fn dying(dies: fn(usize) -> bool) -> Setup {
    let calls = Arc::new(AtomicUsize::new(0));
    let layer = move |router: Router| {
        router.layer(from_fn(move |request: Request, next: Next| {
            let calls = calls.clone();
            async move {
                let (head, body) = request.into_parts();
                let body = to_bytes(body, 1 << 20).await.unwrap();
                let is_next = body.windows(7).any(|part| part == b"\"after\"")
                    || head.uri.query().is_some_and(|query| query.contains("after="));
                if is_next && dies(calls.fetch_add(1, Ordering::Relaxed)) {
                    let body = json!({ "category": "VALIDATION_ERROR" });
                    return (StatusCode::BAD_REQUEST, axum::Json(body)).into_response();
                }
                next.run(Request::from_parts(head, Body::from(body))).await
            }
        }))
    };
    setup_behind("", layer).await
}

#[tokio::test]
async fn associations_whose_place_dies_begin_anew() {
    let read = all("companies", &["name", "deals", "hubspot_owner_id.name"]);
    let well = setup("").await;
    let right = well.hubspot.read(&read).await.unwrap();
    let kinds: [fn(usize) -> bool; 2] = [|n| n == 0, |n| n == 3 || n == 4];
    for dies in kinds {
        let ill = dying(dies).await;
        ill.account.set("associations_page_size", json!(2)).unwrap();
        assert_eq!(ill.hubspot.read(&read).await.unwrap().rows, right.rows);
    }
}
