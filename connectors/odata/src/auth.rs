//! How the ERP is told who calls: a user and password with every call, or an app's access token,
//! renewed by the clock.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use base64::{Engine, prelude::BASE64_STANDARD};
use channelgraph_core::{Answer, Authenticate, Error, ErrorKind, Http, Result, Secret, Token};
use reqwest::StatusCode;
use serde::Deserialize;
use tokio::{sync::Mutex, time::Instant};

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

/// How long a password that was refused is not sent again.
const PAUSE: Duration = Duration::from_secs(60);

/// Whether a user and password are taken, as far as it is known. Repeated refusals lock a user out,
/// and with it whoever else logs in as it.
#[derive(Default)]
pub(crate) struct LogIn(Mutex<Known>);

#[derive(Default)]
enum Known {
    #[default]
    Nothing,
    Taken,
    RefusedUntil(Instant),
}

impl LogIn {
    /// Makes a call, unless the password was refused a short while ago. Until it is known to be
    /// taken, calls go one by one.
    pub(crate) async fn send(
        &self,
        source: &Arc<str>,
        call: impl Future<Output = Result<Answer>>,
    ) -> Result<Answer> {
        let mut known = self.0.lock().await;
        if let Known::RefusedUntil(until) = *known
            && let left = until.saturating_duration_since(Instant::now())
            && !left.is_zero()
        {
            let what = "it does not accept the user and password";
            let message = format!(
                "{what}; not tried again for {} s, as repeated refusals lock the user out",
                left.as_secs() + 1
            );
            return Err(Error::new(ErrorKind::Auth, source, message));
        }
        let is_taken = matches!(*known, Known::Taken);
        let answer = if is_taken {
            drop(known);
            let answer = call.await?;
            known = self.0.lock().await;
            answer
        } else {
            call.await?
        };
        if answer.status == StatusCode::UNAUTHORIZED {
            *known = Known::RefusedUntil(Instant::now() + PAUSE);
        } else if !is_taken && answer.status.is_success() {
            *known = Known::Taken;
        }
        Ok(answer)
    }
}

/// An app, by OAuth 2.0 client credentials.
pub(crate) struct ClientCredentials {
    pub(crate) http: Http,
    pub(crate) source: Arc<str>,
    pub(crate) oauth: Oauth,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    expires_in: Option<Seconds>,
}

/// Some servers print the number as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Seconds {
    Number(u64),
    Text(String),
}

impl Seconds {
    fn get(&self) -> Option<u64> {
        match self {
            Self::Number(seconds) => Some(*seconds),
            Self::Text(text) => text.parse().ok(),
        }
    }
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
        let answer =
            self.http.send(self.http.client().post(token_url.url().clone()).form(&form)).await?;
        if answer.status.is_client_error() && answer.status.as_u16() != 429 {
            let message =
                "the log-in was refused; check token_url, client_id, client_secret and scope";
            return Err(Error::new(
                ErrorKind::Auth,
                &self.source,
                format!("{message} ({})", answer.status.as_u16()),
            ));
        }
        if !answer.status.is_success() {
            return Err(error::of_answer(&self.source, &answer, false));
        }
        let granted: Granted = answer.json()?;
        let life = granted.expires_in.as_ref().and_then(Seconds::get);
        let expires =
            life.map(|seconds| Instant::now() + Duration::from_secs(seconds.min(24 * 3600)));
        Ok(Token { secret: Secret::new(granted.access_token), base_url: None, expires })
    }
}
