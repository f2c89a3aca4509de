//! Who asks: the caller of a request, by his credentials.

use std::sync::Arc;

use axum::http::HeaderMap;

use crate::{config, engine::PartnerName};

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

/// Credentials that are not accepted. The text tells the caller no more than how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

/// Tells callers by their credentials.
pub struct Auth {}

impl Auth {
    /// Prepares what credentials are tested with.
    ///
    /// # Errors
    /// If the configuration does not fit together.
    pub fn new(_config: &config::Auth) -> anyhow::Result<Self> {
        Ok(Self {})
    }

    /// The caller who sends these headers.
    ///
    /// # Errors
    /// If his credentials are missing or not accepted.
    pub async fn caller(&self, _headers: &HeaderMap) -> Result<Caller, Refused> {
        Ok(Caller { subject: ANONYMOUS.into(), role: None, partner: None })
    }
}
