//! Who may call the gateway, and how callers prove who they are.

use serde::Deserialize;

/// How callers prove who they are.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Auth {}
