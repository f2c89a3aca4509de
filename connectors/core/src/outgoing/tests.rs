//! Hostile vendors on this machine: what they say leads nowhere else.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::*;
use crate::{ErrorKind, Http, Retry};

fn address(text: &str) -> Address {
    Address::try_from(text.to_owned()).unwrap()
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn outgoing(server: &str) -> Outgoing {
    Outgoing::to([&address(server)], &Network::default())
}

fn http(outgoing: Outgoing) -> Http {
    Http::new(&"crm".into(), 1_000, outgoing).unwrap()
}

/// A server that gives every connection the same bytes, and keeps it open if they are no whole
/// answer; its address, and how many connections it took.
async fn server(answer: String) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = format!("http://{}", listener.local_addr().unwrap());
    let taken = Arc::new(AtomicUsize::new(0));
    let count = taken.clone();
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((mut connection, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            let mut head = [0; 4096];
            let read = connection.read(&mut head).await;
            let written = connection.write_all(answer.as_bytes()).await;
            open.push((connection, read, written));
        }
    });
    (at, taken)
}

fn ok(body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
}

#[test]
fn only_the_servers_that_are_named_are_permitted() {
    let erp = outgoing("https://erp.acme.com/v2.0");
    for (other, permitted) in [
        ("https://erp.acme.com/x?y", true),
        ("https://erp.acme.com:443/", true),
        ("https://erp.acme.com:8443/", false),
        ("http://erp.acme.com/", false),
        ("https://erp.acme.com.evil.example/", false),
        ("https://evil.example/erp.acme.com", false),
        ("https://erp.acme.com@evil.example/", false),
        ("https://me@erp.acme.com/", false),
        ("https://:word@erp.acme.com/", false),
        ("https://169.254.169.254/latest/meta-data/", false),
        ("https://erp.acme.com./", false),
    ] {
        assert_eq!(erp.permits(&url(other)), permitted, "{other}");
    }
}

#[test]
fn a_family_is_below_its_domain_by_https() {
    let org = outgoing("https://acme.my.salesforce.com").and_below(Some("salesforce.com"));
    for (other, permitted) in [
        ("https://acme.my.salesforce.com/", true),
        ("https://eu17.salesforce.com/", true),
        ("https://salesforce.com.evil.example/", false),
        ("https://evilsalesforce.com/", false),
        ("http://eu17.salesforce.com/", false),
        ("https://eu17.salesforce.com:8443/", false),
        ("https://me@eu17.salesforce.com/", false),
        ("https://127.0.0.1/", false),
    ] {
        assert_eq!(org.permits(&url(other)), permitted, "{other}");
    }
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_not_followed() {
    let (elsewhere, reached) = server(ok("stolen")).await;
    let (vendor, asked) = server(format!(
        "HTTP/1.1 307 Temporary Redirect\r\nlocation: {elsewhere}/\r\ncontent-length: 0\r\n\r\n"
    ))
    .await;
    let http = http(outgoing(&vendor));
    let answer = http.send(http.client().get(&vendor).bearer_auth("token")).await.unwrap();
    assert_eq!(answer.status, 307);
    assert_eq!((asked.load(Ordering::SeqCst), reached.load(Ordering::SeqCst)), (1, 0));
}

#[tokio::test]
async fn a_link_to_another_server_or_port_is_not_called() {
    let (elsewhere, reached) = server(ok("stolen")).await;
    let (vendor, _) = server(ok("{}")).await;
    let http = http(outgoing(&vendor));
    let by_name = elsewhere.replace("127.0.0.1", "localhost");
    for link in [elsewhere.as_str(), by_name.as_str()] {
        let error = http.send(http.client().get(link).bearer_auth("token")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadResponse);
        assert!(error.message().contains("it was not called"), "{error}");
    }
    assert_eq!(reached.load(Ordering::SeqCst), 0);
    assert!(http.send(http.client().get(&vendor)).await.is_ok());
}

#[tokio::test]
async fn an_answer_past_its_bound_is_refused() {
    let endless = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{}", "x".repeat(5_000));
    for answer in [ok(&"x".repeat(1_001)), endless] {
        let (vendor, _) = server(answer).await;
        let http = http(outgoing(&vendor));
        let error = http.send(http.client().get(&vendor)).await.unwrap_err();
        assert_eq!(error.message(), "the answer has more than 1000 bytes");
    }
}

#[tokio::test]
async fn what_leads_to_a_private_address_is_not_asked_unless_configured() {
    let (here, reached) = server(ok("{}")).await;
    let by_name = here.replace("127.0.0.1", "localhost");
    // The rule of a source that is elsewhere, as if its name led here.
    let resolve =
        |outgoing: &Outgoing| outgoing.resolver().resolve("localhost".parse().expect("a name"));
    let elsewhere = outgoing("https://crm.acme.com");
    let refused = resolve(&elsewhere).await.err().expect("a refusal").to_string();
    assert!(refused.contains("private address"), "{refused}");
    assert!(refused.contains("set `network = { private = true }`"), "{refused}");
    let private = Network { private: true, ..Network::default() };
    let own = Outgoing::to([&address("https://crm.acme.com")], &private);
    assert!(resolve(&own).await.is_ok());
    // A configuration that names this machine means it.
    let http = http(outgoing(&by_name));
    assert!(http.send(http.client().get(&by_name)).await.is_ok());
    assert_eq!(reached.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_refusal_of_an_address_is_told_with_its_mend_and_not_repeated() {
    // Some name of this machine that is not `localhost` is in every hosts file; where there is
    // none, the name is not found, which is told in other words.
    let named = "https://ip6-localhost:1";
    let http = http(outgoing(named));
    let error = http.send(http.client().get(named)).await.unwrap_err();
    let private = error.message().contains("private address ::1");
    assert!(private || error.message().contains("cannot be found"), "{error}");
    assert!(!private || error.retry() == Retry::Never);
}

#[test]
fn of_several_addresses_only_public_ones_are_kept() {
    let at = |text: &str| SocketAddr::new(text.parse().unwrap(), 0);
    let both = [at("10.0.0.1"), at("93.184.215.14"), at("::ffff:127.0.0.1")];
    assert_eq!(kept(&both, is_public).unwrap(), [at("93.184.215.14")]);
    assert_eq!(kept(&both[..1], is_public).unwrap_err().0, at("10.0.0.1").ip());
    assert_eq!(kept(&[], is_public).unwrap(), []);
}

#[test]
fn a_proxy_of_the_own_network_may_be_looked_up_and_nothing_else() {
    let proxy = "http://proxy.acme.com:3128".to_owned();
    let network = Network { proxy: Some(proxy.try_into().unwrap()), private: false };
    let resolver = Outgoing::to([&address("https://crm.acme.com")], &network).resolver();
    let private = "10.0.0.1".parse().unwrap();
    assert!(resolver.permitted("proxy.acme.com")(private));
    assert!(!resolver.permitted("crm.acme.com")(private));
}
