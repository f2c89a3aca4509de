//! Companies are as alike, and their records as unlike, as they are said to be.

use std::collections::BTreeMap;

use crate::world::{CompanyDirt, Options, World};

fn hard(seed: u64, partners: usize) -> World {
    let companies = CompanyDirt::default();
    World::generate(&Options { seed, partners, companies, ..Options::default() })
}

#[test]
fn every_kind_of_dirt_is_there() {
    let world = hard(1, 1000);
    let mut causes: BTreeMap<&str, usize> = BTreeMap::new();
    for cause in world.truth.dirt.values().flatten() {
        *causes.entry(cause).or_default() += 1;
    }
    for (cause, count) in causes {
        assert!(count > 0, "{cause}");
    }
}
