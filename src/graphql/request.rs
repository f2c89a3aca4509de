//! A request, as clients send it.

use serde::Deserialize;
use serde_json::{Map, Value as Json};

/// A request, as it stands in the body.
#[derive(Debug, Default, Deserialize)]
pub struct Request {
    /// The text of the document; empty where it is named.
    #[serde(default)]
    pub query: String,
    /// The id of a trusted document: `documentId` by GraphQL over HTTP, the others by Relay's
    /// conventions.
    #[serde(default, rename = "documentId", alias = "doc_id", alias = "id")]
    pub document_id: Option<String>,
    /// The values of its variables.
    #[serde(default)]
    pub variables: Option<Map<String, Json>>,
    /// The operation to run, where the document has several.
    #[serde(default, rename = "operationName")]
    pub operation_name: Option<String>,
    /// What the client adds for others than us.
    #[serde(default)]
    pub extensions: Option<Map<String, Json>>,
}

impl Request {
    /// Returns true if it brings no document and names none.
    pub fn is_empty(&self) -> bool {
        let is_named = |all: &Map<String, Json>| all.contains_key("persistedQuery");
        self.query.trim().is_empty()
            && self.document_id.is_none()
            && !self.extensions.as_ref().is_some_and(is_named)
    }
}
