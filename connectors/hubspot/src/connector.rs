//! The connector: which way a question goes, and the rows that come back.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use channelgraph_core::{
    Capabilities, Connector, Credential, Description, Error, ErrorKind, Http, Page, Quota, Read, Result, Select, Stack, Stats,
};
use channelgraph_schema::{Filter, mapping::Row};
use futures::future::try_join;
use parking_lot::Mutex;

use crate::{
    api::{self, Api},
    auth::{Oauth, ServiceKey},
    config::{Auth, Config, Sizes},
    describe,
    field::Fields,
    links::{self, Around},
    local,
    metadata::Metadata,
    rows,
    wire::Object,
};

mod children;
mod list;

/// Records that one question by ids, or by parents, may name: as many as one call brings the associations of.
const IDS: usize = 1000;

/// One HubSpot account as a source.
pub struct HubSpot {
    api: Arc<Api>,
    metadata: Metadata,
    sizes: Sizes,
    max_rows: usize,
    portal_id: Option<u64>,
}

impl HubSpot {
    /// A source of this name; no call is made yet.
    ///
    /// # Errors
    /// If HTTP cannot be set up on this machine.
    pub fn new(source: Arc<str>, config: &Config) -> Result<Self> {
        let http = Http::new(&source, config.call.max_body)?;
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
            stack: Stack::new(&source, credential, config.call.clone(), &config.all_limits(&source)?),
            source,
            http,
            base: config.base_url.clone(),
            version: config.api_version,
            renewable: matches!(config.auth, Auth::Oauth { .. }),
            quotas: Mutex::default(),
        });
        Ok(Self {
            metadata: Metadata::new(api.clone(), Duration::from_secs(config.metadata_seconds)),
            api,
            sizes: config.sizes,
            max_rows: config.max_rows,
            portal_id: config.portal_id,
        })
    }

    /// The rows with these ids that pass the filter, in no order.
    async fn rows_by_id(&self, object: &str, ids: &[String], fields: &Fields, filter: &Filter<String>) -> Result<Vec<Row>> {
        // What is associated is known by the ids alone: it is asked for at the same time.
        let (records, around) = try_join(
            links::records(&self.api, &self.sizes, object, ids, &fields.properties()),
            Around::links(&self.api, &self.sizes, object, fields, ids, self.max_rows),
        )
        .await?;
        let mut rows = self.finish(object, records, fields, around).await?;
        rows.retain(|row| local::passes(filter, row));
        Ok(rows)
    }

    /// Reads what the fields still need, and makes rows.
    async fn finish(&self, object: &str, records: Vec<Object>, fields: &Fields, around: Around) -> Result<Vec<Row>> {
        let around = around.with_records(&self.api, &self.sizes, fields);
        let (around, lookups) = try_join(around, self.metadata.lookups(object, fields, &records)).await?;
        Ok(rows::rows(object, records, fields, &around, &lookups))
    }

    fn unsupported(&self, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Unsupported, &self.api.source, message)
    }
}

/// A page of all rows there are.
fn whole(read: &Read, rows: Vec<Row>) -> Page {
    let total = read.count.then_some(rows.len() as u64);
    Page { rows, complete: true, exact: true, total }
}

/// The fields of a read, and those that its filter and order stand on.
fn with_conditions(read: &Read) -> Fields {
    let conditions = local::fields(&read.filter, read.order.as_ref());
    Fields::parse(read.fields.iter().chain(&conditions), &read.object)
}

#[async_trait]
impl Connector for HubSpot {
    fn capabilities(&self, _: &str) -> Capabilities {
        Capabilities { ids: IDS, parents: IDS, page: self.sizes.page, count: true, limit_per_parent: false }
    }

    async fn read(&self, read: &Read) -> Result<Page> {
        if read.filter.is_none() {
            return Ok(whole(read, Vec::new()));
        }
        match &read.select {
            Select::Ids(ids) => {
                let rows = self.rows_by_id(&read.object, ids, &with_conditions(read), &read.filter).await?;
                Ok(whole(read, rows))
            }
            Select::Children { field, parents } => self.children(read, field, parents).await,
            Select::All => self.list(read).await,
        }
    }

    async fn describe(&self, object: &str) -> Result<Description> {
        describe::describe(&self.api, &self.metadata, object).await
    }

    async fn missing(&self, object: &str, names: &[String]) -> Result<Vec<String>> {
        describe::missing(&self.api, &self.metadata, object, names).await
    }

    async fn quota(&self) -> Result<Vec<Quota>> {
        Ok(self.api.quotas.lock().clone())
    }

    fn canonical_id(&self, _: &str, id: &str) -> Option<String> {
        let digits = id.trim().trim_start_matches('0');
        (!digits.is_empty() && digits.len() <= 20 && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.to_owned())
    }

    fn record_url(&self, object: &str, id: &str) -> Option<String> {
        let kind = match object {
            "contacts" => "0-1",
            "companies" => "0-2",
            "deals" => "0-3",
            "tickets" => "0-5",
            "leads" => "0-136",
            // A type id is its own; the name of a custom object is not in the address.
            kind if kind.starts_with(|c: char| c.is_ascii_digit()) => kind,
            _ => return None,
        };
        Some(format!("https://app.hubspot.com/contacts/{}/record/{kind}/{id}", self.portal_id?))
    }

    fn stats(&self) -> &Stats {
        self.api.stack.stats()
    }
}
