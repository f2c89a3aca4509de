//! Traces as a collector receives them, and what is said of a collector that does not.

use std::{process::Stdio, sync::Arc};

use axum::{Router, body::Bytes, extract::State, routing::post};
use channelgraph::demo;
use channelgraph_sandbox::Sandbox;
use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest,
    common::v1::{KeyValue, any_value::Value},
    trace::v1::{Span, span::SpanKind},
};
use prost::Message;
use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::TcpListener,
    process::Command,
    sync::mpsc,
};

use super::{
    harness::{client, small},
    process::File,
};

/// A gateway with this endpoint and these variables is asked one query and told to stop; all that
/// it says.
async fn asked_once(sandbox: &Sandbox, endpoint: &str, variables: &[(&str, &str)]) -> String {
    let config = File::new(
        &format!("traces-{}", variables.len()),
        &format!(
            "{}[telemetry]\notlp_endpoint = \"{endpoint}\"\n",
            demo::text(sandbox, demo::CRMS, None)
        ),
    );
    let mut gateway = Command::new(env!("CARGO_BIN_EXE_channelgraph"))
        .args(["serve", "--config", config.path(), "--port", "0"])
        .envs(variables.iter().copied())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("it starts");
    let mut lines = BufReader::new(gateway.stderr.take().expect("its words")).lines();
    let mut said = String::new();
    while let Some(line) = lines.next_line().await.expect("a line") {
        said += &format!("{line}\n");
        if let Some(url) = line.strip_prefix("GraphQL   ") {
            let query =
                json!({ "query": "{ deals(first: 5) { nodes { name partner { name } } } }" });
            client().post(url).json(&query).send().await.expect("an answer");
            let id = gateway.id().expect("it runs").to_string();
            Command::new("kill").args(["-TERM", &id]).status().await.expect("kill");
        }
    }
    gateway.wait().await.expect("it ends");
    said
}

fn text<'a>(attributes: &'a [KeyValue], key: &str) -> Option<&'a str> {
    let found = attributes.iter().find(|attribute| attribute.key == key)?;
    match found.value.as_ref()?.value.as_ref()? {
        Value::StringValue(text) => Some(text),
        _ => None,
    }
}

/// A collector: its endpoint, and what it is sent.
pub async fn collector() -> (String, mpsc::UnboundedReceiver<Bytes>) {
    let (sender, received) = mpsc::unbounded_channel::<Bytes>();
    let take = |State(sender): State<Arc<mpsc::UnboundedSender<Bytes>>>, body: Bytes| async move {
        drop(sender.send(body))
    };
    let collector = Router::new().route("/v1/traces", post(take)).with_state(Arc::new(sender));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let endpoint = format!("http://{}/v1/traces", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, collector).await });
    (endpoint, received)
}

#[tokio::test]
async fn spans_have_kinds_numbers_and_a_service() {
    let (endpoint, mut received) = collector().await;
    let sandbox = Sandbox::start(small(1)).await.expect("a sandbox");

    for (variables, name, site) in [
        (&[] as &[(&str, &str)], "channelgraph", None),
        (&[("OTEL_RESOURCE_ATTRIBUTES", "service.name=edge,site=emea")], "edge", Some("emea")),
        (
            &[("OTEL_SERVICE_NAME", "gate"), ("OTEL_RESOURCE_ATTRIBUTES", "service.name=edge")],
            "gate",
            None,
        ),
    ] {
        let said = asked_once(&sandbox, &endpoint, variables).await;
        assert!(!said.contains("Traces cannot be sent"), "{said}");
        let mut spans: Vec<Span> = Vec::new();
        while let Ok(body) = received.try_recv() {
            for of_resource in ExportTraceServiceRequest::decode(body).expect("OTLP").resource_spans
            {
                let resource = of_resource.resource.expect("a resource").attributes;
                assert_eq!(text(&resource, "service.name"), Some(name));
                assert_eq!(text(&resource, "service.version"), Some(env!("CARGO_PKG_VERSION")));
                assert_eq!(text(&resource, "site"), site);
                spans.extend(of_resource.scope_spans.into_iter().flat_map(|scope| scope.spans));
            }
        }
        for (span, kind) in [
            ("graphql.operation", SpanKind::Server),
            ("source.call", SpanKind::Client),
            ("plan.list", SpanKind::Internal),
        ] {
            let of_name: Vec<_> = spans.iter().filter(|found| found.name == span).collect();
            assert!(!of_name.is_empty(), "no {span}");
            assert!(of_name.iter().all(|found| found.kind == kind as i32), "{of_name:#?}");
        }
        for attribute in spans.iter().flat_map(|span| &span.attributes) {
            let said = text(std::slice::from_ref(attribute), &attribute.key);
            assert!(
                said.is_none_or(|said| said.parse::<f64>().is_err()),
                "a number as text: {attribute:?}"
            );
        }
        assert!(
            spans
                .iter()
                .any(|span| { span.attributes.iter().any(|attribute| attribute.key == "attempt") })
        );
    }
}

#[tokio::test]
async fn a_collector_that_takes_nothing_is_told_once() {
    let elsewhere = Router::new().route("/other", post(|| async {}));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let at = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, elsewhere).await });
    let sandbox = Sandbox::start(small(1)).await.expect("a sandbox");
    for (endpoint, told, mend) in [
        (format!("http://{at}"), "404", "the path /v1/traces"),
        (format!("http://{at}/v1/traces"), "404", "check that the collector runs"),
        (
            "http://127.0.0.1:9/v1/traces".to_owned(),
            "Connection refused",
            "check that the collector runs",
        ),
    ] {
        // Small batches, so that several fail.
        let variables =
            [("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "5"), ("OTEL_BSP_SCHEDULE_DELAY", "10")];
        let said = asked_once(&sandbox, &endpoint, &variables).await;
        let lines: Vec<_> =
            said.lines().filter(|line| line.contains("Traces cannot be sent")).collect();
        assert_eq!(lines.len(), 1, "{said}");
        assert!(lines[0].contains(told) && lines[0].contains(mend), "{said}");
        assert!(lines[0].contains(endpoint.as_str()), "{said}");
    }
}
