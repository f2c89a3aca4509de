//! The connector: which way a question goes.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use channelgraph_core::{
    Capabilities, Connector, Credential, Description, Error, ErrorKind, FieldCapabilities, Http,
    Outgoing, Page, Quota, Read, Result, Stack, Stats, Told,
};
use channelgraph_schema::Locale;

use crate::{
    api::{Api, DOMAIN},
    auth::AccessKey,
    config::Config,
    describe,
    field::{Object, account_key},
    query::{self, param::Param},
    read::Reading,
};

/// Records that one question by ids, or by parents, may name: five calls of opportunities.
const IDS: usize = 100;

/// One partner's account at AWS as a source.
pub struct Aws {
    api: Api,
    max_rows: usize,
    lag: Duration,
    locale: Arc<Locale>,
    max_details: usize,
}

impl Aws {
    /// A source of this name; no call is made yet.
    ///
    /// # Errors
    /// If HTTP cannot be set up on this machine, or a limit is of a class that there is not.
    pub fn new(source: Arc<str>, config: &Config) -> Result<Self> {
        let own = config.endpoint_url.is_none().then_some(DOMAIN);
        let outgoing = Outgoing::to(&config.endpoint_url, &config.network).and_below(own);
        let http = Http::new(&source, config.call.max_body, outgoing)?;
        let limits = config.all_limits(&source)?;
        let credential = Credential::new(AccessKey(config.secret_access_key.clone()));
        let stack = Stack::new(&source, credential, config.call.clone(), &limits);
        let api = Api::new(source, config, http, stack);
        Ok(Self {
            api,
            max_rows: config.max_rows,
            lag: Duration::from_secs(config.lag_seconds),
            locale: Arc::new(config.locale()),
            max_details: config.max_details,
        })
    }

    fn object(&self, name: &str) -> Result<Object> {
        Object::parse(name).ok_or_else(|| {
            Error::new(ErrorKind::NotFound, &self.api.source, format!("AWS has no object `{name}`"))
        })
    }
}

#[async_trait]
impl Connector for Aws {
    fn capabilities(&self, object: &str) -> Capabilities {
        Capabilities {
            ids: IDS,
            one_by_one: Object::parse(object).is_some_and(Object::is_found_one_by_one),
            parents: IDS,
            count: false,
            limit_per_parent: true,
            pages_by_id: false,
            lag: self.lag,
        }
    }

    async fn read(&self, read: &Read) -> Result<Page> {
        let object = self.object(&read.object)?;
        Reading::new(&self.api, object, read, self.max_rows, self.max_details).page().await
    }

    async fn read_listed(&self, read: &Read) -> Result<Page> {
        let object = self.object(&read.object)?;
        let reading = Reading::new(&self.api, object, read, self.max_rows, self.max_details);
        reading.of_lists_alone().page().await
    }

    async fn describe(&self, object: &str) -> Result<Description> {
        describe::describe(&self.api, self.object(object)?).await
    }

    async fn locale(&self) -> Result<Arc<Locale>> {
        Ok(self.locale.clone())
    }

    async fn missing(&self, object: &str, names: &[String]) -> Result<Vec<String>> {
        let object = self.object(object)?;
        Ok(names.iter().filter(|name| !object.has(name)).cloned().collect())
    }

    async fn quota(&self) -> Result<Vec<Quota>> {
        Ok(vec![self.api.reads.quota()])
    }

    fn canonical_id(&self, object: &str, id: &str) -> Option<String> {
        Object::parse(object)?.canonical(id)
    }

    fn canonical_key(&self, _object: &str, key: &str) -> String {
        account_key(key).unwrap_or_else(|| key.trim().to_owned())
    }

    fn field_capabilities(&self, object: &str, field: &str) -> FieldCapabilities {
        let object = Object::parse(object);
        FieldCapabilities {
            // A list that takes one id only would be a call for each of them.
            finds_by: object
                .and_then(|object| Param::of(object, field))
                .is_some_and(|param| param.most > 1),
            // No list takes a part of a text (the services' models, November 2026).
            finds_text: false,
            told: object.map_or(Told::Always, |object| object.told(field)),
            ranges: object.is_some_and(|object| query::date(object, field).is_some()),
        }
    }

    fn record_url(&self, _: &str, _: &str) -> Option<String> {
        None
    }

    fn stats(&self) -> &Stats {
        self.api.stack.stats()
    }
}
