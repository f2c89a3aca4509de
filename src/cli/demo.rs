//! The simulated systems, alone or with a gateway over them.

use channelgraph_sandbox::{Options, Sandbox};

use super::run::{run, stopped};
use crate::{config::Config, demo, telemetry};

/// Starts the sandbox and a gateway over it.
pub(super) async fn demo(options: Options, port: u16) -> anyhow::Result<()> {
    let sandbox = Sandbox::start(options).await?;
    let mut config: Config = demo::config(&sandbox)?;
    config.server.listen.set_port(port);
    let _telemetry = telemetry::start(&config.telemetry)?;
    describe(&sandbox);
    run(&config).await?;
    sandbox.stop().await;
    Ok(())
}

/// Starts the sandbox alone.
pub(super) async fn sandbox(options: Options) -> anyhow::Result<()> {
    let sandbox = Sandbox::start(options).await?;
    let credentials = &sandbox.credentials;
    describe(&sandbox);
    // A key that opens nothing but this sandbox.
    println!("salesforce client_id      {}", credentials.salesforce.client_id);
    println!("salesforce client_secret  {}", credentials.salesforce.client_secret);
    println!("salesforce username       {}", credentials.salesforce.username);
    println!("hubspot service_key       {}", credentials.hubspot.service_key);
    println!("hubspot client_id         {}", credentials.hubspot.client_id);
    println!("hubspot client_secret     {}", credentials.hubspot.client_secret);
    println!("hubspot refresh_token     {}", credentials.hubspot.refresh_token);
    stopped().await;
    sandbox.stop().await;
    Ok(())
}

fn describe(sandbox: &Sandbox) {
    println!("salesforce  {}", sandbox.salesforce_url);
    println!("hubspot     {}", sandbox.hubspot_url);
    println!("control     {}/control", sandbox.control_url);
}
