//! What callers and operators send to the gateway: documents, variables, credentials, and the
//! configuration.

#![expect(clippy::expect_used, reason = "what is not as expected here is a failed test")]

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{HeaderValue, Request, header},
};
use channelgraph::{
    app::{App, Start},
    config::{self, Config},
    engine::{Question, Viewer},
    graphql::{self, Account, Asker, Bounds, Ceiling, Rights},
    server,
};
use channelgraph_fuzz::run;
use serde_json::{Map, Value};
use tokio::{runtime::Runtime, time::Duration};
use tower::ServiceExt;

/// A gateway over a system that nobody can reach: the port takes no connections.
const CONFIG: &str = r#"
[hubspot.crm]
auth = { service_key = "key" }
base_url = "http://127.0.0.1:9"
call = { attempts = 1, deadline_ms = 1000 }

[auth.issuers.acme]
issuer = "http://127.0.0.1:9"
audience = ["gateway"]
jwks_url = "http://127.0.0.1:9/keys"
cooldown_seconds = 3600
roles = { claim = "roles", map = [{ value = "team", role = "manager" }] }

[[auth.keys]]
name = "export"
hash = "sha256:0000000000000000000000000000000000000000000000000000000000000000"
role = "manager"

[roles.manager]
rows = "all"
fields = { finance = "show", personal = "mask", "Deal.amount" = "hide" }
limits = { requests_per_minute = 1000000000 }

[roles.partner.rows]
Partner = [{ where = { id = { eq = "$partner" } } }]
Deal = [{ where = { partner = { in = ["$partner", "$children"] } }, if = { type = { eq = "AGENT" } } }]
"#;

fn configured() -> Config {
    config::read("gateway.toml", CONFIG).expect("a configuration")
}

/// A gateway whose operations are answered without HTTP.
struct Gateway {
    runtime: Runtime,
    app: App,
    rights: Rights,
    account: Arc<dyn Account>,
}

impl Gateway {
    fn new() -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let app = runtime.block_on(App::connect(&configured())).expect("a gateway");
        let most = Ceiling { most: 10_000, key: "" };
        let bounds = Bounds { timeout: Duration::from_secs(5), complexity: most, calls: most };
        let rights = Rights { bounds, introspection: true, free_documents: true };
        Self { runtime, app, rights, account: Arc::new(()) }
    }

    /// Answers an operation. Whatever it is, the answer is JSON.
    fn answers(&self, query: &str, variables: Map<String, Value>) -> Value {
        let asker = Asker { rights: &self.rights, account: &self.account };
        let viewer = Viewer::everyone();
        let question = Question::new(&viewer, &query);
        let request = graphql::Request {
            query: query.to_owned(),
            variables: Some(variables),
            ..graphql::Request::default()
        };
        let graphql = &self.app.graphql;
        let answer = graphql.answer(&self.app.engine, (&viewer, asker), &request, question);
        let answer = self.runtime.block_on(answer);
        let body = answer.body.plain();
        serde_json::from_slice(&body).expect("JSON")
    }
}

#[test]
fn documents() {
    let gateway = Gateway::new();
    let seeds: [&[u8]; 5] = [
        b"{ partners(first: 3, filter: { or: [{ name: { contains: \"a\" } }] }) { nodes { id } } }",
        b"query Q($a: Int = 3, $b: ID!) { a: node(id: $b) { ... on Deal @include(if: true) { id } } }",
        b"{ deals { ...F } } fragment F on DealConnection { edges { node { amount { in(currency: \"EUR\") { amount } } } } }",
        b"{ __schema { types { name fields(includeDeprecated: true) { name type { ofType { name } } } } } }",
        b"mutation { a } subscription { b } query { viewer { subject roles partner { id } } }",
    ];
    run("documents", &seeds, |bytes| {
        let answer = gateway.answers(&String::from_utf8_lossy(bytes), Map::new());
        // What is not changed at all is answered.
        assert!(bytes != seeds[0] || answer["data"].is_object(), "{answer}");
    });
}

#[test]
fn variables() {
    const QUERY: &str = "query ($p: PartnerFilter, $d: DealFilter, $o: [DealOrder!], $n: Int, \
                         $a: String, $ids: [ID!]!, $by: PartnerKey!, $t: String!) { \
                         partners(filter: $p, first: $n, after: $a) { totalCount } \
                         deals(filter: $d, orderBy: $o) { pageInfo { endCursor } } \
                         nodes(ids: $ids) { id } partner(by: $by) { id } \
                         search(text: $t) { nodes { __typename } } }";
    let gateway = Gateway::new();
    let seeds: [&[u8]; 3] = [
        br#"{"p":{"name":{"contains":"a"},"id":{"in":["UGFydG5lcgpjcm0KeAox"]},"not":{"type":{"eq":"AGENT"}}},
            "ids":["UGFydG5lcgpjcm0KeAox"],"by":{"domain":"acme.de"},"t":"acme","n":5}"#,
        br#"{"d":{"amount":{"gt":"1e3","isNull":false},"closeDate":{"gte":"2026-02-30"},"and":[{}]},
            "o":[{"field":"AMOUNT","direction":"DESC"}],"ids":[],"by":{"taxId":"DE 1"},"t":"x"}"#,
        br#"{"a":"eyJ2IjoxfQ","n":-1,"ids":"x","by":{"record":{"source":"crm","id":"1"}},"t":"  "}"#,
    ];
    run("variables", &seeds, |bytes| {
        if let Ok(given) = serde_json::from_slice(bytes) {
            let answer = gateway.answers(QUERY, given);
            assert!(bytes != seeds[0] || answer["data"].is_object(), "{answer}");
        }
    });
}

#[test]
fn configurations() {
    run("configurations", &[CONFIG.as_bytes()], |bytes| {
        // A mistake is told in words that name no secret of this machine, or there is none.
        if let Err(bad) = config::read("gateway.toml", &String::from_utf8_lossy(bytes)) {
            assert!(!bad.problem.is_empty());
        }
    });
}

#[test]
fn credentials() {
    let runtime = Runtime::new().expect("a runtime");
    let config = configured();
    let callers = server::Callers::new(&config).into();
    let door: Router = server::router(Start::default(), callers, &config).expect("a router");
    let seeds: [&[u8]; 4] = [
        b"Bearer eyJhbGciOiJFUzI1NiIsImtpZCI6ImEifQ.eyJpc3MiOiJodHRwOi8vMTI3LjAuMC4xOjkiLCJleHAiOjk5OTk5OTk5OTl9.c2ln",
        b"Bearer eyJhbGciOiJub25lIn0.eyJpc3MiOiJhIn0.",
        b"Bearer cgk_00000000000000000000000000000000000000000000000000000000000000000000000000000000",
        b"Basic dXNlcjpwYXNz",
    ];
    run("credentials", &seeds, |bytes| {
        let Ok(value) = HeaderValue::from_bytes(bytes) else { return };
        let request = Request::post("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::AUTHORIZATION, value)
            .body(Body::from("{ \"query\": \"{ __typename }\" }"))
            .expect("a request");
        let response = runtime.block_on(door.clone().oneshot(request)).expect("an answer");
        // None of them is anybody: no key verifies, and the hash is of no key.
        assert!(matches!(response.status().as_u16(), 401 | 503), "{}", response.status());
    });
}
