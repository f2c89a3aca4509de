//! Resolving: from records to companies, at once or after some have changed. Both ways lead to the
//! same.

use std::sync::Arc;

use crate::{
    candidates,
    change::Change,
    clusters::{Clustered, OnTie, cluster},
    facts::Records,
    features::{Feature, Lists},
    parallel,
    resolution::{By, Resolution, State},
    rules::Rules,
    statistics::Statistics,
    void,
    world::{RelationTable, World},
};

/// Works out from nothing which records are one company.
pub(crate) fn at_once(records: &dyn Records, rules: &Rules) -> Resolution {
    let lists = Lists::new(rules);
    let count = records.len() as usize;
    let features = parallel::chunks(count, |range| {
        let feature = |record| Arc::new(Feature::of(&records.facts(number(record)), &lists));
        range.map(feature).collect::<Vec<_>>()
    })
    .concat();
    let statistics = Statistics::of(&features);
    let relations = RelationTable::of(records);
    let world =
        World { features: &features, statistics: &statistics, relations: &relations, rules };
    let mut edges = candidates::kept(&world, &candidates::keyed(&features, None), None);
    edges.extend(relations.sure.iter().map(|(_, a, b)| (*a, *b)));
    let near = Near::new(count, edges);
    let every: Vec<u32> = (0..records.len()).collect();
    let done = cluster_all(&world, &near, &every);
    let void = void::of(records, &features, &statistics);
    let mut resolution = Resolution { company: every, void, ..Resolution::default() };
    resolution.take_in(done);
    let rules = rules.clone();
    resolution.state = Arc::new(State { features, statistics, relations, near, rules });
    resolution
}

pub(crate) fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

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

/// Ties the groups in which these records are.
pub(crate) fn cluster_all(world: &World<'_>, near: &Near, seeds: &[u32]) -> Vec<Clustered> {
    let groups: Vec<Vec<u32>> = near.groups(seeds);
    let parts = parallel::chunks(groups.len(), |range| {
        groups[range]
            .iter()
            .map(|group| cluster_group(world, near, group, &mut |_, _, _| {}))
            .collect::<Vec<_>>()
    });
    parts.into_iter().flatten().collect()
}

/// Ties one group of records that are alike.
pub(crate) fn cluster_group(
    world: &World<'_>,
    near: &Near,
    group: &[u32],
    on_tie: &mut OnTie<'_>,
) -> Clustered {
    if let [record] = group {
        return Clustered { companies: vec![vec![*record]], ..Clustered::default() };
    }
    let mut edges = Vec::new();
    for a in group {
        edges.extend(near.of(*a).iter().filter(|b| a < *b).map(|b| (*a, *b)));
    }
    let is_here = |record: &u32| group.binary_search(record).is_ok();
    let sure: Vec<(By, u32, u32)> = match world.relations.sure.is_empty() {
        true => Vec::new(),
        false => {
            world.relations.sure_of(group).filter(|(_, a, b)| is_here(a) && is_here(b)).collect()
        }
    };
    cluster(world, group, &edges, &sure, on_tie)
}

impl Resolution {
    /// Takes in what came of some groups.
    fn take_in(&mut self, done: Vec<Clustered>) {
        for one in done {
            for company in one.companies {
                for record in &company {
                    self.company[*record as usize] = company[0];
                }
            }
            self.ties.extend(one.ties);
            self.suggestions.extend(one.suggestions);
            self.related.extend(one.related);
            self.contradictions.extend(one.contradictions);
        }
        self.ties.sort_unstable_by_key(|tie| (tie.a, tie.b));
        self.suggestions.sort_unstable_by_key(|one| (-one.weight, one.a, one.b));
        self.related.sort_unstable();
        self.contradictions.sort_unstable();
        self.contradictions.dedup();
    }
}

/// Works out anew which records are one company, after some have changed.
pub(crate) fn after(
    before: &Resolution,
    records: &dyn Records,
    rules: &Rules,
    known: &[Option<u32>],
) -> Resolution {
    let old = &before.state;
    let changed = known.iter().filter(|known| known.is_none()).count();
    let gone = old.features.len() - (known.len() - changed);
    // A change of very much is worked out at once with less.
    if old.rules != *rules || (changed + gone) * 5 > known.len() {
        return at_once(records, rules);
    }
    let lists = Lists::new(rules);
    let feature = |(record, known): (usize, &Option<u32>)| match known {
        Some(known) => old.features[*known as usize].clone(),
        None => Arc::new(Feature::of(&records.facts(number(record)), &lists)),
    };
    let features: Vec<Arc<Feature>> = known.iter().enumerate().map(feature).collect();
    let relations = RelationTable::of(records);
    let change = Change::new(old, &features, &relations, known);
    let statistics = change.statistics();
    if (statistics.bits, statistics.size()) != (old.statistics.bits, old.statistics.size()) {
        return at_once(records, rules);
    }
    let world =
        World { features: &features, statistics: &statistics, relations: &relations, rules };
    let dirty = change.dirty(&statistics);
    let near = change.near(&world, &dirty);
    let seeds = change.seeds(&dirty);
    let done = cluster_all(&world, &near, &seeds);
    let mut resolution = change.carried(before, &done);
    resolution.void = void::of(records, &features, &statistics);
    resolution.take_in(done);
    let rules = rules.clone();
    resolution.state = Arc::new(State { features, statistics, relations, near, rules });
    resolution
}
