//! HubSpot's endpoints, one function each: address, request, the stack's call.

mod details;
mod listed;
pub(crate) mod wire;

use std::sync::Arc;

use channelgraph_core::{Address, Answer, Call, Http, Quota, Result, Stack};
pub(crate) use details::{Details, Told};
pub(crate) use listed::Parameters;
use reqwest::{RequestBuilder, header::HeaderMap};
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use url::Url;
use wire::{AssociationType, Associations, List, Objects, OwnerEntry, Pipeline, Property};

use crate::{config::ApiVersion, error};

/// One account's API.
pub(crate) struct Api {
    pub(crate) source: Arc<str>,
    pub(crate) http: Http,
    pub(crate) stack: Stack,
    pub(crate) base: Address,
    pub(crate) version: ApiVersion,
    /// A new token may mend a 401.
    pub(crate) renewable: bool,
}

const BURST: &[&str] = &["burst"];
/// Searches have a limit of their own and carry no rate headers, so that they count against both.
const SEARCH: &[&str] = &["search", "burst"];

/// The address of an endpoint: `/crm/objects/2026-09/…`, or `/crm/v3/objects/…` and
/// `/crm/v4/associations/…`.
pub(crate) fn address<'a>(
    base: &Address,
    version: ApiVersion,
    area: &'a str,
    rest: &[&'a str],
) -> Url {
    let dated = version.to_string();
    let head: [&str; 3] = match (version, area) {
        (ApiVersion::V3, "associations") => ["crm", "v4", area],
        (ApiVersion::V3, _) => ["crm", "v3", area],
        _ => ["crm", area, &dated],
    };
    base.below(head.into_iter().chain(rest.iter().copied()))
}

/// The address that gives access tokens.
pub(crate) fn token_address(base: &Address, version: ApiVersion) -> Url {
    base.below(["oauth", version.to_string().as_str(), "token"])
}

impl Api {
    /// Records by id: at most 100, or 50 with the history of properties. Both lists of properties
    /// are required, though one may be empty (CRM objects specification).
    pub(crate) async fn batch_read(
        &self,
        object: &str,
        ids: &[String],
        (properties, histories): (&[String], &[String]),
    ) -> Result<Objects> {
        let inputs: Vec<Json> = ids.iter().map(|id| json!({ "id": id })).collect();
        let body = json!({
            "inputs": inputs,
            "properties": properties,
            "propertiesWithHistory": histories,
        });
        let answer: Objects =
            self.post("batch read", BURST, "objects", &[object, "batch", "read"], &body).await?;
        error::of_items(&self.source, &answer.errors)?;
        Ok(answer)
    }

    /// A search.
    pub(crate) async fn search(&self, object: &str, body: &Json) -> Result<Objects> {
        self.post("search", SEARCH, "objects", &[object, "search"], body).await
    }

    /// Associations of at most 1,000 records, each given with the place to go on from.
    pub(crate) async fn associations(
        &self,
        from: &str,
        to: &str,
        inputs: &[(String, Option<String>)],
    ) -> Result<Associations> {
        let input = |(id, after): &(String, Option<String>)| match after {
            Some(after) => json!({ "id": id, "after": after }),
            None => json!({ "id": id }),
        };
        let body = json!({ "inputs": inputs.iter().map(input).collect::<Vec<_>>() });
        let answer: Associations = self
            .post("associations", BURST, "associations", &[from, to, "batch", "read"], &body)
            .await?;
        error::of_items(&self.source, &answer.errors)?;
        Ok(answer)
    }

    /// The labels that associations between two objects may have.
    pub(crate) async fn labels(&self, from: &str, to: &str) -> Result<Vec<AssociationType>> {
        self.list("labels", "associations", &[from, to, "labels"], &[])
            .await
            .map(|list| list.results)
    }

    /// The properties of an object.
    pub(crate) async fn properties(&self, object: &str) -> Result<Vec<Property>> {
        self.list("properties", "properties", &[object], &[]).await.map(|list| list.results)
    }

    /// The pipelines of an object.
    pub(crate) async fn pipelines(&self, object: &str) -> Result<Vec<Pipeline>> {
        self.list("pipelines", "pipelines", &[object], &[]).await.map(|list| list.results)
    }

    /// A page of those who may own records, or of those who have left and still do.
    pub(crate) async fn owners(&self, left: bool, after: Option<&str>) -> Result<List<OwnerEntry>> {
        let mut query = vec![("limit", "100"), ("archived", if left { "true" } else { "false" })];
        query.extend(after.map(|after| ("after", after)));
        self.list("owners", "owners", &[], &query).await
    }

    async fn post<T: DeserializeOwned + Send>(
        &self,
        operation: &'static str,
        classes: &'static [&'static str],
        area: &str,
        rest: &[&str],
        body: &Json,
    ) -> Result<T> {
        let url = address(&self.base, self.version, area, rest);
        let call = Call { operation, target: &rest.join("/"), classes };
        self.send(call, || self.http.client().post(url.clone()).json(body)).await
    }

    async fn list<T: DeserializeOwned + Send>(
        &self,
        operation: &'static str,
        area: &str,
        rest: &[&str],
        query: &[(&str, &str)],
    ) -> Result<List<T>> {
        let url = address(&self.base, self.version, area, rest);
        let call = Call { operation, target: &rest.join("/"), classes: BURST };
        self.send(call, || self.http.client().get(url.clone()).query(query)).await
    }

    async fn send<T: DeserializeOwned + Send>(
        &self,
        call: Call<'_>,
        build: impl Fn() -> RequestBuilder + Send + Sync,
    ) -> Result<T> {
        self.fetch(call, build, |answer| {
            if answer.status.is_success() {
                answer.json()
            } else {
                Err(error::of_answer(&self.source, &answer, self.renewable))
            }
        })
        .await
    }

    /// Sends a call; `read` makes of its answer what is wanted, or an error.
    async fn fetch<T: Send>(
        &self,
        call: Call<'_>,
        build: impl Fn() -> RequestBuilder + Send + Sync,
        read: impl Fn(Answer) -> Result<T> + Send + Sync,
    ) -> Result<T> {
        let read = &read;
        self.stack
            .call(call, |token| {
                let request = build().bearer_auth(token.secret.expose());
                async move {
                    let answer = self.http.send(request).await?;
                    self.note(&answer.headers);
                    read(answer)
                }
            })
            .await
    }

    /// Remembers what the answer says of the limits (API usage guidelines: the daily pair is absent
    /// for OAuth, all for searches).
    fn note(&self, headers: &HeaderMap) {
        let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
        let pair = |name: &str, limit: &str, remaining: &str| {
            Some(Quota {
                name: name.to_owned(),
                limit: number(limit)?,
                remaining: number(remaining)?,
                resets_at: None,
            })
        };
        let seen = [
            pair("burst", "x-hubspot-ratelimit-max", "x-hubspot-ratelimit-remaining"),
            pair(Quota::DAILY, "x-hubspot-ratelimit-daily", "x-hubspot-ratelimit-daily-remaining"),
        ];
        seen.into_iter().flatten().for_each(|quota| self.stack.note_quota(quota));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_the_version() {
        let base = Address::try_from("https://api.hubapi.com".to_owned()).unwrap();
        let path =
            |version, area, rest: &[&str]| address(&base, version, area, rest).path().to_owned();
        assert_eq!(
            path(ApiVersion::September2026, "objects", &["deals", "search"]),
            "/crm/objects/2026-09/deals/search"
        );
        assert_eq!(path(ApiVersion::March2026, "owners", &[]), "/crm/owners/2026-03");
        assert_eq!(
            path(ApiVersion::V3, "objects", &["2-1001", "batch", "read"]),
            "/crm/v3/objects/2-1001/batch/read"
        );
        assert_eq!(
            path(ApiVersion::V3, "associations", &["deals", "companies"]),
            "/crm/v4/associations/deals/companies"
        );
        assert_eq!(
            path(ApiVersion::V3, "objects", &["../x", "a/b"]),
            "/crm/v3/objects/..%2Fx/a%2Fb"
        );
        assert_eq!(token_address(&base, ApiVersion::V3).path(), "/oauth/v3/token");
    }
}
