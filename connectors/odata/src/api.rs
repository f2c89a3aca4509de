//! The endpoints of an OData service, one function each: address, request, the stack's call.

use std::{collections::BTreeMap, sync::Arc};

use channelgraph_core::{
    Address, Answer, Call, Error, ErrorKind, Http, Lockout, Result, Stack, Token, wire,
};
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use serde_json::{Map, Value as Json};
use url::Url;

use crate::{
    auth::verdict,
    config::{Service, Version},
    error,
};

const CLASSES: &[&str] = &["api"];

/// A record as it came.
pub(crate) type Raw = Map<String, Json>;

/// One ERP's services.
pub(crate) struct Api {
    pub(crate) source: Arc<str>,
    pub(crate) http: Http,
    pub(crate) stack: Stack,
    pub(crate) base: Address,
    pub(crate) services: BTreeMap<String, Service>,
    pub(crate) sap_client: Option<String>,
    /// Protects the user and password, if calls send them. Otherwise they send a bearer token,
    /// which is renewed after a 401.
    pub(crate) lockout: Option<Lockout>,
    /// Rows that one answer is asked to have at most.
    pub(crate) page: usize,
}

/// One answer to a question for rows.
#[derive(Debug, Default)]
pub(crate) struct Answered {
    pub(crate) rows: Vec<Raw>,
    /// Rows in all, if that was asked.
    pub(crate) count: Option<u64>,
    /// Address of the next answer.
    pub(crate) next: Option<Url>,
}

impl Api {
    /// The service of this name.
    pub(crate) fn service(&self, name: &str) -> Result<&Service> {
        self.services.get(name).ok_or_else(|| {
            let known = self.services.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            Error::new(
                ErrorKind::NotFound,
                &self.source,
                format!("there is no service `{name}`; `services` and the preset have {known}"),
            )
        })
    }

    /// `GET $metadata`.
    pub(crate) async fn metadata(&self, service: &Service) -> Result<String> {
        let own = format!("{}/$metadata", service.root);
        let answer = match self
            .get("metadata", &self.address(&service.metadata)?, service.version, "application/xml")
            .await
        {
            Err(error) if error.kind() == ErrorKind::NotFound && own != service.metadata => {
                self.get("metadata", &self.address(&own)?, service.version, "application/xml")
                    .await?
            }
            answer => answer?,
        };
        Ok(wire::text(&answer.body).into_owned())
    }

    /// The address of an entity set, with a query that is already encoded.
    pub(crate) fn set_address(&self, service: &Service, set: &str, query: &str) -> Result<Url> {
        let mark = if query.is_empty() { "" } else { "?" };
        self.address(&format!("{}/{set}{mark}{query}", service.root))
    }

    /// `GET` of an entity set, or of what follows an earlier answer.
    pub(crate) async fn page(&self, service: &Service, url: &Url) -> Result<Answered> {
        let answer = self.get("query", url, service.version, "application/json").await?;
        let body: Raw = answer.json()?;
        let mut answered = match service.version {
            Version::V2 => v2(body),
            Version::V4 => v4(body),
        }
        .ok_or_else(|| self.bad("the answer has no list of records"))?;
        if let Some(next) = answered.1.take() {
            answered.0.next = Some(self.next(service, url, &next)?);
        }
        Ok(answered.0)
    }

    /// `GET $count` of an entity set.
    pub(crate) async fn count(&self, service: &Service, url: &Url) -> Result<u64> {
        let answer =
            self.get("count", url, service.version, "text/plain, application/json").await?;
        // Some services begin the number with a byte order mark.
        wire::text(&answer.body).trim().parse().map_err(|_| self.bad("the count is not a number"))
    }

    fn address(&self, rest: &str) -> Result<Url> {
        self.base.join(rest).ok_or_else(|| self.bad("invalid service URL; check `root`"))
    }

    /// The address that an answer gives for the next one, which may be relative to its own. A
    /// service behind a proxy names itself by a host, and perhaps a prefix, that only the proxy
    /// knows: path and query are asked of `base_url`, and the credentials go nowhere else.
    fn next(&self, service: &Service, url: &Url, next: &str) -> Result<Url> {
        let next = url
            .join(next)
            .map_err(|_| self.bad("the service gave an invalid address for the next page"))?;
        let (path, root) = (next.path(), service.root.trim_end_matches('/'));
        let is_of_service =
            |rest: &&str| rest.strip_prefix(root).is_some_and(|set| set.starts_with('/'));
        let own = path.strip_prefix(self.base.path()).filter(is_of_service);
        let inner = || path.match_indices(root).map(|(at, _)| &path[at..]).find(is_of_service);
        let rest = own.or_else(|| inner().filter(|_| !root.is_empty()));
        let query = next.query().map_or_else(String::new, |query| format!("?{query}"));
        rest.and_then(|rest| self.base.join(&format!("{rest}{query}"))).ok_or_else(|| {
            self.bad("the service gave an address outside of `base_url` for the next page; it was not called")
        })
    }

    fn bad(&self, message: &str) -> Error {
        Error::new(ErrorKind::BadResponse, &self.source, message)
    }

    async fn get(
        &self,
        operation: &'static str,
        url: &Url,
        version: Version,
        accept: &'static str,
    ) -> Result<Answer> {
        let send = |token: Arc<Token>| {
            let mut request = self.http.client().get(url.clone()).header(ACCEPT, accept);
            request = match version {
                Version::V2 => request.header("MaxDataServiceVersion", "2.0"),
                Version::V4 => request
                    .header("OData-MaxVersion", "4.0")
                    .header("Prefer", format!("odata.maxpagesize={}", self.page)),
            };
            if let Some(client) = &self.sap_client {
                request = request.header("sap-client", client);
            }
            let scheme = if self.lockout.is_some() { "Basic" } else { "Bearer" };
            let proof = HeaderValue::try_from(format!("{scheme} {}", token.secret.expose()));
            async move {
                let mut proof = proof.map_err(|_| {
                    Error::new(
                        ErrorKind::Auth,
                        &self.source,
                        "the access token is no text for a header",
                    )
                })?;
                proof.set_sensitive(true);
                let request = request.header(AUTHORIZATION, proof);
                let call = self.http.send(request);
                let answer = match &self.lockout {
                    Some(lockout) => {
                        lockout.guard(call, |outcome| verdict(&self.source, outcome)).await?
                    }
                    None => call.await?,
                };
                if answer.status.is_success() {
                    Ok(answer)
                } else {
                    Err(error::of_answer(&self.source, &answer, self.lockout.is_none()))
                }
            }
        };
        self.stack.call(Call { operation, target: url.path(), classes: CLASSES }, send).await
    }
}

fn text(body: &mut Raw, name: &str) -> Option<String> {
    match body.remove(name)? {
        Json::String(text) => Some(text),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn records(list: Json) -> Option<Vec<Raw>> {
    let Json::Array(items) = list else { return None };
    let record = |item| if let Json::Object(record) = item { Some(record) } else { None };
    Some(items.into_iter().filter_map(record).collect())
}

/// `{"d": {"results": […], "__count": "3", "__next": "…"}}`, or `{"d": […]}` of the oldest
/// services; and what the next link says.
fn v2(mut body: Raw) -> Option<(Answered, Option<String>)> {
    match body.remove("d")? {
        Json::Object(mut inner) => {
            let rows = records(inner.remove("results")?)?;
            let count = text(&mut inner, "__count").and_then(|count| count.parse().ok());
            Some((Answered { rows, count, next: None }, text(&mut inner, "__next")))
        }
        list => Some((Answered { rows: records(list)?, ..Answered::default() }, None)),
    }
}

/// `{"value": […], "@odata.count": 3, "@odata.nextLink": "…"}`, and what the next link says.
fn v4(mut body: Raw) -> Option<(Answered, Option<String>)> {
    let rows = records(body.remove("value")?)?;
    let count = text(&mut body, "@odata.count").and_then(|count| count.parse().ok());
    Some((Answered { rows, count, next: None }, text(&mut body, "@odata.nextLink")))
}
