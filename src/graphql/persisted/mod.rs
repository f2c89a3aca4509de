//! Documents that requests name instead of sending their text: trusted ones, by their id in a
//! manifest, and those that a client has sent before, by their hash (automatic persisted queries).

mod manifest;
mod registry;
mod trusted;

use std::{path::Path, sync::Arc};

use channelgraph_core::ErrorCode;
use serde::Deserialize;

pub use self::{registry::Hash, trusted::Trusted};
use self::{registry::Registry, trusted::TrustedDocuments};
use super::{
    answer::{Answer, Status},
    document::Documents,
    error::problem,
    request::Request,
    rights::Rights,
};
use crate::engine::Problem;

/// The documents that requests can name.
pub struct Persisted {
    trusted: TrustedDocuments,
    registry: Option<Registry>,
}

/// The document of a request.
#[derive(Debug, Clone)]
pub struct Found {
    /// The text.
    pub text: Arc<str>,
    /// The trusted document that it is, by its id.
    pub trusted: Option<Arc<str>>,
    /// The hash by which it is to be known, once it has been found valid.
    pub hash: Option<Hash>,
}

/// `extensions.persistedQuery`, as Apollo's clients and urql send it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Named {
    version: u64,
    sha256_hash: String,
}

impl Persisted {
    /// Knows the documents of a manifest, and keeps so many bytes of others; with 0 none.
    ///
    /// # Errors
    /// If the manifest cannot be read, or a document of it does not fit the schema.
    pub fn new(manifest: Option<&Path>, bytes: u64, documents: &Documents) -> anyhow::Result<Self> {
        let trusted = manifest.map(|file| TrustedDocuments::read(file, documents)).transpose()?;
        let trusted = trusted.unwrap_or_default();
        if manifest.is_some() {
            tracing::debug!(documents = trusted.count(), "The trusted documents are known.");
        }
        Ok(Self { trusted, registry: (bytes > 0).then(|| Registry::new(bytes)) })
    }

    /// The document of a request, as its caller may send or name it.
    ///
    /// # Errors
    /// The answer if there is none.
    pub fn find(&self, request: &Request, rights: &Rights) -> Result<Found, Answer> {
        let text = request.query.as_str();
        if let Some(id) = &request.document_id {
            if !text.is_empty() {
                let message = "the request names a document and brings a text; send one of them";
                return Err(Answer::refused_for(Problem::input(message)));
            }
            return self.trusted.get(id).map(Found::trusted).ok_or_else(unlisted);
        }
        let named = request.extensions.as_ref().and_then(|all| all.get("persistedQuery"));
        let Some(named) = named else {
            return if rights.free_documents { Ok(Found::free(text)) } else { Err(closed()) };
        };
        let named = Named::deserialize(named).ok().filter(|named| named.version == 1);
        let Some(Named { sha256_hash, .. }) = named else {
            let message = "`extensions.persistedQuery` cannot be read: send `version` 1 and \
                           `sha256Hash`, the SHA-256 of the document in hex digits";
            return Err(Answer::refused_for(Problem::input(message)));
        };
        match self.trusted.get(&sha256_hash) {
            Some(trusted) if text.is_empty() || *text == *trusted.text => {
                Ok(Found::trusted(trusted))
            }
            _ if rights.free_documents => self.persisted(&sha256_hash, text),
            _ if text.is_empty() => Err(unlisted()),
            _ => Err(closed()),
        }
    }

    /// The document of a hash. Its text comes with it when it is not known yet.
    fn persisted(&self, hash: &str, text: &str) -> Result<Found, Answer> {
        let Some(registry) = &self.registry else {
            let supported = if text.is_empty() { None } else { Some(Found::free(text)) };
            return supported.ok_or_else(|| {
                again(ErrorCode::PersistedQueryNotSupported, "PersistedQueryNotSupported")
            });
        };
        let known = Hash::parse(hash);
        if text.is_empty() {
            let found = known.and_then(|hash| registry.get(hash));
            let found = found.map(|text| Found { text, trusted: None, hash: None });
            return found
                .ok_or_else(|| again(ErrorCode::PersistedQueryNotFound, "PersistedQueryNotFound"));
        }
        let hash = known.filter(|hash| *hash == Hash::of(text)).ok_or_else(|| {
            let message = "`extensions.persistedQuery.sha256Hash` is not the SHA-256 of the \
                           request's `query`; send the hash of the very text that is sent";
            Answer::refused_for(Problem::input(message))
        })?;
        Ok(Found { hash: Some(hash), ..Found::free(text) })
    }

    /// Keeps a valid document that is to be known by its hash.
    pub fn keep(&self, found: &Found) {
        if let Some((registry, hash)) = self.registry.as_ref().zip(found.hash) {
            registry.put(hash, &found.text);
        }
    }
}

impl Found {
    fn free(text: &str) -> Self {
        Self { text: text.into(), trusted: None, hash: None }
    }

    fn trusted(of: &Arc<Trusted>) -> Self {
        Self { text: of.text.clone(), trusted: Some(of.id.clone()), hash: None }
    }
}

/// The answer to a name that the client is to ask for again with the document's text. Clients know
/// it by its message, and by status 200.
fn again(code: ErrorCode, message: &str) -> Answer {
    Answer { status: Status::AskAgain, ..Answer::refused_for(problem(code, message)) }
}

/// The answer to a name that no trusted document has. It does not repeat the name, which can be
/// anything.
fn unlisted() -> Answer {
    let message = "the request names a document that is not among the trusted ones; the operator \
                   adds it with the application's manifest (`documents.manifest`)";
    Answer::refused_for(problem(ErrorCode::NotFound, message))
}

/// The answer to a text where only trusted documents are answered.
fn closed() -> Answer {
    let message = "your role may ask trusted documents only: name one by its id (`documentId`) \
                   instead of sending a text";
    Answer::refused_for(problem(ErrorCode::Forbidden, message))
}

#[cfg(test)]
mod tests;
