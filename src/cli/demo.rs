//! The commands `demo` and `sandbox`: the simulated systems, with a gateway over them or alone.

use channelgraph_sandbox::{self as simulated, Credentials, Options};
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
            credentials(&sandbox.credentials);
        }
        stopped().await;
        sandbox.stop().await;
        Ok(0)
    }
}

fn credentials(credentials: &Credentials) {
    println!("salesforce client_id      {}", credentials.salesforce.client_id);
    println!("salesforce client_secret  {}", credentials.salesforce.client_secret);
    println!("salesforce username       {}", credentials.salesforce.username);
    println!("hubspot service_key       {}", credentials.hubspot.service_key);
    println!("hubspot client_id         {}", credentials.hubspot.client_id);
    println!("hubspot client_secret     {}", credentials.hubspot.client_secret);
    println!("hubspot refresh_token     {}", credentials.hubspot.refresh_token);
    println!("erp user                  {}", credentials.erp.user);
    println!("erp password              {}", credentials.erp.password);
    println!("erp client_id             {}", credentials.erp.client_id);
    println!("erp client_secret         {}", credentials.erp.client_secret);
    println!("aws access_key_id         {}", credentials.aws.access_key_id);
    println!("aws secret_access_key     {}", credentials.aws.secret_access_key);
}

fn as_json(sandbox: &simulated::Sandbox) -> Value {
    let Credentials { salesforce, hubspot, erp, aws } = &sandbox.credentials;
    json!({
        "salesforce": {
            "url": sandbox.salesforce_url,
            "client_id": salesforce.client_id,
            "client_secret": salesforce.client_secret,
            "username": salesforce.username,
            "private_key": salesforce.private_key_pem,
        },
        "hubspot": {
            "url": sandbox.hubspot_url,
            "service_key": hubspot.service_key,
            "client_id": hubspot.client_id,
            "client_secret": hubspot.client_secret,
            "refresh_token": hubspot.refresh_token,
        },
        "erp": {
            "url": sandbox.erp_url,
            "user": erp.user,
            "password": erp.password,
            "client_id": erp.client_id,
            "client_secret": erp.client_secret,
        },
        "aws": {
            "url": sandbox.aws_url,
            "access_key_id": aws.access_key_id,
            "secret_access_key": aws.secret_access_key,
        },
        "control": { "url": format!("{}/control", sandbox.control_url) },
    })
}

fn describe(sandbox: &simulated::Sandbox) {
    println!("salesforce  {}", sandbox.salesforce_url);
    println!("hubspot     {}", sandbox.hubspot_url);
    println!("erp         {}", sandbox.erp_url);
    println!("aws         {}", sandbox.aws_url);
    println!("control     {}/control", sandbox.control_url);
}
