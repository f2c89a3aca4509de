//! The viewer: who asks.

use std::borrow::Cow;

/// A partner as credentials name it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PartnerName {
    /// By the id of its node.
    Id(String),
    /// By a record of a source, in whichever object that keeps it.
    Record {
        /// The source.
        source: String,
        /// The record's id there.
        id: String,
    },
    /// By its domain.
    Domain(String),
    /// By its tax id.
    TaxId(String),
}

/// The caller on whose behalf the engine answers. Every call of the engine takes one, so that rules
/// about what he may see have one place to be applied. Today everyone may see everything.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Viewer {
    subject: Cow<'static, str>,
}

impl Viewer {
    /// The caller who is not known by name and may see everything.
    pub fn everyone() -> Self {
        Self { subject: "anonymous".into() }
    }

    /// A caller of this name.
    #[cfg(test)]
    pub fn named(name: &str) -> Self {
        Self { subject: name.to_owned().into() }
    }

    /// The name under which the caller is known.
    pub fn subject(&self) -> &str {
        &self.subject
    }
}
