//! The connector of one Tryton database.

use std::sync::Arc;

use async_trait::async_trait;
use channelgraph_core::{
    Capabilities, Connector, Credential, Description, Error, ErrorKind, Http, Outgoing, Page,
    Quota, Read, Result, Scoped, Select, Stack, Stats, read_scoped,
};
use channelgraph_schema::Locale;
use tokio::time::Duration;

use crate::{
    api::Api,
    auth::Login,
    config::Config,
    describe::Catalog,
    field::{Scope, model_of},
    query::value::whole,
    read::Question,
};

/// One database of a Tryton server.
pub struct Tryton {
    pub(crate) api: Api,
    catalog: Catalog,
    /// The web client's address of the database.
    client: String,
    pub(crate) batch: usize,
    pub(crate) max_rows: usize,
    lag: Duration,
    locale: Arc<Locale>,
}

impl Tryton {
    /// The database of `config` as the source of that name. It does not log in yet.
    ///
    /// # Errors
    /// [`ErrorKind::Unavailable`] if this machine cannot do TLS; [`ErrorKind::Unsupported`] for a
    /// limit of a class that there is not.
    pub fn new(source: Arc<str>, config: &Config) -> Result<Self> {
        let outgoing = Outgoing::to([&config.url], &config.network);
        let http = Http::new(&source, config.call.max_body, outgoing)?;
        let login = Login::new(&source, http.clone(), config);
        let stack = Stack::new(
            &source,
            Credential::new(login),
            config.call.clone(),
            &config.all_limits(&source)?,
        );
        Ok(Self {
            api: Api::new(&source, http, stack, config),
            catalog: Catalog::new(Duration::from_secs(config.describe_seconds)),
            client: format!("{}/#{}", config.url.as_str(), config.database),
            batch: config.batch.max(1),
            max_rows: config.max_rows.max(1),
            lag: Duration::from_secs(config.lag_seconds),
            locale: Arc::new(config.locale()),
        })
    }
}

/// One read of the source: its scope is an affair of this crate.
struct Reading<'a>(&'a Tryton);

#[async_trait]
impl Scoped for Reading<'_> {
    type Scope = Scope;

    async fn scope(&self, read: &Read) -> Result<Scope> {
        Scope::new(
            &self.0.catalog,
            &self.0.api,
            &read.object,
            read.names().iter().map(String::as_str),
        )
        .await
    }

    async fn renewed(&self, read: &Read, seen: &Scope) -> Result<Option<Scope>> {
        self.0.catalog.forget(&seen.models);
        self.scope(read).await.map(Some)
    }

    fn is_stale(&self, error: &Error) -> bool {
        error.kind() == ErrorKind::NotFound
    }

    async fn answer(&self, read: &Read, scope: &Scope) -> Result<Page> {
        let question = Question::new(read, scope);
        match &read.select {
            Select::All => self.0.list(&question).await,
            Select::Ids(ids) => self.0.by_ids(&question, ids).await,
            Select::Children { field, parents } => self.0.children(&question, field, parents).await,
        }
    }
}

#[async_trait]
impl Connector for Tryton {
    fn capabilities(&self, _object: &str) -> Capabilities {
        Capabilities {
            ids: self.batch,
            one_by_one: false,
            parents: self.batch,
            count: true,
            limit_per_parent: false,
            pages_by_id: true,
            lag: self.lag,
        }
    }

    async fn read(&self, read: &Read) -> Result<Page> {
        read_scoped(&Reading(self), read).await
    }

    async fn describe(&self, object: &str) -> Result<Description> {
        Ok(Description {
            fields: self.catalog.model(&self.api, model_of(object)).await?.field_infos(),
        })
    }

    async fn locale(&self) -> Result<Arc<Locale>> {
        Ok(self.locale.clone())
    }

    async fn missing(&self, object: &str, names: &[String]) -> Result<Vec<String>> {
        let scope =
            Scope::new(&self.catalog, &self.api, object, names.iter().map(String::as_str)).await?;
        Ok(names.iter().filter(|name| scope.column(name).is_none()).cloned().collect())
    }

    async fn quota(&self) -> Result<Vec<Quota>> {
        Ok(Vec::new())
    }

    fn canonical_id(&self, _object: &str, id: &str) -> Option<String> {
        whole(id).filter(|id| *id > 0).map(|id| id.to_string())
    }

    fn record_url(&self, object: &str, id: &str) -> Option<String> {
        Some(format!(
            "{}/model/{}/{}",
            self.client,
            model_of(object),
            self.canonical_id(object, id)?
        ))
    }

    fn stats(&self) -> &Stats {
        self.api.stack().stats()
    }
}
