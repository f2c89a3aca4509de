//! What is done when a service refuses, or answers what it should not.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{Router, http::StatusCode};
use channelgraph_core::{Connector, ErrorKind, Read};
use channelgraph_schema::{Direction, Filter, Test, Value};
use serde_json::{Value as Json, json};

use super::{
    INVOICES, PARTNERS, SETTLEMENTS, by,
    erp::{Erp, SAP, basic, connector, counted, serve},
    ids,
    own::{service, things},
    read, store, test, with_ids,
};

#[tokio::test]
async fn a_service_that_refuses_in_is_asked_without_it_from_then_on() {
    let erp = Erp::start().await;
    erp.set("v4_in", false);
    for (connector, object, some) in [
        (erp.sap(), SETTLEMENTS, ["5000000", "5000007"]),
        (
            erp.business_central(),
            INVOICES,
            ["00000000-0000-4000-8000-000100000000", "9e3779b1-0000-4000-8000-000100000001"],
        ),
    ] {
        let wanted = with_ids(read(object, &[]), &some);
        let (page, calls) = counted(&connector, &wanted).await;
        assert_eq!((page.rows.len(), calls), (2, 2), "{object}");
        assert_eq!(counted(&connector, &wanted).await.1, 1);
    }
    // A list of a filter's own is no other.
    let listed = test("BillToParty", Test::In(vec!["900".into(), "901".into()]));
    let page = erp
        .sap()
        .read(&Read { filter: listed, ..read(SETTLEMENTS, &["BillToParty"]) })
        .await
        .unwrap();
    assert!(page.rows.len() > 5, "{}", page.rows.len());
    let off = erp.with(&format!("{SAP}\nservices.settlmtdoc.in = \"off\""));
    assert_eq!(
        counted(&off, &with_ids(read(SETTLEMENTS, &[]), &["5000000", "5000007"])).await.1,
        1
    );
    let on = erp.with(&format!("{SAP}\nservices.settlmtdoc.in = \"on\""));
    let error =
        on.read(&with_ids(read(SETTLEMENTS, &[]), &["5000000", "5000007"])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected);
}

#[tokio::test]
async fn a_token_that_ends_is_replaced_and_wrong_credentials_are_named() {
    let erp = Erp::start().await;
    let one = with_ids(read(PARTNERS, &[]), &["17100003"]);
    let app = erp.by_oauth("sandbox-odata-secret");
    for _ in 0..3 {
        assert_eq!(app.read(&one).await.unwrap().rows.len(), 1);
        erp.set("expire_tokens", true);
    }
    let wrong = [erp.by_oauth("guess"), connector(&erp.url, &basic("guess"), SAP)];
    for connector in wrong {
        let error = connector.read(&one).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Auth);
        assert!(!error.message().contains("guess"), "{error}");
    }
}

#[tokio::test]
async fn a_limit_is_waited_for_as_long_as_the_service_says() {
    let erp = Erp::start().await;
    let sap = erp.sap();
    sap.describe(PARTNERS).await.unwrap();
    erp.set("calls_per_window", 1);
    sap.read(&read(PARTNERS, &[])).await.unwrap();
    let error = sap.read(&read(PARTNERS, &[])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert!(error.retry_after().is_some_and(|wait| wait > Duration::from_secs(200)), "{error:?}");
    erp.set("calls_per_window", Json::Null);
    erp.set("unavailable", true);
    let quick = erp.with(&format!("{SAP}\ncall = {{ attempts = 1 }}"));
    let error = quick.read(&read(PARTNERS, &[])).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.retry_after()),
        (ErrorKind::Unavailable, Some(Duration::from_secs(1)))
    );
}

#[tokio::test]
async fn what_is_not_there_is_named() {
    let erp = Erp::start().await;
    let sap = erp.sap();
    for (object, word) in [
        ("API_BUSINESS_PARTNER/A_Nothing", "A_Nothing"),
        ("API_NOTHING/A_BusinessPartner", "API_NOTHING"),
        ("A_BusinessPartner", "A_BusinessPartner"),
        ("API_BUSINESS_PARTNER/../x", "../x"),
        ("conditioncontract/ConditionContract", "conditioncontract"),
    ] {
        let error = sap.read(&read(object, &[])).await.unwrap_err();
        assert!(error.kind() == ErrorKind::NotFound && error.message().contains(word), "{error:?}");
    }
    let error = sap
        .read(&Read { order: by("Customer", Direction::Asc), ..read(PARTNERS, &[]) })
        .await
        .unwrap_err();
    assert!(
        error.kind() == ErrorKind::Unsupported && error.message().contains("`Customer`"),
        "{error:?}"
    );
    let few = erp.with(&format!("{SAP}\nmax_rows = 10"));
    let error = few.read(&read(PARTNERS, &[])).await.unwrap_err();
    assert!(
        error.kind() == ErrorKind::TooMuch && error.message().contains("more than 10 rows"),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_property_that_goes_is_null_once_the_service_is_described_anew() {
    let erp = Erp::start().await;
    let sap = erp.sap();
    let wanted = Read {
        filter: test("Employees", Test::IsNull(true)),
        ..read(PARTNERS, &["Employees", "Customer"])
    };
    assert!(sap.read(&wanted).await.unwrap().rows.len() < store::PARTNERS);
    {
        let mut store = erp.simulator.store.write();
        let set =
            store.services.get_mut(store::BP).unwrap().sets.get_mut("A_BusinessPartner").unwrap();
        set.properties.remove("Employees");
        set.rows.values_mut().for_each(|row| _ = row.remove("Employees"));
    }
    let page = sap.read(&wanted).await.unwrap();
    assert_eq!(page.rows.len(), store::PARTNERS);
    assert!(page.rows.iter().all(|row| row.json("Employees").is_null()));
}

#[tokio::test]
async fn functions_and_paths_that_are_refused_are_left_out_and_not_tried_again() {
    let refused = |query: &str| query.contains("tolower") || query.contains("filter=to/");
    let (own, asked) = service(move |query| match refused(query) {
        true => (
            StatusCode::NOT_IMPLEMENTED,
            json!({ "error": { "code": "501", "message": "not supported" } }),
        ),
        false => (StatusCode::OK, json!({ "value": things(&["Acme", "beta"]) })),
    })
    .await;
    let either = |path: &str| {
        Filter::And(vec![
            test("Name", Test::Eq("ACME Holding".into())),
            test(path, Test::IsNull(true)),
        ])
    };
    for _ in 0..2 {
        let page = own
            .read(&Read {
                filter: test("Name", Test::StartsWith("ac".into())),
                ..read("own/Things", &["Name"])
            })
            .await
            .unwrap();
        assert_eq!((ids(&page), page.exact), (vec!["Acme"], true));
    }
    assert_eq!(asked.lock().len(), 3);
    let page = own
        .read(&Read { filter: either("to.Name"), ..read("own/Things", &["Name"]) })
        .await
        .unwrap();
    assert!(page.rows.is_empty());
    assert_eq!(asked.lock().len(), 5);
}

#[tokio::test]
async fn what_was_left_out_in_vain_is_asked_again() {
    let (own, asked) = service(|query| match query.contains("null") {
        true => (StatusCode::BAD_REQUEST, json!({})),
        false => (StatusCode::OK, json!({ "value": things(&["Acme", "beta"]) })),
    })
    .await;
    let part = || test("Name", Test::Contains("acm".into()));
    let filter = Filter::And(vec![part(), test("to.Name", Test::IsNull(true))]);
    assert_eq!(
        own.read(&Read { filter, ..read("own/Things", &["Name"]) }).await.unwrap().rows.len(),
        1
    );
    asked.lock().clear();
    own.read(&Read { filter: part(), ..read("own/Things", &["Name"]) }).await.unwrap();
    assert!(asked.lock().iter().all(|query| query.contains("tolower")), "{:?}", asked.lock());
}

#[tokio::test]
async fn a_service_that_fails_over_a_function_is_asked_without_it_from_then_on() {
    let (own, asked) = service(|query| match query.contains("tolower") {
        true => (StatusCode::INTERNAL_SERVER_ERROR, json!({})),
        false => (StatusCode::OK, json!({ "value": things(&["Acme", "beta"]) })),
    })
    .await;
    let filter = test("Name", Test::StartsWith("ac".into()));
    let read = Read { filter, ..read("own/Things", &["Name"]) };
    assert_eq!(ids(&own.read(&read).await.unwrap()), ["Acme"]);
    asked.lock().clear();
    assert_eq!(ids(&own.read(&read).await.unwrap()), ["Acme"]);
    assert_eq!(asked.lock().len(), 1);
}

#[tokio::test]
async fn a_service_that_is_not_well_is_not_taken_to_refuse_functions() {
    let well = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let is_well = well.clone();
    let (own, asked) = service(move |_| match is_well.load(Ordering::Relaxed) {
        false => (StatusCode::INTERNAL_SERVER_ERROR, json!({})),
        true => (StatusCode::OK, json!({ "value": things(&["Acme", "beta"]) })),
    })
    .await;
    let filter = test("Name", Test::StartsWith("ac".into()));
    let read = Read { filter, ..read("own/Things", &["Name"]) };
    assert_eq!(own.read(&read).await.unwrap_err().kind(), ErrorKind::Faulty);
    well.store(true, Ordering::Relaxed);
    asked.lock().clear();
    let mut outcome = own.read(&read).await;
    while let Err(error) = &outcome
        && asked.lock().is_empty()
    {
        // The breaker holds the call back, and tells for how long.
        tokio::time::sleep(error.retry_after().unwrap()).await;
        outcome = own.read(&read).await;
    }
    outcome.unwrap();
    assert!(asked.lock().iter().all(|query| query.contains("tolower")), "{:?}", asked.lock());
}

#[tokio::test]
async fn a_refusal_that_nothing_mends_is_told_as_it_was_first() {
    let (own, asked) = service(|query| {
        let code = if query.contains("tolower") { "FIRST" } else { "SECOND" };
        (StatusCode::BAD_REQUEST, json!({ "error": { "code": code, "message": "no" } }))
    })
    .await;
    let filter = test("Name", Test::Contains("acme".into()));
    let error = own.read(&Read { filter, ..read("own/Things", &[]) }).await.unwrap_err();
    assert!(error.kind() == ErrorKind::Rejected && error.message().contains("FIRST"), "{error}");
    assert_eq!(asked.lock().len(), 2);
}

#[tokio::test]
async fn an_answer_that_is_none_is_no_panic() {
    for body in [
        json!(null),
        json!([]),
        json!({ "value": 5 }),
        json!({ "value": [1, "x", {}, { "Id": null }, { "Id": {} }] }),
    ] {
        let (own, _) = service(move |_| (StatusCode::OK, body.clone())).await;
        let outcome = own.read(&read("own/Things", &["Name", "to.Name"])).await;
        assert!(
            outcome.as_ref().is_err_and(|error| error.kind() == ErrorKind::BadResponse)
                || outcome.is_ok_and(|page| page.rows.is_empty())
        );
    }
}

#[tokio::test]
async fn metadata_that_is_the_same_is_looked_at_once_a_minute_and_nothing_is_forgotten_for_it() {
    let refused = |query: &str| query.contains("%20in%20") || query.contains("Size%20");
    let (own, asked) = service(move |query| match refused(query) {
        true => (StatusCode::BAD_REQUEST, json!({})),
        false => (StatusCode::OK, json!({ "value": things(&["a", "b"]) })),
    })
    .await;
    let listed = with_ids(read("own/Things", &[]), &["a", "b"]);
    let bad =
        Read { filter: test("Size", Test::Gt(Value::Number(1.into()))), ..read("own/Things", &[]) };
    own.read(&listed).await.unwrap();
    assert_eq!((asked.lock().len(), own.stats().snapshot().calls), (2, 3));
    for _ in 0..2 {
        assert_eq!(own.read(&bad).await.unwrap_err().kind(), ErrorKind::Rejected);
    }
    own.read(&listed).await.unwrap();
    assert_eq!((asked.lock().len(), own.stats().snapshot().calls), (5, 7));
    pass(Duration::from_secs(61)).await;
    assert_eq!(own.read(&bad).await.unwrap_err().kind(), ErrorKind::Rejected);
    // Calls of the last minute are told: the question, and the look.
    assert_eq!((asked.lock().len(), own.stats().snapshot().calls), (6, 2));
}

/// Lets time go by, for whoever looks at the clock.
async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

#[tokio::test]
async fn a_wrong_password_is_sent_once_in_a_minute() {
    let sent = Arc::new(AtomicUsize::new(0));
    let count = sent.clone();
    let app = Router::new().fallback(move || {
        count.fetch_add(1, Ordering::Relaxed);
        async { StatusCode::UNAUTHORIZED }
    });
    let services: String = ["a", "b", "c"]
        .map(|name| format!("services.{name} = {{ root = \"/{name}\", version = \"v4\" }}\n"))
        .concat();
    let erp = connector(&serve(app).await, &basic("wrong"), &services);
    let questions = ["a/Things", "b/Things", "c/Things"].map(|object| read(object, &[]));
    for often in [1, 2] {
        let outcomes =
            futures::future::join_all(questions.iter().map(|question| erp.read(question))).await;
        assert!(
            outcomes.iter().all(|outcome| outcome
                .as_ref()
                .is_err_and(|error| error.kind() == ErrorKind::Auth))
        );
        let error = erp.read(&questions[0]).await.unwrap_err();
        assert!(
            error.kind() == ErrorKind::Auth && error.message().contains("not tried again"),
            "{error}"
        );
        assert_eq!(sent.load(Ordering::Relaxed), often);
        pass(Duration::from_secs(61)).await;
    }
    // A password that was taken may be so no more.
    let (own, asked) = service(|_| (StatusCode::UNAUTHORIZED, json!({}))).await;
    for _ in 0..3 {
        assert_eq!(own.read(&read("own/Things", &[])).await.unwrap_err().kind(), ErrorKind::Auth);
    }
    assert_eq!(asked.lock().len(), 1);
}
