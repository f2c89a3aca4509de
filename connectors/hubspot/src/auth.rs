//! How the account is told who calls: a static key, or an access token renewed by the clock.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use channelgraph_core::{Authenticate, Error, ErrorKind, Http, Result, Secret, Token};
use parking_lot::Mutex;
use serde::Deserialize;
use tokio::time::Instant;
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

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    refresh_token: Option<String>,
    expires_in: Option<u64>,
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
        let answer = self.http.send(self.http.client().post(self.url.clone()).form(&form)).await?;
        if answer.status.is_client_error() && answer.status.as_u16() != 429 {
            let message = "HubSpot does not accept the app's credentials; check client_id, client_secret and refresh_token";
            return Err(Error::new(
                ErrorKind::Auth,
                &self.source,
                format!("{message} ({})", error::hint(&answer.body)),
            ));
        }
        if !answer.status.is_success() {
            return Err(error::of_answer(&self.source, &answer, false));
        }
        let granted: Granted = answer.json()?;
        if let Some(next) = granted.refresh_token.filter(|next| !next.is_empty()) {
            *self.refresh_token.lock() = Secret::new(next);
        }
        let expires =
            granted.expires_in.map(|seconds| Instant::now() + Duration::from_secs(seconds));
        Ok(Token { secret: Secret::new(granted.access_token), base_url: None, expires })
    }
}
