//! Trusted documents: those of a manifest, checked against the schema before anything is answered.

use std::{collections::HashMap, path::Path, sync::Arc};

use super::manifest::{self, Listed};
use crate::graphql::document::Documents;

/// Documents that are told of in an error; further ones are counted.
const TOLD: usize = 10;

/// A document of the manifest.
#[derive(Debug)]
pub struct Trusted {
    /// The id, as the manifest has it, without the prefix that tells its hash.
    pub id: Arc<str>,
    /// The text.
    pub text: Arc<str>,
}

/// The documents of the manifest, by id.
#[derive(Debug, Default)]
pub(super) struct TrustedDocuments(HashMap<Arc<str>, Arc<Trusted>>);

impl TrustedDocuments {
    /// Reads a manifest.
    ///
    /// # Errors
    /// If it cannot be read, or holds a document that does not fit the schema.
    pub(super) fn read(file: &Path, documents: &Documents) -> anyhow::Result<Self> {
        let bad = |problem: String| {
            anyhow::anyhow!("`documents.manifest` names {}: {problem}", file.display())
        };
        let text = std::fs::read_to_string(file)
            .map_err(|error| bad(format!("it cannot be read: {error}")))?;
        Self::of(manifest::read(&text).map_err(bad)?, documents).map_err(bad)
    }

    /// The documents of a list.
    pub(super) fn of(listed: Vec<Listed>, documents: &Documents) -> Result<Self, String> {
        let mut known: HashMap<Arc<str>, Arc<Trusted>> = HashMap::new();
        let mut problems = Vec::new();
        for Listed { id, text } in listed {
            if let Err(problem) = documents.check(&text) {
                problems.push(format!("`{id}`{}: {problem}", named(&text)));
                continue;
            }
            let id: Arc<str> = id.into();
            let trusted = Arc::new(Trusted { id: id.clone(), text: text.into() });
            if known.get(&id).is_some_and(|other| other.text != trusted.text) {
                problems.push(format!("`{id}` stands for two documents"));
            }
            known.insert(id, trusted);
        }
        match problems.len() {
            0 => Ok(Self(known)),
            count => Err(told(&problems, count)),
        }
    }

    /// The document of this id.
    pub(super) fn get(&self, id: &str) -> Option<&Arc<Trusted>> {
        self.0.get(manifest::plain(id))
    }

    pub(super) fn count(&self) -> usize {
        self.0.len()
    }
}

/// The documents that do not fit, and what to do.
fn told(problems: &[String], count: usize) -> String {
    let shown = problems.iter().take(TOLD).map(|problem| format!("\n  {problem}"));
    let more = count.saturating_sub(TOLD);
    let more = if more > 0 { format!("\n  and {more} more") } else { String::new() };
    let shown: String = shown.collect();
    format!(
        "{count} of its documents do not fit the schema; mend them, and write the manifest \
         anew:{shown}{more}"
    )
}

/// The name of a document's first operation, in brackets.
fn named(text: &str) -> String {
    let mut words = text.split_whitespace().skip_while(|word| *word != "query").skip(1);
    let is_part = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    let name: String = words.next().unwrap_or_default().chars().take_while(is_part).collect();
    if name.is_empty() { name } else { format!(" ({name})") }
}
