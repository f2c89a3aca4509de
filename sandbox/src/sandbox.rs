//! A whole sandbox: a world, the simulators of the systems over it, and the control of them all,
//! each on its own port.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::truth::System;
use crate::world::{Options, Ports, World};
use crate::{Control, Simulators};

/// The longest time that [`Sandbox::stop`] waits for calls under way.
const GRACE: Duration = Duration::from_secs(5);

/// A running sandbox. It ends with the value; [`Sandbox::stop`] also waits for the end.
pub struct Sandbox {
    /// Base URL of the control API; its paths begin with `/control`.
    pub control_url: String,
    /// The handle that looks into the sandbox and interferes with it.
    pub control: Control,
    /// The systems' base URLs, in the order of [`System::ALL`].
    urls: Vec<String>,
    servers: Servers,
}

/// The servers of a sandbox, and the signal that ends them.
struct Servers {
    end: watch::Sender<()>,
    running: Vec<JoinHandle<std::io::Result<()>>>,
}

impl Sandbox {
    /// Generates the world of these options and serves it on 127.0.0.1.
    ///
    /// # Errors
    /// If a given port is taken.
    pub async fn start(options: Options) -> anyhow::Result<Self> {
        let ports = options.ports;
        let world = tokio::task::spawn_blocking(move || World::generate(&options))
            .await
            .context("the world could not be generated")?;
        Self::over(world, ports).await
    }

    /// Serves this world on 127.0.0.1: a generated one, or what a test made of it.
    ///
    /// # Errors
    /// If a given port is taken.
    pub async fn over(world: World, ports: Ports) -> anyhow::Result<Self> {
        let (simulators, truth) = Simulators::new(world);
        let control = Control::new(simulators, truth);
        let mut servers = Servers { end: watch::channel(()).0, running: Vec::new() };
        let mut urls = Vec::new();
        for simulator in control.simulators().all() {
            let system = simulator.system();
            let name = format!("the simulator of {}", system.name());
            let url = servers.serve(&name, ports.of(system), control.watched(system)).await?;
            simulator.served_at(&url);
            urls.push(url);
        }
        let control_url = servers.serve("the control API", ports.control, control.router()).await?;
        Ok(Self { control_url, control, urls, servers })
    }

    /// Base URL of a system's API (`http://127.0.0.1:…`).
    pub fn url(&self, system: System) -> &str {
        &self.urls[system as usize]
    }

    /// The simulators of the systems.
    pub fn simulators(&self) -> &Simulators {
        self.control.simulators()
    }

    /// Ends the sandbox, and waits until calls under way are answered, for five seconds at most.
    pub async fn stop(mut self) {
        self.servers.end.send_replace(());
        for mut server in std::mem::take(&mut self.servers.running) {
            if tokio::time::timeout(GRACE, &mut server).await.is_err() {
                server.abort();
            }
        }
    }
}

impl Servers {
    /// Serves an API on a port of 127.0.0.1, 0 for a free one; returns its base URL.
    async fn serve(&mut self, name: &str, port: u16, router: Router) -> anyhow::Result<String> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = TcpListener::bind(address).await.with_context(|| {
            format!("{name} cannot listen on {address}; give another port, or 0 for a free one")
        })?;
        let url = format!("http://{}", listener.local_addr()?);
        // Small answers on a kept connection must not wait for an acknowledgement.
        let listener = listener.tap_io(|stream| {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "A connection keeps its delay.");
            }
        });
        let mut ended = self.end.subscribe();
        // Ends at the signal, and also if the sender is gone: an error here is an end too.
        let signal = async move { drop(ended.changed().await) };
        self.running.push(tokio::spawn(
            axum::serve(listener, router).with_graceful_shutdown(signal).into_future(),
        ));
        Ok(url)
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        self.end.send_replace(());
    }
}
