//! Changes: what some records that came, went or tell something else mean for all the others. Only
//! what can have changed is looked at again.

use std::{
    collections::{BTreeSet, HashSet},
    hash::BuildHasherDefault,
    sync::Arc,
};

use crate::{
    candidates::{self, Keys},
    clusters::Clustered,
    features::Feature,
    near::Near,
    resolution::{Resolution, State},
    resolve::number,
    statistics::{AsIs, Statistics, keys_of_names, values_of},
    world::{RelationTable, World},
};

type HashSetOf = HashSet<u64, BuildHasherDefault<AsIs>>;

const NONE: u32 = u32::MAX;

/// The way from one set of records to the next.
pub(crate) struct Change<'a> {
    old: &'a State,
    features: &'a [Arc<Feature>],
    relations: &'a RelationTable,
    /// For each record, its number before, if it told the same.
    known: &'a [Option<u32>],
    /// For each record of before, its number now, or [`NONE`].
    now: Vec<u32>,
    /// Features that are new, or that are no more.
    touched: Vec<&'a Arc<Feature>>,
}

impl<'a> Change<'a> {
    pub(crate) fn new(
        old: &'a State,
        features: &'a [Arc<Feature>],
        relations: &'a RelationTable,
        known: &'a [Option<u32>],
    ) -> Self {
        let mut now = vec![NONE; old.features.len()];
        let mut touched = Vec::new();
        for (record, known) in known.iter().enumerate() {
            match known {
                Some(known) => now[*known as usize] = number(record),
                None => touched.push(&features[record]),
            }
        }
        let gone = old.features.iter().zip(&now).filter(|(_, now)| **now == NONE);
        touched.extend(gone.map(|(feature, _)| feature));
        Self { old, features, relations, known, now, touched }
    }

    /// The records of before that are no more, or tell something else now.
    fn gone(&self) -> impl Iterator<Item = u32> + '_ {
        let all = (0_u32..).zip(&self.now);
        all.filter(|(_, now)| **now == NONE).map(|(record, _)| record)
    }

    /// The statistics now.
    pub(crate) fn statistics(&self) -> Statistics {
        let mut statistics = self.old.statistics.clone();
        for record in self.gone() {
            statistics.count(&self.old.features[record as usize], false);
        }
        for (record, known) in self.known.iter().enumerate() {
            if known.is_none() {
                statistics.count(&self.features[record], true);
            }
        }
        statistics.close();
        let (mut values, mut names) = (HashSetOf::default(), HashSetOf::default());
        for feature in &self.touched {
            values_of(feature, |_, value| {
                values.insert(value);
            });
            names.extend(feature.names.iter().map(|name| name.core));
        }
        let (mut carriers, mut keys) = (Vec::new(), Vec::new());
        for (record, feature) in (0_u32..).zip(self.features) {
            values_of(feature, |_, value| {
                if values.contains(&value) {
                    carriers.push((value, record));
                }
            });
            keys_of_names(feature, |core, key| {
                if names.contains(&core) {
                    keys.push((core, key));
                }
            });
        }
        statistics.forget_shared(values.iter().copied(), names.iter().copied());
        statistics.count_shared(self.features, carriers);
        statistics.count_names(keys);
        statistics
    }

    /// For each record, whether it is to be compared anew.
    pub(crate) fn dirty(&self, statistics: &Statistics) -> Vec<bool> {
        let mut dirty: Vec<bool> = self.known.iter().map(Option::is_none).collect();
        self.mark_by_statistics(statistics, &mut dirty);
        self.mark_by_blocks(&mut dirty);
        self.mark_by_relations(&mut dirty);
        dirty
    }

    /// Marks the records with a word or a value that weighs otherwise than it did.
    fn mark_by_statistics(&self, statistics: &Statistics, dirty: &mut [bool]) {
        let old = &self.old.statistics;
        let mut other = HashSetOf::default();
        for feature in &self.touched {
            for name in &feature.names {
                let words = name.words.iter();
                let changed = words.filter(|word| old.of_word(word) != statistics.of_word(word));
                other.extend(changed.map(|word| word.hash));
                if old.is_name(name) != statistics.is_name(name) {
                    other.insert(name.core);
                }
            }
            values_of(feature, |_, value| {
                if old.sharers(value) != statistics.sharers(value) {
                    other.insert(value);
                }
            });
            let common = Statistics::common_of(feature);
            other.extend(common.filter(|key| old.grade(*key) != statistics.grade(*key)));
        }
        if other.is_empty() {
            return;
        }
        for (feature, dirty) in self.features.iter().zip(dirty) {
            let mut is_other = feature.names.iter().any(|name| {
                other.contains(&name.core)
                    || name.words.iter().any(|word| other.contains(&word.hash))
            });
            values_of(feature, |_, value| is_other |= other.contains(&value));
            *dirty |= is_other || Statistics::common_of(feature).any(|key| other.contains(&key));
        }
    }

    /// Marks the records of blocks that have become live, or are it no more.
    fn mark_by_blocks(&self, dirty: &mut [bool]) {
        let keys = self.touched.iter().flat_map(|feature| feature.blocks.iter().copied());
        let keys = Keys::new(keys.collect());
        let live = |features: &[Arc<Feature>]| -> BTreeSet<u32> {
            let keyed = candidates::keyed(features, Some(&keys));
            candidates::live(features, &keyed).map(|(key, _)| key).collect()
        };
        let (before, after) = (live(&self.old.features), live(self.features));
        let other: Vec<u32> = before.symmetric_difference(&after).copied().collect();
        if other.is_empty() {
            return;
        }
        let is_other =
            |feature: &Feature| feature.blocks.iter().any(|key| other.binary_search(key).is_ok());
        for (feature, dirty) in self.features.iter().zip(dirty) {
            *dirty |= is_other(feature);
        }
    }

    /// Marks the records that say something else of others than they did.
    fn mark_by_relations(&self, dirty: &mut [bool]) {
        let renumbered = self.old.relations.renumbered(&self.now, self.features.len());
        self.relations.differences(&renumbered, |record| {
            if let Some(dirty) = dirty.get_mut(record as usize) {
                *dirty = true;
            }
        });
    }

    /// The pairs that are alike now.
    pub(crate) fn near(&self, world: &World<'_>, dirty: &[bool]) -> Near {
        let mut pairs: Vec<(u32, u32)> = self
            .old
            .near
            .pairs()
            .map(|(a, b)| (self.now[a as usize], self.now[b as usize]))
            .filter(|(a, b)| *a != NONE && *b != NONE)
            .filter(|(a, b)| !dirty[*a as usize] && !dirty[*b as usize])
            .collect();
        let features = self.features.iter().zip(dirty).filter(|(_, dirty)| **dirty);
        let keys = features.flat_map(|(feature, _)| feature.blocks.iter().copied()).collect();
        let keyed = candidates::keyed(self.features, Some(&Keys::new(keys)));
        pairs.extend(candidates::kept(world, &keyed, Some(dirty)));
        pairs.extend(self.relations.sure.iter().map(|(_, a, b)| (*a, *b)));
        Near::new(self.features.len(), pairs)
    }

    /// Records whose groups are to be tied anew: those that are compared anew, and those that were
    /// like one of them.
    pub(crate) fn seeds(&self, dirty: &[bool]) -> Vec<u32> {
        let mut seeds: Vec<u32> =
            (0_u32..).zip(dirty).filter(|(_, dirty)| **dirty).map(|(record, _)| record).collect();
        let before = seeds.iter().filter_map(|record| self.known[*record as usize]);
        let before: Vec<u32> = before.chain(self.gone()).collect();
        for record in before {
            let near = self.old.near.of(record).iter();
            seeds.extend(near.map(|other| self.now[*other as usize]).filter(|now| *now != NONE));
        }
        seeds.sort_unstable();
        seeds.dedup();
        seeds
    }

    /// What stays of the resolution before, where `done` holds all groups that were tied anew.
    pub(crate) fn carried(&self, before: &Resolution, done: &[Clustered]) -> Resolution {
        let mut is_anew = vec![false; self.features.len()];
        for record in done.iter().flat_map(|one| one.companies.iter().flatten()) {
            is_anew[*record as usize] = true;
        }
        let now = |record: u32| {
            let now = self.now.get(record as usize).copied().unwrap_or(NONE);
            (now != NONE && !is_anew[now as usize]).then_some(now)
        };
        let pair = |(a, b): (u32, u32)| Some((now(a)?, now(b)?));
        let company = self.known.iter().enumerate().map(|(record, known)| {
            let kept = known.and_then(|known| now(before.company[known as usize]));
            kept.unwrap_or_else(|| number(record))
        });
        Resolution {
            company: company.collect(),
            ties: before
                .ties
                .iter()
                .filter_map(|tie| Some((pair((tie.a, tie.b))?, tie)))
                .map(|((a, b), tie)| crate::Tie { a, b, ..*tie })
                .collect(),
            suggestions: before
                .suggestions
                .iter()
                .filter_map(|one| Some((pair((one.a, one.b))?, one)))
                .map(|((a, b), one)| crate::Suggestion { a, b, ..*one })
                .collect(),
            related: before.related.iter().filter_map(|one| pair(*one)).collect(),
            contradictions: before.contradictions.iter().filter_map(|one| pair(*one)).collect(),
            void: Vec::new(),
            state: Arc::default(),
        }
    }
}
