//! How well companies are recognised in the sandbox's worlds, where it is known which records are
//! of which.

mod score;
mod size;
mod world;

use channelgraph_identity::Rules;
use score::Score;
use world::Partners;

/// Prints the figures of some seeds: `SEEDS=1..6 PARTNERS=1000 cargo test … -- --ignored --nocapture`.
#[test]
#[ignore = "prints figures"]
fn figures() {
    let text = std::env::var("SEEDS").unwrap_or_else(|_| "1..6".to_owned());
    let (from, to) = text.split_once("..").expect("a range");
    let (from, to): (u64, u64) = (from.parse().unwrap(), to.parse().unwrap());
    let partners = std::env::var("PARTNERS").map_or(1000, |text| text.parse().unwrap());
    let kind = std::env::var("WORLD").unwrap_or_default();
    let mut all = Score::default();
    for seed in from..to {
        let partners = Partners::of(seed, partners, &kind);
        let score = Score::of(&partners, &Rules::default());
        println!("seed {seed}: {score}");
        all.add(&score);
    }
    println!("all: {all}");
    all.print_causes();
}
