//! SIGHUP: the wish that files are read again. Without TLS nobody listens for it, and it ends the
//! process as it does any other.

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The signals that come from now on.
#[cfg(unix)]
pub(super) struct Hangups(Option<Signal>);

#[cfg(unix)]
impl Hangups {
    pub(super) fn listen() -> Self {
        let signal = signal(SignalKind::hangup());
        if let Err(error) = &signal {
            tracing::warn!(%error, "SIGHUP cannot be listened for.");
        }
        Self(signal.ok())
    }

    /// Ends when a signal comes.
    pub(super) async fn next(&mut self) {
        match &mut self.0 {
            Some(signal) => drop(signal.recv().await),
            None => std::future::pending().await,
        }
    }
}

/// A system without this signal.
#[cfg(not(unix))]
pub(super) struct Hangups;

#[cfg(not(unix))]
impl Hangups {
    pub(super) fn listen() -> Self {
        Self
    }

    pub(super) async fn next(&mut self) {
        std::future::pending().await
    }
}
