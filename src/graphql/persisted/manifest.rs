//! Manifests: the files in which clients' tools list the documents of an application.

use serde::Deserialize;
use serde_json::{Map, Value as Json};

/// A document of a manifest.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Listed {
    /// The id by which requests name it, without the prefix that tells its hash.
    pub(super) id: String,
    /// The text.
    pub(super) text: String,
}

/// The `format` of Apollo's manifests.
const APOLLO: &str = "apollo-persisted-query-manifest";
/// What some tools put before an id that is a hash (GraphQL over HTTP, "Persisted documents").
const PREFIX: &str = "sha256:";

#[derive(Deserialize)]
struct Apollo {
    version: u64,
    operations: Vec<Operation>,
}

#[derive(Deserialize)]
struct Operation {
    id: String,
    body: String,
}

/// The documents of a manifest: of Apollo's kind, or a map from ids to texts as Relay and GraphQL
/// Code Generator write it.
///
/// # Errors
/// If it is neither; the text says what is wrong.
pub(super) fn read(text: &str) -> Result<Vec<Listed>, String> {
    let shape = "give the manifest that Relay (`persistConfig.file`), GraphQL Code Generator \
                 (`persisted-documents.json`) or `generate-persisted-query-manifest` writes";
    let map: Map<String, Json> = serde_json::from_str(text)
        .map_err(|error| format!("it is no JSON object ({error}); {shape}"))?;
    if let Some(format) = map.get("format") {
        return apollo(format, &map).map_err(|problem| format!("{problem}; {shape}"));
    }
    let listed = map.into_iter().map(|(id, text)| match text {
        Json::String(text) => Ok(Listed { id: plain(&id).to_owned(), text }),
        _ => Err(format!("the document `{id}` is no text; {shape}")),
    });
    listed.collect()
}

fn apollo(format: &Json, map: &Map<String, Json>) -> Result<Vec<Listed>, String> {
    if format != APOLLO {
        return Err(format!("its `format` is {format}, which is not known"));
    }
    let read = Apollo::deserialize(Json::Object(map.clone()));
    let Apollo { version, operations } = read.map_err(|error| error.to_string())?;
    if version != 1 {
        return Err(format!("its `version` is {version}, and 1 is the one that is known"));
    }
    let listed = |Operation { id, body }| Listed { id: plain(&id).to_owned(), text: body };
    Ok(operations.into_iter().map(listed).collect())
}

/// An id without the prefix that tells its hash.
pub(super) fn plain(id: &str) -> &str {
    id.strip_prefix(PREFIX).unwrap_or(id)
}
