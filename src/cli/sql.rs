//! The server of SQL beside that of HTTP, where there is one.

use std::{net::SocketAddr, sync::Arc};

use tokio_util::sync::CancellationToken;

#[cfg(feature = "bi")]
use crate::bi::Gateway;
use crate::{app::Start, config::Config, server::Callers};

/// The server of SQL, or none.
pub(super) struct Sql {
    #[cfg(feature = "bi")]
    gateway: Option<Gateway>,
}

impl Sql {
    /// Takes the address of `bi.listen`, if there is one.
    ///
    /// # Errors
    /// If it is taken, or this build does not speak SQL.
    #[cfg(feature = "bi")]
    pub(super) async fn bind(
        config: &Config,
        start: &Start,
        callers: &Arc<Callers>,
    ) -> anyhow::Result<Self> {
        Ok(Self { gateway: Gateway::bind(config, start.clone(), callers.clone()).await? })
    }

    /// Refuses a configuration that wants SQL.
    ///
    /// # Errors
    /// If `bi.listen` is set.
    #[cfg(not(feature = "bi"))]
    #[expect(clippy::unused_async, reason = "the build with SQL has to wait here")]
    pub(super) async fn bind(config: &Config, _: &Start, _: &Arc<Callers>) -> anyhow::Result<Self> {
        anyhow::ensure!(
            config.bi.listen.is_none(),
            "`bi.listen` is set, but this build speaks no SQL: build it with `--features bi`"
        );
        Ok(Self {})
    }

    /// The address that was taken.
    pub(super) fn address(&self) -> Option<SocketAddr> {
        #[cfg(feature = "bi")]
        return self.gateway.as_ref().and_then(Gateway::address);
        #[cfg(not(feature = "bi"))]
        None
    }

    /// Serves for as long as the process runs; for ever if there is nothing to serve.
    pub(super) async fn serve(self) {
        let end = CancellationToken::new();
        // Dropped with this future: sessions then end too.
        let _ends = end.clone().drop_guard();
        #[cfg(feature = "bi")]
        if let Some(gateway) = self.gateway {
            return gateway.serve(end).await;
        }
        std::future::pending().await
    }
}

/// What a SQL client connects to. In a demo, with the user that it offers.
pub(super) fn url(config: &Config, at: SocketAddr) -> String {
    #[cfg(feature = "demo")]
    {
        let (user, password) = crate::demo::sql_user();
        if config.auth.keys.iter().any(|key| key.name == user) {
            return format!("postgresql://{user}:{password}@{at}/channelgraph");
        }
    }
    let _ = config;
    format!("postgresql://{at}/channelgraph")
}
