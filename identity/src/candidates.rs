//! Candidates: the pairs of records that stand in one block and are alike enough to be kept.

use std::sync::Arc;

use crate::{
    blocks::is_live,
    features::Feature,
    parallel,
    resolve::number,
    score::{at_most, compare},
    weights::KEPT,
    world::World,
};

/// Records by the keys of their blocks, sorted.
pub(crate) type Keyed = Vec<u64>;

fn entry(key: u32, record: u32) -> u64 {
    u64::from(key) << 32 | u64::from(record)
}

fn key_of(entry: u64) -> u32 {
    (entry >> 32) as u32
}

#[expect(clippy::cast_possible_truncation, reason = "the record is the lower half")]
fn record_of(entry: u64) -> u32 {
    entry as u32
}

/// The records of all blocks, or of those whose keys are wanted.
pub(crate) fn keyed(features: &[Arc<Feature>], wanted: Option<&Keys>) -> Keyed {
    let parts = parallel::chunks(features.len(), |range| {
        let mut entries = Vec::new();
        for record in range {
            let keys = features[record].blocks.iter();
            let keys = keys.filter(|key| wanted.is_none_or(|wanted| wanted.contains(**key)));
            entries.extend(keys.map(|key| entry(*key, number(record))));
        }
        entries.sort_unstable();
        entries
    });
    let mut all = parts.concat();
    // Sorted runs are merged, not sorted anew.
    all.sort();
    all
}

/// A set of keys of blocks.
pub(crate) struct Keys {
    /// One bit for each value of the lower bits, which tells most of the others off.
    bits: Vec<u64>,
    sorted: Vec<u32>,
}

impl Keys {
    const BITS: u32 = 1 << 20;

    pub(crate) fn new(mut keys: Vec<u32>) -> Self {
        keys.sort_unstable();
        keys.dedup();
        let mut bits = vec![0; (Self::BITS / 64) as usize];
        for key in &keys {
            bits[(key % Self::BITS / 64) as usize] |= 1_u64 << (key % 64);
        }
        Self { bits, sorted: keys }
    }

    fn contains(&self, key: u32) -> bool {
        self.bits[(key % Self::BITS / 64) as usize] & 1 << (key % 64) != 0
            && self.sorted.binary_search(&key).is_ok()
    }
}

/// The live blocks: their keys and their records.
pub(crate) fn live<'k>(
    features: &'k [Arc<Feature>],
    keyed: &'k Keyed,
) -> impl Iterator<Item = (u32, Vec<u32>)> + 'k {
    let runs = keyed.chunk_by(|a, b| key_of(*a) == key_of(*b)).filter(|run| run.len() > 1);
    runs.filter_map(|run| {
        let records: Vec<u32> = run.iter().map(|entry| record_of(*entry)).collect();
        is_live(features, &records).then(|| (key_of(run[0]), records))
    })
}

/// The pairs of records that are alike enough to be kept, each once with the lower record first:
/// all, or those with a dirty record.
pub(crate) fn kept(world: &World<'_>, keyed: &Keyed, dirty: Option<&[bool]>) -> Vec<(u32, u32)> {
    let is_wanted =
        |a: u32, b: u32| dirty.is_none_or(|dirty| dirty[a as usize] || dirty[b as usize]);
    let parts = parallel::shares(|share, of| {
        let mut pairs: Vec<u64> = Vec::new();
        for (_, records) in live(world.features, keyed) {
            for (place, b) in records.iter().enumerate() {
                let mine = records[..place].iter().filter(|a| **a as usize % of == share);
                pairs.extend(mine.filter(|a| is_wanted(**a, *b)).map(|a| entry(*a, *b)));
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        let pairs = pairs.into_iter().map(|pair| (key_of(pair), record_of(pair)));
        pairs
            .filter(|(a, b)| at_most(world, *a, *b) >= KEPT)
            .filter(|(a, b)| compare(world, &[*a], &[*b]).weight >= KEPT)
            .collect::<Vec<_>>()
    });
    let mut all = parts.concat();
    all.sort_unstable();
    all
}
