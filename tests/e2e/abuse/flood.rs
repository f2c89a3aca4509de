//! Floods of HTTP/1.1: headers, requests behind each other, connections, and packed bodies.

use std::{io::Write, time::Duration};

use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::served::{ALIVE, LONG, POST, Served, answer, refusal, rest};

#[tokio::test]
async fn heads_have_a_bound_of_bytes_and_of_fields() {
    let served = Served::new(|_| {}).await;
    let start = "GET /health/live HTTP/1.1\r\nhost: localhost\r\n";
    let fields =
        |count: usize, bytes: usize| format!("x-a: {}\r\n", "a".repeat(bytes)).repeat(count);
    for (head, status) in [
        (format!("{start}{}\r\n", fields(90, 10)), 200),
        (format!("{start}{}\r\n", fields(1, 30_000)), 200),
        (format!("{start}{}\r\n", fields(200, 10)), 431),
        (format!("{start}{}\r\n", fields(1, 100_000)), 431),
        (format!("{start}{}\r\n", fields(90, 1_000)), 431),
        (format!("GET /{} HTTP/1.1\r\nhost: localhost\r\n\r\n", "a".repeat(60_000)), 404),
        (format!("GET /{} HTTP/1.1\r\nhost: localhost\r\n\r\n", "a".repeat(70_000)), 431),
        (format!("{start}x a: b\r\n\r\n"), 400),
    ] {
        let mut stream = TcpStream::connect(served.at).await.expect("a connection");
        // The gateway may close before it has taken all of it.
        drop(stream.write_all(head.as_bytes()).await);
        let (told, _) = answer(&mut stream).await;
        assert_eq!(told, status, "{} bytes: {:.60}", head.len(), head);
        if told == 431 {
            rest(&mut stream).await;
        }
    }
    // A head without an end is cut as soon as it is too long, not when its time is over.
    let mut stream = served.send(start.as_bytes()).await;
    let endless = async { while stream.write_all(b"x-a: aaaaaaaaaaaaaaaa\r\n").await.is_ok() {} };
    tokio::time::timeout(LONG, endless).await.expect("it is cut");
    served.stopped().await;
}

#[tokio::test]
async fn requests_behind_each_other_are_answered_in_turn() {
    let served = Served::new(|_| {}).await;
    let query = r#"{"query":"{__typename}"}"#;
    let by_length = format!("{POST}content-length: {}\r\n\r\n{query}", query.len());
    let by_chunks = format!(
        "{POST}transfer-encoding: chunked\r\n\r\n{:x}\r\n{query}\r\n0\r\n\r\n",
        query.len()
    );
    let last = ALIVE.replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n");
    let all = format!("{ALIVE}{by_length}{by_chunks}").repeat(100) + &last;
    let stream = served.send(b"").await;
    let (mut read, mut write) = stream.into_split();
    let sent = tokio::spawn(async move {
        write.write_all(all.as_bytes()).await.expect("it is taken");
        write
    });
    let mut told = Vec::new();
    let ended = tokio::io::AsyncReadExt::read_to_end(&mut read, &mut told);
    tokio::time::timeout(LONG, ended).await.expect("in time").expect("an end");
    let told = String::from_utf8_lossy(&told);
    let statuses: Vec<&str> =
        told.match_indices("HTTP/1.1 ").map(|(at, _)| &told[at + 9..at + 12]).collect();
    assert_eq!(statuses.len(), 301);
    for (at, status) in statuses.iter().enumerate() {
        assert_eq!(*status, if at % 3 == 0 { "200" } else { "503" }, "answer {at}");
    }
    drop(sent.await.expect("no panic"));
    served.stopped().await;
}

#[tokio::test]
async fn packed_bodies_are_refused_before_they_are_unpacked() {
    let served = Served::new(|_| {}).await;
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..100 {
        bomb.write_all(&[b' '; 1 << 20]).expect("memory");
    }
    let bomb = bomb.finish().expect("memory");
    assert!(bomb.len() < 200_000, "100 MB are sent as {} bytes", bomb.len());
    for coding in ["gzip", "deflate", "br", "zstd", "GZIP", "identity, gzip", "x"] {
        let head =
            format!("{POST}content-encoding: {coding}\r\ncontent-length: {}\r\n\r\n", bomb.len());
        let mut stream = served.send(head.as_bytes()).await;
        assert_eq!(refusal(&mut stream).await, (415, "BAD_INPUT".to_owned()), "{coding}");
    }
    let head = format!("{POST}content-encoding: identity\r\ncontent-length: 2\r\n\r\n{{}}");
    let mut stream = served.send(head.as_bytes()).await;
    assert_eq!(refusal(&mut stream).await.0, 400, "it is read, and has no query");
    served.stopped().await;
}

/// Opens connections until one is closed at once; returns those that are open.
async fn fill(served: &Served, most: usize) -> Vec<TcpStream> {
    let mut open = Vec::new();
    for _ in 0..most {
        let mut stream = served.send(ALIVE.as_bytes()).await;
        assert_eq!(answer(&mut stream).await.0, 200);
        open.push(stream);
    }
    // More are closed without an answer.
    for _ in 0..10 {
        let mut more = TcpStream::connect(served.at).await.expect("a connection");
        assert_eq!(rest(&mut more).await, "");
    }
    open
}

#[tokio::test]
async fn connections_have_a_bound_in_total_and_for_an_address() {
    for one in [true, false] {
        let served = Served::new(|config| {
            let bound = if one {
                &mut config.max_connections_per_address
            } else {
                &mut config.max_connections
            };
            *bound = 3;
        })
        .await;
        let mut open = fill(&served, 3).await;
        // Those that are open are served as before, and one that ends makes room.
        for stream in &mut open {
            stream.write_all(ALIVE.as_bytes()).await.expect("it is kept");
            assert_eq!(answer(stream).await.0, 200);
        }
        drop(open.pop());
        let begun = tokio::time::Instant::now();
        let mut now_and_then = tokio::time::interval(Duration::from_millis(20));
        loop {
            let mut stream = served.send(b"").await;
            drop(stream.write_all(ALIVE.as_bytes()).await);
            let mut first = [0; 8];
            let read = tokio::io::AsyncReadExt::read_exact(&mut stream, &mut first).await;
            if read.is_ok() {
                break;
            }
            assert!(begun.elapsed() < LONG, "a place is not given back");
            now_and_then.tick().await;
        }
        drop(open);
        served.stopped().await;
    }
}
