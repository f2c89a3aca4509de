//! What proxies say of their clients, and who is believed.

use channelgraph::config::{self, Network};

use crate::served::{ALIVE, Served, answer, rest};

fn here() -> Vec<Network> {
    vec![Network::try_from("127.0.0.1".to_owned()).expect("a network")]
}

/// Version 2 of the PROXY protocol, for a client of IPv4.
fn version_2(client: [u8; 4]) -> Vec<u8> {
    let fixed = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c";
    [&fixed[..], &client, &[10, 0, 0, 1, 0xc0, 0, 0, 80]].concat()
}

const LIVES: &str = "live\n";

#[tokio::test]
async fn a_trusted_proxy_says_whose_bytes_it_passes_on() {
    let served = Served::new(|config| {
        (config.trusted_proxies, config.proxy_protocol) = (here(), true);
        config.max_connections_per_address = 1;
    })
    .await;
    let client = |line: &str| line.as_bytes().to_vec();
    let mut held = Vec::new();
    for said in [
        client("PROXY TCP4 203.0.113.9 10.0.0.1 49152 80\r\n"),
        version_2([203, 0, 113, 10]),
        client("PROXY TCP6 2001:db8::9 2001:db8::1 49152 80\r\n"),
        // The proxy for itself, as often as it likes.
        client("PROXY UNKNOWN\r\n"),
        client("PROXY UNKNOWN\r\n"),
    ] {
        let mut stream = served.send(&[&said, ALIVE.as_bytes()].concat()).await;
        assert_eq!(answer(&mut stream).await, (200, LIVES.to_owned()), "{said:?}");
        held.push(stream);
    }
    // Their addresses count, not that of the proxy.
    for said in [
        version_2([203, 0, 113, 9]),
        client("PROXY TCP4 203.0.113.10 10.0.0.1 49153 80\r\n"),
        client("PROXY TCP6 2001:db8::99 2001:db8::1 49153 80\r\n"),
    ] {
        let mut stream = served.send(&[&said, ALIVE.as_bytes()].concat()).await;
        assert_eq!(rest(&mut stream).await, "", "{said:?}");
    }
    // It has to say so.
    assert_eq!(rest(&mut served.send(ALIVE.as_bytes()).await).await, "");
    drop(held);
    served.stopped().await;
}

#[tokio::test]
async fn others_are_not_believed() {
    let served = Served::new(|config| config.proxy_protocol = true).await;
    let mut plain = served.send(ALIVE.as_bytes()).await;
    assert_eq!(answer(&mut plain).await, (200, LIVES.to_owned()));
    for said in ["PROXY TCP4 203.0.113.9 10.0.0.1 49152 80\r\n".into(), version_2([1; 4])] {
        let said: Vec<u8> = said;
        let told = rest(&mut served.send(&[&said, ALIVE.as_bytes()].concat()).await).await;
        assert!(told.is_empty() || told.starts_with("HTTP/1.1 400 "), "{told}");
    }
    drop(plain);
    served.stopped().await;
}

#[tokio::test]
async fn a_slow_proxy_is_cut_off() {
    let served = Served::new(|config| {
        (config.trusted_proxies, config.proxy_protocol) = (here(), true);
        config.head_seconds = 1;
    })
    .await;
    for begun in ["", "PROXY TCP4 203", "\r\n\r\n\0\r\nQUIT\n"] {
        assert_eq!(rest(&mut served.send(begun.as_bytes()).await).await, "", "{begun:?}");
    }
    served.stopped().await;
}

#[tokio::test]
async fn headers_of_proxies_count_only_from_those_that_are_named() {
    let ask = async |trusted: Vec<Network>, headers: &str| {
        let change = |config: &mut config::Server| config.trusted_proxies = trusted;
        let (served, caller) = Served::for_a_caller(change).await;
        let head = "GET /schema.graphql HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n";
        let request = format!("{head}{caller}{headers}\r\n");
        let told = rest(&mut served.send(request.as_bytes()).await).await;
        served.stopped().await;
        told.split("\r\n\r\n").next().unwrap_or_default().to_owned()
    };
    let secure = "strict-transport-security";
    for (trusted, headers, status, is_secure) in [
        (Vec::new(), "x-forwarded-proto: https\r\n", 200, false),
        (here(), "x-forwarded-proto: https\r\n", 200, true),
        (here(), "x-forwarded-proto: http\r\n", 200, false),
        (here(), "", 200, false),
        (Vec::new(), "x-forwarded-host: evil.example\r\n", 200, false),
        (here(), "x-forwarded-host: evil.example\r\n", 421, false),
        (here(), "x-forwarded-host: localhost\r\n", 200, false),
    ] {
        let is_trusted = !trusted.is_empty();
        let told = ask(trusted, headers).await;
        assert!(told.starts_with(&format!("HTTP/1.1 {status} ")), "{headers} {is_trusted}: {told}");
        assert_eq!(told.contains(secure), is_secure, "{headers} {is_trusted}: {told}");
    }
}
