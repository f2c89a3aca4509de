//! From a connection to requests: its place among the others, the words of a proxy, TLS, and then
//! HTTP, each within its bounds. A connection that breaks one is closed.

use std::{convert::Infallible, io, net::IpAddr, sync::Arc};

use axum::{Router, body::Body, extract::Request, response::Response, serve::Listener};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
};
use tokio_rustls::server::TlsStream;
use tokio_util::either::Either;
use tower::ServiceExt;

use super::{
    client::{Peer, Proxies},
    connections::{Connections, Place},
    pace::{Limits, Paced},
    proxy_protocol,
    tls::Tls,
};
use crate::config;

/// Bytes that the head of a request may have, and are read ahead of it.
const HEAD: usize = 64 << 10;
/// Requests at once on one connection of HTTP/2.
const STREAMS: u32 = 100;
/// Bytes that the fields of a head may have in HTTP/2. What floods it with more of them, or with
/// requests that it takes back, is closed by the `h2` crate: at most 20 that were taken back are
/// kept, and at most 1,024 that were refused are counted.
const FIELDS: u32 = 16 << 10;

/// The bytes of a connection, as they came or out of TLS.
type Stream = Either<TcpStream, Box<TlsStream<TcpStream>>>;

/// A connection of which HTTP can be read, its other end, and its place among those of its address.
type Begun = (Paced<Stream>, Peer, Option<Place>);

/// What a new connection passes.
pub(super) struct Gate {
    pub(super) connections: Arc<Connections>,
    proxies: Proxies,
    reads_proxy: bool,
    pub(super) tls: Option<Arc<Tls>>,
    limits: Limits,
    http: auto::Builder<TokioExecutor>,
    router: Router,
}

impl Gate {
    /// Prepares what connections pass.
    ///
    /// # Errors
    /// If the files of TLS cannot be used.
    pub(super) fn new(config: &config::Server, router: Router) -> anyhow::Result<Self> {
        let mut http = auto::Builder::new(TokioExecutor::new());
        http.http1().max_buf_size(HEAD);
        http.http2().max_concurrent_streams(STREAMS).max_header_list_size(FIELDS);
        Ok(Self {
            connections: Connections::new(config),
            proxies: Proxies::new(config),
            reads_proxy: config.proxy_protocol,
            tls: config.tls.as_ref().map(Tls::new).transpose()?.map(Arc::new),
            limits: Limits::new(config),
            http,
            router,
        })
    }

    /// Serves connections until `stop` ends, and then until all have ended.
    pub(super) async fn serve(
        self: Arc<Self>,
        mut listener: TcpListener,
        stop: impl Future<Output = ()>,
    ) {
        let (told, stopped) = watch::channel(false);
        let mut stop = std::pin::pin!(stop);
        loop {
            // A listener that fails, as when no file is left to open, is tried again after a pause.
            let (stream, from) = tokio::select! {
                () = &mut stop => break,
                accepted = Listener::accept(&mut listener) => accepted,
            };
            let Some(place) = self.connections.take() else { continue };
            let (gate, stopped) = (self.clone(), stopped.clone());
            tokio::spawn(async move {
                if let Err(error) = gate.pass(stream, from.ip(), stopped).await {
                    tracing::debug!(%error, "A connection has failed.");
                }
                drop(place);
            });
        }
        drop((listener, stopped));
        told.send_replace(true);
        told.closed().await;
    }

    /// Looks for changed files of TLS until the process ends.
    pub(super) async fn keep_fresh(&self) {
        match &self.tls {
            Some(tls) => tls.clone().keep_fresh().await,
            None => std::future::pending().await,
        }
    }

    /// Serves one connection to its end.
    async fn pass(
        &self,
        stream: TcpStream,
        from: IpAddr,
        mut stopped: watch::Receiver<bool>,
    ) -> io::Result<()> {
        // A small answer on a kept connection must not wait for an acknowledgement.
        stream.set_nodelay(true)?;
        let mut served = std::pin::pin!(self.begin(stream, from));
        // Nobody is served yet, so nothing has to be finished.
        let begun = tokio::select! {
            begun = &mut served => begun?,
            () = told(&mut stopped) => return Ok(()),
        };
        let Some((paced, peer, _place)) = begun else { return Ok(()) };
        self.answer(paced, peer, stopped).await
    }

    /// Reads what comes before HTTP. None is a connection too many.
    async fn begin(&self, mut stream: TcpStream, from: IpAddr) -> io::Result<Option<Begun>> {
        let mut address = from.to_canonical();
        if self.reads_proxy && self.proxies.trust(address) {
            let told = proxy_protocol::read(&mut stream);
            let told = tokio::time::timeout(self.limits.head, told).await??;
            address = told.map_or(address, |told| told.to_canonical());
        }
        // Many clients come by one proxy; what it tells of them bounds their requests.
        let place = if self.proxies.trust(address) {
            None
        } else {
            let Some(place) = self.connections.take_from(address) else { return Ok(None) };
            Some(place)
        };
        let stream = match &self.tls {
            Some(tls) => Either::Right(Box::new(tls.accept(stream, address).await?)),
            None => Either::Left(stream),
        };
        let peer = Peer { address, is_tls: self.tls.is_some() };
        Ok(Some((Paced::new(stream, self.limits), peer, place)))
    }

    /// Answers the requests of a connection until it ends; once the process is to stop, those under
    /// way.
    async fn answer(
        &self,
        paced: Paced<Stream>,
        peer: Peer,
        mut stopped: watch::Receiver<bool>,
    ) -> io::Result<()> {
        let requests = paced.requests();
        let service = service_fn(|request: hyper::Request<Incoming>| {
            let mut request: Request = request.map(Body::new);
            request.extensions_mut().insert(peer);
            request.extensions_mut().insert(requests.clone());
            let answered = self.router.clone().oneshot(request);
            async move { answered.await as Result<Response, Infallible> }
        });
        let connection = self.http.serve_connection(TokioIo::new(paced), service);
        let mut connection = std::pin::pin!(connection);
        let outcome = tokio::select! {
            outcome = connection.as_mut() => outcome,
            () = told(&mut stopped) => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        outcome.map_err(io::Error::other)
    }
}

/// Ends when the process is told to stop.
async fn told(stopped: &mut watch::Receiver<bool>) {
    // An error says that nobody is left to tell it.
    drop(stopped.wait_for(|told| *told).await);
}
