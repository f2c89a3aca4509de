//! Reviews of rules: what other rules would make of the records that are known.

use std::collections::BTreeSet;

use channelgraph_identity::{Reason, Resolution, Tie};

use super::{IdentityRules, Snapshot, explained::Named, told::Told};

/// What changes with other rules.
#[derive(Debug, Clone)]
pub struct Review {
    /// The number of partners by the rules of the review.
    pub before: usize,
    /// The number of partners by the rules of the index.
    pub after: usize,
    /// Ties that the rules of the index add.
    pub merged: Vec<Change>,
    /// Ties that they take away.
    pub parted: Vec<Change>,
}

/// A tie that one set of rules makes, and the other does not.
#[derive(Debug, Clone)]
pub struct Change {
    /// The tied records.
    pub between: [Named; 2],
    /// Thousandths of a bit; [`channelgraph_identity::SURE`] for what is sure.
    pub weight: i32,
    /// Why the two are not one by the other rules, though they are alike.
    pub reason: Option<Reason>,
}

impl Snapshot {
    /// What the rules of the index merge and part of what other rules make of its records.
    pub fn review(&self, before: &IdentityRules) -> Review {
        let told = Told::new(&self.model, &self.records, before);
        let before = told.resolve(None);
        Review {
            before: companies(&before),
            after: companies(&self.resolution),
            merged: self.added(&before, &self.resolution, &told),
            parted: self.added(&self.resolution, &before, &told),
        }
    }

    /// The ties of one resolution whose records are apart in another one, the heaviest first.
    fn added(&self, without: &Resolution, with: &Resolution, told: &Told<'_>) -> Vec<Change> {
        let company = |record: u32| without.company.get(record as usize);
        let mut ties: Vec<&Tie> =
            with.ties.iter().filter(|tie| company(tie.a) != company(tie.b)).collect();
        ties.sort_by_key(|tie| (std::cmp::Reverse(tie.weight), tie.a, tie.b));
        let change = |tie: &&Tie| {
            Some(Change {
                between: [self.named(tie.a)?, self.named(tie.b)?],
                weight: tie.weight,
                reason: without.explain(told, tie.a, tie.b).reason,
            })
        };
        ties.iter().filter_map(change).collect()
    }
}

fn companies(resolution: &Resolution) -> usize {
    resolution.company.iter().collect::<BTreeSet<_>>().len()
}
