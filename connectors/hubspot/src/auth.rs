//! Authentication: a static service key, or an OAuth access token, renewed before it expires.

use std::sync::Arc;

use async_trait::async_trait;
use channelgraph_core::{
    Answer, Authenticate, Error, ErrorKind, Http, Result, Secret, Token,
    oauth::{self, Grant},
};
use parking_lot::Mutex;
use url::Url;

use crate::error;

/// A service key: it is its own token, and has no end.
pub(crate) struct ServiceKey(pub(crate) Secret);

#[async_trait]
impl Authenticate for ServiceKey {
    async fn authenticate(&self) -> Result<Token> {
        Ok(Token { secret: self.0.clone(), base_url: None, expires: None })
    }
}

/// An app's installation. HubSpot wants tokens renewed by `expires_in`, not after a 401 (API
/// guidelines).
pub(crate) struct Oauth {
    pub(crate) http: Http,
    pub(crate) source: Arc<str>,
    pub(crate) url: Url,
    pub(crate) client_id: String,
    pub(crate) client_secret: Secret,
    /// The latest refresh token: an answer may bring another, and then the old one has ended.
    pub(crate) refresh_token: Mutex<Secret>,
}

#[async_trait]
impl Authenticate for Oauth {
    async fn authenticate(&self) -> Result<Token> {
        let refresh_token = self.refresh_token.lock().clone();
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", self.client_id.as_str()),
            ("client_secret", self.client_secret.expose()),
            ("refresh_token", refresh_token.expose()),
        ];
        let failure = |answer: &Answer| {
            if !oauth::is_refusal(answer.status) {
                return error::of_answer(&self.source, answer, false);
            }
            let message = format!(
                "HubSpot does not accept the app's credentials ({}); check `client_id`, `client_secret` and `refresh_token`",
                error::hint(&answer.body)
            );
            Error::new(ErrorKind::Auth, &self.source, message)
        };
        let grant = Grant::request(&self.http, self.url.clone(), &form, failure).await?;
        if let Some(next) = grant.refresh_token() {
            *self.refresh_token.lock() = next;
        }
        Ok(grant.token(None))
    }
}
