//! The pace of connections: a client that sends its request, or takes its answer, too slowly is cut
//! off, so that it holds no connection for ever.

use std::{
    io,
    net::IpAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    extract::{ConnectInfo, Request, connect_info::Connected},
    middleware::Next,
    response::Response,
    serve::{IncomingStream, Listener},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    time::{Instant, Sleep},
};

use super::announced::Announced;
use crate::config;

/// The first bytes of a connection that speaks HTTP/2.
const HTTP_2: &[u8] = b"PRI * HTTP/2";

/// The times that clients have.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// For the head of a request.
    head: Duration,
    /// Between two requests.
    idle: Duration,
    /// To take a part of an answer.
    send: Duration,
}

/// A listener whose connections keep the pace.
pub(super) struct PacedListener {
    listener: TcpListener,
    limits: Limits,
    open: Arc<()>,
}

/// A count of the connections that are open.
#[derive(Clone)]
pub(super) struct Open(Arc<()>);

impl PacedListener {
    pub(super) fn new(listener: TcpListener, config: &config::Server) -> Self {
        let limits = Limits {
            head: Duration::from_secs(config.head_seconds),
            idle: Duration::from_secs(config.idle_seconds),
            send: Duration::from_secs(config.send_seconds),
        };
        Self { listener, limits, open: Arc::default() }
    }

    /// A count of the connections that this listener has taken.
    pub(super) fn open(&self) -> Open {
        Open(self.open.clone())
    }
}

impl Open {
    /// The number of connections, once the listener itself is gone.
    pub(super) fn count(&self) -> usize {
        Arc::strong_count(&self.0) - 1
    }
}

impl Listener for PacedListener {
    type Io = Paced;
    type Addr = std::net::SocketAddr;

    async fn accept(&mut self) -> (Paced, Self::Addr) {
        let (stream, from) = Listener::accept(&mut self.listener).await;
        // A small answer on a kept connection must not wait for an acknowledgement.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "A connection keeps its delay.");
        }
        (Paced::new(stream, self.limits, self.open.clone()), from)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

/// The requests of a connection, as its stream and its service both know them.
#[derive(Debug, Clone, Default)]
pub(super) struct Requests(Arc<Counts>, Option<IpAddr>);

#[derive(Debug, Default)]
struct Counts {
    begun: AtomicUsize,
    running: AtomicUsize,
    announced: AtomicU64,
}

impl Requests {
    /// Bytes that the first chunk of the body announces, 0 where there is none.
    pub(super) fn announced(&self) -> u64 {
        self.0.announced.load(Ordering::Relaxed)
    }

    /// The address that they are sent from.
    pub(super) fn address(&self) -> Option<IpAddr> {
        self.1
    }
}

impl Connected<IncomingStream<'_, PacedListener>> for Requests {
    fn connect_info(stream: IncomingStream<'_, PacedListener>) -> Self {
        let Self(counts, _) = stream.io().requests.clone();
        Self(counts, Some(stream.remote_addr().ip()))
    }
}

/// Tells the connection that a request is being answered: its client then need not send anything.
pub(super) async fn note(request: Request, next: Next) -> Response {
    struct Running(Requests);
    impl Drop for Running {
        fn drop(&mut self) {
            self.0.0.running.fetch_sub(1, Ordering::Relaxed);
        }
    }
    let requests = request.extensions().get::<ConnectInfo<Requests>>();
    let _running = requests.map(|ConnectInfo(requests)| {
        requests.0.begun.fetch_add(1, Ordering::Relaxed);
        requests.0.running.fetch_add(1, Ordering::Relaxed);
        Running(requests.clone())
    });
    next.run(request).await
}

/// What a connection waits for while no request is being answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Waiting {
    /// The rest of a request's head.
    Head,
    /// Another request.
    Idle,
}

/// A connection that ends if its client does not keep the pace.
pub(super) struct Paced {
    stream: TcpStream,
    limits: Limits,
    requests: Requests,
    /// The requests that had begun when `waiting` was set.
    seen: usize,
    waiting: Option<Waiting>,
    read_until: Pin<Box<Sleep>>,
    /// Set while the client takes nothing.
    write_until: Option<Pin<Box<Sleep>>>,
    /// HTTP/2 sends frames of its own between requests: they begin no head.
    is_http_2: bool,
    announced: Announced,
    _open: Arc<()>,
}

impl Paced {
    fn new(stream: TcpStream, limits: Limits, open: Arc<()>) -> Self {
        Self {
            stream,
            limits,
            requests: Requests::default(),
            seen: 0,
            waiting: Some(Waiting::Head),
            read_until: Box::pin(tokio::time::sleep(limits.head)),
            write_until: None,
            is_http_2: false,
            announced: Announced::default(),
            _open: open,
        }
    }

    fn wait_for(&mut self, waiting: Waiting) {
        let time = match waiting {
            Waiting::Head => self.limits.head,
            Waiting::Idle => self.limits.idle,
        };
        self.waiting = Some(waiting);
        self.read_until.as_mut().reset(Instant::now() + time);
    }

    /// Forgets what was waited for if a request has come since.
    fn look(&mut self) {
        let begun = self.requests.0.begun.load(Ordering::Relaxed);
        if begun != self.seen || self.requests.0.running.load(Ordering::Relaxed) > 0 {
            self.seen = begun;
            self.waiting = None;
        }
    }

    fn has_read(&mut self, bytes: &[u8]) {
        if self.seen == 0 && bytes.starts_with(HTTP_2) {
            self.is_http_2 = true;
        }
        let running = self.requests.0.running.load(Ordering::Relaxed) > 0;
        let begins = !bytes.is_empty() && !running && self.waiting != Some(Waiting::Head);
        if self.is_http_2 {
            return;
        }
        if begins {
            self.wait_for(Waiting::Head);
            self.announced.begin();
            self.requests.0.announced.store(0, Ordering::Relaxed);
        }
        if let Some(size) = self.announced.read(bytes) {
            self.requests.0.announced.store(size, Ordering::Relaxed);
        }
    }

    /// Ends the connection if its client has sent nothing for too long.
    fn read_in_time(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.requests.0.running.load(Ordering::Relaxed) > 0 {
            // The time of a request that is being answered has bounds of its own.
            return Poll::Pending;
        }
        if self.waiting.is_none() {
            self.wait_for(Waiting::Idle);
        }
        self.read_until.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }

    /// Passes on what came of writing, or ends the connection if its client has taken nothing for
    /// too long.
    fn written<T>(
        &mut self,
        cx: &mut Context<'_>,
        outcome: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.write_until = None;
            if self.waiting == Some(Waiting::Idle) {
                // The client still takes an answer: the time for its next request begins after it.
                self.waiting = None;
            }
            return outcome;
        }
        let time = self.limits.send;
        let until = self.write_until.get_or_insert_with(|| Box::pin(tokio::time::sleep(time)));
        until.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Paced {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.look();
        let before = buf.filled().len();
        match Pin::new(&mut self.stream).poll_read(cx, buf) {
            Poll::Pending => self.read_in_time(cx),
            outcome => {
                self.has_read(&buf.filled()[before..]);
                outcome
            }
        }
    }
}

impl AsyncWrite for Paced {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.written(cx, outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.written(cx, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
