//! From a question to an address: pure functions, no calls.

mod condition;
mod filter;
mod literal;
mod order;
mod select;

use channelgraph_core::percent_encoded;

use crate::config::{Preset, Version};

pub(crate) use condition::{Clause, Condition, FilterText, Pieces};
pub(crate) use filter::Compiler;
pub(crate) use literal::{
    canonical_id, canonical_part, canonical_text, literal_of, pads, part_spellings, quote,
    spellings,
};
pub(crate) use order::{Key, is_sure, key, like};
pub(crate) use select::select;

/// Features that a service may lack, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Features(pub(crate) u8);

impl Features {
    pub(crate) const NONE: Self = Self(0);
    /// `in`.
    pub(crate) const LIST: Self = Self(1);
    /// Functions of text.
    pub(crate) const FUNCTIONS: Self = Self(2);
    /// Filters on fields of other records.
    pub(crate) const PATHS: Self = Self(4);
    /// Comparisons with null.
    pub(crate) const NULLS: Self = Self(8);
    /// The length of a text.
    pub(crate) const LENGTH: Self = Self(16);
    pub(crate) const ALL: Self = Self(31);

    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// One of these, the most dispensable first.
    pub(crate) fn first(self) -> Option<Self> {
        [Self::LIST, Self::LENGTH, Self::FUNCTIONS, Self::PATHS, Self::NULLS]
            .into_iter()
            .find(|feature| self.has(*feature))
    }
}

/// The dialect of a service.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dialect {
    pub(crate) version: Version,
    pub(crate) preset: Option<Preset>,
    pub(crate) takes: Features,
}

impl Dialect {
    /// Record numbers may have leading zeros (SAP).
    pub(crate) fn pads(self) -> bool {
        self.preset == Some(Preset::SapS4hana)
    }

    /// Zero means null (Business Central).
    pub(crate) fn has_zeros(self) -> bool {
        self.preset == Some(Preset::BusinessCentral)
    }

    /// The service takes `in` only under a version of the schema (Business Central, filter
    /// expressions, 2026: 2.1).
    pub(crate) fn needs_schema(self) -> bool {
        self.preset == Some(Preset::BusinessCentral)
    }

    /// `or` may stand between different fields (Business Central, filter expressions, 2026:
    /// it may not).
    pub(crate) fn takes_any(self) -> bool {
        self.preset != Some(Preset::BusinessCentral)
    }
}

/// Text as a part of an address's query.
pub(crate) fn encode(text: &str) -> String {
    percent_encoded(text, b"(),:$/")
}

#[cfg(test)]
mod tests;
