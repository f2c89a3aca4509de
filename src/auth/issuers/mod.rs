//! Callers with tokens (JWT, RFC 7519) of identity providers.
//!
//! `jsonwebtoken` verifies them. Here is what goes before it: the bounds of what it is given, the
//! one key that may verify a token, and the rules of RFC 8725 that it leaves to its user.

mod claims;
mod keeper;
mod key_set;

use std::{collections::HashMap, sync::Arc};

use claims::Claims;
use jsonwebtoken::{
    Algorithm, Header, Validation, dangerous::insecure_decode, decode, errors::ErrorKind,
    get_current_timestamp,
};
use keeper::Keeper;
use moka::sync::Cache;
use serde::Deserialize;

use super::{Caller, Reason, Refused, api_key::sha256, audit};
use crate::config;

/// Verified tokens that are remembered.
const REMEMBERED: u64 = 10_000;
/// The last second that a claim may name: the end of the year 9999. Milliseconds are beyond it.
const LAST_SECOND: u64 = 253_402_300_799;
/// The types of tokens that are for us (RFC 9068, 2.1).
const TYPES: [&str; 3] = ["jwt", "at+jwt", "application/at+jwt"];

/// The issuers, and the tokens of theirs that were verified.
pub(super) struct Issuers {
    by_url: HashMap<String, Arc<Issuer>>,
    /// By the hash of the token.
    verified: Cache<[u8; 32], Arc<Verified>>,
}

struct Issuer {
    name: Arc<str>,
    config: config::Issuer,
    keeper: Arc<Keeper>,
}

/// A token that was verified, and what it stands on.
struct Verified {
    caller: Caller,
    issuer: Arc<Issuer>,
    kid: String,
    print: [u8; 32],
    /// The last second at which it is good.
    end: u64,
}

/// The claim that tells whose keys to try. It is believed only once they have verified it.
#[derive(Deserialize)]
struct Issued {
    iss: String,
}

impl Issuers {
    /// # Errors
    /// If TLS cannot be set up on this machine.
    pub(super) fn new(
        issuers: &std::collections::BTreeMap<String, config::Issuer>,
    ) -> anyhow::Result<Self> {
        let by_url = issuers.iter().map(|(name, config)| {
            let name: Arc<str> = name.as_str().into();
            let keeper = Arc::new(Keeper::new(&name, config)?);
            let issuer = Issuer { name, config: config.clone(), keeper };
            Ok((config.issuer.clone(), Arc::new(issuer)))
        });
        Ok(Self {
            by_url: by_url.collect::<anyhow::Result<_>>()?,
            verified: Cache::new(REMEMBERED),
        })
    }

    /// The caller with this token.
    pub(super) async fn caller(
        &self,
        token: &str,
        audit: &audit::Stream,
    ) -> Result<Caller, Refused> {
        if !has_form(token) {
            return Err(Reason::Malformed.into());
        }
        let hash = sha256(token.as_bytes());
        if let Some(known) = self.verified.get(&hash) {
            if known.is_good() {
                return Ok(known.caller.clone());
            }
            self.verified.invalidate(&hash);
        }
        let unverified =
            insecure_decode::<Issued>(token).map_err(|_| Refused::from(Reason::Malformed))?;
        let header = unverified.header;
        let kid = named_key(&header)?;
        let issuer = self.by_url.get(&unverified.claims.iss).ok_or(Reason::Issuer)?;
        let refused = |reason| Refused { reason, by: Some(issuer.name.clone()) };
        let verified = issuer.verified(token, header.alg, kid).await.map_err(refused)?;
        audit.accepted("token", &issuer.name, &verified.caller);
        let caller = verified.caller.clone();
        self.verified.insert(hash, Arc::new(verified));
        Ok(caller)
    }
}

impl Issuer {
    /// Verifies a token of this issuer.
    async fn verified(
        self: &Arc<Self>,
        token: &str,
        algorithm: Algorithm,
        kid: &str,
    ) -> Result<Verified, Reason> {
        let config = &self.config;
        if !config.algorithms.contains(&algorithm) {
            return Err(Reason::Algorithm);
        }
        let key = self.keeper.find(kid, algorithm).await?;
        let mut rules = Validation::new(algorithm);
        rules.leeway = config.leeway_seconds;
        rules.validate_nbf = true;
        rules.set_required_spec_claims(&["exp", "iss", "aud"]);
        rules.set_issuer(&[&config.issuer]);
        rules.set_audience(&config.audience);
        let claims = decode::<Claims>(token, &key.key, &rules);
        let claims = claims.map_err(|error| reason(error.kind()))?.claims;
        let latest = get_current_timestamp() + config.leeway_seconds;
        if claims.seconds("iat")?.is_some_and(|issued| issued > latest) {
            return Err(Reason::NotYet);
        }
        let expires = claims.seconds("exp")?.filter(|at| *at <= LAST_SECOND);
        let end = expires.ok_or(Reason::Claims)? + config.leeway_seconds;
        let caller = claims.caller(&self.name, config)?;
        Ok(Verified { caller, issuer: self.clone(), kid: kid.to_owned(), print: key.print, end })
    }
}

impl Verified {
    /// Tests if the token has not expired, and its key is still its issuer's.
    fn is_good(&self) -> bool {
        get_current_timestamp() <= self.end
            && self.issuer.keeper.current().is_some_and(|set| set.has(&self.kid, &self.print))
    }
}

/// Tests if a text has the form of a signed token: three parts of base64url, none of them empty.
fn has_form(token: &str) -> bool {
    let mut parts = token.split('.');
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(is_digit);
    parts.by_ref().take(3).filter(|part| is_part(part)).count() == 3 && parts.next().is_none()
}

/// The name of the key that a header names. A header that asks for more than a signature by it, or
/// brings a key of its own, is refused.
fn named_key(header: &Header) -> Result<&str, Reason> {
    let is_plain = header.crit.is_none()
        && header.cty.is_none()
        && header.enc.is_none()
        && header.zip.is_none()
        && !header.extras.contains_key("b64");
    let brings_key = header.jku.is_some()
        || header.jwk.is_some()
        || header.x5u.is_some()
        || header.x5c.is_some();
    let is_ours = header
        .typ
        .as_deref()
        .is_none_or(|typ| TYPES.iter().any(|known| known.eq_ignore_ascii_case(typ)));
    if !is_plain || brings_key || !is_ours {
        return Err(Reason::Header);
    }
    let kid = header.kid.as_deref().filter(|kid| kid.len() <= key_set::MAX_KID);
    kid.ok_or(Reason::SigningKey)
}

/// The reason of a failed verification.
fn reason(kind: &ErrorKind) -> Reason {
    match kind {
        ErrorKind::ExpiredSignature => Reason::Expired,
        ErrorKind::ImmatureSignature => Reason::NotYet,
        ErrorKind::InvalidAudience => Reason::Audience,
        ErrorKind::InvalidIssuer => Reason::Issuer,
        ErrorKind::InvalidAlgorithm => Reason::Algorithm,
        ErrorKind::Json(_)
        | ErrorKind::Utf8(_)
        | ErrorKind::MissingRequiredClaim(_)
        | ErrorKind::InvalidClaimFormat(_) => Reason::Claims,
        _ => Reason::Signature,
    }
}
