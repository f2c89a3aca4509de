//! Resolving: from records to companies, at once or after some have changed. Both ways lead to the
//! same.

use std::sync::Arc;

use crate::{
    candidates,
    change::Change,
    clusters::{Clustered, OnTie, cluster},
    facts::Records,
    features::{Feature, Lists},
    near::Near,
    parallel,
    resolution::{By, Resolution, State},
    rules::Rules,
    statistics::Statistics,
    void,
    world::RelationTable,
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
    let (near, rules) = (Near::default(), rules.clone());
    let mut state = State { features, statistics, relations, near, rules };
    let keyed = candidates::keyed(&state.features, None);
    let mut pairs = candidates::kept(&state.world(), &keyed, None);
    pairs.extend(state.relations.sure.iter().map(|(_, a, b)| (*a, *b)));
    state.near = Near::new(count, pairs);
    let every: Vec<u32> = (0..records.len()).collect();
    let done = cluster_all(&state, &every);
    let unresolved = Resolution { company: every, ..Resolution::default() };
    unresolved.with(done, state, records)
}

/// The number of a record at a place.
pub(crate) fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// Ties the groups in which these records are.
fn cluster_all(state: &State, seeds: &[u32]) -> Vec<Clustered> {
    let groups: Vec<Vec<u32>> = state.near.groups(seeds);
    let parts = parallel::chunks(groups.len(), |range| {
        let one = |group: &Vec<u32>| cluster_group(state, group, &mut |_, _, _| {});
        groups[range].iter().map(one).collect::<Vec<_>>()
    });
    parts.into_iter().flatten().collect()
}

/// Ties one group of records that are alike.
pub(crate) fn cluster_group(state: &State, group: &[u32], on_tie: &mut OnTie<'_>) -> Clustered {
    if let [record] = group {
        return Clustered { companies: vec![vec![*record]], ..Clustered::default() };
    }
    let mut pairs = Vec::new();
    for a in group {
        pairs.extend(state.near.of(*a).iter().filter(|b| a < *b).map(|b| (*a, *b)));
    }
    let sure: Vec<(By, u32, u32)> = state.relations.sure_of(group).collect();
    cluster(&state.world(), group, &pairs, &sure, on_tie)
}

impl Resolution {
    /// Takes in what came of some groups of the records of a state.
    fn with(mut self, done: Vec<Clustered>, state: State, records: &dyn Records) -> Self {
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
        self.void = void::of(records, &state.features, &state.statistics);
        self.state = Arc::new(state);
        self
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
    let (statistics, near) = (Statistics::default(), Near::default());
    let mut state = State { features, statistics, relations, near, rules: rules.clone() };
    let change = Change::new(old, &state.features, &state.relations, known);
    state.statistics = change.statistics();
    if state.statistics.scale() != old.statistics.scale() {
        return at_once(records, rules);
    }
    let dirty = change.dirty(&state.statistics);
    state.near = change.near(&state.world(), &dirty);
    let done = cluster_all(&state, &change.seeds(&dirty));
    let carried = change.carried(before, &done);
    carried.with(done, state, records)
}
