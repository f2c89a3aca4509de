//! The commands `demo` and `sandbox`: the simulated systems, with a gateway over them or alone.

use channelgraph_sandbox::{self as simulated, Options};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::{out, run::run, stop::Stop};
use crate::{
    config::{self, Persona},
    demo::{self, Tryton},
};

/// The name of the demo's configuration, in errors.
const FILE: &str = "the demo's configuration";
/// Lines about each query would hide from a person what the demo says.
const AUDIT: &str = "\n[audit]\nto = \"off\"\n";
/// The place of a Tryton password that is not printed.
const PASSWORD: &str = "env:TRYTON_PASSWORD";
const INTRODUCTION: &str = "\
# The configuration of this demo, good while it runs: `channelgraph check --config FILE`, or
# `channelgraph serve --config FILE --port 8081`. The credentials are test keys of the simulators,
# whose control API is at
";

/// The command `demo`.
#[derive(Args)]
pub(super) struct Demo {
    #[command(flatten)]
    world: World,
    /// The port that the gateway listens on.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The port on which the demo speaks PostgreSQL's protocol; with `--port 0` any free one.
    /// Default: 5433. Needs a build with `--features bi`.
    #[arg(long)]
    sql_port: Option<u16>,
    /// Adds a Tryton database as a fifth system: `http://admin@127.0.0.1:8000/database`.
    #[arg(long, value_name = "URL", requires = "tryton_password")]
    tryton: Option<String>,
    /// The Tryton user's password.
    #[arg(long, env = "TRYTON_PASSWORD", hide_env_values = true)]
    tryton_password: Option<String>,
    /// Prints the gateway's configuration as TOML, which `check` and `serve` take while this demo
    /// runs.
    #[arg(long)]
    print_config: bool,
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

/// The dirt in what the generated systems know of companies.
#[derive(ValueEnum, Clone, Copy)]
enum Likeness {
    /// As in life: misspelt names, namesakes, branches, shared domains, wrong tax ids.
    Life,
    /// Each company has a name of its own, and its keys are right.
    Kind,
}

/// The size and the kind of the generated channel.
#[derive(Args, Clone, Copy)]
struct World {
    /// The seed of the generator; the same seed makes the same channel.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many partners the channel has, over all systems.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    partners: u32,
    /// How hard it is to tell which records are one company.
    #[arg(long, value_enum, default_value_t = Likeness::Life)]
    world: Likeness,
}

impl World {
    fn options(self) -> Options {
        let options = match self.world {
            Likeness::Life => Options::default(),
            Likeness::Kind => Options::kind(),
        };
        Options { seed: self.seed, partners: self.partners as usize, ..options }
    }

    /// Starts the sandbox; nothing if the process is told to stop meanwhile.
    async fn sandbox(self, stop: &Stop) -> anyhow::Result<Option<simulated::Sandbox>> {
        tokio::select! {
            sandbox = simulated::Sandbox::start(self.options()) => sandbox.map(Some),
            () = stop.clone().told() => Ok(None),
        }
    }
}

impl Demo {
    /// Starts the sandbox and a gateway over it; ends when the process is told to stop.
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        let address = self.tryton.zip(self.tryton_password);
        let tryton = match address.map(|(url, password)| Tryton::new(&url, password)).transpose() {
            Ok(tryton) => tryton,
            Err(problem) => {
                out::note(format_args!("--tryton: {problem}"));
                return Ok(2);
            }
        };
        if self.sql_port.is_some() && !cfg!(feature = "bi") {
            out::note(format_args!("--sql-port: this build speaks no SQL; add `--features bi`"));
            return Ok(2);
        }
        let stop = Stop::listen()?;
        let Some(sandbox) = self.world.sandbox(&stop).await? else { return Ok(0) };
        let sql_port = cfg!(feature = "bi").then_some(self.sql_port.unwrap_or(match self.port {
            0 => 0,
            _ => 5433,
        }));
        let text = |tryton: Option<&Tryton>| {
            let text = demo::text(&sandbox, demo::SYSTEMS, tryton);
            let sql = sql_port.map_or(String::new(), |port| format!("\n[bi]\nlisten = {port}\n"));
            format!("{text}[server]\nlisten = \"127.0.0.1:{}\"\n{sql}{AUDIT}", self.port)
        };
        let config = config::read(FILE, &text(tryton.as_ref()))?;
        if self.print_config {
            // The password is the one secret here that opens something.
            let named = tryton.map(|tryton| Tryton { password: PASSWORD.to_owned(), ..tryton });
            let control = &sandbox.control_url;
            out::print(format_args!(
                "{INTRODUCTION}# {control}/control\n\n{}",
                text(named.as_ref())
            ))?;
        } else {
            describe(&sandbox)?;
            for Persona { name, about, key } in &config.auth.personas {
                out::line(format_args!("{name}: {about}\n  Authorization: Bearer {key}"))?;
            }
        }
        let code = run(FILE, config, stop).await?;
        sandbox.stop().await;
        Ok(code)
    }
}

impl Sandbox {
    /// Starts the sandbox alone, and prints its addresses and credentials once it answers.
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        let stop = Stop::listen()?;
        let Some(sandbox) = self.world.sandbox(&stop).await? else { return Ok(0) };
        // These credentials open nothing but sandboxes.
        if self.json {
            out::line(as_json(&sandbox))?;
        } else {
            describe(&sandbox)?;
            credentials(&sandbox)?;
        }
        stop.told().await;
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
fn describe(sandbox: &simulated::Sandbox) -> anyhow::Result<()> {
    for simulator in sandbox.simulators().all() {
        let system = simulator.system();
        out::line(format_args!("{:<10}  {}", system.name(), sandbox.url(system)))?;
    }
    out::line(format_args!("{:<10}  {}/control", "control", sandbox.control_url))
}

/// Prints the credentials, but for keys, which take several lines.
fn credentials(sandbox: &simulated::Sandbox) -> anyhow::Result<()> {
    for simulator in sandbox.simulators().all() {
        let short = simulator.credentials().into_iter().filter(|(_, value)| !value.contains('\n'));
        for (name, value) in short {
            let name = format!("{} {name}", simulator.system().name());
            out::line(format_args!("{name:<24}  {value}"))?;
        }
    }
    Ok(())
}
