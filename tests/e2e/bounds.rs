//! Bounds of each caller, named documents, and who may ask for the schema.

use std::path::Path;

use channelgraph::{
    app::Start,
    config::{Config, Role},
    server,
};
use reqwest::Response;
use serde_json::{Value, json};

use super::harness::{Gateway, client, small};

/// A role that sees everything, with these further keys.
pub fn seeing_all(keys: &str) -> Role {
    toml::from_str(&format!("rows = \"all\"\nfields = \"all\"\n{keys}")).expect("a role")
}

/// The key of one of the demo's callers, by the name of its persona.
pub fn key(config: &Config, persona: &str) -> String {
    let personas = &config.auth.personas;
    personas.iter().find(|of| of.name == persona).expect("a persona").key.clone()
}

/// A gateway over the CRMs whose callers have keys: the manager's role and the reader's have these
/// keys of the configuration.
async fn gateway(
    manager: &str,
    reader: &str,
    change: impl FnOnce(&mut Config),
) -> (Gateway, [String; 2]) {
    let (manager, reader) = (seeing_all(manager), seeing_all(reader));
    let mut keys = Default::default();
    let systems = channelgraph::demo::CRMS;
    let gateway = Gateway::over(small(1), systems, None, |config| {
        config.auth.open = false;
        keys = [key(config, "Channel manager"), key(config, "BI reader")];
        config.roles.insert("channel-manager".to_owned(), manager);
        config.roles.insert("bi-reader".to_owned(), reader);
        change(config);
    });
    (gateway.await, keys)
}

async fn post(gateway: &Gateway, key: &str, body: impl ToString) -> Response {
    let request = client().post(format!("{}/graphql", gateway.url)).bearer_auth(key);
    let request = request.header("content-type", "application/json").body(body.to_string());
    request.send().await.expect("an answer")
}

/// The status, the code of the first error, and the header `Retry-After`.
async fn told(response: Response) -> (u16, String, Option<u64>) {
    let after = response.headers().get("retry-after");
    let after = after.map(|after| after.to_str().expect("text").parse().expect("seconds"));
    let (status, body) = (response.status().as_u16(), response.json::<Value>().await);
    let code = body.expect("JSON")["errors"][0]["extensions"]["code"].clone();
    (status, code.as_str().unwrap_or_default().to_owned(), after)
}

fn query(text: &str) -> Value {
    json!({ "query": text })
}

#[tokio::test]
async fn one_callers_excess_is_his_own() {
    let limits = "limits = { requests_per_minute = 3 }";
    let (gateway, [manager, reader]) = gateway(limits, "", |_| {}).await;
    for _ in 0..3 {
        // The second and third answer are kept ones: they count too.
        let answered = told(post(&gateway, &manager, query("{ viewer { subject } }")).await).await;
        assert_eq!(answered, (200, String::new(), None));
    }
    // What is refused is not even read.
    let (status, code, after) = told(post(&gateway, &manager, "no JSON").await).await;
    assert_eq!((status, &*code), (429, "RATE_LIMITED"));
    assert!(after.is_some_and(|after| (1..=20).contains(&after)), "{after:?}");
    let schema = client().get(format!("{}/schema.graphql", gateway.url)).bearer_auth(&manager);
    assert_eq!(schema.send().await.expect("an answer").status(), 429);
    let other = told(post(&gateway, &reader, query("{ viewer { subject } }")).await).await;
    assert_eq!(other, (200, String::new(), None));
}

#[tokio::test]
async fn calls_that_were_spent_are_waited_for_and_what_costs_none_is_answered() {
    let limits = "limits = { calls_per_minute = 1 }";
    let (gateway, [manager, reader]) = gateway(limits, "", |_| {}).await;
    let deals =
        |first: usize| query(&format!("{{ deals(first: {first}) {{ nodes {{ name }} }} }}"));
    assert_eq!(told(post(&gateway, &manager, deals(3)).await).await, (200, String::new(), None));
    assert!(gateway.call_count() >= 1);
    let (status, code, after) = told(post(&gateway, &manager, deals(4)).await).await;
    assert_eq!((status, &*code), (429, "RATE_LIMITED"));
    assert!(after.is_some_and(|after| after > 20), "{after:?}");
    assert_eq!(gateway.call_count(), 0);
    for free in [deals(3), query("{ __typename }"), query("{ viewer { roles } }")] {
        assert_eq!(told(post(&gateway, &manager, free).await).await.0, 200);
    }
    assert_eq!(told(post(&gateway, &reader, deals(4)).await).await.0, 200);
}

#[tokio::test]
async fn the_smaller_bound_of_role_and_server_is_kept_and_named() {
    let limits = "limits = { max_complexity = 20, max_calls = 1, max_body = 1_000 }";
    let (gateway, [manager, reader]) = gateway(limits, "", |_| {}).await;
    let partners = query("{ partners(first: 50) { nodes { name country } } }");
    let deals = query("{ deals(first: 2) { nodes { name } } }");
    let long = query(&format!("{{ __typename }} # {}", "x".repeat(1_000)));
    for (body, status, word) in [
        (&partners, 200, "`max_complexity of your role`"),
        (&deals, 200, "`max_calls of your role`"),
        (&long, 413, "`max_body of your role`"),
    ] {
        let response = post(&gateway, &manager, body).await;
        assert_eq!(response.status(), status);
        let answer: Value = response.json().await.expect("JSON");
        let message = answer["errors"][0]["message"].as_str().unwrap_or_default();
        assert!(message.contains(word), "{message}");
        assert_eq!(told(post(&gateway, &reader, body).await).await, (200, String::new(), None));
    }
}

#[tokio::test]
async fn the_schema_and_the_page_are_for_roles_that_have_them() {
    let (gateway, [manager, reader]) = gateway("", "introspection = true", |config| {
        config.roles.values_mut().for_each(|role| role.graphiql = false);
    })
    .await;
    for asked in ["{ __schema { queryType { name } } }", "{ a: __type(name: \"Deal\") { name } }"] {
        // The same answer, kept for one who may, is not given to one who may not.
        for _ in 0..2 {
            assert_eq!(told(post(&gateway, &reader, query(asked)).await).await.0, 200);
            let (_, code, _) = told(post(&gateway, &manager, query(asked)).await).await;
            assert_eq!(code, "FORBIDDEN", "{asked}");
        }
    }
    let typename = told(post(&gateway, &manager, query("{ __typename }")).await).await;
    assert_eq!(typename, (200, String::new(), None));
    let get = async |path: &str, key: &str| {
        let request = client().get(format!("{}{path}", gateway.url)).bearer_auth(key);
        request.send().await.expect("an answer").status().as_u16()
    };
    assert_eq!(get("/schema.graphql", &manager).await, 403);
    assert_eq!(get("/schema.graphql", &reader).await, 200);
    assert_eq!(get("/schema.graphql", "none").await, 401);
    for page in ["/graphiql/", "/dashboard/"] {
        assert_eq!(get(page, &reader).await, 404, "{page}");
    }
}

/// The exchange of Apollo's clients and of urql, by GET as by POST.
#[tokio::test]
async fn a_document_is_named_by_its_hash_once_it_was_sent() {
    let (gateway, [manager, _]) = gateway("", "", |_| {}).await;
    // sha256("{ __typename }")
    let hash = "7f56e67dd21ab3f30d1ff8b7bed08893f0a0db86449836189b361dd1e56ddb4b";
    let named = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
    let get = async || {
        let url = format!("{}/graphql", gateway.url);
        let request = client().get(url).query(&[("extensions", named.to_string())]);
        let newer = "application/graphql-response+json";
        request.bearer_auth(&manager).header("accept", newer).send().await.expect("an answer")
    };
    let unknown = get().await;
    assert_eq!(unknown.status(), 200);
    assert_eq!(unknown.headers()["cache-control"], "no-store");
    let answer: Value = unknown.json().await.expect("JSON");
    assert_eq!(
        answer["errors"][0],
        json!({
            "message": "PersistedQueryNotFound",
            "extensions": { "code": "PERSISTED_QUERY_NOT_FOUND" }
        })
    );
    let sent = json!({ "query": "{ __typename }", "extensions": named });
    for _ in 0..2 {
        let answer: Value = post(&gateway, &manager, &sent).await.json().await.expect("JSON");
        assert_eq!(answer, json!({ "data": { "__typename": "Query" } }));
        let answer: Value = get().await.json().await.expect("JSON");
        assert_eq!(answer, json!({ "data": { "__typename": "Query" } }));
    }
}

#[tokio::test]
async fn where_only_trusted_documents_are_answered_requests_name_them() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/graphql/persisted/fixtures");
    let (gateway, [manager, reader]) = gateway("", "free_documents = true", |config| {
        config.documents.manifest = Some(fixtures.join("relay.json"));
        config.documents.only = true;
    })
    .await;
    let id = "af8a85cf5f3c153896f93eda12888fd239c77ca0e111907e990c6cfe2e8f0b78";
    for key in ["documentId", "doc_id", "id"] {
        let answer: Value =
            post(&gateway, &manager, json!({ key: id })).await.json().await.expect("JSON");
        assert!(answer["data"]["sources"][0]["name"].is_string(), "{answer}");
    }
    let url = format!("{}/graphql?documentId={id}", gateway.url);
    let answer = client().get(url).bearer_auth(&manager).send().await.expect("an answer");
    assert_eq!(told(answer).await, (200, String::new(), None));
    let free = query("{ sources { name } }");
    let (_, code, _) = told(post(&gateway, &manager, &free).await).await;
    assert_eq!(code, "FORBIDDEN");
    assert_eq!(told(post(&gateway, &reader, &free).await).await, (200, String::new(), None));
    let (_, code, _) = told(post(&gateway, &manager, &free).await).await;
    assert_eq!(code, "FORBIDDEN", "though another's answer to that text is kept");
    let (_, code, _) = told(post(&gateway, &manager, json!({ "documentId": "x" })).await).await;
    assert_eq!(code, "NOT_FOUND");
}

#[tokio::test]
async fn a_gateway_that_starts_says_when_to_come_back() {
    let mut config = Config::default();
    config.auth.open = true;
    let router = server::router(Start::default(), server::Callers::new(&config).into(), &config)
        .expect("a router");
    let request = axum::http::Request::get("/graphql?query=%7B__typename%7D");
    let request = request.body(axum::body::Body::empty()).expect("a request");
    let response = tower::ServiceExt::oneshot(router, request).await.expect("an answer");
    assert_eq!(response.status(), 503);
    assert_eq!(response.headers()["retry-after"], "1");
}
