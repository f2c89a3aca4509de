//! The access key, and the signature with which each request proves that it holds it: there is
//! nothing to log in to.

use std::{sync::Arc, time::SystemTime};

use async_trait::async_trait;
use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningParams, SigningSettings, sign},
    sign::{v4, v4a},
};
use channelgraph_core::{Authenticate, Error, ErrorKind, Result, Secret, Token};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use crate::config::Config;

/// Access key: it is its own token, and has no end that we know of.
pub(crate) struct AccessKey(pub(crate) Secret);

#[async_trait]
impl Authenticate for AccessKey {
    async fn authenticate(&self) -> Result<Token> {
        Ok(Token { secret: self.0.clone(), base_url: None, expires: None })
    }
}

/// Scope of a signature.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reach {
    /// Signature Version 4, which is valid in the region that is asked.
    Region,
    /// Signature Version 4A, which is valid in any region: a global service answers from several.
    World,
}

/// Signs requests with the access key.
pub(crate) struct Signer {
    source: Arc<str>,
    credentials: Credentials,
    region: String,
}

impl Signer {
    /// A signer with the configured key.
    pub(crate) fn new(source: Arc<str>, config: &Config) -> Self {
        let session = config.session_token.as_ref().map(|token| token.expose().to_owned());
        let secret = config.secret_access_key.expose();
        let credentials =
            Credentials::new(&config.access_key_id, secret, session, None, "channelgraph");
        Self { source, credentials, region: config.region.as_str().to_owned() }
    }

    /// Signs a `POST` to a service, and returns the headers that carry the signature. The address,
    /// the `own` headers and the body must stay as they are; other headers may be added.
    ///
    /// # Errors
    /// [`ErrorKind::Auth`] if a part of the key cannot stand in a header.
    pub(crate) fn sign(
        &self,
        (service, reach): (&str, Reach),
        url: &str,
        own: &[(&str, &str)],
        body: &str,
    ) -> Result<HeaderMap> {
        let headers = own.iter().copied();
        let body = SignableBody::Bytes(body.as_bytes());
        let signed = SignableRequest::new("POST", url, headers, body)
            .ok()
            .and_then(|request| self.signed(service, reach, request));
        signed.ok_or_else(|| {
            let message = "the connector cannot sign its requests: access_key_id or session_token \
                holds a character that HTTP headers do not take; copy them anew";
            Error::new(ErrorKind::Auth, &self.source, message)
        })
    }

    fn signed(
        &self,
        service: &str,
        reach: Reach,
        request: SignableRequest<'_>,
    ) -> Option<HeaderMap> {
        let identity = self.credentials.clone().into();
        let (now, settings) = (SystemTime::now(), SigningSettings::default());
        let params: SigningParams<'_> = match reach {
            Reach::Region => {
                let params = v4::SigningParams::builder().identity(&identity).time(now);
                params.region(&self.region).name(service).settings(settings).build().ok()?.into()
            }
            Reach::World => {
                let params = v4a::SigningParams::builder().identity(&identity).time(now);
                params.region_set("*").name(service).settings(settings).build().ok()?.into()
            }
        };
        let (headers, _) = sign(request, &params).ok()?.into_parts().0.into_parts();
        let own = headers.iter().map(|header| {
            let mut value = HeaderValue::from_str(header.value()).ok()?;
            value.set_sensitive(header.sensitive());
            Some((HeaderName::from_static(header.name()), value))
        });
        own.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_no_header_takes_is_told_without_it() {
        let key =
            "access_key_id = 'AKIA'\nsecret_access_key = 'secret'\nsession_token = \"hidden\\n\"";
        let signer = Signer::new("aws".into(), &toml::from_str(key).unwrap());
        for reach in [Reach::Region, Reach::World] {
            let refused =
                signer.sign(("service", reach), "https://example.com/", &[], "{}").unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::Auth);
            assert!(!format!("{refused:?}").contains("hidden"), "{refused:?}");
        }
    }
}
