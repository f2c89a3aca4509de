//! Who may call the gateway, and how callers prove who they are: `[auth]`.

mod check;
mod issuer;
mod keys;
mod partner;

use std::collections::BTreeMap;

pub use issuer::{Issuer, KeysUrl, PartnerClaim, PartnerClaimKind, RoleClaim, RoleOf};
pub use keys::{Day, Key, KeyHash, Persona, ScramVerifier};
use serde::Deserialize;

/// How callers prove who they are.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Auth {
    /// Whether everyone who reaches the gateway sees everything; only on a loopback address.
    /// Default: false.
    pub open: bool,
    /// The role of callers who send no credentials; only on a loopback address. Default: none, and
    /// they are refused.
    pub anonymous_role: Option<String>,
    /// API keys. Default: none.
    pub keys: Vec<Key>,
    /// Issuers of tokens by name: `[auth.issuers.entra]`. Default: none.
    pub issuers: BTreeMap<String, Issuer>,
    /// Callers whose keys the page offers; only on a loopback address. Default: none.
    pub personas: Vec<Persona>,
}

#[cfg(test)]
mod tests;
