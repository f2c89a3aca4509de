//! The commands `demo` and `sandbox`: the simulated systems, with a gateway over them or alone.

use channelgraph_sandbox::{self as simulated, Options};
use clap::Args;
use serde_json::{Value, json};

use super::run::{run, stopped};
use crate::{
    config::Config,
    demo::{self, Tryton},
    telemetry,
};

/// The command `demo`.
#[derive(Args)]
pub(super) struct Demo {
    #[command(flatten)]
    world: World,
    /// The port that the gateway listens on.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Adds a Tryton database as a fifth system: `http://admin@127.0.0.1:8000/database`.
    #[arg(long, value_name = "URL", requires = "tryton_password")]
    tryton: Option<String>,
    /// The Tryton user's password.
    #[arg(long, env = "TRYTON_PASSWORD", hide_env_values = true)]
    tryton_password: Option<String>,
}

/// The command `sandbox`.
#[derive(Args)]
pub(super) struct Sandbox {
    #[command(flatten)]
    world: World,
    /// Prints one line of JSON for scripts, as soon as the systems answer.
    #[arg(long)]
    json: bool,
}

/// The size of the generated channel.
#[derive(Args, Clone, Copy)]
struct World {
    /// The seed of the generator; the same seed makes the same channel.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many partners the channel has, over all systems.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    partners: u32,
}

impl World {
    fn options(self) -> Options {
        Options { seed: self.seed, partners: self.partners as usize, ..Options::default() }
    }
}

impl Demo {
    /// Starts the sandbox and a gateway over it; ends when the process is told to stop.
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        let address = self.tryton.zip(self.tryton_password);
        let tryton = match address.map(|(url, password)| Tryton::new(&url, password)).transpose() {
            Ok(tryton) => tryton,
            Err(problem) => {
                eprintln!("--tryton: {problem}");
                return Ok(2);
            }
        };
        let sandbox = simulated::Sandbox::start(self.world.options()).await?;
        let mut config: Config = demo::config(&sandbox, demo::SYSTEMS, tryton.as_ref())?;
        config.server.listen.set_port(self.port);
        let _telemetry = telemetry::start(&config.telemetry)?;
        describe(&sandbox);
        run(&config).await?;
        sandbox.stop().await;
        Ok(0)
    }
}

impl Sandbox {
    /// Starts the sandbox alone, and prints its addresses and credentials once it answers.
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        let sandbox = simulated::Sandbox::start(self.world.options()).await?;
        // These credentials open nothing but sandboxes.
        if self.json {
            println!("{}", as_json(&sandbox));
        } else {
            describe(&sandbox);
            credentials(&sandbox);
        }
        stopped().await;
        sandbox.stop().await;
        Ok(0)
    }
}

/// The systems with their credentials, and the control API, as JSON.
fn as_json(sandbox: &simulated::Sandbox) -> Value {
    let systems = sandbox.simulators().all().into_iter().map(|simulator| {
        let system = simulator.system();
        let url = [("url", sandbox.url(system).to_owned())].into_iter();
        (system.name().to_owned(), url.chain(simulator.credentials()).collect())
    });
    let control = json!({ "url": format!("{}/control", sandbox.control_url) });
    systems.chain([("control".to_owned(), control)]).collect()
}

/// Prints the addresses.
fn describe(sandbox: &simulated::Sandbox) {
    for simulator in sandbox.simulators().all() {
        println!("{:<10}  {}", simulator.system().name(), sandbox.url(simulator.system()));
    }
    println!("{:<10}  {}/control", "control", sandbox.control_url);
}

/// Prints the credentials, but for keys, which take several lines.
fn credentials(sandbox: &simulated::Sandbox) {
    for simulator in sandbox.simulators().all() {
        let short = simulator.credentials().into_iter().filter(|(_, value)| !value.contains('\n'));
        for (name, value) in short {
            println!("{:<24}  {value}", format!("{} {name}", simulator.system().name()));
        }
    }
}
