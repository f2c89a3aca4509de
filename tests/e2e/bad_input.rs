//! Requests and configurations that are wrong: each gets a clear error with a code, and nothing
//! panics.

use axum::{body::Body, http::Request};
use channelgraph::{app::App, demo, server};
use channelgraph_sandbox::Sandbox;
use serde_json::json;
use tower::ServiceExt;

use super::harness::{Gateway, client, get, small};

/// Queries with the code of their error, and words that its message must have.
const REFUSED: &[(&str, &str, &str)] = &[
    ("{ deals(first: 0) { nodes { id } } }", "BAD_INPUT", "`first` is 0"),
    ("{ deals(first: -1) { nodes { id } } }", "BAD_INPUT", "`first` is -1"),
    ("{ partners(first: 100000) { nodes { id } } }", "BAD_INPUT", "1 to 200"),
    (
        "{ partner(by: {domain: \"acme.de\"}) { deals(first: 201) { nodes { id } } } }",
        "BAD_INPUT",
        "1 to 200",
    ),
    ("{ node(id: \"nonsense\") { id } }", "BAD_INPUT", "`nonsense` is not an id"),
    ("{ deal(by: {id: \"42\"}) { id } }", "BAD_INPUT", "is not an id"),
    (
        "{ deal(by: {record: {source: \"salesforce\", id: \"no id\"}}) { id } }",
        "BAD_INPUT",
        "cannot be the id",
    ),
    (
        "{ deal(by: {record: {source: \"salesfroce\", id: \"1\"}}) { id } }",
        "BAD_INPUT",
        "did you mean `salesforce`?",
    ),
    ("{ deal(by: {}) { id } }", "BAD_INPUT", ""),
    ("{ deals(after: \"nonsense\") { nodes { id } } }", "BAD_INPUT", "is not a cursor"),
    (
        "{ partners(filter: {not: {source: {eq: \"sap\"}}}) { nodes { id } } }",
        "BAD_INPUT",
        "no source `sap`",
    ),
    ("{ deals(filter: {source: {eq: \"sap\"}}) { nodes { id } } }", "BAD_INPUT", "no source `sap`"),
    (
        "{ deals(filter: {source: {ne: \"hubspot\"}}) { nodes { id } } }",
        "BAD_INPUT",
        "takes `eq` and `in`",
    ),
    (
        "{ deals(filter: {source: {eq: \"hubspot\", in: [\"aws\"]}}) { nodes { id } } }",
        "BAD_INPUT",
        "not both",
    ),
    (
        "{ deals(filter: {not: {source: {eq: \"hubspot\"}}}) { nodes { id } } }",
        "BAD_INPUT",
        "stands at the top",
    ),
    ("{ deals(filter: {partner: {eq: \"x\"}}) { nodes { id } } }", "BAD_INPUT", "`x` is not an id"),
    (
        "{ deals(filter: {amount: {gt: \"much\"}}) { nodes { id } } }",
        "BAD_INPUT",
        "a decimal number looks like",
    ),
    (
        "{ deals(filter: {closeDate: {gt: \"tomorrow\"}}) { nodes { id } } }",
        "BAD_INPUT",
        "a day looks like",
    ),
    ("{ deals(filter: {stage: {eq: SOLD}}) { nodes { id } } }", "BAD_INPUT", "SOLD"),
    ("{ deals(filter: {colour: {eq: \"red\"}}) { nodes { id } } }", "BAD_INPUT", "colour"),
    (
        "{ deals(orderBy: [{field: AMOUNT}, {field: CLOSE_DATE}]) { nodes { id } } }",
        "BAD_INPUT",
        "takes one key",
    ),
    ("{ search(text: \"a\") { nodes { __typename } } }", "BAD_INPUT", "two characters"),
    ("{ colour }", "BAD_INPUT", "colour"),
    ("{ deals {", "BAD_INPUT", ""),
];

#[tokio::test]
async fn wrong_requests_are_refused_with_their_mend() {
    let gateway = Gateway::start(small(1)).await;
    for (query, code, words) in REFUSED {
        let answer = gateway.ask(query).await;
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], *code, "{query}\n{answer:#}");
        assert!(
            error["message"].as_str().is_some_and(|message| message.contains(words)),
            "{query}\n{answer:#}"
        );
    }
    assert_eq!(gateway.call_count(), 0, "no system is asked for the sake of a wrong request");
}

#[tokio::test]
async fn a_cursor_belongs_to_its_list() {
    let gateway = Gateway::start(small(1)).await;
    let page = gateway
        .data("{ deals(first: 1, orderBy: {field: CLOSE_DATE}) { pageInfo { endCursor } } }")
        .await;
    let cursor = page["deals"]["pageInfo"]["endCursor"].as_str().expect("a cursor").to_owned();
    for list in [
        "deals(first: 1, after: $c)",
        "leads(first: 1, after: $c)",
        "deals(first: 1, after: $c, orderBy: {field: CLOSE_DATE, direction: DESC})",
    ] {
        let answer = gateway
            .ask_with(
                &format!("query($c: String) {{ {list} {{ nodes {{ id }} }} }}"),
                json!({ "c": cursor }),
            )
            .await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_INPUT", "{list}: {answer:#}");
        assert!(
            answer["errors"][0]["message"]
                .as_str()
                .is_some_and(|message| message.contains("cursor of another list")),
            "{answer:#}"
        );
    }
}

#[tokio::test]
async fn ids_of_another_kind_are_named_as_such() {
    let gateway = Gateway::start(small(1)).await;
    let data = gateway.data("{ partners(first: 1) { nodes { id } } }").await;
    let id = data["partners"]["nodes"][0]["id"].as_str().expect("an id").to_owned();
    let (code, message) =
        gateway.error(&format!("{{ deal(by: {{id: \"{id}\"}}) {{ id }} }}")).await;
    assert_eq!(code, "BAD_INPUT");
    assert_eq!(message, "this is the id of a Partner, not of a Deal");
}

#[tokio::test]
async fn what_is_not_there_is_null_and_no_error() {
    let gateway = Gateway::start(small(1)).await;
    let data = gateway
        .data("{ partner(by: {domain: \"nowhere.example\"}) { id } deal(by: {record: {source: \"hubspot\", id: \"1\"}}) { id } }")
        .await;
    assert_eq!(data, json!({ "partner": null, "deal": null }));
}

#[tokio::test]
async fn too_much_at_once_is_refused_before_any_call() {
    let gateway = Gateway::start_with(small(1), |config| {
        config.server.max_depth = 8;
        config.server.max_complexity = 5_000;
    })
    .await;
    let deep = "{ partners { nodes { parent { parent { parent { parent { parent { parent { name } } } } } } } } }";
    let wide = "{ partners(first: 200) { nodes { deals(first: 200) { nodes { name } } } } }";
    for query in [deep, wide] {
        assert_eq!(gateway.error(query).await.0, "QUERY_TOO_COMPLEX", "{query}");
    }
    // Few conditions, but as many and as long values as each may have.
    let heavy = vec![format!("\"{}\"", "x".repeat(2_000)); 51].join(", ");
    for list in ["partners", "leads", "deals", "incentives"] {
        let query =
            format!("{{ {list}(filter: {{ name: {{ in: [{heavy}] }} }}) {{ totalCount }} }}");
        assert_eq!(gateway.error(&query).await.0, "QUERY_TOO_COMPLEX", "{list}");
    }
    assert_eq!(gateway.call_count(), 0);
}

/// An answer to a wrong request is not much longer than the request, whatever that repeats.
#[tokio::test]
async fn errors_are_no_longer_than_what_they_are_about() {
    let gateway = Gateway::start_with(small(1), |config| config.server.max_calls = 1).await;
    let long = "x".repeat(100_000);
    let many =
        |field: &dyn Fn(usize) -> String| (0..3_000).map(field).collect::<Vec<_>>().join(" ");
    let aliases = |call: &str| format!("{{ {} }}", many(&|at| format!("a{at}: {call}")));
    let v = json!({ "v": long });
    for (query, variables) in [
        (aliases("node(id: \"x\") { id }"), json!({})),
        (aliases("nothing"), json!({})),
        (aliases("deals(after: \"x\") { totalCount }"), json!({})),
        (aliases("deals(first: 0) { totalCount }"), json!({})),
        (aliases("search(text: \"a\") { totalCount }"), json!({})),
        (
            format!(
                "{{ deals(filter: {{ {} }}) {{ totalCount }} }}",
                many(&|at| format!("f{at}: 1"))
            ),
            json!({}),
        ),
        (format!("{{ {long} }}"), json!({})),
        (format!("query {long} {{ {long} }}"), json!({})),
        (format!("{{ {long}: node(id: \"{long}\") {{ id }} }}"), json!({})),
        (format!("{{ deal(by: {{ id: \"{long}\" }}) {{ id }} }}"), json!({})),
        (format!("{{ partners(filter: {{ {long}: 1 }}) {{ totalCount }} }}"), json!({})),
        (format!("query($v: ID!) {}", aliases("node(id: $v) { id }")), v.clone()),
        (format!("query($v: String) {}", aliases("deals(after: $v) { totalCount }")), v.clone()),
        ("query($v: Int) { deals(first: $v) { totalCount } }".to_owned(), v.clone()),
        (
            "query($v: DealFilter) { deals(filter: $v) { totalCount } }".to_owned(),
            json!({ "v": { &long: 1 } }),
        ),
        (
            "query($v: DealFilter) { deals(filter: $v) { totalCount } }".to_owned(),
            json!({ "v": { "stage": { "eq": long } } }),
        ),
        (
            "query($v: DealFilter) { deals(filter: $v) { totalCount } }".to_owned(),
            json!({ "v": { "source": { "eq": long } } }),
        ),
        ("{ __typename".to_owned() + &"(".repeat(5_000), json!({})),
    ] {
        let request = json!({ "query": query, "variables": variables });
        let answer = gateway.ask_with(&query, variables).await;
        assert!(answer["errors"].is_array(), "{query:.80}");
        let errors = answer["errors"].to_string().len();
        let bound = 64 * 1024 + 1_024;
        let (sent, told) = (request.to_string().len(), answer.to_string().len());
        assert!(
            told < sent + bound && (errors < bound || errors < sent),
            "{query:.80}: {sent} to {told}"
        );
    }
    let unknown = json!({ "query": "{ __typename }", "operationName": "x".repeat(100_000) });
    let url = format!("{}/graphql", gateway.url);
    let answer = client().post(url).json(&unknown).send().await.expect("an answer");
    assert!(answer.text().await.expect("text").len() < 2_000);
}

#[tokio::test]
async fn a_search_goes_on_only_where_it_was() {
    let gateway = Gateway::start(small(1)).await;
    let page = gateway
        .data("{ search(text: \"an\", kinds: [DEAL], first: 1) { pageInfo { endCursor } } }")
        .await;
    let cursor = page["search"]["pageInfo"]["endCursor"].clone();
    let query = "query($c: String) { search(text: \"an\", kinds: [LEAD], first: 1, after: $c) { nodes { __typename } } }";
    let answer = gateway.ask_with(query, json!({ "c": cursor })).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_INPUT", "{answer:#}");
}

#[tokio::test]
async fn numbers_in_variables_are_numbers() {
    let gateway = Gateway::start(small(1)).await;
    let query = "query($f: DealFilter) { deals(filter: $f, first: 50) { nodes { id } } }";
    let mut answers = Vec::new();
    for limit in [json!(1200.5), json!("1200.5"), json!(12005e-1)] {
        answers.push(gateway.ask_with(query, json!({ "f": { "amount": { "lt": limit } } })).await);
    }
    assert!(
        answers[0]["errors"].is_null() && answers.iter().all(|answer| *answer == answers[0]),
        "{:#}",
        answers[0]
    );
}

#[tokio::test]
async fn what_is_no_operation_is_refused() {
    let gateway = Gateway::start_with(small(1), |config| config.server.max_body = 2_000).await;
    let client = client();
    let url = format!("{}/graphql", gateway.url);
    let code = |body: serde_json::Value| {
        body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned()
    };
    let plain = client
        .post(&url)
        .header("content-type", "text/plain")
        .body("{\"query\": \"{ __typename }\"}")
        .send()
        .await
        .expect("an answer");
    assert_eq!(plain.status(), 415);
    assert_eq!(code(plain.json().await.expect("JSON")), "BAD_INPUT");
    let broken = client
        .post(&url)
        .header("content-type", "application/json")
        .body("{")
        .send()
        .await
        .expect("an answer");
    assert_eq!(broken.status(), 400);
    assert_eq!(code(broken.json().await.expect("JSON")), "BAD_INPUT");
    let batch = client
        .post(&url)
        .json(&json!([{ "query": "{ __typename }" }]))
        .send()
        .await
        .expect("an answer");
    assert_eq!(code(batch.json().await.expect("JSON")), "BAD_INPUT");
    for body in [
        json!({}),
        json!({ "query": null }),
        json!({ "query": "{ __typename }", "variables": [1] }),
    ] {
        let none = client.post(&url).json(&body).send().await.expect("an answer");
        assert_eq!(
            (none.status().as_u16(), code(none.json().await.expect("JSON"))),
            (400, "BAD_INPUT".to_owned()),
            "{body}"
        );
    }
    let long = client
        .post(&url)
        .json(&json!({ "query": format!("# {}\n{{ __typename }}", "x".repeat(3_000)) }))
        .send()
        .await
        .expect("an answer");
    assert_eq!(long.status(), 413);
    assert_eq!(code(long.json().await.expect("JSON")), "BAD_INPUT");
    assert_eq!(get(&gateway, "/health/ready").await, (200, "ready\n".into()));
}

#[tokio::test]
async fn a_gateway_that_reads_the_partners_lives_and_says_so() {
    let sandbox = Sandbox::start(small(1)).await.expect("a sandbox");
    let config = demo::config(&sandbox, demo::SYSTEMS, None).expect("the demo's configuration");
    let app = App::connect(&config).await.expect("it connects");
    let router = server::router(app.clone(), server::Callers::new(&config).into(), &config)
        .expect("a router");
    let get = async |path: &str| {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let response = router.clone().oneshot(request).await.expect("an answer");
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), 10_000).await.expect("a body");
        (status, String::from_utf8_lossy(&body).into_owned())
    };
    assert_eq!(get("/health/live").await, (200, "live\n".into()));
    assert_eq!(get("/health/ready").await, (503, "the partners are being read\n".into()));
    let early = get("/graphql?query=%7B__typename%7D").await;
    assert!(early.0 == 503 && early.1.contains("OVERLOADED"), "{early:?}");
    app.engine.build_index(&|_| {}).await;
    assert_eq!(get("/health/ready").await.0, 200);
    assert_eq!(get("/graphql?query=%7B__typename%7D").await.0, 200);
}
