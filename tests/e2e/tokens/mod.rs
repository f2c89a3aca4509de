//! Tokens and keys at the door: who is let in, who is not, and what is said about it.

mod door;
mod forged;
mod keys;
mod oidc;
mod provider;
mod rotation;
mod signing;

use jsonwebtoken::get_current_timestamp;
use provider::Provider;
use serde_json::{Value, json};

/// The caller in the claims.
const SUBJECT: &str = "jane-8c1f77e2";

/// Claims that let a caller in.
fn claims(issuer: &str) -> Value {
    let now = get_current_timestamp();
    json!({
        "iss": issuer, "aud": "gateway", "sub": SUBJECT, "exp": now + 600, "nbf": now - 10,
        "iat": now - 10, "roles": ["team"],
    })
}

/// The same with one of them changed.
fn with(claims: &Value, name: &str, value: Value) -> Value {
    let mut claims = claims.clone();
    claims[name] = value;
    claims
}

/// An issuer in the configuration, with more keys of its own.
fn issuer(name: &str, issuer: &str, more: &str) -> String {
    format!(
        "[auth.issuers.{name}]\nissuer = \"{issuer}\"\naudience = [\"gateway\", \"api://gateway\"]\n\
         roles = {{ claim = \"roles\", map = [{{ value = \"team\", role = \"manager\" }}] }}\n{more}\n"
    )
}

/// The provider as the only issuer.
fn only(provider: &Provider, more: &str) -> String {
    issuer("acme", &provider.url, &format!("jwks_url = \"{}/keys\"\n{more}", provider.url))
}
