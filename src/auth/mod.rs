//! Who calls: the caller of a request, by his credentials.

mod api_key;
mod audit;
#[cfg(feature = "bi")]
mod basic;
mod issuers;
mod keys;
mod refused;

use std::sync::Arc;

pub use api_key::ApiKey;
use axum::http::{HeaderMap, header};
pub use refused::{Reason, Refused};

use crate::{config, engine::PartnerName};

/// Bytes that credentials may have. Tokens of providers have 1 to 3 KB.
const MAX_CREDENTIALS: usize = 8 << 10;
/// The header for API keys of clients that cannot set `Authorization`.
const API_KEY: &str = "x-api-key";

/// The caller of a request. He acts in one role.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Caller {
    /// The name under which he is known, in audit lines and in `viewer { subject }`.
    pub subject: Arc<str>,
    /// His role, a key of `[roles]`; none for whoever may see everything, because the gateway is
    /// open.
    pub role: Option<Arc<str>>,
    /// The partner that he belongs to, as his credentials name it.
    pub partner: Option<PartnerName>,
}

/// The subject of callers whom no credentials name.
const ANONYMOUS: &str = "anonymous";

impl Caller {
    /// Returns true if no credentials name him.
    pub fn is_anonymous(&self) -> bool {
        &*self.subject == ANONYMOUS
    }
}

/// Tells callers by their credentials.
pub struct Auth {
    /// The caller whom everyone is, where the gateway is open.
    open: Option<Caller>,
    /// The caller who sends no credentials, where there is one.
    anonymous: Option<Caller>,
    keys: keys::Keys,
    issuers: issuers::Issuers,
    audit: audit::Stream,
}

impl Auth {
    /// Prepares what credentials are tested with.
    ///
    /// # Errors
    /// If TLS cannot be set up on this machine.
    pub fn new(config: &config::Auth) -> anyhow::Result<Self> {
        let unnamed = |role| Caller { subject: ANONYMOUS.into(), role, partner: None };
        Ok(Self {
            open: config.open.then(|| unnamed(None)),
            anonymous: config.anonymous_role.as_deref().map(|role| unnamed(Some(role.into()))),
            keys: keys::Keys::new(&config.keys),
            issuers: issuers::Issuers::new(&config.issuers)?,
            audit: audit::Stream::default(),
        })
    }

    /// The caller who sends these headers.
    ///
    /// # Errors
    /// If his credentials are missing or not accepted.
    pub async fn caller(&self, headers: &HeaderMap) -> Result<Caller, Refused> {
        if let Some(everyone) = &self.open {
            return Ok(everyone.clone());
        }
        let found = match credentials(headers) {
            Ok(None) => self.anonymous.clone().ok_or(Reason::NoCredentials.into()),
            Ok(Some(text)) => self.known(text).await,
            Err(reason) => Err(reason.into()),
        };
        found.inspect_err(|refused| self.audit.refused(refused))
    }

    /// The caller with these credentials.
    async fn known(&self, text: &str) -> Result<Caller, Refused> {
        if api_key::is_meant(text) {
            self.keys.caller(text, &self.audit)
        } else {
            self.issuers.caller(text, &self.audit).await
        }
    }
}

/// The credentials that a request sends; none if it sends none.
fn credentials(headers: &HeaderMap) -> Result<Option<&str>, Reason> {
    let mut sent = headers.get_all(header::AUTHORIZATION).iter().map(|value| (value, true));
    let mut keys = headers.get_all(API_KEY).iter().map(|value| (value, false));
    let first = sent.next().or_else(|| keys.next());
    let Some((value, has_scheme)) = first else { return Ok(None) };
    if sent.next().or_else(|| keys.next()).is_some() {
        return Err(Reason::SentTwice);
    }
    if value.len() > MAX_CREDENTIALS {
        return Err(Reason::TooLong);
    }
    let text = value.to_str().map_err(|_| Reason::Malformed)?;
    if !has_scheme {
        return Ok(Some(text));
    }
    let (scheme, rest) = text.split_once(' ').ok_or(Reason::Scheme)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Reason::Scheme);
    }
    Ok(Some(rest.trim_start_matches(' ')))
}
