//! Which records are one company: a pure function of what records tell and of the rules, by keys
//! that are sure and by evidence that is weighed. It reads nothing, and holds nothing that cannot
//! be worked out again.

mod blocks;
mod candidates;
mod change;
mod clusters;
#[cfg(test)]
mod cost;
pub mod domains;
mod explain;
mod facts;
mod features;
mod keys;
mod letters;
mod name_score;
pub mod names;
mod near;
mod parallel;
pub mod phones;
pub mod places;
mod resolution;
mod resolve;
mod rules;
mod score;
mod statistics;
pub mod tax;
mod verdict;
mod void;
mod weights;
mod world;

pub use facts::{Facts, Records, Relations};
pub use resolution::{
    Agreement, By, Evidence, Explanation, Kind, Reason, Resolution, SURE, Suggestion, Tie, Void,
    odds,
};
pub use rules::{Mode, Rules};

/// Works out which records are one company.
pub fn resolve(records: &dyn Records, rules: &Rules) -> Resolution {
    if rules.mode == Mode::Keys {
        return keys::resolve(records, rules);
    }
    resolve::at_once(records, rules)
}

impl Resolution {
    /// Works out anew which records are one company, after some have changed. `known` gives for
    /// each record its number in the resolution before, if its facts are what they were then (its
    /// relations need not be); it rises.
    pub fn after(&self, records: &dyn Records, rules: &Rules, known: &[Option<u32>]) -> Self {
        if rules.mode == Mode::Keys {
            return keys::resolve(records, rules);
        }
        resolve::after(self, records, rules, known)
    }
}
