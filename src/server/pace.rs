//! The pace of connections: a client that sends its request, or takes its answer, too slowly is cut
//! off, so that it holds no connection for ever.

use std::{
    collections::BTreeMap,
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{extract::Request, middleware::Next, response::Response};
use parking_lot::Mutex;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep},
};

use super::{announced::Announced, held::hold};
use crate::config;

/// The first bytes of a connection that speaks HTTP/2.
const HTTP_2: &[u8] = b"PRI * HTTP/2";

/// The times that clients have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// For the head of a request, and for what a proxy says before it.
    pub(super) head: Duration,
    /// Between two requests.
    idle: Duration,
    /// To take a part of an answer.
    send: Duration,
    /// To take all of an answer.
    answer: Duration,
}

impl Limits {
    pub(super) fn new(config: &config::Server) -> Self {
        Self {
            head: Duration::from_secs(config.head_seconds),
            idle: Duration::from_secs(config.idle_seconds),
            send: Duration::from_secs(config.send_seconds),
            answer: Duration::from_secs(config.answer_seconds),
        }
    }
}

/// The requests of a connection, as its stream and its service both know them.
#[derive(Debug, Clone, Default)]
pub(super) struct Requests(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    begun: AtomicUsize,
    running: AtomicUsize,
    announced: AtomicU64,
    /// When answers were begun that have not been handed over as a whole, by request.
    sending: Mutex<BTreeMap<usize, Instant>>,
}

impl Requests {
    /// When the oldest answer was begun that its client has not taken yet.
    fn oldest(&self) -> Option<Instant> {
        self.0.sending.lock().values().min().copied()
    }

    /// Bytes that the first chunk of the body announces, 0 where there is none.
    pub(super) fn announced(&self) -> u64 {
        self.0.announced.load(Ordering::Relaxed)
    }
}

/// A request that is being answered, until its answer has been handed over.
struct Running {
    requests: Requests,
    number: usize,
}

impl Running {
    fn begin(requests: &Requests) -> Self {
        let number = requests.0.begun.fetch_add(1, Ordering::Relaxed);
        requests.0.running.fetch_add(1, Ordering::Relaxed);
        Self { requests: requests.clone(), number }
    }

    /// Notes that the answer is there, and the client's turn.
    fn answered(&self) {
        self.requests.0.sending.lock().insert(self.number, Instant::now());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.requests.0.sending.lock().remove(&self.number);
        self.requests.0.running.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Tells the connection that a request is being answered: its client then need not send anything,
/// and has a bounded time to take the answer.
pub(super) async fn note(request: Request, next: Next) -> Response {
    let running = request.extensions().get::<Requests>().map(Running::begin);
    let response = next.run(request).await;
    running.iter().for_each(Running::answered);
    hold(response, running)
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
pub(super) struct Paced<S> {
    stream: S,
    limits: Limits,
    requests: Requests,
    /// The requests that had begun when `waiting` was set.
    seen: usize,
    waiting: Option<Waiting>,
    read_until: Pin<Box<Sleep>>,
    /// Set while the client takes nothing.
    write_until: Option<Pin<Box<Sleep>>>,
    /// When the client first took less than there was to take, until it has taken all of it.
    behind_since: Option<Instant>,
    /// HTTP/2 sends frames of its own between requests: they begin no head.
    is_http_2: bool,
    announced: Announced,
}

impl<S> Paced<S> {
    pub(super) fn new(stream: S, limits: Limits) -> Self {
        Self {
            stream,
            limits,
            requests: Requests::default(),
            seen: 0,
            waiting: Some(Waiting::Head),
            read_until: Box::pin(tokio::time::sleep(limits.head)),
            write_until: None,
            behind_since: None,
            is_http_2: false,
            announced: Announced::default(),
        }
    }

    /// The requests of this connection.
    pub(super) fn requests(&self) -> Requests {
        self.requests.clone()
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
        if let Some(begun) = self.requests.oldest() {
            // Of HTTP/2, a client can take the frames of a connection and no byte of an answer.
            self.waiting = None;
            self.read_until.as_mut().reset(begun + self.limits.answer);
            return self.read_until.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()));
        }
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
            if self.behind_since.is_some_and(|since| since.elapsed() >= self.limits.answer) {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            if self.waiting == Some(Waiting::Idle) {
                // The client still takes an answer: the time for its next request begins after it.
                self.waiting = None;
            }
            return outcome;
        }
        self.write_in_time(cx)
    }

    /// Passes on what came of sending what TLS has taken already.
    fn flushed(
        &mut self,
        cx: &mut Context<'_>,
        outcome: Poll<io::Result<()>>,
    ) -> Poll<io::Result<()>> {
        if outcome.is_ready() {
            self.write_until = None;
            self.behind_since = None;
            return outcome;
        }
        self.write_in_time(cx)
    }

    /// Ends the connection if its client has taken nothing for too long.
    fn write_in_time<T>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        let since = *self.behind_since.get_or_insert_with(Instant::now);
        let end = (Instant::now() + self.limits.send).min(since + self.limits.answer);
        let until = self.write_until.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(end)));
        until.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
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

impl<S: AsyncWrite + Unpin> AsyncWrite for Paced<S> {
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
        let outcome = Pin::new(&mut self.stream).poll_flush(cx);
        self.flushed(cx, outcome)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.flushed(cx, outcome)
    }
}
