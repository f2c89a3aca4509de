//! The connector of one HubSpot account. `read` decides which calls answer a read.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use channelgraph_core::{
    Capabilities, Connector, Credential, Description, Error, ErrorKind, FieldCapabilities, Http,
    Outgoing, Page, Quota, Read, Result, Scoped, Select, Stack, Stats, read_scoped,
};
use channelgraph_schema::Locale;
use parking_lot::Mutex;

use crate::{
    api::{self, Api},
    auth::{Oauth, ServiceKey},
    config::{Auth, Config, Sizes},
    describe::{self, metadata::Catalog},
    field::{Field, Scope, id, listed::Listed},
    read::whole,
};

/// Records that one question by ids, or by parents, may name: as many as one call brings the
/// associations of.
const IDS: usize = 1000;

/// One HubSpot account as a source.
pub struct HubSpot {
    pub(crate) api: Arc<Api>,
    pub(crate) catalog: Catalog,
    pub(crate) sizes: Sizes,
    pub(crate) max_rows: usize,
    lag: Duration,
    portal_id: Option<u64>,
}

impl HubSpot {
    /// A source of this name; no call is made yet.
    ///
    /// # Errors
    /// If HTTP cannot be set up on this machine.
    pub fn new(source: Arc<str>, config: &Config) -> Result<Self> {
        let outgoing = Outgoing::to([&config.base_url], &config.network);
        let http = Http::new(&source, config.call.max_body, outgoing)?;
        let credential = match &config.auth {
            Auth::ServiceKey(key) => Credential::new(ServiceKey(key.clone())),
            Auth::Oauth { client_id, client_secret, refresh_token } => Credential::new(Oauth {
                http: http.clone(),
                source: source.clone(),
                url: api::token_address(&config.base_url, config.api_version),
                client_id: client_id.clone(),
                client_secret: client_secret.clone(),
                refresh_token: Mutex::new(refresh_token.clone()),
            }),
        };
        let api = Arc::new(Api {
            stack: Stack::new(
                &source,
                credential,
                config.call.clone(),
                &config.all_limits(&source)?,
            ),
            source,
            http,
            base: config.base_url.clone(),
            version: config.api_version,
            renewable: matches!(config.auth, Auth::Oauth { .. }),
        });
        Ok(Self {
            catalog: Catalog::new(
                api.clone(),
                Duration::from_secs(config.metadata_seconds),
                config.locale(),
            ),
            api,
            sizes: config.sizes,
            max_rows: config.max_rows,
            lag: Duration::from_secs(config.lag_seconds),
            portal_id: config.portal_id,
        })
    }
}

/// One read of the source: its scope is an affair of this crate.
struct Reading<'a>(&'a HubSpot);

#[async_trait]
impl Scoped for Reading<'_> {
    type Scope = Scope;

    async fn scope(&self, read: &Read) -> Result<Scope> {
        Scope::new(&self.0.catalog, read).await
    }

    async fn renewed(&self, read: &Read, seen: &Scope) -> Result<Option<Scope>> {
        seen.renewed(&self.0.catalog, read).await
    }

    fn is_stale(&self, error: &Error) -> bool {
        error.kind() == ErrorKind::Rejected
    }

    async fn answer(&self, read: &Read, scope: &Scope) -> Result<Page> {
        if read.filter.is_none() {
            return Ok(whole(read, Vec::new()));
        }
        match &read.select {
            Select::All => self.0.list(read, scope).await,
            Select::Ids(ids) => self.0.by_ids(read, ids).await,
            Select::Children { field, parents } => {
                self.0.children(read, scope, field, parents).await
            }
        }
    }
}

#[async_trait]
impl Connector for HubSpot {
    fn capabilities(&self, object: &str) -> Capabilities {
        let is_searched = Listed::parse(object).is_none();
        Capabilities {
            ids: IDS,
            one_by_one: false,
            parents: IDS,
            count: is_searched,
            limit_per_parent: false,
            pages_by_id: is_searched,
            lag: if is_searched { self.lag } else { Duration::ZERO },
        }
    }

    fn field_capabilities(&self, object: &str, field: &str) -> FieldCapabilities {
        if let Some(listed) = Listed::parse(object) {
            // Neither API lists from a place on, or says that it finds a part of a name whatever
            // its case.
            return FieldCapabilities {
                finds_by: listed == Listed::Files && field == "parentFolderId",
                finds_text: false,
                ranges: false,
                ..FieldCapabilities::default()
            };
        }
        // A search knows that records are associated, not what the associated ones hold.
        let is_hop =
            matches!(Field::parse(field, object), Field::Linked(_, Some(_)) | Field::Past(..));
        FieldCapabilities { finds_text: !is_hop, ..FieldCapabilities::default() }
    }

    async fn read(&self, read: &Read) -> Result<Page> {
        match Listed::parse(&read.object) {
            Some(of) => self.read_listed(of, read).await,
            None => read_scoped(&Reading(self), read).await,
        }
    }

    async fn describe(&self, object: &str) -> Result<Description> {
        describe::describe(&self.api, &self.catalog, object).await
    }

    async fn locale(&self) -> Result<Arc<Locale>> {
        self.catalog.locale().await
    }

    async fn missing(&self, object: &str, names: &[String]) -> Result<Vec<String>> {
        describe::missing(&self.api, &self.catalog, object, names).await
    }

    async fn quota(&self) -> Result<Vec<Quota>> {
        Ok(self.api.stack.quotas())
    }

    fn canonical_id(&self, object: &str, id: &str) -> Option<String> {
        id::canonical(object, id)
    }

    fn record_url(&self, object: &str, id: &str) -> Option<String> {
        let kind = id::type_of(object)?;
        Some(format!("https://app.hubspot.com/contacts/{}/record/{kind}/{id}", self.portal_id?))
    }

    fn stats(&self) -> &Stats {
        self.api.stack.stats()
    }
}
