//! Which records are one company: a pure function of what records tell and of the rules, by keys
//! that are sure and by evidence that is weighed. It reads nothing, and holds nothing that cannot
//! be worked out again.

pub mod domains;
mod facts;
pub mod names;
mod resolution;
mod rules;

pub use facts::{Facts, Records, Relations};
pub use resolution::{
    Agreement, By, Evidence, Explanation, Kind, Reason, Resolution, SURE, Suggestion, Tie, Void,
    odds,
};
pub use rules::{Mode, Rules};

/// Works out which records are one company.
pub fn resolve(records: &dyn Records, rules: &Rules) -> Resolution {
    let _ = rules;
    Resolution { company: (0..records.len()).collect(), ..Resolution::default() }
}

impl Resolution {
    /// Works out anew which records are one company, after some have changed. `known` gives for
    /// each record its number in the resolution before, if its facts are what they were then (its relations need not be); it rises.
    pub fn after(&self, records: &dyn Records, rules: &Rules, known: &[Option<u32>]) -> Self {
        let _ = known;
        resolve(records, rules)
    }

    /// What speaks for and against two records being one company.
    pub fn explain(&self, records: &dyn Records, a: u32, b: u32) -> Explanation {
        let _ = records;
        let tied = self.company.get(a as usize) == self.company.get(b as usize);
        Explanation { weight: 0, evidence: Vec::new(), tied, reason: None, rivals: Vec::new() }
    }

    /// What a tie stands on: the evidence that the two had when they were tied, in which what was
    /// known of their companies by then counts, too.
    pub fn explain_tie(&self, records: &dyn Records, tie: &Tie) -> Explanation {
        self.explain(records, tie.a, tie.b)
    }
}
