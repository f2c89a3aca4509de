//! Roles: what callers may see, and how much they may ask.

mod limits;

use std::collections::BTreeMap;

pub use limits::CallerLimits;
use serde::Deserialize;

/// The roles by name: `[roles.partner]`.
pub type Roles = BTreeMap<String, Role>;

/// What the callers of one role may see, and how much they may ask.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Role {
    /// Whether its callers may ask for the schema. Default: false.
    pub introspection: bool,
    /// Whether the GraphiQL page is for its callers: it is served if it is for those of one role.
    /// Default: false.
    pub graphiql: bool,
    /// Whether its callers may send documents of their own where only trusted ones are answered
    /// (`documents.only`). Default: false.
    pub free_documents: bool,
    /// How much one caller may ask.
    pub limits: CallerLimits,
}
