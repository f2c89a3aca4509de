//! TLS: the certificate from its files, read again when they change. Connections that are open
//! keep the one they began with.

use std::{
    net::IpAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::Context;
use parking_lot::{Mutex, RwLock};
use tokio::{io, net::TcpStream};
use tokio_rustls::{
    LazyConfigAcceptor,
    rustls::{
        RootCertStore, ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
        server::{Acceptor, WebPkiClientVerifier, danger::ClientCertVerifier},
    },
    server::TlsStream,
};

use super::{connections::Connections, hangup::Hangups};
use crate::config::{self, ClientAuth};

/// The share of the handshakes at once that one address may have: a fourth.
const SHARE: usize = 4;
/// The key of the bound.
const HANDSHAKES: &str = "server.tls.max_handshakes";

/// TLS as it stands in the files.
pub(super) struct Tls {
    config: config::Tls,
    current: RwLock<Arc<ServerConfig>>,
    /// The files as they were read last, or why they could not be.
    seen: Mutex<Result<Files, String>>,
    handshakes: Arc<Connections>,
}

/// The bytes of the files.
#[derive(Clone, PartialEq, Eq)]
struct Files {
    cert: Vec<u8>,
    key: Vec<u8>,
    client_ca: Option<Vec<u8>>,
}

impl Tls {
    /// Reads the files.
    ///
    /// # Errors
    /// If one cannot be read, or they do not go together.
    pub(super) fn new(config: &config::Tls) -> anyhow::Result<Self> {
        let files = Files::read(config).map_err(anyhow::Error::msg).context("[server.tls]")?;
        let current = files.parse(config).context("[server.tls]")?;
        let most_of_one = config.max_handshakes.div_ceil(SHARE);
        Ok(Self {
            config: config.clone(),
            current: RwLock::new(Arc::new(current)),
            seen: Mutex::new(Ok(files)),
            handshakes: Connections::of(config.max_handshakes, most_of_one, [HANDSHAKES; 2]),
        })
    }

    /// Shakes hands with a client.
    ///
    /// # Errors
    /// If the client cannot, or takes too long, or too many others are at it.
    pub(super) async fn accept(
        &self,
        stream: TcpStream,
        from: IpAddr,
    ) -> io::Result<TlsStream<TcpStream>> {
        let busy = || io::Error::other("too many handshakes (`server.tls.max_handshakes`)");
        let shaking = async {
            // Who says nothing takes no place from those who do.
            let hello = LazyConfigAcceptor::new(Acceptor::default(), stream).await?;
            let _place = self.handshakes.take_from(from).ok_or_else(busy)?;
            let _permit = self.handshakes.take().ok_or_else(busy)?;
            let current = self.current.read().clone();
            hello.into_stream(current).await
        };
        tokio::time::timeout(Duration::from_secs(self.config.handshake_seconds), shaking).await?
    }

    /// The configuration as it stands now, for whoever speaks another protocol than HTTP.
    #[cfg(feature = "bi")]
    pub(super) fn speaking(&self, protocol: &[u8]) -> ServerConfig {
        let mut config = ServerConfig::clone(&self.current.read());
        config.alpn_protocols = vec![protocol.to_vec()];
        config
    }

    /// Looks for changed files until the process ends, now and then and at SIGHUP.
    pub(super) async fn keep_fresh(self: Arc<Self>) {
        let mut hangups = Hangups::listen();
        let every = Duration::from_secs(self.config.reload_seconds);
        loop {
            let is_told = tokio::select! {
                () = tokio::time::sleep(every) => false,
                () = hangups.next() => true,
            };
            let tls = self.clone();
            // Files may be slow to read. A panic would be told by its own line.
            drop(tokio::task::spawn_blocking(move || tls.look(is_told)).await);
        }
    }

    /// Reads the files again. Those that cannot be used change nothing, which is told once, and
    /// each time that somebody asked for this look.
    fn look(&self, is_told: bool) {
        let read = Files::read(&self.config);
        let mut seen = self.seen.lock();
        if *seen == read && !is_told {
            return;
        }
        let parsed = read.as_ref().map_err(|error| anyhow::anyhow!(error.clone()));
        match parsed.and_then(|files| files.parse(&self.config)) {
            Ok(fresh) => {
                *self.current.write() = Arc::new(fresh);
                tracing::info!("The certificate is read again.");
            }
            Err(error) => {
                let error = format!("{error:#}");
                tracing::warn!(error, "The new certificate cannot be used: the old one is kept.");
            }
        }
        *seen = read;
    }

    /// Warns of a key that others can read.
    pub(super) fn warn(&self) {
        if is_open_to_all(&self.config.key) {
            let key = self.config.key.display();
            tracing::warn!(%key, "Every user of this machine can read the private key: `chmod 600` it.");
        }
    }
}

#[cfg(unix)]
fn is_open_to_all(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).is_ok_and(|of| of.permissions().mode() & 0o007 != 0)
}

#[cfg(not(unix))]
fn is_open_to_all(_file: &Path) -> bool {
    false
}

impl Files {
    fn read(config: &config::Tls) -> Result<Self, String> {
        let read = |path: &PathBuf| {
            std::fs::read(path)
                .map_err(|error| format!("`{}` cannot be read: {error}", path.display()))
        };
        Ok(Self {
            cert: read(&config.cert)?,
            key: read(&config.key)?,
            client_ca: config.client_ca.as_ref().map(read).transpose()?,
        })
    }

    /// What rustls serves with. Errors never hold a part of the key.
    fn parse(&self, config: &config::Tls) -> anyhow::Result<ServerConfig> {
        let no_certificate = || format!("`{}` holds no certificate as PEM", config.cert.display());
        let chain = certificates(&self.cert).with_context(no_certificate)?;
        let key = PrivateKeyDer::from_pem_slice(&self.key)
            .ok()
            .with_context(|| format!("`{}` holds no private key as PEM", config.key.display()))?;
        let provider = Arc::new(ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .context("no version of TLS can be spoken")?
            .with_client_cert_verifier(self.verifier(config)?);
        let mut tls = builder.with_single_cert(chain, key).with_context(|| {
            let (cert, key) = (config.cert.display(), config.key.display());
            format!("`{cert}` and `{key}` cannot be used together")
        })?;
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(tls)
    }

    /// The test of clients' certificates.
    fn verifier(&self, config: &config::Tls) -> anyhow::Result<Arc<dyn ClientCertVerifier>> {
        let (Some(bytes), Some(path)) = (&self.client_ca, &config.client_ca) else {
            return Ok(WebPkiClientVerifier::no_client_auth());
        };
        let unusable = || format!("`{}` holds no usable authority as PEM", path.display());
        let mut roots = RootCertStore::empty();
        for authority in certificates(bytes).with_context(unusable)? {
            roots.add(authority).with_context(unusable)?;
        }
        let provider = Arc::new(ring::default_provider());
        let builder = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
        let verifier = match config.client_auth {
            ClientAuth::Required => builder.build(),
            ClientAuth::Optional => builder.allow_unauthenticated().build(),
        };
        verifier.with_context(unusable)
    }
}

/// The certificates of a file, none if there is none or one cannot be read.
fn certificates(bytes: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    let all = CertificateDer::pem_slice_iter(bytes).collect::<Result<Vec<_>, _>>().ok()?;
    (!all.is_empty()).then_some(all)
}
