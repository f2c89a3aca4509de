//! Credentials that are not accepted: why, and what their sender is told.

use std::sync::Arc;

use channelgraph_core::ErrorCode;

/// The reason why credentials are not accepted, for the log. Callers are told less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Reason {
    /// There are none.
    NoCredentials,
    /// There are several.
    SentTwice,
    /// They are not of the scheme `Bearer`.
    Scheme,
    /// They have more bytes than credentials may have.
    TooLong,
    /// They are no token and no key.
    Malformed,
    /// An API key that is not known.
    UnknownKey,
    /// An API key whose last day is over.
    KeyExpired,
    /// The token's issuer is not configured.
    Issuer,
    /// The token's header asks for what the gateway does not do.
    Header,
    /// The token's algorithm is not allowed.
    Algorithm,
    /// The token's signing key is not among its issuer's.
    SigningKey,
    /// The signature is not that of the signing key.
    Signature,
    /// The token is for another audience.
    Audience,
    /// The token has expired.
    Expired,
    /// The token is not good yet.
    NotYet,
    /// A claim is missing, or has a form that it must not have.
    Claims,
    /// No claim gives its caller a role.
    Role,
    /// The issuer's keys cannot be read, so the token cannot be tested.
    KeysUnavailable,
}

/// Credentials that are not accepted. The text tells the caller no more than how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.told())]
pub struct Refused {
    /// The reason, for the log.
    pub reason: Reason,
    /// The issuer or the key, by its configured name, where that is known.
    pub by: Option<Arc<str>>,
}

impl From<Reason> for Refused {
    fn from(reason: Reason) -> Self {
        Self { reason, by: None }
    }
}

impl Refused {
    /// The code of the error that the caller is told.
    pub fn code(&self) -> ErrorCode {
        match self.reason {
            Reason::Role => ErrorCode::Forbidden,
            Reason::KeysUnavailable => ErrorCode::Overloaded,
            _ => ErrorCode::Unauthenticated,
        }
    }

    /// The error of RFC 6750 (3.1); none where the request has no credentials of its kind.
    pub fn challenge(&self) -> &'static str {
        match self.reason {
            Reason::NoCredentials | Reason::Scheme => "Bearer realm=\"channelgraph\"",
            Reason::SentTwice => "Bearer realm=\"channelgraph\", error=\"invalid_request\"",
            Reason::Role => "Bearer realm=\"channelgraph\", error=\"insufficient_scope\"",
            _ => "Bearer realm=\"channelgraph\", error=\"invalid_token\"",
        }
    }

    /// What the caller is told. Only who holds a good signature or key learns that it has expired;
    /// of anything else he learns that it is not accepted.
    fn told(&self) -> &'static str {
        match self.reason {
            Reason::NoCredentials => {
                "the request has no credentials; send a token of your identity provider or an API \
                 key as `Authorization: Bearer …`"
            }
            Reason::SentTwice => {
                "the request has credentials twice; send one `Authorization` or one `X-API-Key`"
            }
            Reason::Scheme => {
                "the gateway takes `Authorization: Bearer …` with a token or an API key, and no \
                 other scheme"
            }
            Reason::TooLong => "the credentials have more than 8192 bytes; send a smaller token",
            Reason::KeyExpired => "the API key has expired; ask for a new one",
            Reason::Expired => "the token has expired; get a new one",
            Reason::Role => {
                "the token gives you no role at this gateway; ask whoever runs it for one"
            }
            Reason::KeysUnavailable => {
                "the identity provider does not give its keys, so no new token can be tested; try \
                 again in a moment"
            }
            _ => "the credentials are not accepted; get a new token, or check the API key",
        }
    }
}
