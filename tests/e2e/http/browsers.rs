//! What browsers are told: headers of every answer, and pages of other origins.

use channelgraph::config::Origin;
use reqwest::{Method, header::HeaderMap};

use crate::{harness::client, served::Served};

async fn send(
    served: &Served,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
) -> (u16, HeaderMap) {
    let mut request = client().request(method, format!("http://{}{path}", served.at));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.send().await.expect("an answer");
    (response.status().as_u16(), response.headers().clone())
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map(|value| value.to_str().expect("text")).unwrap_or_default()
}

#[tokio::test]
async fn every_answer_says_what_it_is_not() {
    let served = Served::new(|_| {}).await;
    for (method, path, host, status) in [
        (Method::GET, "/graphql?query=%7B__typename%7D", "localhost", 503),
        (Method::POST, "/graphql", "localhost", 415),
        (Method::PUT, "/graphql", "localhost", 405),
        (Method::GET, "/graphql?query=%7B__typename%7D", "evil.example", 421),
        (Method::GET, "/schema.graphql", "localhost", 200),
        (Method::GET, "/health/live", "localhost", 200),
        (Method::GET, "/health/ready", "localhost", 503),
        (Method::GET, "/graphiql/", "localhost", 200),
        (Method::GET, "/graphiql/nothing", "localhost", 404),
        (Method::GET, "/dashboard/", "localhost", 200),
        (Method::GET, "/dashboard/", "evil.example", 421),
        (Method::GET, "/dashboard/nothing", "localhost", 404),
        (Method::GET, "/nothing", "localhost", 404),
    ] {
        let asked = [("host", host), ("x-request-id", "a-1")];
        let (told, headers) = send(&served, method, path, &asked).await;
        assert_eq!(told, status, "{path}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
            ("x-request-id", "a-1"),
            ("strict-transport-security", ""),
            ("access-control-allow-origin", ""),
        ] {
            assert_eq!(text(&headers, name), value, "{path} {name}");
        }
        let policy = text(&headers, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        let is_page = path.ends_with('/') && status == 200;
        let cache = if is_page { "no-cache" } else { "no-store" };
        assert_eq!(text(&headers, "cache-control"), cache, "{path}");
    }
    served.stopped().await;
}

const PORTAL: &str = "https://portal.acme.com";

#[tokio::test]
async fn named_origins_are_answered_and_no_others() {
    let served = Served::new(|config| {
        config.cors.origins = vec![Origin::try_from(PORTAL.to_owned()).expect("an origin")];
    })
    .await;
    let preflight = [
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization,content-type"),
    ];
    let from = |origin| [&[("origin", origin)][..], &preflight].concat();
    let (status, told) = send(&served, Method::OPTIONS, "/graphql", &from(PORTAL)).await;
    assert_eq!(status, 200);
    assert_eq!(text(&told, "access-control-allow-origin"), PORTAL);
    assert_eq!(text(&told, "access-control-allow-methods"), "GET,POST");
    assert_eq!(text(&told, "access-control-max-age"), "7200");
    assert_eq!(text(&told, "access-control-allow-credentials"), "");
    for header in ["authorization", "content-type", "apollo-require-preflight", "x-request-id"] {
        assert!(text(&told, "access-control-allow-headers").contains(header), "{told:?}");
    }
    assert!(
        told.get_all("vary").iter().any(|vary| vary.to_str().is_ok_and(|v| v.contains("origin")))
    );
    let ask = [("origin", PORTAL), ("content-type", "application/json")];
    let (status, told) = send(&served, Method::GET, "/graphql?query=%7Ba%7D", &ask).await;
    assert_eq!((status, text(&told, "access-control-allow-origin")), (503, PORTAL));
    assert!(text(&told, "access-control-expose-headers").contains("x-request-id"), "{told:?}");
    for origin in [
        "https://evil.example",
        "http://portal.acme.com",
        "https://portal.acme.com:444",
        "https://portal.acme.com.evil.example",
        "https://PORTAL.acme.com",
        "null",
    ] {
        for (method, headers) in [
            (Method::OPTIONS, from(origin)),
            (Method::GET, vec![("origin", origin), ("content-type", "application/json")]),
        ] {
            let (_, told) = send(&served, method, "/graphql?query=%7Ba%7D", &headers).await;
            let allowed = told.keys().find(|name| name.as_str().starts_with("access-control-"));
            assert_eq!(allowed, None, "{origin}");
        }
    }
    served.stopped().await;
}

/// An image, a script or a form of another site sends these unasked.
#[tokio::test]
async fn gets_of_other_sites_are_refused_with_the_mend() {
    let served = Served::new(|_| {}).await;
    let url = format!("http://{}/graphql?query=%7B__typename%7D", served.at);
    let cross = client().get(&url).header("sec-fetch-site", "cross-site");
    let refused = cross.send().await.expect("an answer");
    assert_eq!(refused.status(), 403);
    let told = refused.text().await.expect("text");
    assert!(told.contains("apollo-require-preflight") && told.contains("BAD_INPUT"), "{told}");
    let own = client().get(&url).header("sec-fetch-site", "same-origin");
    assert_eq!(own.send().await.expect("an answer").status(), 503, "it is still starting");
    served.stopped().await;
}
