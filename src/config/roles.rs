//! Roles: what callers may see, and how much they may ask.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The roles by name: `[roles.partner]`.
pub type Roles = BTreeMap<String, Role>;

/// What the callers of one role may see, and how much they may ask.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Role {}
