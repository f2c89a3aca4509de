//! The connector of one ERP that speaks OData.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use channelgraph_core::{
    Capabilities, Connector, Credential, Description, Error, ErrorKind, FieldCapabilities, Http,
    Lockout, Outgoing, Page, Quota, Read, Result, Scoped, Stack, Stats, read_scoped,
};
use channelgraph_schema::Locale;

use crate::{
    api::Api,
    auth::{Basic, ClientCredentials, PAUSE},
    config::{Auth, Config, Preset, Sizes},
    describe::{Catalog, Model},
    error::is_refusal,
    field::Scope,
    query::{canonical_id, canonical_text, spellings},
};

/// One ERP as a source.
pub struct OData {
    pub(crate) api: Api,
    catalog: Catalog,
    pub(crate) preset: Option<Preset>,
    pub(crate) sizes: Sizes,
    pub(crate) max_rows: usize,
    lag: Duration,
    locale: Arc<Locale>,
}

impl OData {
    /// A source of this name; no call is made yet.
    ///
    /// # Errors
    /// [`ErrorKind::Unsupported`] for a service that is not complete, [`ErrorKind::Unavailable`] if
    /// HTTP cannot be set up on this machine.
    pub fn new(source: Arc<str>, config: &Config) -> Result<Self> {
        let token_url = match &config.auth {
            Auth::Oauth(oauth) => Some(&oauth.token_url),
            Auth::Basic { .. } => None,
        };
        let servers = std::iter::once(&config.base_url).chain(token_url);
        let outgoing = Outgoing::to(servers, &config.network);
        let http = Http::new(&source, config.call.max_body, outgoing)?;
        let credential = match &config.auth {
            Auth::Basic { user, password } => {
                Credential::new(Basic { user: user.clone(), password: password.clone() })
            }
            Auth::Oauth(oauth) => Credential::new(ClientCredentials {
                http: http.clone(),
                source: source.clone(),
                oauth: oauth.clone(),
            }),
        };
        let services = config.all_services(&source)?;
        let api = Api {
            stack: Stack::new(
                &source,
                credential,
                config.call.clone(),
                &config.all_limits(&source)?,
            ),
            lockout: matches!(config.auth, Auth::Basic { .. })
                .then(|| Lockout::new(&source, PAUSE)),
            source,
            http,
            base: config.base_url.clone(),
            sap_client: config.sap_client.clone(),
            page: config.sizes.page.max(1),
            services,
        };
        Ok(Self {
            catalog: Catalog::new(Duration::from_secs(config.describe_seconds)),
            api,
            preset: config.preset,
            sizes: config.sizes,
            max_rows: config.max_rows.max(1),
            lag: Duration::from_secs(config.lag_seconds),
            locale: Arc::new(config.locale()),
        })
    }

    /// A service and a set out of an object's name; what stands from `#` on only tells two uses of
    /// one set apart.
    pub(crate) fn place<'a>(&self, object: &'a str) -> Result<(&'a str, &'a str)> {
        let name = object.split('#').next().unwrap_or_default();
        let is_name = |set: &str| {
            !set.is_empty() && set.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        // The set stands in the address.
        name.split_once('/').filter(|(_, set)| is_name(set)).ok_or_else(|| {
            let message = format!("`{object}` is no entity set; name it with its service: `API_BUSINESS_PARTNER/A_BusinessPartner`");
            Error::new(ErrorKind::NotFound, &self.api.source, message)
        })
    }

    pub(crate) fn no_set(&self, object: &str) -> Error {
        let message = format!(
            "the service has no entity set for `{object}`, or none with a key; check the name in the mapping"
        );
        Error::new(ErrorKind::NotFound, &self.api.source, message)
    }
}

/// One read of the source: its scope is an affair of this crate.
struct Reading<'a>(&'a OData);

/// Bytes of a key at most: a longer one is no record's.
const MOST_ID: usize = 500;

#[async_trait]
impl Scoped for Reading<'_> {
    type Scope = Arc<Model>;

    async fn scope(&self, read: &Read) -> Result<Arc<Model>> {
        let (service, set) = self.0.place(&read.object)?;
        let model = self.0.catalog.model(&self.0.api, service).await?;
        if model.set(set).is_none() {
            return Err(self.0.no_set(&read.object));
        }
        Ok(model)
    }

    async fn renewed(&self, read: &Read, seen: &Arc<Model>) -> Result<Option<Arc<Model>>> {
        let (service, _) = self.0.place(&read.object)?;
        let model = self.0.catalog.renewed(&self.0.api, service, seen).await?;
        Ok((!model.is_as(seen)).then_some(model))
    }

    fn is_stale(&self, error: &Error) -> bool {
        is_refusal(error) || error.kind() == ErrorKind::NotFound
    }

    async fn answer(&self, read: &Read, model: &Arc<Model>) -> Result<Page> {
        self.0.without_refused(read, model).await
    }
}

#[async_trait]
impl Connector for OData {
    fn capabilities(&self, _object: &str) -> Capabilities {
        let ids = self.sizes.ids.max(1);
        // Of one parent only as many as are wanted are read; of several, all.
        Capabilities {
            ids,
            one_by_one: false,
            parents: ids,
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
        let (service, set) = self.place(object)?;
        let model = self.catalog.model(&self.api, service).await?;
        let (_, entity) = model.set(set).ok_or_else(|| self.no_set(object))?;
        Ok(Description { fields: model.field_infos(entity) })
    }

    async fn locale(&self) -> Result<Arc<Locale>> {
        Ok(self.locale.clone())
    }

    async fn missing(&self, object: &str, names: &[String]) -> Result<Vec<String>> {
        let (service, set) = self.place(object)?;
        let model = self.catalog.model(&self.api, service).await?;
        let version = self.api.service(service)?.version;
        let scope = Scope::new(&model, version, set, names.iter().map(String::as_str))
            .ok_or_else(|| self.no_set(object))?;
        Ok(names.iter().filter(|name| scope.column(name).is_none()).cloned().collect())
    }

    async fn quota(&self) -> Result<Vec<Quota>> {
        // Neither vendor says along the way what is left.
        Ok(Vec::new())
    }

    fn canonical_id(&self, _object: &str, id: &str) -> Option<String> {
        let id = id.trim();
        let (pads, several) = (self.preset == Some(Preset::SapS4hana), id.contains('/'));
        let parts: Vec<String> =
            id.split('/').map(|part| canonical_id(part, pads, several)).collect();
        let can_be = !id.is_empty() && id.len() <= MOST_ID && !id.contains(char::is_control);
        can_be.then(|| parts.join("/"))
    }

    fn canonical_key(&self, _object: &str, key: &str) -> String {
        match self.preset {
            // SAP pads numbers wherever they stand; elsewhere a number may begin with a zero of its
            // own.
            Some(Preset::SapS4hana) => canonical_text(key.trim()).to_owned(),
            _ => key.trim().to_owned(),
        }
    }

    fn spellings(&self, object: &str, id: &str) -> Vec<String> {
        match self.canonical_id(object, id) {
            Some(canonical) if self.preset == Some(Preset::SapS4hana) => spellings(&canonical),
            Some(canonical) => vec![canonical],
            None => vec![id.to_owned()],
        }
    }

    fn field_capabilities(&self, _object: &str, field: &str) -> FieldCapabilities {
        // A path over a collection is never part of a filter.
        let is_one = !field.contains("[]");
        FieldCapabilities { finds_by: is_one, finds_text: is_one, ..FieldCapabilities::default() }
    }

    fn record_url(&self, _object: &str, _id: &str) -> Option<String> {
        // An API's server is not that of the user interface.
        None
    }

    fn stats(&self) -> &Stats {
        self.api.stack.stats()
    }
}
