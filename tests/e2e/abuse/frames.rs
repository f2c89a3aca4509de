//! Floods of HTTP/2, frame by frame (RFC 9113): each ends its own connection and nothing else.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::served::{ALIVE, LONG, Served, answer};

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const CONTINUATION: u8 = 9;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

/// One frame.
fn frame(kind: u8, flags: u8, stream: u32, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).expect("a short frame").to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), body].concat()
}

/// `GET /health/live` of `localhost`, packed by RFC 7541.
fn head() -> Vec<u8> {
    let mut head = vec![0x82, 0x86];
    for (index, value) in [(0x04, "/health/live"), (0x01, "localhost")] {
        head.push(index);
        head.push(u8::try_from(value.len()).expect("a short text"));
        head.extend_from_slice(value.as_bytes());
    }
    head
}

/// Sends what each call of `more` makes until the gateway closes the connection; tells if it said
/// why, by GOAWAY.
async fn flood(served: &Served, mut more: impl FnMut(u32) -> Vec<u8>) -> bool {
    let stream = served.send(&[PREFACE, &frame(SETTINGS, 0, 0, &[])].concat()).await;
    let (mut read, mut write) = stream.into_split();
    let told = tokio::spawn(async move {
        let mut all = Vec::new();
        // A reset is an end too.
        drop(read.read_to_end(&mut all).await);
        all
    });
    let sent = async {
        let mut at = 0;
        while write.write_all(&more(at)).await.is_ok() {
            at += 1;
        }
    };
    tokio::time::timeout(LONG, sent).await.expect("the connection is closed");
    frames(&told.await.expect("no panic")).contains(&GOAWAY)
}

/// The kinds of the frames in these bytes.
fn frames(mut bytes: &[u8]) -> Vec<u8> {
    let mut kinds = Vec::new();
    while let [a, b, c, kind, ..] = *bytes {
        kinds.push(kind);
        let length = usize::try_from(u32::from_be_bytes([0, a, b, c])).expect("a length");
        bytes = bytes.get(9 + length..).unwrap_or_default();
    }
    kinds
}

#[tokio::test]
async fn floods_of_frames_end_their_connection_alone() {
    let served = Served::new(|_| {}).await;
    let mut other = served.send(b"").await;
    let opens = |at: u32, flags: u8| frame(HEADERS, flags, 2 * at + 1, &head());
    // Requests that are taken back at once (CVE-2023-44487).
    let rapid_reset = |at: u32| {
        let reset = frame(RST_STREAM, 0, 2 * at + 1, &8_u32.to_be_bytes());
        [opens(at, END_HEADERS | END_STREAM), reset].concat()
    };
    flood(&served, rapid_reset).await;
    // A head without an end (CVE-2024-27316 and its like).
    let endless_head = |at: u32| match at {
        0 => opens(0, 0),
        // `x: aaa…`, never indexed.
        _ => frame(CONTINUATION, 0, 1, &[&[0x10, 1, b'x', 100][..], &[b'a'; 100]].concat()),
    };
    flood(&served, endless_head).await;
    // A head that refers to long values over and over.
    let many_values = |at: u32| match at {
        0 => opens(0, 0),
        _ => frame(CONTINUATION, 0, 1, &[0x82; 10_000]),
    };
    flood(&served, many_values).await;
    // Streams that cannot be.
    assert!(flood(&served, |_| frame(HEADERS, END_HEADERS, 2, &head())).await, "it says why");
    let nonsense = |_| frame(PING, 0, 0, &[0; 7]);
    assert!(flood(&served, nonsense).await, "it says why");
    other.write_all(ALIVE.as_bytes()).await.expect("it is kept");
    assert_eq!(answer(&mut other).await, (200, "live\n".to_owned()));
    drop(other);
    served.stopped().await;
}

#[tokio::test]
async fn requests_at_once_on_a_connection_have_a_bound() {
    let served = Served::new(|_| {}).await;
    // 300 requests whose bodies never come: the gateway takes no more than it said it would.
    let post: Vec<u8> = [
        &[0x83, 0x86, 0x04, 8][..],
        b"/graphql",
        &[0x01, 9],
        b"localhost",
        // content-type
        &[0x0f, 0x10, 16],
        b"application/json",
    ]
    .concat();
    let mut all = [PREFACE, &frame(SETTINGS, 0, 0, &[])].concat();
    for at in 0..300 {
        all.extend(frame(HEADERS, END_HEADERS, 2 * at + 1, &post));
    }
    let mut stream = served.send(&all).await;
    let (mut told, mut part) = (Vec::new(), [0; 4096]);
    let refused = async {
        while frames(&told).iter().filter(|kind| **kind == RST_STREAM).count() < 200
            && !frames(&told).contains(&GOAWAY)
        {
            let read = stream.read(&mut part).await.expect("it is open");
            assert!(read > 0, "it ended: {:?}", frames(&told));
            told.extend_from_slice(&part[..read]);
        }
    };
    tokio::time::timeout(LONG, refused).await.expect("the others are refused");
    drop(stream);
    served.stopped().await;
}
