//! Load: so many clients, each with a connection of its own, each asking again once it is answered.

use std::{path::PathBuf, sync::Arc, time::Duration};

use anyhow::{Context, ensure};
use clap::Args;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
    time::{Instant, timeout},
};

use crate::answer::Answer;

/// The longest that an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);
const READ_AT_ONCE: usize = 64 << 10;

/// What is asked, and how.
#[derive(Args)]
pub struct Options {
    /// The address: http://127.0.0.1:8080/graphql.
    url: String,
    /// The file that is posted.
    body: PathBuf,
    /// How many clients ask.
    #[arg(long, default_value_t = 16)]
    clients: usize,
    /// For how long they begin new requests, in milliseconds.
    #[arg(long, default_value_t = 2000)]
    millis: u64,
}

/// Asks, and prints `{"requests", "seconds", "p50_ms", "p99_ms"}`.
pub async fn run(options: Options) -> anyhow::Result<()> {
    let address = options.url.strip_prefix("http://").context("the address is not http://…")?;
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    let body = std::fs::read(&options.body)?;
    let head = format!(
        "POST /{path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n\
            content-length: {}\r\n\r\n",
        body.len()
    );
    let request: Arc<[u8]> = [head.into_bytes(), body].concat().into();
    let begun = Instant::now();
    let until = begun + Duration::from_millis(options.millis);
    let mut clients = JoinSet::new();
    for _ in 0..options.clients {
        clients.spawn(ask(host.to_owned(), request.clone(), until));
    }
    let mut times = Vec::new();
    while let Some(client) = clients.join_next().await {
        times.append(&mut client??);
    }
    ensure!(!times.is_empty(), "nothing was asked");
    times.sort_unstable();
    let within = |percent: usize| {
        let place = (times.len() * percent).div_ceil(100).saturating_sub(1);
        times.get(place).map_or(0.0, |took| took.as_secs_f64() * 1e3)
    };
    let (p50, p99) = (within(50), within(99));
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{}",
        json!({ "requests": times.len(), "seconds": seconds, "p50_ms": p50, "p99_ms": p99 })
    );
    Ok(())
}

/// One client; how long each answer took.
async fn ask(host: String, request: Arc<[u8]>, until: Instant) -> anyhow::Result<Vec<Duration>> {
    let mut stream = TcpStream::connect(&host).await.context("the server cannot be reached")?;
    stream.set_nodelay(true)?;
    let mut times = Vec::new();
    let mut bytes = Vec::with_capacity(READ_AT_ONCE);
    while Instant::now() < until {
        let begun = Instant::now();
        stream.write_all(&request).await?;
        timeout(PATIENCE, read(&mut stream, &mut bytes)).await.context("no answer came")??;
        times.push(begun.elapsed());
    }
    Ok(times)
}

/// Reads one answer.
async fn read(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> anyhow::Result<()> {
    bytes.clear();
    let mut answer = Answer::default();
    while !answer.is_whole(bytes)? {
        ensure!(stream.read_buf(bytes).await? > 0, "the server ended the connection");
    }
    Ok(())
}
