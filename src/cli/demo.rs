//! The simulated systems, alone or with a gateway over them.

use channelgraph_sandbox::{Credentials, Options, Sandbox};
use serde_json::{Value, json};

use super::run::{run, stopped};
use crate::{
    config::Config,
    demo::{self, Tryton},
    telemetry,
};

/// Starts the sandbox and a gateway over it.
pub(super) async fn demo(
    options: Options,
    port: u16,
    tryton: Option<&Tryton>,
) -> anyhow::Result<()> {
    let sandbox = Sandbox::start(options).await?;
    let mut config: Config = demo::config(&sandbox, demo::SYSTEMS, tryton)?;
    config.server.listen.set_port(port);
    let _telemetry = telemetry::start(&config.telemetry)?;
    describe(&sandbox);
    run(&config).await?;
    sandbox.stop().await;
    Ok(())
}

/// Starts the sandbox alone. It is announced when it answers: as text, or as one line of JSON.
pub(super) async fn sandbox(options: Options, json: bool) -> anyhow::Result<()> {
    let sandbox = Sandbox::start(options).await?;
    // These credentials open nothing but sandboxes.
    if json {
        println!("{}", as_json(&sandbox));
    } else {
        describe(&sandbox);
        credentials(&sandbox.credentials);
    }
    stopped().await;
    sandbox.stop().await;
    Ok(())
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

fn as_json(sandbox: &Sandbox) -> Value {
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

fn describe(sandbox: &Sandbox) {
    println!("salesforce  {}", sandbox.salesforce_url);
    println!("hubspot     {}", sandbox.hubspot_url);
    println!("erp         {}", sandbox.erp_url);
    println!("aws         {}", sandbox.aws_url);
    println!("control     {}/control", sandbox.control_url);
}
