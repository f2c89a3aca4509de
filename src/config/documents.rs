//! Documents that requests name instead of sending their text: `[documents]`.

use std::path::PathBuf;

use channelgraph_core::within;
use serde::Deserialize;

/// Documents that requests name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Documents {
    /// Megabytes of documents that clients name by their hash once they have sent them (automatic
    /// persisted queries); 0 keeps none. Default: 8.
    #[serde(deserialize_with = "within::<0, 1_048_576, _, _>")]
    pub persisted_mb: u64,
    /// The file of the trusted documents: a manifest that Relay, Apollo or GraphQL Code Generator
    /// writes. Default: none.
    pub manifest: Option<PathBuf>,
    /// Whether only trusted documents are answered. Default: false.
    pub only: bool,
}

impl Default for Documents {
    fn default() -> Self {
        Self { persisted_mb: 8, manifest: None, only: false }
    }
}

impl Documents {
    /// Checks that there are documents to answer.
    ///
    /// # Errors
    /// If only trusted ones are answered, and none is.
    pub(super) fn check(&self) -> Result<(), String> {
        if self.only && self.manifest.is_none() {
            return Err("`documents.only` needs `documents.manifest`, the file that lists the \
                        trusted documents; without one, nothing would be answered"
                .into());
        }
        Ok(())
    }
}
