//! One function for each endpoint of Salesforce that is called: address, request, the stack.
//! Nothing else.

use std::sync::Arc;

use channelgraph_core::{
    Answer, Call, Error, ErrorKind, Http, Quota, Result, Stack, Token, percent_encoded,
};
use reqwest::RequestBuilder;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value as Json, json};

use crate::error::failure;

const CLASSES: &[&str] = &["api"];

/// A record as it came: fields by name, parents as objects, children as answers of their own.
pub(crate) type Raw = Map<String, Json>;

/// The endpoints of one org.
pub(crate) struct Api {
    source: Arc<str>,
    http: Http,
    stack: Stack,
    version: String,
    batch_size: usize,
}

/// One answer to a query.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Answered {
    /// Rows in all, those of later answers included.
    #[serde(default)]
    pub(crate) total_size: u64,
    /// Address of the next answer.
    #[serde(default)]
    pub(crate) next_records_url: Option<String>,
    #[serde(default)]
    pub(crate) records: Vec<Raw>,
}

impl Api {
    pub(crate) fn new(
        source: &Arc<str>,
        http: Http,
        stack: Stack,
        version: &str,
        batch_size: usize,
    ) -> Self {
        Self { source: source.clone(), http, stack, version: version.to_owned(), batch_size }
    }

    pub(crate) fn source(&self) -> &Arc<str> {
        &self.source
    }

    pub(crate) fn stack(&self) -> &Stack {
        &self.stack
    }

    /// `GET /query` of an object: up to `batch` rows, as far as Salesforce follows the hint.
    pub(crate) async fn query(
        &self,
        object: &str,
        soql: &str,
        batch: Option<usize>,
    ) -> Result<Answered> {
        let path = format!("query?q={}", encode(soql));
        let batch = format!("batchSize={}", batch.unwrap_or(self.batch_size).clamp(200, 2000));
        self.send("query", object, |base| {
            self.http.client().get(self.url(base, &path)).header("Sforce-Query-Options", &batch)
        })
        .await
    }

    /// The answer that follows one with a `nextRecordsUrl`, or a child subquery's.
    pub(crate) async fn more(&self, next: &str) -> Result<Answered> {
        // Path and query only, asked of this org: the token is not sent to wherever an answer says.
        let path = next.find("/services/data/").map(|at| &next[at..]);
        let Some(next) = path.filter(|path| !path.contains("..")) else {
            return Err(Error::new(
                ErrorKind::BadResponse,
                &self.source,
                "the address of the next rows is not a path of the API",
            ));
        };
        self.send("query more", "", |base| self.http.client().get(format!("{base}{next}"))).await
    }

    /// `POST /composite/sobjects/{object}`: the records with these ids in their order, null where
    /// there is none.
    pub(crate) async fn retrieve(
        &self,
        object: &str,
        ids: &[String],
        fields: &[&str],
    ) -> Result<Vec<Option<Raw>>> {
        let path = format!("composite/sobjects/{}", percent_encoded(object, b""));
        let body = json!({ "ids": ids, "fields": fields });
        self.send("retrieve", object, |base| {
            self.http.client().post(self.url(base, &path)).json(&body)
        })
        .await
    }

    /// `GET /sobjects/{object}/describe`.
    pub(crate) async fn describe<T: DeserializeOwned + Send>(&self, object: &str) -> Result<T> {
        // The name stands in the address, and comes from a mapping.
        if !object.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            || object.is_empty()
        {
            return Err(Error::new(
                ErrorKind::NotFound,
                &self.source,
                format!("`{object}` is not the API name of an object"),
            ));
        }
        let path = format!("sobjects/{object}/describe");
        self.send("describe", object, |base| self.http.client().get(self.url(base, &path))).await
    }

    /// Remaining calls of the day: as the last answer said, else by `GET /limits`.
    pub(crate) async fn quota(&self) -> Result<Quota> {
        #[derive(Deserialize)]
        struct Limits {
            #[serde(rename = "DailyApiRequests")]
            daily: Daily,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Daily {
            max: u64,
            remaining: u64,
        }
        if let Some(quota) = self.stack.quotas().pop() {
            return Ok(quota);
        }
        let Limits { daily } = self
            .send("limits", "", |base| self.http.client().get(self.url(base, "limits")))
            .await?;
        Ok(daily_quota(daily.max, daily.remaining))
    }

    fn url(&self, base: &str, path: &str) -> String {
        format!("{base}/services/data/v{}/{path}", self.version)
    }

    async fn send<T: DeserializeOwned + Send>(
        &self,
        operation: &'static str,
        target: &str,
        request: impl Fn(&str) -> RequestBuilder + Send + Sync,
    ) -> Result<T> {
        let send = |token: Arc<Token>| {
            let request = request(token.base_url.as_deref().unwrap_or_default())
                .bearer_auth(token.secret.expose());
            async move {
                let answer = self.http.send(request).await?;
                self.note_usage(&answer);
                if answer.status.is_success() {
                    answer.json()
                } else {
                    Err(failure(&self.source, &answer))
                }
            }
        };
        self.stack.call(Call { operation, target, classes: CLASSES }, send).await
    }

    fn note_usage(&self, answer: &Answer) {
        if let Some((used, limit)) = answer.header("Sforce-Limit-Info").and_then(usage) {
            self.stack.note_quota(daily_quota(limit, limit.saturating_sub(used)));
        }
    }
}

fn daily_quota(limit: u64, remaining: u64) -> Quota {
    // The day is a rolling one: there is no moment at which it begins anew.
    Quota { name: Quota::DAILY.into(), limit, remaining, resets_at: None }
}

/// Calls used and allowed, out of `api-usage=25/5000; per-app-api-usage=17/250(appName=x)`.
fn usage(header: &str) -> Option<(u64, u64)> {
    let (used, limit) = header
        .split(';')
        .find_map(|part| part.trim().strip_prefix("api-usage="))?
        .split_once('/')?;
    Some((used.trim().parse().ok()?, limit.trim().parse().ok()?))
}

/// A query as a part of an address. Salesforce limits its length there, so as little as possible is
/// encoded.
pub(crate) fn encode(soql: &str) -> String {
    percent_encoded(soql, b"(),:").replace("%20", "+")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_orgs_usage_is_not_one_apps() {
        assert_eq!(usage("api-usage=18/5000"), Some((18, 5000)));
        assert_eq!(
            usage("per-app-api-usage=17/250(appName=a); api-usage=25/5000"),
            Some((25, 5000))
        );
        assert_eq!(usage("per-app-api-usage=17/250(appName=a)"), None);
    }

    #[test]
    fn a_query_reads_back_from_its_address() {
        let soql =
            "SELECT Id FROM Account WHERE Name = 'Müller & Söhne +49 100%?#' AND Id IN ('a','b')";
        let encoded = encode(soql);
        let url = url::Url::parse(&format!("https://a.b/q?q={encoded}")).unwrap();
        assert_eq!(url.query_pairs().next().unwrap().1, soql);
        assert_eq!(url.query().unwrap().len(), encoded.len() + 2, "nothing is encoded further");
    }
}
