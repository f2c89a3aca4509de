//! Clients that are slow, break off, or name another host: none holds a connection for ever, and
//! each gets the right answer. A gateway that still starts does for all of them.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::served::{ALIVE, LONG, POST, Served, answer, refusal, rest};

#[tokio::test]
async fn whoever_does_not_send_a_head_is_cut_off() {
    let served = Served::new(|config| config.head_seconds = 1).await;
    for begun in
        ["", "P", "PRI * HTTP/2.0\r\n", "POST /graphql HTTP/1.1\r\nhost: loc", ALIVE.trim_end()]
    {
        let mut stream = served.send(begun.as_bytes()).await;
        assert_eq!(rest(&mut stream).await, "", "{begun:?}");
    }
    // The head has a time as a whole: a byte now and then does not prolong it.
    let stream = served.send(b"GET / HTTP/1.1\r\nx: ").await;
    let (mut read, mut write) = stream.into_split();
    let dribble = async {
        let mut now_and_then = tokio::time::interval(Duration::from_millis(100));
        while write.write_all(b"a").await.is_ok() {
            now_and_then.tick().await;
        }
    };
    let mut all = Vec::new();
    tokio::select! {
        () = dribble => {}
        read = tokio::time::timeout(LONG, read.read_to_end(&mut all)) => drop(read.expect("it ends")),
    }
    served.stopped().await;
}

#[tokio::test]
async fn a_body_that_does_not_come_is_told_and_cut_off() {
    let served = Served::new(|config| config.body_seconds = 1).await;
    for framed in ["content-length: 100\r\n\r\n{", "transfer-encoding: chunked\r\n\r\n5\r\n{"] {
        let mut stream = served.send(format!("{POST}{framed}").as_bytes()).await;
        assert_eq!(refusal(&mut stream).await, (408, "BAD_INPUT".to_owned()), "{framed}");
        assert_eq!(rest(&mut stream).await, "");
    }
    served.stopped().await;
}

#[tokio::test]
async fn a_connection_without_a_request_is_kept_for_a_time() {
    let served = Served::new(|config| {
        config.head_seconds = 1;
        config.idle_seconds = 2;
    })
    .await;
    let mut stream = served.send(b"").await;
    for _ in 0..3 {
        stream.write_all(ALIVE.as_bytes()).await.expect("it is kept");
        assert_eq!(answer(&mut stream).await, (200, "live\n".to_owned()));
    }
    let begun = tokio::time::Instant::now();
    assert_eq!(rest(&mut stream).await, "");
    assert!(begun.elapsed() > Duration::from_millis(1_500), "it is kept as long as is said");
    served.stopped().await;
}

#[tokio::test]
async fn whoever_takes_no_answer_is_cut_off() {
    let served = Served::new(|config| config.send_seconds = 1).await;
    let mut stream = served.send(b"").await;
    let ask = "GET /schema.graphql HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(50);
    let asked_for_ever = async { while stream.write_all(ask.as_bytes()).await.is_ok() {} };
    tokio::time::timeout(LONG, asked_for_ever).await.expect("it ends in time");
    served.stopped().await;
}

#[tokio::test]
async fn whoever_takes_an_answer_bit_by_bit_is_cut_off() {
    let served = Served::new(|config| config.answer_seconds = 1).await;
    let (mut taken, mut asked) = served.send(b"").await.into_split();
    let ask = "GET /schema.graphql HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(50);
    let asks = async { while asked.write_all(ask.as_bytes()).await.is_ok() {} };
    let takes = async {
        let mut pace = tokio::time::interval(Duration::from_millis(20));
        let mut some = [0; 4096];
        while taken.read(&mut some).await.is_ok_and(|read| read > 0) {
            pace.tick().await;
        }
    };
    let both = async { tokio::join!(asks, takes) };
    tokio::time::timeout(LONG, both).await.expect("it ends in time");
    served.stopped().await;
}

/// A client of HTTP/2 that takes frames, and of an answer not one byte: its window is shut.
#[tokio::test]
async fn whoever_shuts_the_window_of_an_answer_is_cut_off() {
    let served = Served::new(|config| config.answer_seconds = 1).await;
    let mut bytes = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    // SETTINGS_INITIAL_WINDOW_SIZE = 0.
    bytes.extend([0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0]);
    // HEADERS of stream 1: `GET /schema.graphql` of `localhost`.
    let mut head = vec![0x82, 0x86, 0x04, 15];
    head.extend(b"/schema.graphql");
    head.extend([0x01, 9]);
    head.extend(b"localhost");
    let size = u8::try_from(head.len()).expect("a short head");
    bytes.extend([0, 0, size, 1, 5, 0, 0, 0, 1]);
    bytes.extend(head);
    let mut stream = served.send(&bytes).await;
    let mut told = Vec::new();
    let end = tokio::time::timeout(LONG, stream.read_to_end(&mut told));
    drop(end.await.expect("it ends in time"));
    // HEADERS of stream 1 came: the answer was there to be taken.
    assert!(told.windows(6).any(|part| part == [1, 4, 0, 0, 0, 1]), "{told:?}");
    served.stopped().await;
}

#[tokio::test]
async fn what_a_proxy_passes_on_reaches_no_gateway_without_callers() {
    let served = Served::new(|_| {}).await;
    for (name, status) in [("x-forwarded-for", 421), ("Forwarded", 421), ("Via", 421), ("x-a", 503)]
    {
        let body = "{\"query\":\"{__typename}\"}";
        let head = format!("{POST}{name}: 10.0.0.1\r\ncontent-length: {}\r\n\r\n", body.len());
        let mut stream = served.send(format!("{head}{body}").as_bytes()).await;
        assert_eq!(refusal(&mut stream).await.0, status, "{name}");
    }
    served.stopped().await;
}

#[tokio::test]
async fn a_stop_has_a_bound() {
    let served = Served::new(|config| config.drain_seconds = 1).await;
    let half_head = served.send(b"POST /graphql HTTP/1.1\r\nhost: loc").await;
    let half_body = served.send(format!("{POST}content-length: 100\r\n\r\n{{").as_bytes()).await;
    let silent = served.send(b"").await;
    served.stopped().await;
    drop((half_head, half_body, silent));
}

#[tokio::test]
async fn a_stop_waits_for_what_is_under_way() {
    let served = Served::new(|_| {}).await;
    let mut stream = served.send(format!("{POST}content-length: 24\r\n\r\n{{").as_bytes()).await;
    let mut idle = served.send(ALIVE.as_bytes()).await;
    assert_eq!(answer(&mut idle).await.0, 200);
    let Served { at, stop, ended } = served;
    stop.send(()).expect("it runs");
    assert_eq!(rest(&mut idle).await, "", "a connection without a request ends at once");
    stream.write_all(b"\"query\":\"{__typename}\"}").await.expect("it is taken");
    assert_eq!(refusal(&mut stream).await, (503, "OVERLOADED".to_owned()), "it still starts");
    tokio::time::timeout(LONG, ended).await.expect("in time").expect("no panic").expect("well");
    assert!(TcpStream::connect(at).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn a_body_that_is_too_long_is_told_from_one_that_is_broken() {
    let served = Served::new(|_| {}).await;
    let chunked = "transfer-encoding: chunked\r\n\r\n";
    let much = "a".repeat(300_000);
    for (framed, status) in [
        ("content-length: 1073741824\r\n\r\n".to_owned(), 413),
        (format!("content-length: 300000\r\n\r\n{much}"), 413),
        (format!("{chunked}40000000\r\n{{\"query\":"), 413),
        (format!("{chunked}3B9ACA00;x=y\r\n{{}}\r\n0\r\n\r\n"), 413),
        (format!("{chunked}40000000\r\n{much}"), 413),
        (
            format!("{chunked}{}0\r\n\r\n", format!("3e8\r\n{}\r\n", "a".repeat(1000)).repeat(300)),
            413,
        ),
        (format!("{chunked}zz\r\n{{}}"), 400),
        (format!("{chunked}2\r\n{{}}\r\n0\r\n\r\n"), 400),
    ] {
        let mut stream = served.send(format!("{POST}{framed}").as_bytes()).await;
        let told = refusal(&mut stream).await;
        let framed = framed.get(..60).unwrap_or(&framed);
        assert_eq!(told, (status, "BAD_INPUT".to_owned()), "{framed}");
    }
    // The client breaks off.
    for (framed, status) in [
        ("content-length: 100\r\n\r\n{", 400),
        ("transfer-encoding: chunked\r\n\r\n5\r\n{", 400),
        ("transfer-encoding: chunked\r\n\r\n40000000\r\n{", 413),
    ] {
        let mut stream = served.send(format!("{POST}{framed}").as_bytes()).await;
        stream.shutdown().await.expect("it breaks off");
        assert_eq!(refusal(&mut stream).await, (status, "BAD_INPUT".to_owned()), "{framed}");
    }
    served.stopped().await;
}

#[tokio::test]
async fn another_host_is_refused_and_health_is_not() {
    let served = Served::new(|_| {}).await;
    for (path, host, status) in [
        ("/graphql?query=%7B__typename%7D", "evil.example", 421),
        ("/graphiql/", "evil.example:80", 421),
        ("/schema.graphql", "10.0.0.1", 421),
        ("/schema.graphql", "LocalHost:1", 200),
        ("/schema.graphql", "[::1]:8080", 200),
        ("/health/live", "10.0.0.1:8080", 200),
        ("/health/ready", "pod.internal", 503),
    ] {
        let head = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        let told = rest(&mut served.send(head.as_bytes()).await).await;
        assert!(told.starts_with(&format!("HTTP/1.1 {status} ")), "{path} {host}: {told}");
        assert_eq!(told.contains("server.allowed_hosts"), status == 421, "{told}");
    }
    // HTTP/2 says it in `:authority`.
    channelgraph_core::choose_tls();
    let client = reqwest::Client::builder().http2_prior_knowledge();
    let client = client.resolve("evil.example", served.at).build().expect("a client");
    for (host, status) in [("evil.example", 421), ("127.0.0.1", 200)] {
        let url = format!("http://{host}:{}/schema.graphql", served.at.port());
        let response = client.get(url).send().await.expect("an answer");
        assert_eq!(
            (response.status().as_u16(), response.version()),
            (status, reqwest::Version::HTTP_2)
        );
    }
    drop(client);
    served.stopped().await;
}

/// A page of another site can send these without the browser asking first.
#[tokio::test]
async fn forms_of_other_sites_are_refused() {
    let served = Served::new(|_| {}).await;
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""] {
        let head = format!("POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: {kind}\r\n");
        let request = format!("{head}content-length: 24\r\n\r\n{{\"query\":\"{{__typename}}\"}}");
        let mut stream = served.send(request.as_bytes()).await;
        assert_eq!(refusal(&mut stream).await, (415, "BAD_INPUT".to_owned()), "{kind}");
    }
    served.stopped().await;
}
