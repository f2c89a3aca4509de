//! What goes wrong at AWS, and what becomes of it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use channelgraph_core::{Connector, ErrorKind};
use channelgraph_schema::Direction;
use serde_json::{Value as Json, json};

use super::{all, by, connector, setup, store};

#[tokio::test]
async fn a_throttled_call_is_tried_again_by_the_stack_alone() {
    let setup = setup(store::opportunities(1), "").await;
    setup.account.set("refusals", json!({ "ListOpportunities": "ThrottlingException" })).unwrap();
    let failed = setup.aws.read(&all("Opportunity", &["Id"])).await.unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::RateLimited);
    assert_eq!(setup.calls_of("ListOpportunities"), 3, "the stack's attempts, and no others");
    setup
        .account
        .set("refusals", json!({ "ListOpportunities": "InternalServerException" }))
        .unwrap();
    let failed = setup.aws.read(&all("Opportunity", &["Id"])).await.unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::Unavailable);
}

#[tokio::test]
async fn a_limit_of_awss_that_passes_is_waited_for() {
    let setup = setup(store::opportunities(1), "[call]\nattempts = 6").await;
    setup.account.set("reads_per_second", json!(1)).unwrap();
    let read = all("Opportunity", &["Id"]);
    let (first, second) =
        futures::future::try_join(setup.aws.read(&read), setup.aws.read(&read)).await.unwrap();
    assert_eq!((first.rows.len(), second.rows.len()), (1, 1));
    assert!(setup.calls_of("ListOpportunities") > 2, "one of them was refused at first");
}

#[tokio::test]
async fn a_page_comes_through_the_limits_of_both_ends() {
    let setup = setup(store::opportunities(25), "limits = {}").await;
    setup.account.set("reads_per_second", json!(10)).unwrap();
    let mut read = all("Opportunity", &["Project.Title"]);
    read.limit = 25;
    let page = setup.aws.read(&read).await.unwrap();
    assert!(
        page.rows.iter().all(|row| row.text("Project.Title").is_some()) && page.rows.len() == 25
    );
    let quotas = setup.aws.quota().await.unwrap();
    let calls = setup.calls_of("GetOpportunity") + setup.calls_of("ListOpportunities");
    assert_eq!((quotas.len(), quotas[0].limit - quotas[0].remaining), (1, calls as u64));
}

#[tokio::test]
async fn what_aws_does_not_accept_is_told_with_its_mend() {
    let setup = setup(store::opportunities(1), "").await;
    let read = all("Opportunity", &["Id"]);
    let failed = async |config: &str| connector(&setup.url, config).read(&read).await.unwrap_err();

    let wrong = failed("secret_access_key = 'wrong'").await;
    assert_eq!(wrong.kind(), ErrorKind::Auth);
    assert!(wrong.message().contains("check secret_access_key"), "{wrong}");
    let catalog = failed("catalog = 'Life'").await;
    assert_eq!(catalog.kind(), ErrorKind::Rejected);
    assert!(
        catalog
            .message()
            .starts_with("AWS does not know the catalog `Life`; use `AWS` or `Sandbox`"),
        "{catalog}"
    );

    for status in [false, true] {
        setup.account.set("refused_access_is_403", Json::Bool(status)).unwrap();
        setup
            .account
            .set("refusals", json!({ "ListOpportunities": "AccessDeniedException" }))
            .unwrap();
        let denied = setup.aws.read(&read).await.unwrap_err();
        assert_eq!(denied.kind(), ErrorKind::Auth);
        assert!(denied.message().contains("a right is missing"), "{denied}");
        setup.account.set("refusals", json!({})).unwrap();
        setup.account.set("expired_credentials", Json::Bool(true)).unwrap();
        let expired = setup.aws.read(&read).await.unwrap_err();
        assert!(expired.message().contains("session has ended"), "{expired}");
        setup.account.set("expired_credentials", Json::Bool(false)).unwrap();
    }
    let unknown = setup.aws.read(&all("Solution", &[])).await.unwrap_err();
    assert_eq!(unknown.kind(), ErrorKind::NotFound);
    let nobody =
        connector("http://127.0.0.1:1", "[call]\nattempts = 1").read(&read).await.unwrap_err();
    assert_eq!(nobody.kind(), ErrorKind::Unavailable);
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_refused() {
    let setup = setup(store::opportunities(100), "[call]\nmax_body = 1000").await;
    let failed = setup.aws.read(&all("Opportunity", &["Id"])).await.unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::BadResponse);
    assert!(failed.message().contains("more than 1000 bytes"), "{failed}");
}

#[tokio::test]
async fn an_answer_that_is_not_awss_is_told_apart_from_a_failure() {
    let odd = [
        (200, r#"{ "OpportunitySummaries": 5 }"#, ErrorKind::BadResponse),
        (200, r#"{ "OpportunitySummaries": [5] }"#, ErrorKind::BadResponse),
        (200, "[]", ErrorKind::BadResponse),
        (200, "<html>", ErrorKind::BadResponse),
        (503, "<html>", ErrorKind::Unavailable),
        (429, "", ErrorKind::RateLimited),
    ];
    for (status, body, kind) in odd {
        let answer = axum::routing::post(async move || {
            (axum::http::StatusCode::from_u16(status).unwrap(), body)
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, axum::Router::new().route("/", answer)).into_future());
        let failed = connector(&url, "[call]\nattempts = 1")
            .read(&all("Opportunity", &["Id"]))
            .await
            .unwrap_err();
        assert_eq!(failed.kind(), kind, "{status} {body}: {failed}");
    }
}

#[tokio::test]
async fn the_wait_that_aws_asks_for_is_told() {
    let refused = |code: &'static str| {
        let headers = [("retry-after", "7"), ("x-amzn-errortype", code)];
        let status = axum::http::StatusCode::BAD_REQUEST;
        axum::routing::post(async move || (status, headers, "{}"))
    };
    let waits = [
        ("ThrottlingException", ErrorKind::RateLimited, Some(Duration::from_secs(7))),
        ("InternalServerException", ErrorKind::Unavailable, Some(Duration::from_secs(7))),
        ("ValidationException", ErrorKind::Rejected, None),
    ];
    for (code, kind, wait) in waits {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = axum::Router::new().route("/", refused(code));
        tokio::spawn(axum::serve(listener, app).into_future());
        let aws = connector(&url, "[call]\nattempts = 1");
        let failed = aws.read(&all("Opportunity", &["Id"])).await.unwrap_err();
        assert_eq!((failed.kind(), failed.retry_after()), (kind, wait), "{code}: {failed}");
    }
}

#[tokio::test]
async fn a_list_without_end_has_one_here() {
    // Tokens that are always new, and tokens that go in a circle of two.
    for (circle, kind, pages) in [(1000, ErrorKind::TooMuch, 21), (2, ErrorKind::BadResponse, 3)] {
        let asked = Arc::new(AtomicUsize::new(0));
        let count = asked.clone();
        let answer = axum::routing::post(async move || {
            let token = count.fetch_add(1, Ordering::Relaxed) % circle;
            axum::Json(json!({ "OpportunitySummaries": [], "NextToken": token.to_string() }))
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, axum::Router::new().route("/", answer)).into_future());
        let aws = connector(&url, "max_rows = 20");
        for order in [None, by("CreatedDate", Direction::Asc)] {
            asked.store(0, Ordering::Relaxed);
            let failed = aws
                .read(&channelgraph_core::Read { order, ..all("Opportunity", &["Id"]) })
                .await
                .unwrap_err();
            assert_eq!((failed.kind(), asked.load(Ordering::Relaxed)), (kind, pages), "{failed}");
        }
    }
}

#[tokio::test]
async fn objects_are_described_if_they_can_be_read() {
    let setup = setup(store::channel(1), "").await;
    for object in [
        "Opportunity",
        "EngagementInvitation",
        "Engagement",
        "BenefitApplication",
        "BenefitAllocation",
        "Relationship#x",
    ] {
        let described = setup.aws.describe(object).await.unwrap();
        assert!(
            described.fields.len() > 10
                && described.fields.is_sorted_by_key(|field| field.name.clone()),
            "{object}"
        );
    }
    let stage = setup
        .aws
        .describe("Opportunity")
        .await
        .unwrap()
        .fields
        .into_iter()
        .find(|field| field.name == "LifeCycle.Stage");
    assert!(stage.unwrap().words.contains(&"Closed Lost".to_owned()));
    let names = ["BenefitApplicationDetails.Any.Thing", "Nothing"].map(str::to_owned);
    assert_eq!(setup.aws.missing("BenefitApplication", &names).await.unwrap(), ["Nothing"]);
    setup.account.set("refusals", json!({ "ListRelationships": "AccessDeniedException" })).unwrap();
    assert_eq!(setup.aws.describe("Relationship").await.unwrap_err().kind(), ErrorKind::Auth);
    assert_eq!(setup.aws.describe("Nothing").await.unwrap_err().kind(), ErrorKind::NotFound);
    let quotas = setup.aws.quota().await.unwrap();
    assert!(quotas.iter().any(|quota| quota.name == "daily" && quota.remaining < quota.limit));
}
