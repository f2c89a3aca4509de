//! What a call costs, for tests that measure.

use std::hint::black_box;
#[expect(clippy::disallowed_types, reason = "it measures")]
use std::time::Instant;

/// The mean time of a call, in nanoseconds.
#[expect(clippy::disallowed_types, reason = "it measures")]
pub(crate) fn each<T, R>(inputs: &[T], call: impl Fn(&T) -> R) -> u128 {
    let rounds = 20_000 / inputs.len().max(1) + 1;
    let start = Instant::now();
    for _ in 0..rounds {
        for input in inputs {
            black_box(call(black_box(input)));
        }
    }
    start.elapsed().as_nanos() / (rounds * inputs.len()).max(1) as u128
}
