//! Links to next pages: foreign, dead, endless.

use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::StatusCode;
use channelgraph_core::{Connector, ErrorKind, Read};
use channelgraph_schema::Direction;
use serde_json::{Value as Json, json};

use super::{
    by, ids,
    own::{service, things},
    read,
};

/// A set of ten in pages of three, whose links come from `link`, given the place to go on from.
fn pages(query: &str, link: impl Fn(usize) -> String) -> Json {
    let from: usize = query
        .split("skiptoken=")
        .nth(1)
        .and_then(|token| token.split('&').next()?.parse().ok())
        .unwrap_or(0);
    let names: Vec<String> = (from..10).take(3).map(|n| format!("t{n}")).collect();
    let next = (from + 3 < 10).then(|| link(from + 3));
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    json!({ "value": things(&names), "@odata.nextLink": next })
}

const ALL: [&str; 10] = ["t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9"];

#[tokio::test]
async fn a_next_link_is_asked_of_our_own_address_whatever_host_it_names() {
    let links: [fn(usize) -> String; 6] = [
        |at| format!("https://elsewhere.example/own/Things?$skiptoken={at}"),
        |at| format!("http://s4.internal:50000/own/Things?$skiptoken={at}"),
        |at| format!("http://s4.internal:50000/inner/prefix/own/Things?$skiptoken={at}"),
        |at| format!("//localhost/own/Things?$skiptoken={at}"),
        |at| format!("/own/Things?$skiptoken={at}"),
        |at| format!("Things?$skiptoken={at}"),
    ];
    for link in links {
        let (own, asked) = service(move |query| (StatusCode::OK, pages(query, link))).await;
        let page = own.read(&read("own/Things", &[])).await.unwrap();
        assert_eq!(ids(&page), ALL, "{}", link(3));
        assert_eq!(asked.lock().len(), 4);
    }
}

#[tokio::test]
async fn a_dead_link_begins_the_list_anew() {
    for status in [400, 404, 410] {
        for dies in [1, 2, 3] {
            let calls = AtomicUsize::new(0);
            let (own, _) = service(move |query| {
                if query.contains("skiptoken") && calls.fetch_add(1, Ordering::Relaxed) + 1 == dies
                {
                    return (StatusCode::from_u16(status).unwrap(), json!({}));
                }
                (StatusCode::OK, pages(query, |at| format!("/own/Things?$skiptoken={at}")))
            })
            .await;
            for order in [None, by("Size", Direction::Asc)] {
                let page = own.read(&Read { order, ..read("own/Things", &[]) }).await.unwrap();
                assert_eq!(ids(&page), ALL, "{status}, call {dies}");
            }
        }
    }
    let (own, asked) = service(|query| match query.contains("skiptoken") {
        true => (StatusCode::GONE, json!({})),
        false => (StatusCode::OK, pages(query, |at| format!("/own/Things?$skiptoken={at}"))),
    })
    .await;
    let error = own.read(&read("own/Things", &[])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected, "what never goes on is told");
    assert!(asked.lock().len() < 10, "{}", asked.lock().len());
}

#[tokio::test]
async fn a_next_link_to_another_service_is_not_called() {
    for link in [
        "javascript:alert(1)",
        "mailto:me@elsewhere.example",
        "data:,x",
        "https://elsewhere.example/theirs/Things?$skiptoken=3",
        "/own_2/Things?$skiptoken=3",
    ] {
        let (own, asked) =
            service(move |query| (StatusCode::OK, pages(query, |_| link.to_owned()))).await;
        let error = own.read(&read("own/Things", &[])).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadResponse);
        assert!(!error.message().contains("elsewhere"), "{error}");
        assert_eq!(asked.lock().len(), 1);
    }
}

#[tokio::test]
async fn a_service_that_stops_before_the_end_is_found_out() {
    let (own, _) = service(|_| {
        (StatusCode::OK, json!({ "value": things(&["a", "b", "c"]), "@odata.count": 5 }))
    })
    .await;
    for order in [None, by("Size", Direction::Asc)] {
        let error = own.read(&Read { order, ..read("own/Things", &[]) }).await.unwrap_err();
        assert!(
            error.kind() == ErrorKind::BadResponse && error.message().contains("stopped after 3"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn next_links_that_lead_nowhere_come_to_an_end() {
    let (own, asked) = service(|_| {
        (
            StatusCode::OK,
            json!({ "value": things(&["a"]), "@odata.nextLink": "/own/Things?$skiptoken=1" }),
        )
    })
    .await;
    let error = own.read(&read("own/Things", &[])).await.unwrap_err();
    assert!(
        error.kind() == ErrorKind::BadResponse && error.message().contains("in a circle"),
        "{error}"
    );
    assert_eq!(asked.lock().len(), 2);
    let page = AtomicUsize::new(0);
    let (own, asked) = service(move |_| {
        let next = page.fetch_add(1, Ordering::Relaxed);
        // It ends at last, so that a test that fails does so too.
        let link =
            if next < 100 { json!(format!("/own/Things?$skiptoken={next}")) } else { Json::Null };
        (StatusCode::OK, json!({ "value": [], "@odata.nextLink": link }))
    })
    .await;
    let error = own.read(&read("own/Things", &[])).await.unwrap_err();
    assert_eq!((error.kind(), asked.lock().len()), (ErrorKind::TooMuch, 51));
}
