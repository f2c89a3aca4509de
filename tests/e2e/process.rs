//! The command itself, as a process of its own: its files, its exit codes, its words.

use std::{path::PathBuf, process::Stdio};

use channelgraph::demo;
use channelgraph_sandbox::{Sandbox, truth::System};
use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::TcpListener,
    process::{Child, Command},
};

use super::{
    harness::{client, small},
    traces::collector,
};

pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// Runs the command to its end.
pub async fn run(arguments: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_channelgraph"))
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .await
        .expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Run { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
}

/// A configuration file over a sandbox, removed when the test ends.
pub struct File(PathBuf);

impl File {
    pub fn new(name: &str, text: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("channelgraph-{}-{name}.toml", std::process::id()));
        std::fs::write(&path, text).expect("a file");
        Self(path)
    }

    pub fn path(&self) -> &str {
        self.0.to_str().expect("a path")
    }
}

impl Drop for File {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.0));
    }
}

/// A gateway as a process, and where it listens.
pub async fn serve(config: &File) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_channelgraph"))
        .args(["serve", "--config", config.path(), "--port", "0"])
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("it starts");
    let mut lines = BufReader::new(child.stderr.take().expect("its words")).lines();
    while let Some(line) = lines.next_line().await.expect("a line") {
        if let Some(url) = line.strip_prefix("GraphQL   ") {
            let url = url.to_owned();
            // What it says later must go somewhere, or it would stand still.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return (child, url);
        }
    }
    panic!("the gateway ended before it listened");
}

#[tokio::test]
async fn check_tells_what_would_be_null() {
    let sandbox = Sandbox::start(small(1)).await.expect("a sandbox");
    let good = File::new("good", &demo::text(&sandbox, demo::SYSTEMS, None));
    let well = run(&["check", "--config", good.path()]).await;
    assert_eq!(well.code, Some(0), "{}{}", well.out, well.err);
    assert!(well.out.ends_with("All is well.\n"), "{}", well.out);
    for line in [
        "  time zone of days: America/Phoenix (told by the source)\n",
        "  currency of amounts that name none: USD (told by the source)\n",
    ] {
        assert!(well.out.contains(line), "{}", well.out);
    }
    let bad = File::new(
        "bad",
        &demo::text(&sandbox, demo::SYSTEMS, None).replace("\"Partner__c\"", "\"Partnr__c\""),
    );
    let ill = run(&["check", "--config", bad.path()]).await;
    assert_eq!(ill.code, Some(1), "{}{}", ill.out, ill.err);
    assert!(
        ill.out.contains(
            "Partnr__c is not there, so Deal.partner would be null; did you mean `Partner__c`?"
        ),
        "{}",
        ill.out
    );
    sandbox
        .control
        .put_fault(
            serde_json::from_value(
                json!({ "source": System::Hubspot, "endpoint": "*", "status": 401 }),
            )
            .expect("a fault"),
        )
        .expect("it fits");
    let locked_out = run(&["check", "--config", good.path()]).await;
    assert_eq!(locked_out.code, Some(1), "{}", locked_out.out);
    assert!(locked_out.out.contains("UPSTREAM_AUTH"), "{}", locked_out.out);
    let secret = &sandbox.simulators().salesforce.config.client_secret;
    for run in [well, ill, locked_out] {
        assert!(!run.out.contains(secret) && !run.err.contains(secret));
    }
}

#[tokio::test]
async fn check_tells_what_comes_of_partners() {
    let sandbox = Sandbox::start(small(1)).await.expect("a sandbox");
    let text = demo::text(&sandbox, demo::CRMS, None);
    let identity =
        "[identity]\nmatch_by_name = true\nsame = [[\"hubspot:1\", \"hubspot:companies:2\"]]\n";
    let file = File::new("partners", &format!("{text}{identity}"));
    let checked = run(&["check", "--config", file.path()]).await;
    assert_eq!(
        checked.code,
        Some(0),
        "a decision on what is not there is no mistake: {}",
        checked.out
    );
    let lines: Vec<&str> = checked.out.lines().collect();
    let at = lines.iter().position(|line| line.contains(" partners of ")).expect("their number");
    assert!(lines[at + 1].contains(" ties: "), "{}", checked.out);
    assert!(lines[at + 1].ends_with(" suggestions"), "{}", checked.out);
    for told in [
        "`identity.match_by_name` does nothing",
        "[identity] names hubspot:1, which is not there",
        "[identity] names hubspot:companies:2, which is not there",
    ] {
        assert!(checked.out.contains(told), "{}", checked.out);
    }
}

#[tokio::test]
async fn a_configuration_that_cannot_be_used_ends_with_two() {
    let unknown = File::new("unknown", "[server]\nprot = 80\n");
    let refused = run(&["serve", "--config", unknown.path()]).await;
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains(":2:1: unknown field `prot`"), "{}", refused.err);
    let missing = run(&["check", "--config", "/surely/not/there.toml"]).await;
    assert_eq!(missing.code, Some(2));
    assert!(missing.err.contains("cannot be read"), "{}", missing.err);
}

/// Nobody is let in by oversight, and what is for one machine stays there. Both commands word it
/// alike.
#[tokio::test]
async fn a_gateway_without_callers_does_not_start() {
    let source = "[hubspot.crm]\nbase_url = \"http://127.0.0.1:9\"\n\
                  auth = { service_key = \"key\" }\ncall = { attempts = 1 }\n";
    let elsewhere = "[server]\nlisten = \"0.0.0.0:0\"\n";
    for (name, text, told) in [
        ("nobody", source.to_owned(), "set `open = true` in [auth], or serve with --open"),
        (
            "elsewhere",
            format!("auth.open = true\n{source}{elsewhere}"),
            "`auth.open` is for this machine alone, and `server.listen` is 0.0.0.0:0",
        ),
        (
            "anonymous",
            format!("auth.anonymous_role = \"a\"\n{source}{elsewhere}[roles.a]\n"),
            "`auth.anonymous_role` is for this machine alone",
        ),
        (
            "proxied",
            format!("auth.open = true\n{source}[server]\ntrusted_proxies = [\"127.0.0.1\"]\n"),
            "`server.trusted_proxies` lets others come by a proxy",
        ),
    ] {
        let file = File::new(&format!("callers-{name}"), &text);
        let served = run(&["serve", "--config", file.path()]).await;
        let checked = run(&["check", "--config", file.path()]).await;
        assert_eq!((served.code, checked.code), (Some(2), Some(2)), "{name}");
        assert_eq!(served.err, checked.err, "{name}");
        assert!(served.err.contains(told), "{name}: {}", served.err);
    }
    let abroad = File::new("callers-flag", &format!("{source}{elsewhere}"));
    let served = run(&["serve", "--open", "--config", abroad.path()]).await;
    assert_eq!(served.code, Some(2));
    assert!(served.err.contains("`auth.open` is for this machine alone"), "{}", served.err);
}

/// The key is alone on standard output, and what is on standard error makes the gateway take it.
#[tokio::test]
async fn a_new_key_is_a_caller() {
    let sandbox = Sandbox::start(small(1)).await.expect("a sandbox");
    let made = run(&[
        "key",
        "new",
        "--name",
        "export",
        "--role",
        "bi-reader",
        "--partner",
        "domain:acme.de",
        "--expires",
        "30",
    ])
    .await;
    assert_eq!(made.code, Some(0), "{}", made.err);
    let key = made.out.trim_end();
    assert!(key.starts_with("cgk_") && !made.err.contains(key), "{}", made.err);
    let at = made.err.find("[[auth.keys]]").expect("the part of the configuration");
    let text = demo::text(&sandbox, demo::CRMS, None).replace("anonymous_role", "# ");
    let file = File::new("key", &format!("{text}{}", &made.err[at..]));
    let (_gateway, url) = serve(&file).await;
    let asked = |credentials: Option<(&'static str, String)>| {
        let mut request = client().get(format!("{url}?query=%7B__typename%7D"));
        if let Some((name, value)) = credentials {
            request = request.header(name, value);
        }
        async { request.send().await.expect("an answer").status().as_u16() }
    };
    assert_eq!(asked(Some(("authorization", format!("Bearer {key}")))).await, 200);
    assert_eq!(asked(Some(("x-api-key", key.to_owned()))).await, 200);
    assert_eq!(asked(Some(("authorization", format!("Bearer {key}0")))).await, 401);
    assert_eq!(asked(None).await, 401);

    let wrong = run(&["key", "new", "--name", "x", "--role", "y", "--partner", "acme.de"]).await;
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.err.contains("`domain:acme.de`"), "{}", wrong.err);
}

#[tokio::test]
async fn a_taken_port_is_told_with_the_mend() {
    let taken = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let refused = run(&["demo", "--partners", "5", "--port", &port]).await;
    assert_eq!(refused.code, Some(2));
    assert!(
        refused.err.contains(&format!("port {port} is taken")) && refused.err.contains("--port"),
        "{}",
        refused.err
    );
}

#[tokio::test]
async fn help_teaches() {
    let help = run(&["--help"]).await;
    for command in ["demo", "serve", "check", "schema", "sandbox", "Examples:"] {
        assert!(help.out.contains(command), "{}", help.out);
    }
}

/// Spans go to the collector, and their context to the systems: one trace from the client to the
/// vendor's call.
#[tokio::test]
async fn traces_are_exported_and_passed_on() {
    let (endpoint, mut received) = collector().await;

    let sandbox = Sandbox::start(small(1)).await.expect("a sandbox");
    let config = File::new(
        "traced",
        &format!(
            "{}\n[telemetry]\notlp_endpoint = \"{endpoint}\"\n",
            demo::text(&sandbox, demo::SYSTEMS, None)
        ),
    );
    let (mut gateway, url) = serve(&config).await;
    let trace = "0af7651916cd43dd8448eb211c80319c";
    let query = json!({ "query": "{ deals(first: 5) { nodes { name } } }" });
    let asked = client()
        .post(&url)
        .header("traceparent", format!("00-{trace}-b7ad6b7169203331-01"))
        .json(&query)
        .send()
        .await;
    assert!(asked.expect("an answer").status().is_success());
    // Told to stop, it sends what it has before it ends.
    let id = gateway.id().expect("it runs").to_string();
    Command::new("kill").args(["-TERM", &id]).status().await.expect("kill");
    gateway.wait().await.expect("it ends");

    let mut exported = Vec::new();
    while let Ok(body) = received.try_recv() {
        exported.extend_from_slice(&body);
    }
    let has = |needle: &[u8]| exported.windows(needle.len()).any(|window| window == needle);
    for name in ["graphql.operation", "plan.list", "plan.read", "source.call"] {
        assert!(has(name.as_bytes()), "no span {name} was exported");
    }
    let id: Vec<u8> = (0..trace.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&trace[at..at + 2], 16).expect("hex"))
        .collect();
    assert!(has(&id), "the spans are part of the client's trace");
    assert!(!has(sandbox.simulators().salesforce.config.client_secret.as_bytes()));
}
