//! Bytes changed at random, always the same ones: seeds as they are, then seeds with a few changes
//! each. `CASES=100000` asks for more of them, `SECONDS=600` for as many as fit into that time.

#![allow(clippy::disallowed_types, reason = "a run is bounded by the real clock")]

use std::time::{Duration, Instant};

use rand::{Rng, SeedableRng, rngs::SmallRng};

/// Cases of one target, unless the environment says otherwise.
const CASES: u64 = 3_000;
/// Cases of a target of which each takes many calls.
const DEAR_CASES: u64 = 600;
/// The size beyond which nothing is added.
const MOST_BYTES: usize = 64 << 10;
/// Bytes and texts that readers trip over.
const TOKENS: [&[u8]; 24] = [
    b"\0",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\r\n",
    b"\"",
    b"\\u",
    b"\\ud800",
    b"{",
    b"}",
    b"[[[[[[[[",
    b"null",
    b"-1",
    b"1e999",
    b"99999999999999999999",
    b"NaN",
    b"../",
    b"%2e%2e%2f",
    b"&#x0;",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    "é".as_bytes(),
    "\u{202e}".as_bytes(),
    "\u{1f600}".as_bytes(),
    b"9999-12-31T23:59:60Z",
];

/// A source of changed bytes.
struct Changes<'a> {
    seeds: &'a [&'a [u8]],
    random: SmallRng,
}

impl<'a> Changes<'a> {
    /// Changes of these seeds; the same number makes the same ones.
    fn new(seeds: &'a [&'a [u8]], number: u64) -> Self {
        Self { seeds, random: SmallRng::seed_from_u64(number) }
    }

    /// A seed with up to eight changes.
    fn next_case(&mut self) -> Vec<u8> {
        let mut bytes = self.any_seed().to_vec();
        for _ in 0..self.random.random_range(1..=8) {
            self.change(&mut bytes);
        }
        bytes
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        let at = self.random.random_range(0..=bytes.len());
        let end = (at + self.random.random_range(0..32)).min(bytes.len());
        match self.random.random_range(0..7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << self.random.random_range(0..8),
            1 if at < bytes.len() => bytes[at] = self.random.random(),
            2 => drop(bytes.drain(at..end)),
            3 => bytes.truncate(at),
            4 => self.insert(bytes, at, end),
            5 => {
                let other = self.any_seed();
                let from = self.random.random_range(0..=other.len());
                let to = (from + self.random.random_range(0..64)).min(other.len());
                drop(bytes.splice(at..end, other[from..to].iter().copied()));
            }
            _ => {
                let token = TOKENS[self.random.random_range(0..TOKENS.len())];
                drop(bytes.splice(at..at, token.iter().copied()));
            }
        }
    }

    /// Repeats a part of the bytes.
    fn insert(&mut self, bytes: &mut Vec<u8>, at: usize, end: usize) {
        let times = self.random.random_range(1..64);
        let part = bytes[at..end].repeat(times);
        if bytes.len() + part.len() <= MOST_BYTES {
            drop(bytes.splice(at..at, part));
        }
    }

    fn any_seed(&mut self) -> &'a [u8] {
        let seeds = self.seeds;
        if seeds.is_empty() { b"" } else { seeds[self.random.random_range(0..seeds.len())] }
    }
}

/// The cases of one target: how many, or for how long.
struct Cases {
    name: &'static str,
    most: u64,
    end: Option<Instant>,
    begun: Instant,
    done: u64,
}

impl Cases {
    /// As many as the environment says, else the usual number.
    fn of(name: &'static str, usual: u64) -> Self {
        let number = |name: &str| std::env::var(name).ok()?.parse::<u64>().ok();
        let begun = Instant::now();
        let seconds = number("SECONDS").map(|seconds| begun + Duration::from_secs(seconds));
        let most = number("CASES").unwrap_or(usual);
        Self { name, most, end: seconds, begun, done: 0 }
    }

    /// Tells if there is one more.
    fn more(&mut self) -> bool {
        let more = match self.end {
            Some(end) => Instant::now() < end,
            None => self.done < self.most,
        };
        self.done += u64::from(more);
        more
    }
}

/// Tells how many cases were run, and for how long.
impl Drop for Cases {
    fn drop(&mut self) {
        let seconds = self.begun.elapsed().as_secs_f64();
        eprintln!("{}: {} cases in {seconds:.1} s", self.name, self.done);
    }
}

/// A case under way.
struct Case<'a>(&'a [u8]);

/// Tells the bytes at which a target failed.
impl Drop for Case<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("failed at: {}", self.0.escape_ascii());
        }
    }
}

/// Runs a target over its seeds, and over changes of them.
pub fn run(name: &'static str, seeds: &[&[u8]], target: impl Fn(&[u8])) {
    run_cases(name, CASES, seeds, target);
}

/// Runs a target of which a case takes long: fewer of them, unless the environment says more.
pub fn run_dear(name: &'static str, seeds: &[&[u8]], target: impl Fn(&[u8])) {
    run_cases(name, DEAR_CASES, seeds, target);
}

fn run_cases(name: &'static str, usual: u64, seeds: &[&[u8]], target: impl Fn(&[u8])) {
    let target = |bytes: &[u8]| {
        let case = Case(bytes);
        target(case.0);
    };
    seeds.iter().for_each(|seed| target(seed));
    let mut changes = Changes::new(seeds, 11);
    let mut cases = Cases::of(name, usual);
    while cases.more() {
        target(&changes.next_case());
    }
}
