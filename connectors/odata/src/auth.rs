//! Authentication: a user and password with every call, or an app's OAuth access token, renewed
//! before it expires.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use base64::{Engine, prelude::BASE64_STANDARD};
use channelgraph_core::{
    Answer, Authenticate, Error, ErrorKind, Http, Result, Secret, Token, Verdict,
    oauth::{self, Grant},
};
use reqwest::StatusCode;

use crate::{config::Oauth, error};

/// A user and password: what HTTP Basic sends is its own token, and has no end.
pub(crate) struct Basic {
    pub(crate) user: String,
    pub(crate) password: Secret,
}

#[async_trait]
impl Authenticate for Basic {
    async fn authenticate(&self) -> Result<Token> {
        let secret = Secret::new(BASE64_STANDARD.encode(format!(
            "{}:{}",
            self.user,
            self.password.expose()
        )));
        Ok(Token { secret, base_url: None, expires: None })
    }
}

/// Pause before a refused password is sent again.
pub(crate) const PAUSE: Duration = Duration::from_secs(60);

/// The verdict of an answer on the user and password that were sent.
pub(crate) fn verdict(source: &Arc<str>, outcome: &Result<Answer>) -> Verdict {
    match outcome {
        Ok(answer) if answer.status == StatusCode::UNAUTHORIZED => {
            Verdict::Refused(error::of_answer(source, answer, false))
        }
        Ok(answer) if answer.status.is_success() => Verdict::Accepted,
        _ => Verdict::Unknown,
    }
}

/// An app, by OAuth 2.0 client credentials.
pub(crate) struct ClientCredentials {
    pub(crate) http: Http,
    pub(crate) source: Arc<str>,
    pub(crate) oauth: Oauth,
}

#[async_trait]
impl Authenticate for ClientCredentials {
    async fn authenticate(&self) -> Result<Token> {
        let Oauth { token_url, client_id, client_secret, scope } = &self.oauth;
        let mut form = vec![
            ("grant_type", "client_credentials"),
            ("client_id", client_id.as_str()),
            ("client_secret", client_secret.expose()),
        ];
        form.extend(scope.as_deref().map(|scope| ("scope", scope)));
        let failure = |answer: &Answer| {
            if !oauth::is_refusal(answer.status) {
                return error::of_answer(&self.source, answer, false);
            }
            let message = format!(
                "the token endpoint refused the log-in ({}); check `token_url`, `client_id`, `client_secret` and `scope`",
                answer.status.as_u16()
            );
            Error::new(ErrorKind::Auth, &self.source, message)
        };
        let grant = Grant::request(&self.http, token_url.url().clone(), &form, failure).await?;
        Ok(grant.token(None))
    }
}
