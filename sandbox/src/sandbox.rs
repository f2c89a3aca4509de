//! A whole sandbox: a world, the vendors' APIs over it, and the control of them all, each on its
//! own port.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::control::Simulators;
use crate::truth::System;
use crate::world::{Options, Owner, World};
use crate::{Control, aws, hubspot, odata, salesforce};

/// The name of the one user who may log in to the org by JWT.
const USERNAME: &str = "integration@vendor.example";
/// That user's key pair. It opens nothing but sandboxes, and so may lie in the open.
const PRIVATE_KEY: &str = include_str!("../keys/salesforce_user.pem");
const PUBLIC_KEY: &str = include_str!("../keys/salesforce_user.pub.pem");
/// How long [`Sandbox::stop`] waits for calls under way.
const GRACE: Duration = Duration::from_secs(5);

/// What it takes to log in to the systems.
#[derive(Clone)]
pub struct Credentials {
    /// Of the Salesforce org.
    pub salesforce: SalesforceCredentials,
    /// Of the HubSpot account.
    pub hubspot: HubspotCredentials,
    /// Of the ERPs: a user for HTTP Basic, and an app for OAuth.
    pub erp: odata::Config,
    /// Of the account at AWS.
    pub aws: aws::Config,
}

/// What it takes to log in to the Salesforce org, by client credentials or by JWT bearer.
#[derive(Clone)]
pub struct SalesforceCredentials {
    /// The app's consumer key.
    pub client_id: String,
    /// The app's consumer secret.
    pub client_secret: String,
    /// For JWT bearer: the user.
    pub username: String,
    /// For JWT bearer: the user's RSA private key, PEM.
    pub private_key_pem: String,
}

/// What it takes to log in to the HubSpot account, by service key or by OAuth refresh.
#[derive(Clone)]
pub struct HubspotCredentials {
    /// The service key.
    pub service_key: String,
    /// For OAuth: the app's id.
    pub client_id: String,
    /// For OAuth: the app's secret.
    pub client_secret: String,
    /// For OAuth: the first refresh token.
    pub refresh_token: String,
}

/// A running sandbox. It ends with the value; [`Sandbox::stop`] also waits for the end.
pub struct Sandbox {
    /// Base URL of the Salesforce org: `http://127.0.0.1:…`.
    pub salesforce_url: String,
    /// Base URL of the HubSpot API.
    pub hubspot_url: String,
    /// Base URL of the ERPs; their services' paths are those of SAP and Business Central.
    pub erp_url: String,
    /// Base URL of all services of AWS Partner Central.
    pub aws_url: String,
    /// Base URL of the control API; its paths begin with `/control`.
    pub control_url: String,
    /// What it takes to log in.
    pub credentials: Credentials,
    /// The handle on it all.
    pub control: Control,
    end: watch::Sender<()>,
    servers: Vec<JoinHandle<std::io::Result<()>>>,
}

impl Sandbox {
    /// Generates the world of these options and serves it on 127.0.0.1. It fails if a given port is
    /// taken.
    pub async fn start(options: Options) -> anyhow::Result<Self> {
        let ports = options.ports;
        let World { salesforce, hubspot, erp, aws, owners, truth } =
            tokio::task::spawn_blocking(move || World::generate(&options))
                .await
                .context("the world could not be generated")?;
        let salesforce_config = salesforce::Config {
            users: BTreeMap::from([(USERNAME.to_owned(), PUBLIC_KEY.to_owned())]),
            ..salesforce::Config::default()
        };
        let hubspot_config = hubspot::Config {
            owners: owners.iter().map(owner).collect(),
            ..hubspot::Config::default()
        };
        let credentials = Credentials {
            salesforce: SalesforceCredentials {
                client_id: salesforce_config.client_id.clone(),
                client_secret: salesforce_config.client_secret.clone(),
                username: USERNAME.to_owned(),
                private_key_pem: PRIVATE_KEY.to_owned(),
            },
            hubspot: HubspotCredentials {
                service_key: hubspot_config.service_key.clone(),
                client_id: hubspot_config.client_id.clone(),
                client_secret: hubspot_config.client_secret.clone(),
                refresh_token: hubspot_config.refresh_token.clone(),
            },
            erp: odata::Config::default(),
            aws: aws::Config::default(),
        };
        let org = salesforce::Simulator::new(salesforce, salesforce_config);
        let simulators = Simulators {
            salesforce: org.clone(),
            hubspot: hubspot::Simulator::new(hubspot, hubspot_config),
            erp: odata::Simulator::new(erp, credentials.erp.clone()),
            aws: aws::Simulator::new(aws, credentials.aws.clone()),
        };
        let control = Control::new(simulators, truth);

        let (end, _) = watch::channel(());
        let mut servers = Vec::new();
        let mut serve = async |name: &str, port: u16, router: Router| -> anyhow::Result<String> {
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
            let listener = TcpListener::bind(address).await.with_context(|| {
                format!("{name} cannot listen on {address}; give another port, or 0 for a free one")
            })?;
            let url = format!("http://{}", listener.local_addr()?);
            let mut ended = end.subscribe();
            // Small answers on a kept connection must not wait for an acknowledgement.
            let listener = listener.tap_io(|stream| {
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "A connection keeps its delay.");
                }
            });
            // Ends at the signal, and also if the sender is gone: an error here is an end too.
            let signal = async move { drop(ended.changed().await) };
            servers.push(tokio::spawn(
                axum::serve(listener, router).with_graceful_shutdown(signal).into_future(),
            ));
            Ok(url)
        };
        let salesforce_url =
            serve("the Salesforce simulator", ports.salesforce, control.vendor(System::Salesforce))
                .await?;
        let hubspot_url =
            serve("the HubSpot simulator", ports.hubspot, control.vendor(System::Hubspot)).await?;
        let erp_url = serve("the ERP simulator", ports.erp, control.vendor(System::Erp)).await?;
        let aws_url = serve("the AWS simulator", ports.aws, control.vendor(System::Aws)).await?;
        let control_url = serve("the control API", ports.control, control.router()).await?;
        org.set_instance_url(salesforce_url.clone());
        Ok(Self {
            salesforce_url,
            hubspot_url,
            erp_url,
            aws_url,
            control_url,
            credentials,
            control,
            end,
            servers,
        })
    }

    /// Ends the sandbox, and waits until calls under way are answered, for five seconds at most.
    pub async fn stop(mut self) {
        self.end.send_replace(());
        for mut server in std::mem::take(&mut self.servers) {
            if tokio::time::timeout(GRACE, &mut server).await.is_err() {
                server.abort();
            }
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.end.send_replace(());
    }
}

/// An owner as the simulator lists it.
fn owner(owner: &Owner) -> hubspot::Owner {
    hubspot::Owner {
        id: owner.id.to_string(),
        user_id: owner.user_id,
        email: owner.email.to_string(),
        first_name: owner.first_name.to_owned(),
        last_name: owner.last_name.to_owned(),
        archived: owner.archived,
        created_at: owner.since,
        updated_at: owner.since,
    }
}
