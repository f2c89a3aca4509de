//! One function for each method of Tryton's that is called: name, parameters, the stack. Nothing
//! else.

use std::sync::Arc;

use channelgraph_core::{Call, Error, ErrorKind, Http, Result, Stack, Token};
use reqwest::header::AUTHORIZATION;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value as Json, json};
use tokio::sync::OnceCell;

use crate::{
    config::Config,
    error::{failure, said},
};

const CLASSES: &[&str] = &["rpc"];

/// A record as it came: fields by name, those of a record it refers to under that field's name and
/// a dot.
pub(crate) type Raw = Map<String, Json>;

/// The calls of one database.
pub(crate) struct Api {
    source: Arc<str>,
    http: Http,
    stack: Stack,
    url: String,
    language: String,
    company: OnceCell<Option<u64>>,
}

/// One search with what it is to bring.
#[derive(Debug, Clone)]
pub(crate) struct Search<'a> {
    pub(crate) model: &'a str,
    pub(crate) domain: Json,
    pub(crate) order: &'a Json,
    pub(crate) limit: usize,
    pub(crate) fields: &'a [String],
}

#[derive(Deserialize)]
struct Envelope<T> {
    error: Option<Json>,
    result: Option<T>,
}

impl Api {
    pub(crate) fn new(source: &Arc<str>, http: Http, stack: Stack, config: &Config) -> Self {
        let company = config.company.map(|company| Some(company.into()));
        Self {
            source: source.clone(),
            http,
            stack,
            url: config.rpc().into(),
            language: config.language.clone(),
            company: OnceCell::new_with(company),
        }
    }

    pub(crate) fn source(&self) -> &Arc<str> {
        &self.source
    }

    pub(crate) fn stack(&self) -> &Stack {
        &self.stack
    }

    /// `search_read`: the fields of the records that the domain lets through. Of ids there are none
    /// of, nothing is said.
    pub(crate) async fn search_read(&self, search: &Search<'_>) -> Result<Vec<Raw>> {
        let Search { model, domain, order, limit, fields } = search;
        self.call(
            "search_read",
            &format!("model.{model}.search_read"),
            json!([domain, 0, limit, order, fields]),
        )
        .await
    }

    /// `search_count`: how many records the domain lets through.
    pub(crate) async fn search_count(&self, model: &str, domain: Json) -> Result<u64> {
        self.call("search_count", &format!("model.{model}.search_count"), json!([domain])).await
    }

    /// `fields_get`: what the fields of a model are.
    pub(crate) async fn fields_get<T: DeserializeOwned + Send>(&self, model: &str) -> Result<T> {
        self.call("fields_get", &format!("model.{model}.fields_get"), json!([null])).await
    }

    async fn call<T: DeserializeOwned + Send>(
        &self,
        operation: &'static str,
        method: &str,
        mut params: Json,
    ) -> Result<T> {
        // Records that are not in use any more count as any others; what a company's books say
        // depends on the company.
        let mut context = json!({ "language": self.language, "active_test": false });
        if let Some(company) = self.company().await? {
            context["company"] = company.into();
        }
        if let Json::Array(params) = &mut params {
            params.push(context);
        }
        self.send(operation, method, &params).await
    }

    /// `get_preferences` of the user: the company they work for, asked for once.
    async fn company(&self) -> Result<Option<u64>> {
        let ask = || async {
            let preferences: Raw = self
                .send("get_preferences", "model.res.user.get_preferences", &json!([true, {}]))
                .await?;
            Ok(preferences.get("company").and_then(Json::as_u64))
        };
        self.company.get_or_try_init(ask).await.copied()
    }

    async fn send<T: DeserializeOwned + Send>(
        &self,
        operation: &'static str,
        method: &str,
        params: &Json,
    ) -> Result<T> {
        // With any other key in it, the answer would not be an envelope.
        let body = json!({ "id": 1, "method": method, "params": params });
        let send = |token: Arc<Token>| {
            let authorization = format!("Session {}", token.secret.expose());
            let request =
                self.http.client().post(&self.url).header(AUTHORIZATION, authorization).json(&body);
            let body = &body;
            async move {
                let answer = self.http.send(request).await?;
                if !answer.status.is_success() {
                    return Err(failure(&self.source, answer.status.as_u16()));
                }
                let Envelope { error, result } = answer.json()?;
                match (error, result) {
                    (Some(error), _) => Err(said(&self.source, &error, body)),
                    (None, Some(result)) => Ok(result),
                    (None, None) => Err(Error::new(
                        ErrorKind::BadResponse,
                        &self.source,
                        "the answer has no result; check `path`",
                    )),
                }
            }
        };
        self.stack.call(Call { operation, target: method, classes: CLASSES }, send).await
    }
}
