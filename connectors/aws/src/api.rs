//! AWS's JSON protocol: every call is a signed `POST /` with the operation in a header and the
//! input as JSON.

use std::sync::Arc;

use channelgraph_core::{Call, Error, ErrorKind, Http, Result, Stack};
use channelgraph_schema::mapping::Row;
use serde_json::{Map, Value as Json};

use crate::{
    auth::Signer,
    config::Config,
    error,
    field::Object,
    query::{Query, SIDE},
    rows,
};
use reads::Reads;
pub(crate) use service::DOMAIN;
use service::{Operations, Service};

mod input;
mod reads;
mod service;

/// Rows that one call brings at most (all lists; the services' models, November 2026).
pub(crate) const PAGE: usize = 100;

/// The protocol (AWS JSON 1.0; Smithy's documents, 2026).
const MEDIA_TYPE: &str = "application/x-amz-json-1.0";

/// Members by name: the input of a call, and its answer.
type Members = Map<String, Json>;

/// One partner's account at AWS.
pub(crate) struct Api {
    pub(crate) source: Arc<str>,
    pub(crate) stack: Stack,
    /// The reads of selling that have been sent.
    pub(crate) reads: Reads,
    http: Http,
    signer: Signer,
    catalog: String,
    region: String,
    /// Where all services are, if not at AWS's own addresses.
    endpoint: Option<String>,
}

/// One page of a list.
pub(crate) struct Listed {
    pub(crate) rows: Vec<Row>,
    /// What the next page is asked with; none after the last.
    pub(crate) next: Option<String>,
}

impl Api {
    /// The services as configured; no call is made yet.
    pub(crate) fn new(source: Arc<str>, config: &Config, http: Http, stack: Stack) -> Self {
        Self {
            stack,
            reads: Reads::default(),
            http,
            signer: Signer::new(source.clone(), config),
            catalog: config.catalog.as_str().to_owned(),
            region: config.region.as_str().to_owned(),
            endpoint: config.endpoint_url.as_ref().map(|url| format!("{}/", url.as_str())),
            source,
        }
    }

    /// One page of an object's list; of invitations, of the one that the query names.
    pub(crate) async fn list(
        &self,
        object: Object,
        query: &Query,
        token: Option<&str>,
        names: &[String],
    ) -> Result<Listed> {
        let Operations { service, list, rows, .. } = Operations::of(object);
        let input = input::list(service, &self.catalog, object, query, token);
        let mut answer = self.call(service, list, input).await?;
        let records = self.records(answer.remove(rows), rows)?;
        let mut found: Vec<Row> =
            records.iter().filter_map(|record| rows::listed(object, record, names)).collect();
        // The list asked for tells who we are in it, whether or not its rows repeat it.
        if let (Object::EngagementInvitation, Some([side])) = (object, query.words(SIDE).as_deref())
        {
            let told = |row: &mut Row| {
                row.values.entry(SIDE.to_owned()).and_modify(|word| *word = side.as_str().into());
            };
            found.iter_mut().for_each(told);
        }
        let next = answer.get(service.spell("NextToken").as_ref()).and_then(Json::as_str);
        Ok(Listed { rows: found, next: next.filter(|next| !next.is_empty()).map(str::to_owned) })
    }

    /// One record asked for singly, by its canonical id; nothing if there is none.
    pub(crate) async fn get(
        &self,
        object: Object,
        id: &str,
        names: &[String],
    ) -> Result<Option<Row>> {
        let Operations { service, get: Some(get), within, .. } = Operations::of(object) else {
            return Ok(None);
        };
        let Some(input) = input::get(service, &self.catalog, object, id) else { return Ok(None) };
        let mut record = match self.call(service, get, input).await {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            answer => Json::Object(answer?),
        };
        if let Some(member) = within {
            record = record[member].take();
        }
        Ok(rows::single(object, &record, names))
    }

    async fn call(
        &self,
        service: &'static Service,
        operation: &'static str,
        input: Members,
    ) -> Result<Members> {
        let url = self.endpoint.clone().unwrap_or_else(|| service.url(&self.region));
        let target = format!("{}.{operation}", service.target);
        let own = [("content-type", MEDIA_TYPE), ("x-amz-target", target.as_str())];
        let body = Json::Object(input).to_string();
        let send = |_| async {
            if service.is_metered {
                self.reads.note();
                self.stack.note_quota(self.reads.quota());
            }
            // Signed anew for each attempt, as the time is part of it. What is added later (the
            // trace's headers, `accept-encoding`) has no part in it: AWS checks those headers that
            // a signature names, and no others.
            let signature = self.signer.sign((service.name, service.reach), &url, &own, &body)?;
            let mut request = self.http.client().post(&url).headers(signature).body(body.clone());
            for (name, value) in own {
                request = request.header(name, value);
            }
            let answer = self.http.send(request).await?;
            match answer.status.is_success() {
                true => answer.json(),
                false => Err(error::failure(&self.source, &self.catalog, &answer)),
            }
        };
        self.stack.call(Call { operation, target: "", classes: service.classes }, send).await
    }

    /// Records of a list's answer; AWS leaves the member out where there are none.
    fn records(&self, member: Option<Json>, name: &str) -> Result<Vec<Json>> {
        match member {
            None | Some(Json::Null) => Ok(Vec::new()),
            Some(Json::Array(records)) if records.iter().all(Json::is_object) => Ok(records),
            Some(_) => {
                let message = format!("AWS's answer has no list of records in `{name}`");
                Err(Error::new(ErrorKind::BadResponse, &self.source, message))
            }
        }
    }
}
