//! What figures and statements stand on.

use chrono::{DateTime, Utc};

use crate::engine::Problem;

/// What figures stand on: incomplete is never silent.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// Sources that did not answer.
    pub missing: Vec<Problem>,
    /// The time of the oldest read among them.
    pub as_of: Option<DateTime<Utc>>,
    /// Nodes that were counted in any figure.
    pub records: u64,
    /// Records of these nodes beyond the first of each: they were counted once.
    pub twins: u64,
    /// Nodes left out, as they lack the day by which they are counted.
    pub undated: u64,
    /// Nodes that count, and add nothing to amounts, as they have none.
    pub without_amount: u64,
    /// Nodes whose amount is left out, for want of a rate.
    pub unconverted: u64,
    /// Deals without evidence of the part that their partner has; none if that is not wanted.
    pub unattributed: Option<u64>,
    /// Figures that are null for want of a mapping.
    pub unmapped: Vec<String>,
    /// Figures that are estimates, and why.
    pub approximate: Vec<String>,
}

/// What stands behind a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backing {
    /// Records beyond the first.
    pub twins: u64,
    /// The time of the oldest read.
    pub as_of: Option<DateTime<Utc>>,
}

impl Backing {
    /// The same, where all changes up to a time are known to be in it.
    #[must_use]
    pub fn or_later(self, as_of: Option<DateTime<Utc>>) -> Self {
        Self { as_of: self.as_of.max(as_of), ..self }
    }
}

impl Coverage {
    /// Takes in what stands behind a node that is counted.
    pub fn stand_on(&mut self, node: Backing) {
        self.twins += node.twins;
        self.as_of = self.as_of.into_iter().chain(node.as_of).min();
    }
}
