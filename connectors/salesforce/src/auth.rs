//! Logging in: OAuth 2.0 client credentials, or a signed assertion.

mod assertion;

use std::sync::Arc;

use assertion::SigningKey;
use async_trait::async_trait;
use channelgraph_core::{
    Answer, Authenticate, Error, ErrorKind, Http, Result, Secret, Token, oauth::Grant,
};
use chrono::Utc;
use serde::Serialize;
use url::Url;

use crate::{
    config::{Auth, MyDomain},
    error::login_failure,
};

/// Seconds for which an assertion holds; Salesforce takes three minutes at most, by its own clock.
const ASSERTION_SECONDS: i64 = 150;

/// Logs in to one org.
pub(crate) struct Login {
    source: Arc<str>,
    http: Http,
    url: Url,
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
            url: my_domain.below(["services", "oauth2", "token"]),
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
        let form = self.form()?;
        let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let failure = |answer: &Answer| login_failure(&self.source, answer);
        let grant = Grant::request(&self.http, self.url.clone(), &form, failure).await?;
        // The token is sent only to `my_domain`, or to another host of Salesforce's.
        let instance = grant.instance_url().unwrap_or_default().to_owned();
        let instance = MyDomain::try_from(instance).ok();
        let permitted = instance.filter(|instance| self.http.permits(instance.address().url()));
        let instance = permitted.ok_or_else(|| {
            Error::new(
                ErrorKind::BadResponse,
                &self.source,
                "the log-in's answer names an instance that is neither `my_domain` nor a host of \
                 Salesforce's; it was not called",
            )
        })?;
        // Salesforce does not say when a session expires: a rejected call shows it.
        Ok(grant.token(Some(instance.as_str().to_owned())))
    }
}
