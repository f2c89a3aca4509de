//! Authentication: a name and a password for a session. A refused log-in is not repeated for a
//! while, because five refusals lock out the right password too.

use std::sync::Arc;

use async_trait::async_trait;
use base64::{Engine, prelude::BASE64_STANDARD};
use channelgraph_core::{
    Authenticate, Error, ErrorKind, Http, Lockout, Result, Secret, Token, Verdict,
};
use serde_json::{Value as Json, json};
use tokio::time::Duration;

use crate::{
    config::Config,
    error::{login_failure, login_refused},
};

/// Logs in to one database.
pub(crate) struct Login {
    source: Arc<str>,
    http: Http,
    url: String,
    login: String,
    password: Secret,
    language: String,
    lockout: Lockout,
}

impl Login {
    pub(crate) fn new(source: &Arc<str>, http: Http, config: &Config) -> Self {
        Self {
            source: source.clone(),
            http,
            url: config.rpc().into(),
            login: config.login.clone(),
            password: config.password.clone(),
            language: config.language.clone(),
            lockout: Lockout::new(source, Duration::from_secs(config.login_pause_seconds)),
        }
    }

    async fn log_in(&self) -> Result<Token> {
        let params = json!([self.login, { "password": self.password.expose() }, self.language]);
        let body = json!({ "id": 1, "method": "common.db.login", "params": params });
        let answer = self.http.send(self.http.client().post(&self.url).json(&body)).await?;
        if !answer.status.is_success() {
            return Err(login_failure(&self.source, answer.status.as_u16()));
        }
        let said: Json = answer.json()?;
        if let Some(error) = said.get("error") {
            return Err(login_refused(&self.source, error));
        }
        let part = |place: usize| said.get("result").and_then(|result| result.get(place));
        let (Some(user), Some(session)) =
            (part(0).and_then(Json::as_u64), part(1).and_then(Json::as_str))
        else {
            return Err(Error::new(
                ErrorKind::BadResponse,
                &self.source,
                "the log-in's answer has no user and session; check `path`",
            ));
        };
        let session = BASE64_STANDARD.encode(format!("{}:{user}:{session}", self.login));
        // Tryton does not say when a session ends: it is found out by a rejection.
        Ok(Token { secret: Secret::new(session), base_url: None, expires: None })
    }
}

#[async_trait]
impl Authenticate for Login {
    fn paces_itself(&self) -> bool {
        true
    }

    async fn authenticate(&self) -> Result<Token> {
        let verdict = |outcome: &Result<Token>| match outcome {
            Ok(_) => Verdict::Accepted,
            Err(error) if matches!(error.kind(), ErrorKind::Auth | ErrorKind::RateLimited) => {
                Verdict::Refused(error.clone())
            }
            Err(_) => Verdict::Unknown,
        };
        self.lockout.guard(self.log_in(), verdict).await
    }
}
