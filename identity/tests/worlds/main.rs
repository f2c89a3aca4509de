//! How well companies are recognised in the sandbox's worlds, where it is known which records are
//! of which. Each test prints its figures, why pairs were missed, and the evidence of wrong ones.
//!
//! `SEEDS=21..41` looks at other worlds; `MISSED=1` shows the evidence of missed pairs, too.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "what is not as it should be fails the test"
)]

mod score;
mod size;
mod world;

use std::ops::Range;

use channelgraph_identity::Rules;
use score::Score;
use world::{Kind, Partners};

/// Memory as the server has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The seeds to look at, if they are not named.
fn seeds(usual: Range<u64>) -> Range<u64> {
    let Ok(text) = std::env::var("SEEDS") else { return usual };
    let (from, to) = text.split_once("..").expect("SEEDS is a range: 1..21");
    from.parse().unwrap()..to.parse().unwrap()
}

/// The figures over some worlds.
fn figures(kind: Kind, partners: usize, seeds: Range<u64>) -> Score {
    let mut all = Score::default();
    for seed in seeds {
        let score = Score::of(&Partners::of(seed, partners, kind), &Rules::default());
        println!("seed {seed}: {score}");
        all.add(&score);
    }
    println!("{kind:?}, {partners} partners a seed: {all}");
    all.print_causes();
    all
}

fn assert_as_good_as_asked(score: &Score) {
    assert!(score.precision() >= 0.9995, "precision {}", score.precision());
    assert!(score.recall() >= 0.95, "recall {}", score.recall());
    assert!(score.whole() >= 0.9, "whole partners {}", score.whole());
}

#[test]
fn partners_of_the_world_as_in_life_are_recognised() {
    assert_as_good_as_asked(&figures(Kind::Life, 1000, seeds(1..21)));
}

/// One record of seed 12 is that of a stranger who has a partner's name and legal form, and tells
/// nothing else: nobody could know.
#[test]
fn partners_of_the_kind_world_are_recognised() {
    let score = figures(Kind::Kind, 1000, seeds(1..21));
    assert!(score.precision() >= 0.9999, "precision {}", score.precision());
    assert!(score.recall() >= 0.985, "recall {}", score.recall());
}

/// Large worlds fall short of small ones: among 20,000 partners more strangers share a name, and a
/// name alone is all that AWS tells. Slow: run with `--release -- --ignored --nocapture`.
#[test]
#[ignore = "takes minutes without optimisation"]
fn partners_of_large_worlds_are_recognised() {
    let score = figures(Kind::Life, 20_000, seeds(1..4));
    assert!(score.precision() >= 0.999, "precision {}", score.precision());
    assert!(score.recall() >= 0.94, "recall {}", score.recall());
    assert!(score.whole() >= 0.9, "whole partners {}", score.whole());
}

#[test]
fn confirming_the_right_suggestions_makes_more_partners_whole() {
    let (mut before, mut after) = (Score::default(), Score::default());
    for seed in seeds(1..6) {
        let mut partners = Partners::of(seed, 1000, Kind::Life);
        before.add(&Score::of(&partners, &Rules::default()));
        // Ties lead to further suggestions.
        for _ in 0..3 {
            partners.confirm_right(&Rules::default());
        }
        after.add(&Score::of(&partners, &Rules::default()));
    }
    println!("before: {before}\nafter:  {after}");
    after.print_causes();
    assert!(after.recall() > before.recall() + 0.01, "recall {}", after.recall());
    assert!(after.precision() >= 0.9995, "precision {}", after.precision());
}
