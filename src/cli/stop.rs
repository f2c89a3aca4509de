//! The signals that end the process.

use anyhow::Context;
use tokio::sync::watch;

/// The wish that the process ends. Clones share it.
#[derive(Clone)]
pub(super) struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Listens for Ctrl-C and SIGTERM from now on. The first one is a wish; a second one ends the
    /// process at once.
    ///
    /// # Errors
    /// If the system does not let the process listen.
    pub(super) fn listen() -> anyhow::Result<Self> {
        let mut signals = Signals::new().context("no signal can be listened for")?;
        let (told, stop) = watch::channel(false);
        tokio::spawn(async move {
            signals.next().await;
            tracing::info!("Told to stop: operations under way are finished first.");
            told.send_replace(true);
            signals.next().await;
            tracing::warn!("Told to stop a second time: the process ends at once.");
            std::process::exit(0);
        });
        Ok(Self(stop))
    }

    /// Ends when the process is told to stop.
    pub(super) async fn told(mut self) {
        // An error says that the listening task has ended, which it does with the process.
        drop(self.0.wait_for(|told| *told).await);
    }
}

#[cfg(unix)]
struct Signals([tokio::signal::unix::Signal; 2]);

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self([signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?]))
    }

    async fn next(&mut self) {
        let [interrupt, terminate] = &mut self.0;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        drop(tokio::signal::ctrl_c().await);
    }
}
