//! The connector of one Salesforce org. `read` decides which calls answer a read.

use std::sync::Arc;

use async_trait::async_trait;
use channelgraph_core::{
    Capabilities, Connector, Credential, Description, Error, Http, Outgoing, Page, Quota, Read,
    Result, Scoped, Select, Stack, Stats, read_scoped,
};
use channelgraph_schema::Locale;
use tokio::time::Duration;

use crate::{
    api::Api,
    auth::Login,
    config::{Config, MyDomain},
    describe::{Catalog, Table},
    error::is_invalid_field,
    field::{Scope, id},
};

/// One Salesforce org.
pub struct Salesforce {
    pub(crate) api: Api,
    pub(crate) catalog: Catalog,
    my_domain: MyDomain,
    pub(crate) batch_size: usize,
    pub(crate) retrieve_ids: usize,
    pub(crate) query_bytes: usize,
    pub(crate) max_rows: usize,
    lag: Duration,
    locale: Arc<Locale>,
}

impl Salesforce {
    /// The org of `config` as the source of that name. It does not log in yet.
    ///
    /// # Errors
    /// [`channelgraph_core::ErrorKind::Auth`] for a private key that is not one;
    /// [`channelgraph_core::ErrorKind::Unavailable`] if this machine cannot do TLS.
    pub fn new(source: Arc<str>, config: &Config) -> Result<Self> {
        let my_domain = &config.my_domain;
        let outgoing = Outgoing::to([my_domain.address()], &config.network);
        let outgoing = outgoing.and_below(my_domain.family());
        let http = Http::new(&source, config.call.max_body, outgoing)?;
        let login = Login::new(&source, http.clone(), my_domain, &config.auth)?;
        let stack = Stack::new(
            &source,
            Credential::new(login),
            config.call.clone(),
            &config.all_limits(&source)?,
        );
        let batch_size = config.batch_size.clamp(200, 2000);
        Ok(Self {
            api: Api::new(&source, http, stack, config.api_version.as_str(), batch_size),
            catalog: Catalog::new(Duration::from_secs(config.describe_seconds)),
            my_domain: config.my_domain.clone(),
            batch_size,
            retrieve_ids: config.retrieve_ids.clamp(1, 2000),
            query_bytes: config.query_bytes.clamp(1000, 16_000),
            max_rows: config.max_rows.max(1),
            lag: Duration::from_secs(config.lag_seconds),
            locale: Arc::new(config.org_locale()),
        })
    }

    pub(crate) async fn table(&self, object: &str) -> Result<Arc<Table>> {
        self.catalog.table(&self.api, object).await
    }
}

/// One read of the source: its scope is an affair of this crate.
struct Reading<'a>(&'a Salesforce);

#[async_trait]
impl Scoped for Reading<'_> {
    type Scope = Scope;

    async fn scope(&self, read: &Read) -> Result<Scope> {
        let mut names = read.names();
        names.insert("Id".to_owned());
        Scope::new(&self.0.catalog, &self.0.api, &read.object, names.iter().map(String::as_str))
            .await
    }

    async fn renewed(&self, read: &Read, _seen: &Scope) -> Result<Option<Scope>> {
        self.0.catalog.forget();
        self.scope(read).await.map(Some)
    }

    fn is_stale(&self, error: &Error) -> bool {
        is_invalid_field(error)
    }

    async fn answer(&self, read: &Read, scope: &Scope) -> Result<Page> {
        let mut page = match &read.select {
            Select::All => self.0.list(read, scope).await?,
            Select::Ids(ids) => self.0.by_ids(read, scope, ids).await?,
            Select::Children { field, parents } => {
                self.0.children(read, scope, field, parents).await?
            }
        };
        self.0.join(read, scope, &mut page).await?;
        Ok(page)
    }
}

#[async_trait]
impl Connector for Salesforce {
    fn capabilities(&self, _object: &str) -> Capabilities {
        Capabilities {
            one_by_one: false,
            ids: self.retrieve_ids,
            parents: self.retrieve_ids,
            count: true,
            limit_per_parent: true,
            pages_by_id: true,
            lag: self.lag,
        }
    }

    async fn read(&self, read: &Read) -> Result<Page> {
        read_scoped(&Reading(self), read).await
    }

    async fn describe(&self, object: &str) -> Result<Description> {
        Ok(Description { fields: self.table(object).await?.field_infos() })
    }

    async fn locale(&self) -> Result<Arc<Locale>> {
        Ok(self.locale.clone())
    }

    async fn missing(&self, object: &str, names: &[String]) -> Result<Vec<String>> {
        let scope =
            Scope::new(&self.catalog, &self.api, object, names.iter().map(String::as_str)).await?;
        Ok(names.iter().filter(|name| !scope.has(name)).cloned().collect())
    }

    async fn quota(&self) -> Result<Vec<Quota>> {
        Ok(vec![self.api.quota().await?])
    }

    fn canonical_id(&self, _object: &str, id: &str) -> Option<String> {
        id::canonical(id)
    }

    fn spellings(&self, object: &str, id: &str) -> Vec<String> {
        match self.canonical_id(object, id) {
            Some(long) => vec![long[..15].to_owned(), long],
            None => vec![id.to_owned()],
        }
    }

    fn record_url(&self, object: &str, id: &str) -> Option<String> {
        Some(format!(
            "{}/lightning/r/{object}/{}/view",
            self.my_domain.as_str(),
            id::canonical(id)?
        ))
    }

    fn stats(&self) -> &Stats {
        self.api.stack().stats()
    }
}
