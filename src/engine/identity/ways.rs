//! The ways in which records are tied to others of their partner, as `matchedBy` tells them.

use channelgraph_identity::{By, Relations, Resolution};
use strum::VariantArray;

use crate::engine::MatchedBy;

/// What a record of a partner of several has in common with others, as it is compared.
pub(super) struct Shared {
    /// Its tax id.
    pub(super) tax: Option<String>,
    /// Its domain, if that tells one company from another.
    pub(super) domain: Option<String>,
    /// D-U-N-S number.
    pub(super) duns: Option<String>,
    /// Legal entity identifier.
    pub(super) lei: Option<String>,
    /// What it says of others.
    pub(super) relations: Relations,
}

/// The ways in which each record was tied, as bits.
#[derive(Default)]
pub(super) struct Ways(Vec<u8>);

impl Ways {
    /// The ways that the ties of these records tell.
    pub(super) fn new(resolution: &Resolution) -> Self {
        let mut ways = Self(vec![0; resolution.company.len()]);
        for tie in &resolution.ties {
            for way in ways_of(tie.by) {
                ways.note(tie.a, way);
                ways.note(tie.b, way);
            }
        }
        ways
    }

    /// Notes what the records of one partner have in common beside what ties them: a tie tells the
    /// strongest reason alone.
    pub(super) fn note_shared(&mut self, members: &[u32], shared: &[Shared]) {
        type Key = fn(&Shared) -> Option<&str>;
        let keys: [(MatchedBy, Key); 4] = [
            (MatchedBy::TaxId, |shared| shared.tax.as_deref()),
            (MatchedBy::Domain, |shared| shared.domain.as_deref()),
            (MatchedBy::Duns, |shared| shared.duns.as_deref()),
            (MatchedBy::Lei, |shared| shared.lei.as_deref()),
        ];
        for (way, key) in keys {
            let pairs = members.iter().zip(shared);
            let mut all: Vec<(&str, u32)> =
                pairs.filter_map(|(record, shared)| Some((key(shared)?, *record))).collect();
            all.sort_unstable();
            for group in all.chunk_by(|(a, _), (b, _)| a == b).filter(|group| group.len() > 1) {
                group.iter().for_each(|(_, record)| self.note(*record, way));
            }
        }
        let mut sorted = members.to_vec();
        sorted.sort_unstable();
        for (record, shared) in members.iter().zip(shared) {
            let Relations { links, same, .. } = &shared.relations;
            for (others, way) in [(links, MatchedBy::Link), (same, MatchedBy::Confirmed)] {
                for other in others.iter().filter(|other| sorted.binary_search(other).is_ok()) {
                    self.note(*record, way);
                    self.note(*other, way);
                }
            }
        }
    }

    /// The ways in which a record was tied.
    pub(super) fn of(&self, record: u32) -> Vec<MatchedBy> {
        let bits = self.0.get(record as usize).copied().unwrap_or_default();
        MatchedBy::VARIANTS.iter().filter(|way| bits & bit(**way) != 0).copied().collect()
    }

    fn note(&mut self, record: u32, way: MatchedBy) {
        if let Some(ways) = self.0.get_mut(record as usize) {
            *ways |= bit(way);
        }
    }

    /// The bytes on the heap.
    #[cfg(test)]
    pub(super) fn heap(&self) -> usize {
        self.0.capacity()
    }
}

fn bit(way: MatchedBy) -> u8 {
    1 << way as u8
}

/// The ways that a tie's reason stands for. Which register tied is seen by the numbers.
fn ways_of(by: By) -> impl Iterator<Item = MatchedBy> {
    use MatchedBy::{Confirmed, Domain, Evidence, Link, Name};
    let ways = match by {
        By::Confirmed => [Some(Confirmed), None, None],
        By::Link => [Some(Link), None, None],
        By::Register => [None; 3],
        By::Domain => [Some(Domain), None, None],
        By::Name => [Some(Name), None, None],
        By::Evidence { name, domain, .. } => {
            [Some(Evidence), name.then_some(Name), domain.then_some(Domain)]
        }
    };
    ways.into_iter().flatten()
}
