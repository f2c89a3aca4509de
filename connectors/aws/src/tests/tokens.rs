//! Tokens of next pages that die, and records that cannot be read.

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
use channelgraph_core::{Connector, ErrorKind, Read};
use channelgraph_schema::{Direction, Filter, Test};
use serde_json::json;

use super::{Setup, all, by, by_id, ids, setup_behind, store};

/// An account whose calls fail where `fails` says so of a body, with this error type.
async fn setup(
    count: u32,
    fails: impl Fn(&str) -> Option<(u16, &'static str)> + Clone + Send + Sync + 'static,
) -> Setup {
    let layer = move |router: Router| {
        router.layer(from_fn(move |request: Request, next: Next| {
            let fails = fails.clone();
            async move {
                let (head, body) = request.into_parts();
                let body = to_bytes(body, 1 << 20).await.unwrap();
                match fails(std::str::from_utf8(&body).unwrap()) {
                    None => next.run(Request::from_parts(head, Body::from(body))).await,
                    Some((status, kind)) => (
                        StatusCode::from_u16(status).unwrap(),
                        axum::Json(json!({ "__type": kind, "message": "no" })),
                    )
                        .into_response(),
                }
            }
        }))
    };
    setup_behind(store::opportunities(count), "[call]\nattempts = 1", layer).await
}

#[tokio::test]
async fn a_dead_token_begins_the_list_anew() {
    let reads = || {
        let wide = Read { limit: 1000, ..all("Opportunity", &["Id"]) };
        let dated = Filter::Test("LifeCycle.Stage".into(), Test::Ne("Prospect".into()));
        [
            Read { order: by("LastModifiedDate", Direction::Asc), ..wide.clone() },
            Read { filter: dated, ..wide.clone() },
            wide,
        ]
    };
    let well = setup(450, |_| None).await;
    for dies in [vec![0], vec![1], vec![0, 1], vec![1, 3], vec![2, 6]] {
        let calls = Arc::new(AtomicUsize::new(0));
        let counted = calls.clone();
        let dying = dies.clone();
        let ill = setup(450, move |body| {
            let is_next = body.contains("NextToken");
            let nth = is_next.then(|| counted.fetch_add(1, Ordering::Relaxed));
            nth.filter(|nth| dying.contains(nth)).map(|_| (400, "ValidationException"))
        })
        .await;
        for read in reads() {
            calls.store(0, Ordering::Relaxed);
            let (right, seen) = (well.aws.read(&read).await, ill.aws.read(&read).await);
            assert_eq!(ids(&seen.unwrap()), ids(&right.unwrap()), "{dies:?}: {read:?}");
        }
    }
    let dead =
        setup(450, |body| body.contains("NextToken").then_some((400, "ValidationException"))).await;
    let [read, ..] = reads();
    assert_eq!(dead.aws.read(&read).await.unwrap_err().kind(), ErrorKind::Rejected);
}

#[tokio::test]
async fn a_record_that_cannot_be_read_singly_takes_no_other_along() {
    let setup = setup(5, |body| {
        body.contains("\"Identifier\":\"O3\"").then_some((500, "InternalServerException"))
    })
    .await;
    let read = by_id("Opportunity", &["Project.Title"], &["O1", "O2", "O3", "O4", "O5"]);
    let page = setup.aws.read(&read).await.unwrap();
    assert_eq!(ids(&page), ["O1", "O2", "O4", "O5"]);
    assert!(page.rows.iter().all(|row| row.text("Project.Title").is_some()));
    let [(failed, error)] = page.failed.as_slice() else { panic!("{:?}", page.failed) };
    assert_eq!((failed.as_str(), error.kind()), ("O3", ErrorKind::Unavailable));
}
