//! Loops among parents: a partner that would be its own ancestor has no parent.

use std::collections::HashMap;

use super::texts::number;

/// The partners whose parent is left out, so that no partner is its own ancestor: of each loop the
/// first one. `parents` gives the parent of each partner. Each comes with its loop, upwards from
/// its parent to itself.
pub(super) fn loops(parents: &[Option<u32>]) -> HashMap<u32, Vec<u32>> {
    const UNSEEN: u32 = 0;
    // For each partner, the walk that came by it first.
    let mut seen = vec![UNSEEN; parents.len()];
    let mut loops = HashMap::new();
    let up = |partner: u32| parents.get(partner as usize).copied().flatten();
    for first in 0..number(parents.len()) {
        let walk = first + 1;
        let mut at = Some(first);
        while let Some(partner) = at.filter(|partner| seen[*partner as usize] == UNSEEN) {
            seen[partner as usize] = walk;
            at = up(partner);
        }
        let Some(met) = at.filter(|partner| seen[*partner as usize] == walk) else { continue };
        let around = std::iter::successors(up(met), |partner| {
            (*partner != met).then(|| up(*partner)).flatten()
        });
        let mut around: Vec<u32> = around.collect();
        let top = around.iter().copied().min().unwrap_or(met);
        let place = around.iter().position(|partner| *partner == top).unwrap_or_default();
        around.rotate_left(place + 1);
        loops.insert(top, around);
    }
    loops
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_loop_is_cut_once_at_its_first_partner() {
        let parents = [Some(1), Some(2), Some(1), None, Some(4), Some(9), Some(3), Some(6)];
        let mut parents = parents.to_vec();
        parents[5] = None;
        let found = loops(&parents);
        assert_eq!(found.len(), 2);
        assert_eq!(found[&1], [2, 1]);
        assert_eq!(found[&4], [4], "a partner that names itself");
    }

    proptest! {
        #[test]
        fn without_the_cut_parents_every_walk_ends(
            parents in proptest::collection::vec(proptest::option::of(0_u32..30), 30),
        ) {
            let cut = loops(&parents);
            for first in 0..30_u32 {
                let up = |partner: &u32| {
                    parents[*partner as usize].filter(|_| !cut.contains_key(partner))
                };
                let steps = std::iter::successors(Some(first), up).take(32).count();
                prop_assert!(steps <= 30, "a walk from {} does not end", first);
            }
            for (top, around) in &cut {
                prop_assert_eq!(around.last(), Some(top));
                prop_assert_eq!(around.iter().min(), Some(top));
                prop_assert_eq!(parents[*top as usize], around.first().copied());
            }
        }
    }
}
