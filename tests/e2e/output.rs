//! What commands print: for readers that go away, for files, for people who are new here.

use std::{io::pipe, process::Stdio};

use channelgraph::demo;
use channelgraph_sandbox::Sandbox;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::TcpListener,
    process::Command,
};

use super::{
    harness::small,
    process::{File, run, serve},
};

/// A command whose standard output, or error, nobody reads.
async fn unread(arguments: &[&str], unread_error: bool) -> (Option<i32>, String) {
    let (reader, writer) = pipe().expect("a pipe");
    drop(reader);
    let mut command = Command::new(env!("CARGO_BIN_EXE_channelgraph"));
    command.args(arguments).stdin(Stdio::null()).kill_on_drop(true);
    if unread_error {
        command.stdout(Stdio::null()).stderr(writer);
    } else {
        command.stdout(writer).stderr(Stdio::piped());
    }
    let child = command.spawn().expect("it starts");
    let output = child.wait_with_output().await.expect("it runs");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[tokio::test]
async fn a_reader_that_goes_away_ends_a_command_quietly() {
    let sandbox = Sandbox::start(small(1)).await.expect("a sandbox");
    let config = File::new("unread", &demo::text(&sandbox, demo::CRMS, None));
    for arguments in [
        &["schema"] as &[&str],
        &["check", "--config", config.path()],
        &["sandbox", "--partners", "5"],
        &["sandbox", "--json", "--partners", "5"],
        &["demo", "--partners", "5", "--port", "0"],
        &["demo", "--print-config", "--partners", "5", "--port", "0"],
    ] {
        assert_eq!(unread(arguments, false).await, (Some(141), String::new()), "{arguments:?}");
    }
    for arguments in [&["--help"] as &[&str], &["check", "--help"], &["--version"]] {
        let (code, told) = unread(arguments, false).await;
        assert!(code != Some(101) && told.is_empty(), "{arguments:?}: {code:?} {told}");
    }
    for arguments in
        [&["check", "--config", "/not/there"] as &[&str], &["serve", "--config", "/no"]]
    {
        assert_eq!(unread(arguments, true).await.0, Some(2), "{arguments:?}");
    }
}

/// `serve` and `check` word one mistake in one way, with its file first.
#[tokio::test]
async fn one_mistake_has_one_wording() {
    let sandbox = Sandbox::start(small(1)).await.expect("a sandbox");
    let text = demo::text(&sandbox, demo::CRMS, None);
    let place = "[salesforce.salesforce.mapping.Deal.Opportunity.fields]\n";
    for (name, wrong) in [
        ("syntax", format!("{text}[server\n")),
        ("key", format!("{text}[server]\nprot = 1\n")),
        ("range", format!("{text}[server]\ntimeout_ms = 0\n")),
        ("secret", format!("{text}[tryton.x]\npassword = \"env:CHANNELGRAPH_NO_A\"\n")),
        (
            "class",
            format!(
                "{text}[hubspot.hubspot.limits.x]\ncalls = 1\nwindow_ms = 1\nconcurrency = 1\n"
            ),
        ),
        ("field", text.replace(place, &format!("{place}nonsense = \"Name\"\n"))),
        ("role", text.replace("role = \"bi-reader\"", "role = \"bi-raeder\"")),
        ("authority", format!("{text}[authority.Deal]\namount = [\"nobody\"]\n")),
    ] {
        assert_ne!(wrong, text, "{name}");
        let file = File::new(&format!("one-{name}"), &wrong);
        let served = run(&["serve", "--config", file.path(), "--port", "0"]).await;
        let checked = run(&["check", "--config", file.path()]).await;
        assert_eq!((served.code, checked.code), (Some(2), Some(2)), "{name}");
        assert_eq!(served.err, checked.err, "{name}");
        assert!(served.err.starts_with(file.path()), "{name}: {}", served.err);
    }
}

/// A source that cannot be reached is told once, with its server and the cause.
#[tokio::test]
async fn an_unreachable_source_is_told_once() {
    let free = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let nobody = format!("127.0.0.1:{}", free.local_addr().expect("an address").port());
    drop(free);
    let config = |url: &str| {
        let call = "call = { deadline_ms = 5000, attempts = 1 }";
        let text = format!(
            "auth.open = true\n[hubspot.crm]\nbase_url = \"{url}\"\n{call}\nauth = {{ service_key = \"key\" }}\n"
        );
        File::new("unreachable", &text)
    };
    let refused = config(&format!("http://{nobody}"));
    let checked = run(&["check", "--config", refused.path()]).await;
    assert_eq!(checked.code, Some(1), "{}", checked.err);
    assert_eq!(checked.out.matches(&nobody).count(), 1, "{}", checked.out);
    assert!(checked.out.contains("Connection refused"), "{}", checked.out);
    assert!(checked.out.ends_with("1 to mend.\n"), "{}", checked.out);

    let unknown = config("https://no-such-host.invalid");
    let checked = run(&["check", "--config", unknown.path()]).await;
    assert_eq!(
        checked.out.matches("no-such-host.invalid:443 cannot be found").count(),
        1,
        "{}",
        checked.out
    );
    assert!(checked.out.contains("check the address"), "{}", checked.out);
}

/// The demo's configuration is a file that other commands take while the demo runs.
#[tokio::test]
async fn the_demo_prints_its_configuration() {
    let mut demo = Command::new(env!("CARGO_BIN_EXE_channelgraph"))
        .args(["demo", "--print-config", "--partners", "30", "--port", "0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("it starts");
    let mut lines = BufReader::new(demo.stdout.take().expect("its output")).lines();
    let mut text = String::new();
    while !text.contains("\nlisten = ") {
        text += &lines.next_line().await.expect("a line").expect("all of it");
        text += "\n";
    }
    let file = File::new("printed", &text);
    let checked = run(&["check", "--config", file.path()]).await;
    assert_eq!(checked.code, Some(0), "{}{}", checked.out, checked.err);
    let (_gateway, url) = serve(&file).await;
    let asked = super::harness::client().get(format!("{url}?query=%7B__typename%7D")).send().await;
    assert!(asked.expect("an answer").status().is_success());
}

/// Colour codes are for terminals: never in files and pipes. A source that cannot be reached is
/// told once here too.
#[tokio::test]
async fn files_hold_no_colour() {
    let file = File::new(
        "plain",
        "auth.open = true\n[hubspot.crm]\nbase_url = \"http://127.0.0.1:9\"\nauth = { service_key = \"key\" }\ncall = { attempts = 1 }\n",
    );
    let mut child = Command::new(env!("CARGO_BIN_EXE_channelgraph"))
        .args(["serve", "--config", file.path(), "--port", "0"])
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("it starts");
    let mut lines = BufReader::new(child.stderr.take().expect("its words")).lines();
    let mut warned = 0;
    while let Some(line) = lines.next_line().await.expect("a line") {
        assert!(!line.contains('\x1b'), "{line:?}");
        warned += usize::from(line.contains("127.0.0.1:9"));
        if line.starts_with("GraphQL ") {
            break;
        }
    }
    assert_eq!(warned, 1, "one line for all objects and for the index");
}
