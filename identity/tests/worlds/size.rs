//! What size costs: 100,000 records at once, and a change of one in a hundred.

use std::time::{Duration, Instant};

use channelgraph_identity::{Facts, Records, Relations, Rules, resolve};

use crate::world::Partners;

/// Records of which some tell something else.
struct Edited<'a> {
    all: &'a Partners,
    edited: Vec<bool>,
}

impl Records for Edited<'_> {
    fn len(&self) -> u32 {
        self.all.len()
    }

    fn facts(&self, record: u32) -> Facts<'_> {
        let mut facts = self.all.facts(record);
        if self.edited[record as usize] {
            facts.city = Some("Elsewhere");
            facts.names.truncate(1);
        }
        facts
    }

    fn relations(&self, record: u32) -> Relations {
        self.all.relations(record)
    }
}

/// The CPU time and the wall time of some work.
fn timed<T>(what: &str, work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let done = work();
    let took = begun.elapsed();
    println!("{what}: {took:.1?}");
    (done, took)
}

/// Run with `cargo test --release -p channelgraph-identity --test worlds size -- --ignored
/// --nocapture`.
#[test]
#[ignore = "measures time; needs an optimised build and a quiet machine"]
fn size() {
    let partners = std::env::var("PARTNERS").map_or(40_000, |text| text.parse().unwrap());
    let all = Partners::of(1, partners, "");
    let count = all.len() as usize;
    let (first, _) =
        timed(&format!("{count} records at once"), || resolve(&all, &Rules::default()));
    let edited = (0..count).map(|record| record % 100 == 7).collect();
    let edited = Edited { all: &all, edited };
    let known: Vec<Option<u32>> =
        (0..all.len()).map(|record| (record % 100 != 7).then_some(record)).collect();
    let rules = Rules::default();
    let (after, _) = timed("one in a hundred changed", || first.after(&edited, &rules, &known));
    let (whole, _) = timed("the same at once", || resolve(&edited, &rules));
    assert!(after.company == whole.company && after.ties == whole.ties);
    assert!(after.suggestions == whole.suggestions && after.related == whole.related);
    println!(
        "{} ties, {} suggestions, {} pairs kept",
        first.ties.len(),
        first.suggestions.len(),
        first.kept_pairs()
    );
}
