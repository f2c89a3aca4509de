//! The connector against the simulated account.

mod calls;
mod conformance;
mod limits;
mod listed;
mod places;
mod truth;

use std::sync::Arc;

use axum::Router;
use channelgraph_core::{Page, Read};
use channelgraph_sandbox::{
    hubspot::{Config as Account, Owner, Simulator, router},
    world::{Options, World},
};

use crate::{Config, HubSpot};

/// A running account and a connector to it.
pub(crate) struct Setup {
    pub(crate) account: Arc<Simulator>,
    pub(crate) url: String,
    pub(crate) hubspot: HubSpot,
    owners: Vec<channelgraph_sandbox::world::Owner>,
}

/// A small account whose limits are out of the way; `config` is added to the connector's.
pub(crate) async fn setup(config: &str) -> Setup {
    setup_behind(config, |router| router).await
}

/// Such an account with a layer before it.
pub(crate) async fn setup_behind(config: &str, layer: impl FnOnce(Router) -> Router) -> Setup {
    let options = Options { partners: 40, ..Options::default() };
    let World { hubspot: store, owners, .. } = World::generate(&options);
    let owner = |owner: &channelgraph_sandbox::world::Owner| Owner {
        id: owner.id.to_string(),
        user_id: owner.user_id,
        email: owner.email.to_string(),
        first_name: owner.first_name.to_owned(),
        last_name: owner.last_name.to_owned(),
        archived: owner.archived,
        created_at: owner.since,
        updated_at: owner.since,
    };
    let account = Simulator::new(
        store,
        Account { owners: owners.iter().map(owner).collect(), ..Account::default() },
    );
    for limit in ["burst_per_10s", "oauth_burst_per_10s", "daily_quota", "searches_per_second"] {
        account.set(limit, serde_json::Value::Null).unwrap();
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, layer(router(account.clone()))).into_future());
    let hubspot = connector(&url, config);
    Setup { account, url, hubspot, owners }
}

/// A connector to an account at this address.
pub(crate) fn connector(url: &str, config: &str) -> HubSpot {
    let auth = if config.contains("auth") {
        String::new()
    } else {
        format!("auth = {{ service_key = '{}' }}\n", Account::default().service_key)
    };
    let free = "{ calls = 100000, window_ms = 1, concurrency = 50 }";
    let limits = if config.contains("[limits") {
        String::new()
    } else {
        format!("\n[limits]\nsearch = {free}\nburst = {free}\n")
    };
    let config: Config =
        toml::from_str(&format!("base_url = '{url}'\n{auth}{config}\n{limits}")).unwrap();
    HubSpot::new("hubspot".into(), &config).unwrap()
}

/// A question for all rows of an object.
pub(crate) fn all(object: &str, fields: &[&str]) -> Read {
    Read::all(object, fields, 20)
}

impl Setup {
    /// Searches and other calls that `work` costs.
    pub(crate) async fn cost(&self, read: &Read) -> (Page, u64, u64) {
        use channelgraph_core::Connector;
        let before = self.account.calls();
        let page = self.hubspot.read(read).await.unwrap();
        let after = self.account.calls();
        (page, after.searches - before.searches, after.others - before.others)
    }
}
