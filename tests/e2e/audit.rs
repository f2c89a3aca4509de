//! The audit trail: what its lines tell, and what they never do.

use std::{io::Write, sync::Arc};

use channelgraph::config::Config;
use parking_lot::Mutex;
use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::{Layer, filter::Targets, layer::SubscriberExt};

use super::{
    bounds::{key, seeing_all},
    harness::{Gateway, client, small},
};

/// The lines that were written.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Lines {
    /// Takes the lines of this thread, on which the gateway of a test runs too.
    fn listen() -> (Self, DefaultGuard) {
        let lines = Self::default();
        let writer = lines.clone();
        let layer = tracing_subscriber::fmt::layer().json().flatten_event(true);
        let layer = layer.with_writer(move || writer.clone());
        let layer = layer
            .with_filter(Targets::new().with_target("channelgraph::audit", tracing::Level::INFO));
        let guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer));
        (lines, guard)
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().clone()).expect("text")
    }

    /// The lines about operations since the last look.
    fn take(&self) -> Vec<Value> {
        let text = String::from_utf8(std::mem::take(&mut *self.0.lock())).expect("text");
        let lines = text.lines().map(|line| serde_json::from_str(line).expect("JSON"));
        lines.filter(|line: &Value| line["target"] == "channelgraph::audit").collect()
    }
}

async fn gateway(change: impl FnOnce(&mut Config)) -> (Gateway, String) {
    let mut manager = String::new();
    let systems = channelgraph::demo::CRMS;
    let gateway = Gateway::over(small(1), systems, None, |config| {
        config.auth.open = false;
        manager = key(config, "Channel manager");
        config.roles.insert("channel-manager".to_owned(), seeing_all(""));
        change(config);
    });
    let gateway = gateway.await;
    // The first line of the process is written before anybody listens. While one thread registers
    // a place that logs, `tracing` can miss a listener that another thread adds at this moment.
    post(&gateway, &manager, "no JSON").await;
    (gateway, manager)
}

async fn post(gateway: &Gateway, key: &str, body: &str) {
    let request = client().post(format!("{}/graphql", gateway.url)).bearer_auth(key);
    let request = request.header("content-type", "application/json").body(body.to_owned());
    request.header("x-request-id", "request-1").send().await.expect("an answer");
}

#[tokio::test]
async fn each_decision_is_told_with_its_reason() {
    let (gateway, manager) = gateway(|config| config.server.max_body = 2_000).await;
    let (lines, _guard) = Lines::listen();
    let query = |text: &str| json!({ "query": text }).to_string();
    let deals = "query Deals { deals(first: 3) { nodes { name partner { name } } } }";
    for (body, decision, code) in [
        (query(deals), "answered", None),
        (query("{ __schema { types { name } } }"), "refused", Some("FORBIDDEN")),
        (query("{ nothing }"), "refused", Some("BAD_INPUT")),
        (query("{ partners(first: 1000) { nodes { name } } }"), "answered", Some("BAD_INPUT")),
        (query("{ node(id: \"x\") { id } }"), "answered", Some("BAD_INPUT")),
        ("no JSON".to_owned(), "refused", Some("BAD_INPUT")),
        ("x".repeat(3_000), "refused", Some("BAD_INPUT")),
        (json!({ "documentId": "x" }).to_string(), "refused", Some("NOT_FOUND")),
    ] {
        post(&gateway, &manager, &body).await;
        let told = lines.take();
        let [line] = &told[..] else { panic!("one line for {body}: {told:?}") };
        assert_eq!((&line["decision"], &line["code"]), (&json!(decision), &json!(code)), "{body}");
        let who = ["request", "subject", "role"].map(|key| line[key].as_str().unwrap_or_default());
        assert_eq!(who, ["request-1", "key:demo-channel-manager", "channel-manager"]);
    }
}

#[tokio::test]
async fn an_operation_is_told_by_name_hash_entities_rows_and_calls() {
    let (gateway, manager) = gateway(|_| {}).await;
    let (lines, _guard) = Lines::listen();
    let deals = "query Deals { a: deals(first: 3) { nodes { name partner { name } } } }";
    let body = json!({ "query": deals }).to_string();
    post(&gateway, &manager, &body).await;
    let told = lines.take();
    let calls = gateway.call_count();
    let line = &told[0];
    assert_eq!(line["operation"], "Deals");
    assert_eq!(line["calls"], calls, "{line}");
    let rows = line["rows"].as_str().expect("rows");
    assert!(rows.starts_with("Deal=3 Partner="), "{rows}");
    let hash = ring_hash(deals);
    assert_eq!(line["document"], hash);
    assert!(line["kept"].is_null());

    post(&gateway, &manager, &body).await;
    let again = &lines.take()[0];
    assert_eq!((&again["kept"], &again["calls"]), (&json!(true), &json!(0)));
    for key in ["operation", "document", "rows", "decision"] {
        assert_eq!(again[key], line[key]);
    }
}

#[tokio::test]
async fn forbidden_fields_are_named_as_the_model_names_them() {
    let (gateway, manager) = gateway(|config| {
        let keys = "rows = \"all\"\n[fields]\npersonal = \"show\"\n\"Deal.partner\" = \"forbid\"";
        let role = toml::from_str(keys).expect("a role");
        config.roles.insert("channel-manager".to_owned(), role);
    })
    .await;
    let (lines, _guard) = Lines::listen();
    let query = "{ deals(first: 2) { nodes { x: name y: amount { amount } partner { name } } } }";
    post(&gateway, &manager, &json!({ "query": query }).to_string()).await;
    let line = &lines.take()[0];
    assert_eq!(line["forbidden"], "Deal.amount Deal.partner", "{line}");
    assert_eq!((&line["decision"], &line["code"]), (&json!("answered"), &json!("FORBIDDEN")));
    for of in ["filter: { amount: { gt: 1 } }", "orderBy: [{ field: AMOUNT }]"] {
        let query = format!("{{ deals({of}) {{ nodes {{ id }} }} }}");
        post(&gateway, &manager, &json!({ "query": query }).to_string()).await;
        let line = &lines.take()[0];
        assert_eq!(line["forbidden"], "Deal.amount", "{of}: {line}");
    }
}

fn ring_hash(text: &str) -> String {
    let hash = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    hash.as_ref()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The forms of requests below.
const FORMS: usize = 20;

/// Requests of many forms, each with words that it made up itself: none of them comes into a line.
#[tokio::test]
async fn no_text_of_a_request_comes_into_a_line() {
    let (gateway, manager) = gateway(|_| {}).await;
    let (lines, _guard) = Lines::listen();
    let mut dice = StdRng::seed_from_u64(11);
    let mut written = 0;
    for round in 0..FORMS * 8 {
        let word = format!("zq{:016x}", dice.random::<u64>());
        post(&gateway, &manager, &request(round % FORMS, &word)).await;
        let text = lines.text();
        assert!(!text.to_lowercase().contains(&word), "round {round}: {text}");
        written += lines.take().len();
    }
    assert_eq!(written, FORMS * 8);
}

/// A request in which this word stands somewhere, as only values, aliases and made-up names may.
fn request(form: usize, word: &str) -> String {
    let query = |text: String| json!({ "query": text });
    let filtered =
        "query Q($name: String) { partners(filter: { name: { eq: $name } }) { nodes { name } } }";
    let body = match form {
        0 => query(format!(
            "{{ {word}: partners(first: 1) {{ {word}: nodes {{ {word}: name }} }} }}"
        )),
        1 => query(format!(
            "{{ partners(filter: {{ name: {{ eq: \"{word}\" }} }}) {{ nodes {{ name }} }} }}"
        )),
        2 => json!({ "query": filtered, "variables": { "name": word } }),
        3 => json!({ "query": filtered, "variables": { "name": "x", word: word } }),
        4 => json!({ "query": filtered, "variables": { "name": [word] } }),
        5 => json!({ "query": filtered, "operationName": word }),
        6 => query(format!("{{ {word} }}")),
        7 => query(format!("{{ partners(filter: {{ {word}: 1 }}) {{ nodes {{ name }} }} }}")),
        8 => query(format!("{{ partners(first: {word}) {{ nodes {{ name }} }} }}")),
        9 => query(format!("{{ node(id: \"{word}\") {{ id }} }}")),
        10 => query(format!("{{ partners(after: \"{word}\") {{ nodes {{ name }} }} }}")),
        11 => query(format!(
            "query(${word}: Int) {{ partners(first: ${word}) {{ nodes {{ name }} }} }}"
        )),
        12 => query(format!("{{ ...{word} }} fragment {word} on Query {{ __typename }}")),
        13 => query(format!("{{ __typename @{word} }} # {word}")),
        14 => query(format!("{{ __typename \"\"\"{word}")),
        15 => json!({ "documentId": word }),
        16 => json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": word } } }),
        17 => json!({ "query": "{ __typename }", "extensions": { word: word } }),
        18 => {
            query(format!("{{ search(text: \"{word}\", first: 2) {{ nodes {{ __typename }} }} }}"))
        }
        _ => return format!("{{ \"{word}\": "),
    };
    body.to_string()
}
