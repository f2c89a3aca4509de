//! Taking connections: TLS, the first message, and the login.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use parking_lot::Mutex;
use pgwire::messages::{PgWireBackendMessage as Message, startup::Authentication};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use super::{
    Door, Limits, auth,
    inbox::Inbox,
    out::Out,
    registry::Registry,
    session::{Session, Settings},
};
use crate::{
    Code, Failure, Table,
    catalog::{Catalog, SessionFacts},
    executor::{Executor, Workers},
};

/// The name of the one database.
const DATABASE: &str = "channelgraph";
/// Requests that come in place of the first message.
const CANCEL: u32 = 80_877_102;
const SSL: u32 = 80_877_103;
const GSS: u32 = 80_877_104;
/// The first byte of TLS without a request for it.
const HANDSHAKE: u8 = 0x16;
/// Catalogs that are kept.
const CATALOGS: usize = 16;
/// Bytes of the first message.
const MAX_STARTUP: usize = 10_000;

/// How connections are encrypted.
#[derive(Clone)]
pub struct Tls {
    /// Gives what takes a handshake, by the certificate as it is now.
    pub acceptor: Arc<dyn Fn() -> TlsAcceptor + Send + Sync>,
    /// Whether connections without it are refused.
    pub required: bool,
}

/// A server of SQL.
pub struct Server {
    door: Arc<dyn Door>,
    limits: Limits,
    tls: Option<Tls>,
    registry: Arc<Registry>,
    open: AtomicUsize,
    workers: Workers,
    catalogs: Mutex<Vec<Known>>,
}

/// Tables, and the catalog that tells of them.
type Known = (Vec<Arc<Table>>, Arc<Catalog>);

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// What a client says first.
struct Startup {
    parameters: BTreeMap<String, String>,
    secure: bool,
}

impl Server {
    /// A server over a door.
    ///
    /// # Errors
    /// If this machine gives no threads for statements.
    pub fn new(door: Arc<dyn Door>, limits: Limits, tls: Option<Tls>) -> std::io::Result<Self> {
        let workers = Workers::new(limits.threads)?;
        let (registry, open) = (Arc::default(), AtomicUsize::new(0));
        let catalogs = Mutex::default();
        Ok(Self { door, limits, tls, registry, open, workers, catalogs })
    }

    /// Serves connections until it is told to end; then open ones end too.
    pub async fn serve(self: Arc<Self>, listener: TcpListener, end: CancellationToken) {
        loop {
            let accepted = tokio::select! {
                () = end.cancelled() => return,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, address)) => {
                    let (server, end) = (self.clone(), end.clone());
                    tokio::spawn(async move { server.connection(stream, address, end).await });
                }
                // No more files, say: others may end meanwhile.
                Err(error) => {
                    tracing::warn!(%error, "A SQL connection could not be taken.");
                    tokio::task::yield_now().await;
                }
            }
        }
    }

    /// The number of clients that have logged in.
    pub fn clients(&self) -> usize {
        self.registry.count()
    }

    async fn connection(&self, stream: TcpStream, address: SocketAddr, end: CancellationToken) {
        let count = self.open.fetch_add(1, Ordering::Relaxed) + 1;
        let _ = stream.set_nodelay(true);
        let is_full = count > self.limits.connections;
        let opened =
            tokio::time::timeout(self.limits.login, self.session(stream, address, is_full));
        if let (Ok(Some(session)), Some(workers)) = (opened.await, self.workers.handle()) {
            // What clients say is read, planned and computed on threads that serve nobody else.
            let _ = workers.spawn(session.run(end)).await;
        }
        self.open.fetch_sub(1, Ordering::Relaxed);
    }

    /// The session of whoever has come in; none if he has not.
    async fn session(
        &self,
        stream: TcpStream,
        address: SocketAddr,
        is_full: bool,
    ) -> Option<Session> {
        let (stream, startup) = self.begin(stream).await.ok()??;
        let (reader, writer) = tokio::io::split(stream);
        let mut out = Out::new(Box::new(writer));
        let opened = if is_full {
            Err(Failure::new(Code::TooMany, "sorry, too many clients already"))
        } else {
            self.open(Box::new(reader), &mut out, address, startup).await
        };
        match opened {
            Ok(open) => Some(open(out)),
            Err(failure) => {
                out.failed(&failure, "FATAL");
                let _ = out.flush().await;
                None
            }
        }
    }

    async fn open(
        &self,
        mut reader: super::inbox::Reader,
        out: &mut Out,
        address: SocketAddr,
        startup: Startup,
    ) -> Result<impl FnOnce(Out) -> Session + use<>, Failure> {
        let Startup { mut parameters, secure } = startup;
        if !secure && self.tls.as_ref().is_some_and(|tls| tls.required) {
            return Err(Failure::new(Code::Login, "this server takes encrypted connections only")
                .hint("Connect with sslmode=require."));
        }
        let user = parameters.remove("user").unwrap_or_default();
        let database = parameters.remove("database").unwrap_or_else(|| user.clone());
        let login = auth::Login { user: &user, database: &database, address, secure };
        let source = auth::login(&*self.door, &login, &mut reader, out).await?;
        if database != DATABASE {
            let message = format!("database \"{database}\" does not exist");
            return Err(Failure::new(Code::Database, message)
                .hint(format!("The database is \"{DATABASE}\".")));
        }
        if parameters.remove("replication").is_some_and(|value| value != "false") {
            return Err(Failure::new(Code::Unsupported, "replication is not supported"));
        }
        let settings = Settings::of(&user, parameters)?;
        let mut secret = [0; 4];
        let random = ring::rand::SystemRandom::new();
        ring::rand::SecureRandom::fill(&random, &mut secret)
            .map_err(|_| Failure::new(Code::Internal, "this machine gives no random numbers"))?;
        let seat = self.registry.seat(&user, secret, self.limits.per_user)?;
        out.put(&Message::Authentication(Authentication::Ok));
        let limits = self.limits.clone();
        let max_bytes = limits.message_bytes;
        let facts = SessionFacts {
            secure,
            sessions: self.registry.clone(),
            ..SessionFacts::new(&user, DATABASE, seat.pid)
        };
        let facts = settings.facts(facts);
        let catalog = self.catalog(source.tables());
        let executor = Executor::new(source, &catalog, &facts, limits.memory_bytes)?;
        Ok(move |out| {
            let inbox = Inbox::of(reader, max_bytes);
            Session::new(executor, facts, seat, limits, inbox, out)
        })
    }

    /// The catalog of some tables: roles have few sets of them, and each session one.
    fn catalog(&self, tables: &[Arc<Table>]) -> Arc<Catalog> {
        let mut known = self.catalogs.lock();
        if let Some((_, catalog)) = known.iter().find(|(of, _)| of == tables) {
            return catalog.clone();
        }
        let catalog = Arc::new(Catalog::new(tables, DATABASE));
        if known.len() == CATALOGS {
            known.remove(0);
        }
        known.push((tables.to_vec(), catalog.clone()));
        catalog
    }

    /// Reads what comes before the login; none if the connection is for something else.
    async fn begin(
        &self,
        stream: TcpStream,
    ) -> std::io::Result<Option<(Box<dyn Stream>, Startup)>> {
        let mut first = [0];
        stream.peek(&mut first).await?;
        if first[0] == HANDSHAKE {
            let Some(tls) = &self.tls else { return Ok(None) };
            let stream = (tls.acceptor)().accept(stream).await?;
            let speaks = stream.get_ref().1.alpn_protocol() == Some(b"postgresql");
            return if speaks { self.first(Box::new(stream), true).await } else { Ok(None) };
        }
        let mut stream = stream;
        loop {
            let (length, code) = head(&mut stream).await?;
            match code {
                SSL => match &self.tls {
                    Some(tls) => {
                        stream.write_all(b"S").await?;
                        let stream = (tls.acceptor)().accept(stream).await?;
                        return self.first(Box::new(stream), true).await;
                    }
                    None => stream.write_all(b"N").await?,
                },
                GSS => stream.write_all(b"N").await?,
                _ => return self.startup(Box::new(stream), false, length, code).await,
            }
        }
    }

    async fn first(
        &self,
        mut stream: Box<dyn Stream>,
        secure: bool,
    ) -> std::io::Result<Option<(Box<dyn Stream>, Startup)>> {
        let (length, code) = head(&mut stream).await?;
        self.startup(stream, secure, length, code).await
    }

    async fn startup(
        &self,
        mut stream: Box<dyn Stream>,
        secure: bool,
        length: usize,
        code: u32,
    ) -> std::io::Result<Option<(Box<dyn Stream>, Startup)>> {
        if !(8..=MAX_STARTUP).contains(&length) {
            return Ok(None);
        }
        let mut body = vec![0; length - 8];
        stream.read_exact(&mut body).await?;
        if code == CANCEL {
            if let Some((pid, secret)) = body.split_first_chunk::<4>() {
                self.registry.cancel(i32::from_be_bytes(*pid), secret);
            }
            return Ok(None);
        }
        if code >> 16 != 3 {
            return Ok(None);
        }
        let parameters = parameters(&body);
        if code & 0xffff != 0 {
            // A newer minor version: the client goes on with what is offered.
            let mut offer = vec![b'v', 0, 0, 0, 12];
            offer.extend_from_slice(&0x0003_0000_u32.to_be_bytes());
            offer.extend_from_slice(&0_u32.to_be_bytes());
            stream.write_all(&offer).await?;
        }
        Ok(Some((stream, Startup { parameters, secure })))
    }
}

async fn head(stream: &mut (impl AsyncRead + Unpin)) -> std::io::Result<(usize, u32)> {
    let length = stream.read_u32().await?;
    let code = stream.read_u32().await?;
    Ok((usize::try_from(length).unwrap_or(usize::MAX), code))
}

/// The parameters of a first message: names and values, each with a zero after it.
fn parameters(body: &[u8]) -> BTreeMap<String, String> {
    let mut texts = body.split(|byte| *byte == 0).map(|text| String::from_utf8_lossy(text));
    let mut found = BTreeMap::new();
    while let (Some(name), Some(value)) = (texts.next(), texts.next()) {
        if name.is_empty() {
            break;
        }
        found.insert(name.into_owned(), value.into_owned());
    }
    found
}
