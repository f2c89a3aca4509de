//! A gateway that still starts, and what comes over raw connections to it.

use std::{net::SocketAddr, time::Duration};

use channelgraph::{
    app::Start,
    auth::ApiKey,
    config::{self, Config},
    server,
};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};

/// Longer than anything here may take.
pub const LONG: Duration = Duration::from_secs(30);
pub const POST: &str =
    "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";
pub const ALIVE: &str = "GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n";

pub struct Served {
    pub at: SocketAddr,
    pub stop: oneshot::Sender<()>,
    pub ended: JoinHandle<anyhow::Result<()>>,
}

impl Served {
    /// A gateway without callers, with times that are long unless `change` makes them short.
    pub async fn new(change: impl FnOnce(&mut config::Server)) -> Self {
        let auth = config::Auth { open: true, ..config::Auth::default() };
        Self::with(Config { auth, ..Config::default() }, change).await
    }

    /// The same for one caller, and the header that lets him in.
    pub async fn for_a_caller(change: impl FnOnce(&mut config::Server)) -> (Self, String) {
        let key = ApiKey::of_label("a caller");
        let text = format!(
            "[[auth.keys]]\nname = \"one\"\nhash = \"{}\"\nrole = \"reader\"\n[roles.reader]\nintrospection = true",
            key.hash()
        );
        let config = toml::from_str(&text).expect("a configuration");
        let header = format!("authorization: Bearer {}\r\n", key.expose());
        (Self::with(config, change).await, header)
    }

    async fn with(config: Config, change: impl FnOnce(&mut config::Server)) -> Self {
        let mut server = config::Server {
            head_seconds: 600,
            body_seconds: 600,
            idle_seconds: 600,
            send_seconds: 600,
            answer_seconds: 600,
            drain_seconds: 600,
            ..config::Server::default()
        };
        change(&mut server);
        let config = Config { server, ..config };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let at = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        let ended = tokio::spawn(async move {
            let callers = server::Callers::new(&config).into();
            let stop = async move { drop(stopped.await) };
            server::serve(listener, Start::default(), callers, &config, stop).await
        });
        Self { at, stop, ended }
    }

    pub async fn send(&self, bytes: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(self.at).await.expect("a connection");
        stream.write_all(bytes).await.expect("it is taken");
        stream
    }

    /// Tells it to stop, and waits until it has.
    pub async fn stopped(self) {
        self.stop.send(()).expect("it runs");
        let ended = tokio::time::timeout(LONG, self.ended).await;
        ended.expect("it ends in time").expect("no panic").expect("no failure");
    }
}

/// All that comes until the gateway ends the connection.
pub async fn rest(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    // A reset is an end too.
    drop(tokio::time::timeout(LONG, stream.read_to_end(&mut all)).await.expect("it ends in time"));
    String::from_utf8_lossy(&all).into_owned()
}

/// One answer: its status and its body.
pub async fn answer(stream: &mut TcpStream) -> (u16, String) {
    let (mut all, mut part) = (String::new(), [0; 4096]);
    loop {
        let read = tokio::time::timeout(LONG, stream.read(&mut part)).await;
        let read = read.expect("an answer in time").expect("an answer");
        all += &String::from_utf8_lossy(&part[..read]);
        let Some((head, body)) = all.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        if body.len() == length.expect("a length").parse::<usize>().expect("a number") {
            return (head[9..12].parse().expect("a status"), body.to_owned());
        }
    }
}

/// The status of an answer to raw bytes, with the code in it.
pub async fn refusal(stream: &mut TcpStream) -> (u16, String) {
    let (status, body) = answer(stream).await;
    let body: Value = serde_json::from_str(&body).expect("JSON");
    assert!(body["errors"][0]["message"].is_string(), "{body}");
    (status, body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned())
}
