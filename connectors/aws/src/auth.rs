//! The key with which requests are signed. The SDK signs each request itself; there is nothing to
//! log in to.

use async_trait::async_trait;
use aws_credential_types::Credentials;
use channelgraph_core::{Authenticate, Result, Secret, Token};

use crate::config::Config;

/// An access key: it is its own token, and has no end that we know of.
pub(crate) struct AccessKey(pub(crate) Secret);

#[async_trait]
impl Authenticate for AccessKey {
    async fn authenticate(&self) -> Result<Token> {
        Ok(Token { secret: self.0.clone(), base_url: None, expires: None })
    }
}

/// The key as the SDK takes it.
pub(crate) fn credentials(config: &Config) -> Credentials {
    let session = config.session_token.as_ref().map(|token| token.expose().to_owned());
    Credentials::new(
        &config.access_key_id,
        config.secret_access_key.expose(),
        session,
        None,
        "channelgraph",
    )
}
