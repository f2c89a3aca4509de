//! Pairs of records that are alike, by record.

use crate::resolve::number;

/// For each record, those that are like it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Near {
    starts: Vec<u32>,
    records: Vec<u32>,
}

impl Near {
    pub(crate) fn new(count: usize, mut pairs: Vec<(u32, u32)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let mut starts = vec![0_u32; count + 1];
        for (a, b) in &pairs {
            starts[*a as usize + 1] += 1;
            starts[*b as usize + 1] += 1;
        }
        for place in 1..starts.len() {
            starts[place] += starts[place - 1];
        }
        let mut next = starts.clone();
        let mut records = vec![0; pairs.len() * 2];
        for (a, b) in pairs {
            for (one, other) in [(a, b), (b, a)] {
                records[next[one as usize] as usize] = other;
                next[one as usize] += 1;
            }
        }
        Self { starts, records }
    }

    /// The number of pairs.
    pub(crate) fn len(&self) -> usize {
        self.records.len() / 2
    }

    pub(crate) fn of(&self, record: u32) -> &[u32] {
        let start = |record: u32| self.starts.get(record as usize).map(|start| *start as usize);
        let range = start(record).zip(start(record + 1));
        range.and_then(|(begin, end)| self.records.get(begin..end)).unwrap_or_default()
    }

    /// All pairs, each with the lower record first.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let count = number(self.starts.len().saturating_sub(1));
        (0..count).flat_map(|a| self.of(a).iter().filter(move |b| a < **b).map(move |b| (a, *b)))
    }

    /// The groups of records that are alike, directly or through others, in which some of these
    /// records are; each sorted.
    pub(crate) fn groups(&self, seeds: &[u32]) -> Vec<Vec<u32>> {
        let mut seen = vec![false; self.starts.len()];
        let mut groups = Vec::new();
        for seed in seeds {
            if std::mem::replace(&mut seen[*seed as usize], true) {
                continue;
            }
            let mut group = vec![*seed];
            let mut next = 0;
            while let Some(record) = group.get(next) {
                next += 1;
                for other in self.of(*record).to_vec() {
                    if !std::mem::replace(&mut seen[other as usize], true) {
                        group.push(other);
                    }
                }
            }
            group.sort_unstable();
            groups.push(group);
        }
        groups
    }
}
