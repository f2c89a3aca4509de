//! What size costs: 100,000 records at once, and a change of one in a hundred.

#![expect(
    clippy::disallowed_types,
    reason = "it measures the wall time of work that does not wait"
)]

use std::time::Instant;

use channelgraph_identity::{Facts, Records, Relations, Rules, resolve};

use crate::world::{Kind, Partners};

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

/// The CPU time of the process so far, in hundredths of a second, where the system tells it.
fn cpu() -> Option<u64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

/// Does some work, and prints its wall time and its CPU time.
fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let (begun, before) = (Instant::now(), cpu());
    let done = work();
    let cpu = cpu().zip(before).map_or(0, |(after, before)| (after - before) * 10);
    println!("{what}: {:.0?} of wall, {cpu} ms of CPU", begun.elapsed());
    done
}

/// Run with `cargo test --release -p channelgraph-identity --test worlds size -- --ignored
/// --nocapture`.
#[test]
#[ignore = "measures time; needs an optimised build and a quiet machine"]
fn size() {
    let all = Partners::of(1, 40_000, Kind::Life);
    let count = all.len() as usize;
    let first = timed(&format!("{count} records at once"), || resolve(&all, &Rules::default()));
    let edited = (0..count).map(|record| record % 100 == 7).collect();
    let edited = Edited { all: &all, edited };
    let known: Vec<Option<u32>> =
        (0..all.len()).map(|record| (record % 100 != 7).then_some(record)).collect();
    let rules = Rules::default();
    let after = timed("one in a hundred changed", || first.after(&edited, &rules, &known));
    let whole = timed("the same at once", || resolve(&edited, &rules));
    assert!(after.company == whole.company && after.ties == whole.ties);
    assert!(after.suggestions == whole.suggestions && after.related == whole.related);
    println!(
        "{} ties, {} suggestions, {} pairs kept",
        first.ties.len(),
        first.suggestions.len(),
        first.kept_pairs()
    );
}
