//! What a call costs, for tests that measure.

use std::hint::black_box;
#[expect(clippy::disallowed_types, reason = "it measures")]
use std::time::Instant;

/// The mean time of a call, in nanoseconds, in the round that other work on the machine disturbed
/// least.
#[expect(clippy::disallowed_types, reason = "it measures")]
pub(crate) fn each<T, R>(inputs: &[T], call: impl Fn(&T) -> R) -> u128 {
    let round = || {
        let start = Instant::now();
        for input in inputs {
            black_box(call(black_box(input)));
        }
        start.elapsed().as_nanos() / inputs.len().max(1) as u128
    };
    (0..200).map(|_| round()).min().unwrap_or_default()
}
