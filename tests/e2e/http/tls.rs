//! TLS of the gateway itself.

use std::{process::Stdio, time::Duration};

use channelgraph::{
    config::{ClientAuth, Config},
    demo, server,
};
use channelgraph_sandbox::Sandbox;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines},
    net::{TcpListener, TcpStream},
    process::{Child, ChildStderr, Command},
};
use tokio_rustls::client::TlsStream;

use super::certificates::{Authority, Client, Signed, VERSIONS, der, shown};
use crate::{
    harness::small,
    process::File,
    served::{ALIVE, LONG, Served, rest},
};

const ANSWERED: &str = "HTTP/1.1 200 OK\r\n";

/// Asks if the gateway lives, and returns the answer.
async fn ask(stream: &mut TlsStream<TcpStream>) -> std::io::Result<String> {
    stream.write_all(ALIVE.as_bytes()).await?;
    let mut all = String::new();
    let mut part = [0; 4096];
    while !all.ends_with("live\n") {
        let read = tokio::time::timeout(LONG, stream.read(&mut part)).await??;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        all += &String::from_utf8_lossy(&part[..read]);
    }
    Ok(all)
}

/// Connects by HTTP/1.1 and asks.
async fn answer(client: &Client, served: &Served) -> std::io::Result<String> {
    let stream = served.send(b"").await;
    let mut stream = client.connect(stream, &["http/1.1"], VERSIONS[1]).await?;
    ask(&mut stream).await
}

#[tokio::test]
async fn both_versions_of_tls_and_of_http_are_spoken() {
    let authority = Authority::new("versions");
    let tls = authority.server(&authority.sign("server"));
    let served = Served::new(|config| config.tls = Some(tls)).await;
    let client = authority.client(None);
    for version in VERSIONS {
        let mut stream =
            client.connect(served.send(b"").await, &["http/1.1"], version).await.expect("TLS");
        for _ in 0..2 {
            let told = ask(&mut stream).await.expect("an answer");
            assert!(told.starts_with(ANSWERED), "{told}");
            assert!(told.contains("strict-transport-security: max-age=31536000\r\n"), "{told}");
        }
        let stream = client.connect(served.send(b"").await, &["h2", "http/1.1"], version).await;
        assert_eq!(stream.expect("TLS").get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    }
    // Whoever speaks no TLS learns nothing.
    let told = rest(&mut served.send(ALIVE.as_bytes()).await).await;
    assert!(!told.contains("HTTP/1.1"), "{told}");
    channelgraph_core::choose_tls();
    let root = reqwest::Certificate::from_pem(authority.pem().as_bytes()).expect("PEM");
    let by_http_2 = reqwest::Client::builder().tls_certs_only([root]);
    let by_http_2 = by_http_2.resolve("localhost", served.at).build().expect("a client");
    let url = format!("https://localhost:{}/schema.graphql", served.at.port());
    let schema = by_http_2.get(url).send().await.expect("an answer");
    assert_eq!((schema.status().as_u16(), schema.version()), (200, reqwest::Version::HTTP_2));
    let text = schema.text().await.expect("a text");
    assert!(text.len() > 10_000, "more than one record of TLS");
    drop(by_http_2);
    served.stopped().await;
}

/// The first words of a client.
async fn hello(client: &Client) -> Vec<u8> {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let at = listener.local_addr().expect("an address");
    let stream = TcpStream::connect(at).await.expect("a connection");
    let (mut taken, _) = listener.accept().await.expect("it comes");
    let mut bytes = vec![0; 4096];
    let read = tokio::select! {
        read = taken.read(&mut bytes) => read.expect("some bytes"),
        _ = client.connect(stream, &["http/1.1"], VERSIONS[1]) => unreachable!("nobody answers"),
    };
    bytes.truncate(read);
    bytes
}

#[tokio::test]
async fn handshakes_have_bounds() {
    let authority = Authority::new("handshakes");
    let mut tls = authority.server(&authority.sign("server"));
    (tls.handshake_seconds, tls.max_handshakes) = (3, 8);
    let served = Served::new(|config| config.tls = Some(tls)).await;
    let client = authority.client(None);
    // Who says nothing takes no place.
    let mut silent = Vec::new();
    for _ in 0..10 {
        silent.extend([served.send(&[0x16, 3, 1]).await, served.send(b"").await]);
    }
    answer(&client, &served).await.expect("there is room");
    // Who begins a handshake and does not go on is cut off; while two of one address are at it, a
    // fourth of all, others of it are closed.
    let hello = hello(&client).await;
    let mut idle = [served.send(&hello).await, served.send(&hello).await];
    let begun = tokio::time::Instant::now();
    while answer(&client, &served).await.is_ok() {
        assert!(begun.elapsed() < LONG, "the two hold no place");
    }
    for stream in silent.iter_mut().chain(&mut idle) {
        rest(stream).await;
    }
    while answer(&client, &served).await.is_err() {
        assert!(begun.elapsed() < LONG, "the places are not given back");
    }
    // Neither holds up a stop.
    let mut late = served.send(&[0x16, 3, 1]).await;
    served.stopped().await;
    rest(&mut late).await;
}

#[tokio::test]
async fn certificates_of_clients_are_verified() {
    let (authority, other) = (Authority::new("mutual"), Authority::new("other"));
    let own = authority.sign("client");
    let foreign = other.sign("client");
    for (client_auth, without) in [(ClientAuth::Required, false), (ClientAuth::Optional, true)] {
        let mut tls = authority.server(&authority.sign("server"));
        tls.client_ca = Some(authority.write("ca.pem", &authority.pem()));
        tls.client_auth = client_auth;
        let served = Served::new(|config| config.tls = Some(tls)).await;
        for (own, is_served) in [(None, without), (Some(&own), true), (Some(&foreign), false)] {
            // With TLS 1.3 the client learns of a refusal only when it reads.
            let told = answer(&authority.client(own), &served).await;
            assert_eq!(told.is_ok(), is_served, "{client_auth:?}: {told:?}");
        }
        served.stopped().await;
    }
}

#[test]
fn files_that_cannot_be_used_are_told() {
    let authority = Authority::new("unusable");
    let signed = authority.sign("server");
    let good = authority.server(&signed);
    let check = |tls| {
        let mut config = Config::default();
        config.server.tls = Some(tls);
        server::check(&config).map_err(|error| format!("{error:#}"))
    };
    assert_eq!(check(good.clone()), Ok(()));
    let stranger = authority.write("stranger.pem", &authority.sign("stranger").key);
    let nothing = authority.write("nothing.pem", "");
    let broken = signed.cert.replace("MII", "\u{0}II");
    let broken = authority.write("broken.pem", &broken);
    for (tls, words) in [
        (good_with(&good, |tls| tls.key = stranger), "cannot be used together"),
        (good_with(&good, |tls| tls.key = nothing.clone()), "holds no private key"),
        (good_with(&good, |tls| tls.cert = nothing.clone()), "holds no certificate"),
        (good_with(&good, |tls| tls.cert = broken), "holds no certificate"),
        (good_with(&good, |tls| tls.client_ca = Some(nothing.clone())), "holds no usable"),
        (good_with(&good, |tls| tls.cert = "/surely/not/there".into()), "cannot be read"),
    ] {
        let said = check(tls).expect_err(words);
        assert!(said.starts_with("[server.tls]: `/") && said.contains(words), "{said}");
        assert!(!said.contains("PRIVATE KEY"), "{said}");
    }
}

fn good_with(
    good: &channelgraph::config::Tls,
    change: impl FnOnce(&mut channelgraph::config::Tls),
) -> channelgraph::config::Tls {
    let mut tls = good.clone();
    change(&mut tls);
    tls
}

/// Renews the certificate as Kubernetes and `certbot` do: one file, and then the other.
fn renew(authority: &Authority, signed: &Signed) {
    authority.write("cert.pem", &signed.cert);
    authority.write("key.pem", &signed.key);
}

#[tokio::test]
async fn a_changed_certificate_is_found_and_cuts_nobody() {
    let authority = Authority::new("renewed");
    let (old, new) = (authority.sign("old"), authority.sign("new"));
    let mut tls = authority.server(&old);
    tls.reload_seconds = 1;
    let served = Served::new(|config| config.tls = Some(tls)).await;
    let client = authority.client(None);
    let connect = async || {
        client.connect(served.send(b"").await, &["http/1.1"], VERSIONS[1]).await.expect("TLS")
    };
    let mut kept = connect().await;
    assert_eq!(shown(&kept), der(&old));
    renew(&authority, &new);
    let begun = tokio::time::Instant::now();
    let mut now_and_then = tokio::time::interval(Duration::from_millis(100));
    while shown(&connect().await) != der(&new) {
        assert!(begun.elapsed() < LONG, "the new one is not found");
        now_and_then.tick().await;
    }
    assert!(ask(&mut kept).await.expect("an answer").starts_with(ANSWERED));
    drop(kept);
    served.stopped().await;
}

/// The next line that has these words.
async fn line(lines: &mut Lines<BufReader<ChildStderr>>, words: &str) -> String {
    let found = async {
        while let Some(line) = lines.next_line().await.expect("a line") {
            if line.contains(words) {
                return line;
            }
        }
        panic!("it ended before it said `{words}`");
    };
    tokio::time::timeout(2 * LONG, found).await.expect(words)
}

/// Sends a signal to a process.
async fn signal(child: &Child, name: &str) {
    let id = child.id().expect("it runs").to_string();
    Command::new("kill").args([name, &id]).status().await.expect("kill");
}

#[tokio::test]
async fn a_hangup_has_the_files_read_and_a_bad_one_keeps_the_old() {
    let authority = Authority::new("hangup");
    let (old, new) = (authority.sign("old"), authority.sign("new"));
    let tls = authority.server(&old);
    let sandbox = Sandbox::start(small(1)).await.expect("a sandbox");
    let table = format!(
        "{}\n[server]\nlisten = 0\n[server.tls]\ncert = {:?}\nkey = {:?}\n",
        demo::text(&sandbox, demo::CRMS, None),
        tls.cert,
        tls.key
    );
    let file = File::new("hangup", &table);
    let mut child = Command::new(env!("CARGO_BIN_EXE_channelgraph"))
        .args(["serve", "--config", file.path()])
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("it starts");
    let mut lines = BufReader::new(child.stderr.take().expect("its words")).lines();
    line(&mut lines, "can read the private key").await;
    let told = line(&mut lines, "GraphQL   https://").await;
    let at = told.trim_start_matches("GraphQL   https://").trim_end_matches("/graphql").to_owned();
    let client = authority.client(None);
    let connect = async || {
        let stream = TcpStream::connect(&at).await.expect("a connection");
        client.connect(stream, &["http/1.1"], VERSIONS[1]).await.expect("TLS")
    };
    let mut kept = connect().await;
    authority.write("cert.pem", "nonsense");
    signal(&child, "-HUP").await;
    line(&mut lines, "the old one is kept").await;
    assert_eq!(shown(&connect().await), der(&old));
    renew(&authority, &new);
    signal(&child, "-HUP").await;
    line(&mut lines, "The certificate is read again.").await;
    assert_eq!(shown(&connect().await), der(&new));
    assert!(ask(&mut kept).await.expect("an answer").starts_with(ANSWERED));
    drop(kept);
    signal(&child, "-TERM").await;
    let ended = tokio::time::timeout(LONG, child.wait()).await.expect("it ends").expect("a status");
    assert!(ended.success(), "{ended}");
}
