//! What a refused request costs, and how a cheap query fares beside many of them:
//! `cargo test --release --test e2e what_refusals_cost -- --ignored --nocapture`.
//!
//! The gateway is a process of its own, whose CPU time and memory `/proc` tells. Calm and abuse take
//! turns, each with as many cheap queries, so what the machine does besides falls on both.

use std::time::Duration;

use channelgraph::demo;
use channelgraph_sandbox::Sandbox;
use serde_json::json;
use tokio::{io::AsyncWriteExt, net::TcpStream, time::Instant};

use crate::{
    harness::{client, small},
    process::{File, serve},
    served::rest,
    specification::abuses,
};

/// Cheap queries of one turn, and abuses beside them.
const QUERIES: u32 = 200;
const REFUSED: u32 = 100;
const TURNS: usize = 4;
/// The pause between two queries; abuses come half as often.
const PACE: Duration = Duration::from_millis(5);

/// CPU time, and memory in kB: what a process has used.
fn used(id: u32) -> (Duration, u64) {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).expect("Linux");
    let fields: Vec<&str> = stat.rsplit(')').next().expect("fields").split_whitespace().collect();
    let ticks: u64 =
        [fields[11], fields[12]].iter().filter_map(|text| text.parse::<u64>().ok()).sum();
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).expect("Linux");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("VmHWM");
    let peak = peak.trim().trim_end_matches(" kB").parse().expect("a number");
    (Duration::from_millis(ticks * 10), peak)
}

/// Asks cheap queries at a pace; tells how long each took.
async fn ask(url: &str) -> Vec<Duration> {
    let (client, body) = (client(), json!({ "query": "{ viewer { subject } }" }));
    let mut pace = tokio::time::interval(PACE);
    let mut took = Vec::new();
    for _ in 0..QUERIES {
        pace.tick().await;
        let begun = Instant::now();
        let answer = client.post(url).json(&body).send().await.expect("an answer");
        assert_eq!(answer.status(), 200);
        drop(answer.bytes().await);
        took.push(begun.elapsed());
    }
    took
}

/// Sends the same bytes again and again, each on a connection of its own, and waits for the end.
async fn abuse(at: &str, request: &[u8]) {
    let mut pace = tokio::time::interval(2 * PACE);
    for _ in 0..REFUSED {
        pace.tick().await;
        let mut stream = TcpStream::connect(at).await.expect("a connection");
        drop(stream.write_all(request).await);
        let told = rest(&mut stream).await;
        let is_refused = !told.starts_with("HTTP/1.1 200 ") || told.contains("\"errors\"");
        // Fragments that double and double come to one field.
        let is_little = told.ends_with("{\"data\":{\"__typename\":\"Query\"}}");
        assert!(is_refused || is_little, "it is answered: {told:.300}");
    }
}

/// The requests by name.
fn requests() -> Vec<(String, Vec<u8>)> {
    let head = "POST /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
                content-type: application/json\r\n";
    let post = |body: &str| format!("{head}content-length: {}\r\n\r\n{body}", body.len());
    let query = |text: &str| post(&json!({ "query": text }).to_string());
    let names: Vec<String> = (0..20_000).map(|at| format!("x{at}")).collect();
    let huge = json!({
        "query": "query($f: DealFilter) { deals(filter: $f) { totalCount } }",
        "variables": { "f": { "name": { "in": names } } },
    });
    let mut all = vec![
        ("head of 100 kB".to_owned(), format!("{head}x-a: {}\r\n\r\n", "a".repeat(100_000))),
        ("head of 200 fields".to_owned(), format!("{head}{}\r\n", "x-a: a\r\n".repeat(200))),
        (
            "packed body".to_owned(),
            format!("{head}content-encoding: gzip\r\ncontent-length: 9\r\n\r\n"),
        ),
        ("body of 1 GB".to_owned(), format!("{head}content-length: 1073741824\r\n\r\n")),
        ("body that is no JSON".to_owned(), post(&"[".repeat(200_000))),
        ("huge variables".to_owned(), post(&huge.to_string())),
        (
            "GET of another site".to_owned(),
            "GET /graphql?query=%7B__typename%7D HTTP/1.1\r\nhost: localhost\r\n\
             connection: close\r\nsec-fetch-site: cross-site\r\n\r\n"
                .to_owned(),
        ),
        (
            "another host".to_owned(),
            "GET / HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n".to_owned(),
        ),
    ];
    let named = ["selections", "wide aliases", "doubling fragments", "doubling relations", "lists"];
    let documents = abuses().into_iter().filter(|(name, _)| named.contains(name));
    all.extend(documents.map(|(name, text)| (name.to_owned(), query(&text))));
    all.into_iter().map(|(name, request)| (name, request.into_bytes())).collect()
}

/// The duration that all but a hundredth do not exceed.
fn p99(took: &mut [Duration]) -> f64 {
    took.sort_unstable();
    took[took.len() * 99 / 100].as_secs_f64() * 1_000.0
}

#[tokio::test]
#[ignore = "it measures, and takes minutes"]
async fn what_refusals_cost() {
    let sandbox = Sandbox::start(small(1)).await.expect("a sandbox");
    let config = File::new("abused", &demo::text(&sandbox, demo::CRMS, None));
    let (gateway, url) = serve(&config).await;
    let id = gateway.id().expect("it runs");
    let at = url.trim_start_matches("http://").trim_end_matches("/graphql");
    // What is made once is made.
    ask(&url).await;
    println!("| request | bytes | CPU ms | memory kB | p99 calm ms | p99 beside ms | ratio |");
    for (name, request) in requests() {
        abuse(at, &request).await;
        let (mut calm, mut beside) = (Vec::new(), Vec::new());
        let (mut cpu, mut memory) = (0.0, 0);
        for _ in 0..TURNS {
            let begun = used(id);
            calm.extend(ask(&url).await);
            // Memory is counted from its peak anew.
            std::fs::write(format!("/proc/{id}/clear_refs"), "5").expect("Linux");
            let between = used(id);
            let (took, ()) = futures::future::join(ask(&url), abuse(at, &request)).await;
            beside.extend(took);
            let ended = used(id);
            cpu += (ended.0 - between.0).as_secs_f64() - (between.0 - begun.0).as_secs_f64();
            memory = memory.max(ended.1.saturating_sub(between.1));
        }
        let refused = f64::from(REFUSED) * TURNS as f64;
        let (calm, beside) = (p99(&mut calm), p99(&mut beside));
        println!(
            "| {name} | {} | {:.2} | {memory} | {calm:.1} | {beside:.1} | {:.2} |",
            request.len(),
            (cpu * 1_000.0 / refused).max(0.0),
            beside / calm
        );
    }
}
