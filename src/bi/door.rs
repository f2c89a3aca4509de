//! Who comes in by SQL: API keys with a verifier, and tokens over TLS.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use axum::http::{HeaderMap, HeaderValue, header};
use channelgraph_sql::{
    Code, Failure, Source,
    wire::{Door, Limits, Server, Tls},
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::Reader;
use crate::{
    app::Start,
    auth::{Auth, Caller},
    config::{self, Config},
    server::Callers,
};

/// The door of SQL: it tells who comes in, and what he sees.
pub struct SqlDoor {
    start: Start,
    auth: Auth,
    /// Callers with a password, by their names.
    users: BTreeMap<String, (String, Caller)>,
    /// What is left to each caller.
    callers: Arc<Callers>,
    max_rows: usize,
}

impl SqlDoor {
    /// The door of a configuration.
    ///
    /// # Errors
    /// If TLS cannot be set up on this machine.
    pub fn new(start: Start, callers: Arc<Callers>, config: &Config) -> anyhow::Result<Self> {
        let user = |key: &config::Key| {
            let verifier = key.sql.as_ref()?.expose().to_owned();
            let caller = Caller {
                subject: format!("key:{}", key.name).into(),
                role: Some(key.role.as_str().into()),
                partner: key.partner.clone(),
            };
            Some((key.name.clone(), (verifier, caller)))
        };
        let users = config.auth.keys.iter().filter_map(user).collect();
        let auth = Auth::new(&config.auth)?;
        Ok(Self { start, auth, users, callers, max_rows: config.bi.max_rows })
    }

    /// The caller with a password: an API key, or a token.
    async fn caller(&self, user: &str, password: &str) -> Result<Caller, Failure> {
        let mut headers = HeaderMap::new();
        let bearer = HeaderValue::from_str(&format!("Bearer {password}"));
        headers.insert(header::AUTHORIZATION, bearer.map_err(|_| wrong(user))?);
        self.auth.caller(&headers).await.map_err(|_| wrong(user))
    }
}

#[async_trait]
impl Door for SqlDoor {
    fn verifier(&self, user: &str) -> Option<String> {
        self.users.get(user).map(|(verifier, _)| verifier.clone())
    }

    async fn login(&self, user: &str, password: Option<&str>) -> Result<Arc<dyn Source>, Failure> {
        let caller = match password {
            Some(password) => self.caller(user, password).await?,
            None => {
                self.users.get(user).map(|(_, caller)| caller.clone()).ok_or_else(|| wrong(user))?
            }
        };
        let Some(app) = self.start.app().filter(|app| app.engine.is_index_built()) else {
            let message = "the gateway is still reading the partners";
            return Err(Failure::new(Code::TooMany, message).hint("Try again in a moment."));
        };
        let viewer = app.viewer(&caller).await;
        let reader = Reader::of_session(app.clone(), viewer, self.max_rows);
        Ok(Arc::new(reader.paid_by(self.callers.account(&caller))))
    }
}

fn wrong(user: &str) -> Failure {
    Failure::new(Code::Password, format!("password authentication failed for user \"{user}\""))
}

/// The server of SQL, on its own address.
pub struct Gateway {
    server: Arc<Server>,
    listener: TcpListener,
}

impl Gateway {
    /// Takes the address of a configuration; none if it names none.
    ///
    /// # Errors
    /// If the address is taken, or TLS cannot be set up.
    pub async fn bind(
        config: &Config,
        start: Start,
        callers: Arc<Callers>,
    ) -> anyhow::Result<Option<Self>> {
        let Some(listen) = config.bi.listen else { return Ok(None) };
        let is_far = !listen.ip().is_loopback();
        let tls = match &config.server.tls {
            Some(tls) => Some(Tls {
                acceptor: Arc::new(crate::server::handshakes(tls, b"postgresql")?),
                required: is_far,
            }),
            None if is_far => anyhow::bail!(
                "`bi.listen` is {listen}, which others reach: set `server.tls`, without which \
                 passwords and rows would go over the network in the clear"
            ),
            None => None,
        };
        let listener = TcpListener::bind(listen)
            .await
            .map_err(|error| anyhow::anyhow!("cannot listen on {listen} (`bi.listen`): {error}"))?;
        let door = Arc::new(SqlDoor::new(start, callers, config)?);
        let server = Arc::new(Server::new(door, limits(&config.bi), tls)?);
        Ok(Some(Self { server, listener }))
    }

    /// The address that was taken.
    pub fn address(&self) -> Option<std::net::SocketAddr> {
        self.listener.local_addr().ok()
    }

    /// Serves until it is told to end.
    pub async fn serve(self, end: CancellationToken) {
        self.server.serve(self.listener, end).await;
    }
}

fn limits(bi: &config::Bi) -> Limits {
    let seconds = std::time::Duration::from_secs;
    Limits {
        connections: bi.max_connections,
        per_user: bi.max_connections_per_user,
        memory_bytes: bi.statement_mb << 20,
        statement: seconds(bi.statement_seconds),
        idle: seconds(bi.idle_seconds),
        ..Limits::default()
    }
}
