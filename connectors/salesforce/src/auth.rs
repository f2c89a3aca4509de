//! Logging in: OAuth 2.0 client credentials, or a signed assertion.

use std::sync::Arc;

use async_trait::async_trait;
use channelgraph_core::{Authenticate, Error, ErrorKind, Http, Result, Secret, Token};
use chrono::Utc;
use serde::{Deserialize, Serialize};

use crate::{
    assertion::SigningKey,
    config::{Auth, MyDomain},
    error::login_failure,
};

/// Seconds for which an assertion holds; Salesforce takes three minutes at most, by its own clock.
const ASSERTION_SECONDS: i64 = 150;

/// Logs in to one org.
pub(crate) struct Login {
    source: Arc<str>,
    http: Http,
    url: String,
    proof: Proof,
}

enum Proof {
    Secret { client_id: String, client_secret: Secret },
    Key { client_id: String, username: String, audience: String, key: SigningKey },
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    exp: i64,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    instance_url: String,
}

impl Login {
    /// The way of logging in that `auth` says.
    ///
    /// # Errors
    /// [`ErrorKind::Auth`] if the private key is not one.
    pub(crate) fn new(
        source: &Arc<str>,
        http: Http,
        my_domain: &MyDomain,
        auth: &Auth,
    ) -> Result<Self> {
        let proof = match auth.clone() {
            Auth::ClientCredentials { client_id, client_secret } => {
                Proof::Secret { client_id, client_secret }
            }
            Auth::JwtBearer { client_id, username, private_key, audience } => {
                let key = SigningKey::from_pem(private_key.expose()).ok_or_else(|| {
                    Error::new(ErrorKind::Auth, source, "`private_key` is not an RSA private key in PEM form (-----BEGIN PRIVATE KEY-----)")
                })?;
                Proof::Key { client_id, username, audience, key }
            }
        };
        Ok(Self {
            source: source.clone(),
            http,
            url: format!("{}/services/oauth2/token", my_domain.as_str()),
            proof,
        })
    }

    fn form(&self) -> Result<Vec<(&'static str, String)>> {
        Ok(match &self.proof {
            Proof::Secret { client_id, client_secret } => vec![
                ("grant_type", "client_credentials".into()),
                ("client_id", client_id.clone()),
                ("client_secret", client_secret.expose().into()),
            ],
            Proof::Key { client_id, username, audience, key } => {
                let exp = Utc::now().timestamp() + ASSERTION_SECONDS;
                let claims = Claims { iss: client_id, sub: username, aud: audience, exp };
                let assertion = key.sign(&claims).map_err(|error| {
                    let message = format!("the assertion cannot be signed: {error}");
                    Error::new(ErrorKind::Auth, &self.source, message)
                })?;
                vec![
                    ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer".into()),
                    ("assertion", assertion),
                ]
            }
        })
    }
}

#[async_trait]
impl Authenticate for Login {
    async fn authenticate(&self) -> Result<Token> {
        let answer = self.http.send(self.http.client().post(&self.url).form(&self.form()?)).await?;
        if !answer.status.is_success() {
            return Err(login_failure(&self.source, &answer));
        }
        let granted: Granted = answer.json()?;
        // The token goes only to where `my_domain` itself might be.
        let instance = MyDomain::try_from(granted.instance_url).map_err(|_| {
            Error::new(
                ErrorKind::BadResponse,
                &self.source,
                "the log-in names an instance that is no HTTPS address",
            )
        })?;
        // Salesforce does not say when a session ends: it is found out by a rejection.
        Ok(Token {
            secret: Secret::new(granted.access_token),
            base_url: Some(instance.as_str().to_owned()),
            expires: None,
        })
    }
}
