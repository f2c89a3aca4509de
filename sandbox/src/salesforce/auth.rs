//! Authentication: the holder of an access token, which the token endpoint gives for client
//! credentials or for a signed assertion (JWT bearer).

use std::{
    collections::{HashMap, VecDeque},
    hash::{BuildHasher, Hasher, RandomState},
};

use axum::http::HeaderMap;
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use chrono::Utc;
use rand::{Rng, SeedableRng, distr::Alphanumeric, rngs::StdRng};
use rustls_pki_types::{SubjectPublicKeyInfoDer, pem::PemObject};
use serde_json::{Value, json};
use tokio::time::Instant;
use webpki::{RawPublicKeyEntity, ring::RSA_PKCS1_2048_8192_SHA256};

use super::{Simulator, identity, switches::Switches};

const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// The login hosts an assertion may be meant for, whichever host it is sent to.
const AUDIENCES: [&str; 2] = ["https://login.salesforce.com", "https://test.salesforce.com"];
/// The longest time until an assertion expires, in seconds, with a little for rounding and clocks.
const MAX_EXPIRY: i64 = 3 * 60 + 5;

/// Tokens that live at once; a new one ends the oldest.
const MAX_TOKENS: usize = 10_000;

/// The access tokens of an org: opaque, without a stated lifetime, kept alive by use.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    live: HashMap<String, Token>,
    order: VecDeque<String>,
}

#[derive(Debug)]
struct Token {
    used: Instant,
    calls: u64,
}

impl Tokens {
    /// Issues a new token.
    pub(crate) fn issue(&mut self) -> String {
        let token = format!("00D8Z000001gate!{}", random(80));
        if self.order.len() >= MAX_TOKENS
            && let Some(oldest) = self.order.pop_front()
        {
            self.live.remove(&oldest);
        }
        let fresh = Token { used: Instant::now(), calls: 0 };
        self.live.insert(token.clone(), fresh);
        self.order.push_back(token.clone());
        token
    }

    /// Counts one use; false if the token is unknown, has lain idle too long, or is used up.
    pub(crate) fn accept(&mut self, token: &str, switches: &Switches) -> bool {
        let Some(known) = self.live.get_mut(token) else {
            return false;
        };
        let idle = known.used.elapsed() >= switches.token_idle;
        let spent = switches.token_calls.is_some_and(|most| known.calls >= most);
        if idle || spent {
            return false;
        }
        known.used = Instant::now();
        known.calls += 1;
        true
    }

    /// Ends every token.
    pub(crate) fn clear(&mut self) {
        self.live.clear();
        self.order.clear();
    }
}

/// Letters and digits that differ from call to call and from run to run.
pub(crate) fn random(length: usize) -> String {
    let seed = RandomState::new().build_hasher().finish();
    StdRng::seed_from_u64(seed).sample_iter(Alphanumeric).take(length).map(char::from).collect()
}

/// A refused log-in: `error` and `error_description`, always with status 400.
#[derive(Debug)]
pub(crate) struct Refusal(&'static str, &'static str);

impl Refusal {
    pub(crate) fn body(&self) -> Value {
        json!({ "error": self.0, "error_description": self.1 })
    }
}

/// Answers `POST /services/oauth2/token` with a new token.
pub(crate) fn token(
    simulator: &Simulator,
    headers: &HeaderMap,
    form: &[u8],
) -> Result<Value, Refusal> {
    let form: Vec<(String, String)> = serde_urlencoded::from_bytes(form)
        .map_err(|_| Refusal("invalid_request", "the body is not a form"))?;
    let field =
        |name: &str| form.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    match field("grant_type") {
        Some("client_credentials") => {
            let basic = basic(headers);
            let (id, secret) = match &basic {
                Some((id, secret)) => (Some(id.as_str()), Some(secret.as_str())),
                None => (field("client_id"), field("client_secret")),
            };
            if id != Some(&simulator.config.client_id) {
                return Err(Refusal("invalid_client_id", "client identifier invalid"));
            }
            if secret != Some(&simulator.config.client_secret) {
                return Err(Refusal("invalid_client", "invalid client credentials"));
            }
        }
        Some(JWT_BEARER) => {
            let assertion =
                field("assertion").ok_or(Refusal("invalid_request", "assertion is required"))?;
            check(simulator, assertion)?;
        }
        Some(_) => {
            return Err(Refusal("unsupported_grant_type", "grant type not supported"));
        }
        None => return Err(Refusal("invalid_request", "grant_type is required")),
    }
    let instance = simulator.instance_url();
    Ok(json!({
        "access_token": simulator.issue_token(),
        "signature": STANDARD.encode(random(32)),
        "scope": "api id",
        "instance_url": instance,
        "id": identity::url(&instance),
        "token_type": "Bearer",
        "issued_at": Utc::now().timestamp_millis().to_string(),
    }))
}

fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let encoded = headers.get("authorization")?.to_str().ok()?;
    let decoded = STANDARD.decode(encoded.strip_prefix("Basic ")?).ok()?;
    let text = String::from_utf8(decoded).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

/// Checks issuer, user, signature, audience and expiry of an assertion, in that order.
fn check(simulator: &Simulator, assertion: &str) -> Result<(), Refusal> {
    let invalid = Refusal("invalid_grant", "invalid assertion");
    let Some((signed, signature, claims)) = unverified(assertion) else {
        return Err(invalid);
    };
    if claims["iss"].as_str() != Some(&simulator.config.client_id) {
        return Err(Refusal("invalid_client_id", "client identifier invalid"));
    }
    let user = claims["sub"].as_str().unwrap_or_default();
    let key = simulator
        .config
        .users
        .get(user)
        .ok_or(Refusal("invalid_grant", "user hasn't approved this consumer"))?;
    let unusable = Refusal("invalid_grant", "the app holds no usable certificate");
    let Ok(key) = SubjectPublicKeyInfoDer::from_pem_slice(key.as_bytes()) else {
        return Err(unusable);
    };
    let Ok(key) = RawPublicKeyEntity::try_from(&key) else { return Err(unusable) };
    if key.verify_signature(RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature).is_err() {
        return Err(invalid);
    }
    if !AUDIENCES.contains(&claims["aud"].as_str().unwrap_or_default()) {
        return Err(Refusal("invalid_grant", "audience is invalid"));
    }
    // Some clients write `exp` as a string.
    let expiry = match &claims["exp"] {
        Value::String(text) => text.parse().ok(),
        other => other.as_i64(),
    };
    // The wall clock, not the org's: it is the caller's clock that made the assertion.
    let ahead = expiry.unwrap_or(0).saturating_sub(Utc::now().timestamp());
    match ahead > 0 && ahead <= MAX_EXPIRY {
        true => Ok(()),
        false => Err(Refusal("invalid_grant", "assertion is expired or expires too late")),
    }
}

/// Splits an RS256 assertion into the text that is signed, the signature, and the claims.
fn unverified(assertion: &str) -> Option<(&str, Vec<u8>, Value)> {
    let (signed, signature) = assertion.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let json = |part: &str| -> Option<Value> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
    };
    (json(header)?["alg"] == "RS256").then_some(())?;
    Some((signed, URL_SAFE_NO_PAD.decode(signature).ok()?, json(claims)?))
}
