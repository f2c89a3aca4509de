//! The start and the end of a gateway as a process: it is alive from the moment of its port, says
//! what it waits for, and ends promptly in every phase.

use std::{process::Stdio, time::Duration};

use channelgraph::demo;
use channelgraph_sandbox::{Sandbox, truth::System};
use serde_json::{Value, json};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    process::{Child, Command},
};

use super::{
    harness::{client, small},
    process::{File, serve},
};

/// Longer than anything here may take, and shorter than any bound that would end it by itself.
const LONG: Duration = Duration::from_secs(20);

/// A gateway that has just begun, and where it will listen.
async fn begun(config: &File) -> (Child, u16) {
    let free = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = free.local_addr().expect("an address").port();
    drop(free);
    let child = Command::new(env!("CARGO_BIN_EXE_channelgraph"))
        .args(["serve", "--config", config.path(), "--port", &port.to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("it starts");
    (child, port)
}

/// Asks a path until it is answered with this status and text.
async fn until(port: u16, path: &str, status: u16, words: &str) -> String {
    let (client, url) = (client(), format!("http://127.0.0.1:{port}{path}"));
    let asked = async {
        loop {
            if let Ok(response) = client.get(&url).send().await
                && response.status() == status
                && let Ok(text) = response.text().await
                && text.contains(words)
            {
                return text;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(LONG, asked).await.unwrap_or_else(|_| panic!("{path}: no `{words}`"))
}

async fn signal(child: &Child, name: &str) {
    let id = child.id().expect("it runs").to_string();
    Command::new("kill").args([name, &id]).status().await.expect("kill");
}

/// The exit code, once it ends.
async fn code(mut child: Child) -> Option<i32> {
    tokio::time::timeout(LONG, child.wait())
        .await
        .expect("it ends in time")
        .expect("it ends")
        .code()
}

/// A sandbox whose HubSpot answers these calls after ten minutes.
async fn slow(endpoint: &str) -> Sandbox {
    let sandbox = Sandbox::start(small(1)).await.expect("a sandbox");
    let fault = json!({ "source": System::Hubspot, "endpoint": endpoint, "latency_ms": 600_000 });
    sandbox.control.put_fault(serde_json::from_value(fault).expect("a fault")).expect("it fits");
    sandbox
}

const PATIENT: &str = "[hubspot.hubspot.call]\ndeadline_ms = 600000\n";

#[tokio::test]
async fn it_lives_and_ends_while_sources_are_first_asked() {
    let sandbox = slow("*").await;
    let text = format!("{}{PATIENT}", demo::text(&sandbox, demo::SYSTEMS, None));
    let config = File::new("asked", &text);
    let (child, port) = begun(&config).await;
    until(port, "/health/live", 200, "live").await;
    let waits = until(port, "/health/ready", 503, "waiting for hubspot\n").await;
    assert_eq!(waits, "the sources are asked what they hold; waiting for hubspot\n");
    until(port, "/graphql?query=%7B__typename%7D", 503, "OVERLOADED").await;
    signal(&child, "-TERM").await;
    assert_eq!(code(child).await, Some(0));
}

#[tokio::test]
async fn it_lives_and_ends_while_the_partners_are_read() {
    let sandbox = slow("*{object}/search").await;
    let text = format!("{}{PATIENT}", demo::text(&sandbox, demo::SYSTEMS, None));
    let config = File::new("read", &text);
    let (child, port) = begun(&config).await;
    let waits = until(port, "/health/ready", 503, "records so far").await;
    assert!(waits.starts_with("the partners are being read: "), "{waits}");
    signal(&child, "-INT").await;
    assert_eq!(code(child).await, Some(0));
}

#[tokio::test]
async fn a_demo_ends_while_its_world_is_made() {
    let child = Command::new(env!("CARGO_BIN_EXE_channelgraph"))
        .args(["demo", "--partners", "100000", "--port", "0"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("it starts");
    // Linux tells which signals a process catches; before it listens, a signal ends it as any.
    let status = format!("/proc/{}/status", child.id().expect("it runs"));
    let listens = async {
        loop {
            let text = std::fs::read_to_string(&status).unwrap_or_default();
            let caught = text.lines().find_map(|line| line.strip_prefix("SigCgt:"));
            let caught = caught.map(|mask| u64::from_str_radix(mask.trim(), 16));
            if caught.is_some_and(|mask| mask.is_ok_and(|mask| mask >> 14 & 1 == 1)) {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(LONG, listens).await.expect("it listens for signals");
    signal(&child, "-TERM").await;
    assert_eq!(code(child).await, Some(0));
}

#[tokio::test]
async fn no_client_holds_the_end() {
    let sandbox = Sandbox::start(small(1)).await.expect("a sandbox");
    let with = |seconds: u32| {
        let text = demo::text(&sandbox, demo::CRMS, None);
        File::new(
            &format!("drain-{seconds}"),
            &format!("{text}[server]\nhead_seconds = 600\ndrain_seconds = {seconds}\n"),
        )
    };
    // With a bound; and without one that would end in time, but with a second signal.
    for (seconds, signals) in [(1, 1), (600, 2)] {
        let config = with(seconds);
        let (child, url) = serve(&config).await;
        let at = url.trim_start_matches("http://").trim_end_matches("/graphql");
        let mut half = TcpStream::connect(at).await.expect("a connection");
        half.write_all(b"POST /graphql HTTP/1.1\r\nhost: loc").await.expect("it is taken");
        signal(&child, "-TERM").await;
        if signals == 2 {
            // It no longer listens once it has heard the first one.
            let heard = async { while TcpStream::connect(at).await.is_ok() {} };
            tokio::time::timeout(LONG, heard).await.expect("it hears");
            signal(&child, "-TERM").await;
        }
        assert_eq!(code(child).await, Some(0), "{seconds}");
    }
}

/// Every line on standard error is an object, whatever it tells.
#[tokio::test]
async fn machines_read_every_line() {
    let sandbox = Sandbox::start(small(1)).await.expect("a sandbox");
    for fault in [
        json!({ "source": System::Hubspot, "endpoint": "*", "status": 503 }),
        json!({ "source": System::Salesforce, "endpoint": "*/query*", "status": 503 }),
    ] {
        sandbox
            .control
            .put_fault(serde_json::from_value(fault).expect("a fault"))
            .expect("it fits");
    }
    let text = demo::text(&sandbox, demo::CRMS, None);
    let telemetry =
        "[telemetry]\nlogs = \"json\"\notlp_endpoint = \"http://127.0.0.1:9/v1/traces\"\n";
    let good = File::new("json", &format!("{text}{telemetry}"));
    let taken = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let taken = taken.local_addr().expect("an address").port();
    let _held = TcpListener::bind(("127.0.0.1", taken)).await;
    let wrong = text.replace(
        "[salesforce.salesforce.mapping.Deal.Opportunity.fields]",
        "[salesforce.salesforce.mapping.Deal.Opportunity.fields]\nnonsense = \"Name\"",
    );
    assert_ne!(wrong, text);
    let wrong = File::new("json-wrong", &format!("{wrong}{telemetry}"));

    let mut messages = Vec::new();
    for (config, port, expected) in
        [(&good, "0", 0), (&good, &*taken.to_string(), 2), (&wrong, "0", 2)]
    {
        let mut child = Command::new(env!("CARGO_BIN_EXE_channelgraph"))
            .args(["serve", "--config", config.path(), "--port", port])
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("it starts");
        let mut lines = tokio::io::AsyncBufReadExt::lines(tokio::io::BufReader::new(
            child.stderr.take().expect("its words"),
        ));
        while let Some(line) = lines.next_line().await.expect("a line") {
            let line: Value =
                serde_json::from_str(&line).unwrap_or_else(|_| panic!("no JSON: {line}"));
            let message = line["fields"]["message"].as_str().expect("a message").to_owned();
            if message == "The gateway answers operations." {
                signal(&child, "-TERM").await;
            }
            messages.push(message);
        }
        assert_eq!(code(child).await, Some(expected), "{messages:#?}");
    }
    for told in [
        "The source does not answer: what it holds is missing until it does.",
        "The partners are known.",
        "The partners of a source are missing until it answers.",
        "Told to stop: operations under way are finished first.",
        "Traces cannot be sent; these are lost.",
        "The gateway has failed.",
    ] {
        assert!(messages.iter().any(|message| message == told), "{told}: {messages:#?}");
    }
}
