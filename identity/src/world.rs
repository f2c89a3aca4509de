//! The world of records as the resolver sees it: what each tells, what each says of others, and how
//! common all that is.

use std::{collections::HashSet, sync::Arc};

use crate::{
    facts::Records, features::Feature, resolution::By, rules::Rules, statistics::Statistics,
};

/// All that a comparison looks at.
pub(crate) struct World<'a> {
    pub(crate) features: &'a [Arc<Feature>],
    pub(crate) statistics: &'a Statistics,
    pub(crate) relations: &'a RelationTable,
    pub(crate) rules: &'a Rules,
}

/// What records say of each other.
#[derive(Debug, Clone, Default)]
pub(crate) struct RelationTable {
    /// Pairs that are one, by a decision first, then by a link, each with the lower record first.
    pub(crate) sure: Vec<(By, u32, u32)>,
    refused: HashSet<(u32, u32)>,
    /// For each record, its parent or [`NONE`].
    parents: Vec<u32>,
}

const NONE: u32 = u32::MAX;

impl RelationTable {
    pub(crate) fn of(records: &dyn Records) -> Self {
        let count = records.len();
        let mut table = Self { parents: Vec::with_capacity(count as usize), ..Self::default() };
        for record in 0..count {
            let said = records.relations(record);
            let is_other = |other: &u32| *other != record && *other < count;
            let pair = |other: u32| (record.min(other), record.max(other));
            for (others, by) in [(said.same, By::Confirmed), (said.links, By::Link)] {
                for (a, b) in others.into_iter().filter(is_other).map(pair) {
                    table.sure.push((by, a, b));
                }
            }
            table.refused.extend(said.not_same.into_iter().filter(is_other).map(pair));
            table.parents.push(said.parent.filter(is_other).unwrap_or(NONE));
        }
        table.sure.sort_unstable();
        table.sure.dedup();
        table
    }

    /// Returns true if people have decided that two records are not one.
    pub(crate) fn is_refused(&self, a: u32, b: u32) -> bool {
        !self.refused.is_empty() && self.refused.contains(&(a.min(b), a.max(b)))
    }

    /// The record that another names as its parent.
    pub(crate) fn parent(&self, record: u32) -> Option<u32> {
        self.parents.get(record as usize).copied().filter(|parent| *parent != NONE)
    }

    /// The sure pairs whose lower record is one of these, decisions first.
    pub(crate) fn sure_of<'t>(
        &'t self,
        group: &'t [u32],
    ) -> impl Iterator<Item = (By, u32, u32)> + 't {
        [By::Confirmed, By::Link].into_iter().flat_map(move |by| {
            group.iter().flat_map(move |a| {
                let begin = self.sure.partition_point(|(way, one, _)| (way, one) < (&by, a));
                let rest = self.sure[begin..].iter().copied();
                rest.take_while(move |(way, one, _)| (way, one) == (&by, a))
            })
        })
    }

    /// The same relations under other numbers: those of records that have none are left out.
    pub(crate) fn renumbered(&self, now: &[u32], count: usize) -> Self {
        let of = |record: u32| now.get(record as usize).copied().filter(|now| *now != NONE);
        let pair = |a: u32, b: u32| Some((of(a)?, of(b)?));
        let sure = self.sure.iter().filter_map(|(by, a, b)| pair(*a, *b).map(|(a, b)| (*by, a, b)));
        let mut parents = vec![NONE; count];
        for (record, parent) in (0_u32..).zip(&self.parents) {
            if let (Some(record), Some(parent)) = (of(record), of(*parent)) {
                parents[record as usize] = parent;
            }
        }
        Self {
            sure: sure.collect(),
            refused: self.refused.iter().filter_map(|(a, b)| pair(*a, *b)).collect(),
            parents,
        }
    }

    /// Tells each record of which the one says something else than the other.
    pub(crate) fn differences(&self, other: &Self, mut tell: impl FnMut(u32)) {
        let mut both = |a: u32, b: u32| {
            tell(a);
            tell(b);
        };
        for (one, another) in [(self, other), (other, self)] {
            let missing = one.sure.iter().filter(|pair| another.sure.binary_search(pair).is_err());
            missing.for_each(|(_, a, b)| both(*a, *b));
            one.refused.difference(&another.refused).for_each(|(a, b)| both(*a, *b));
        }
        for (record, (parent, was)) in (0_u32..).zip(self.parents.iter().zip(&other.parents)) {
            if parent != was {
                for one in [record, *parent, *was] {
                    both(record, if one == NONE { record } else { one });
                }
            }
        }
    }
}
