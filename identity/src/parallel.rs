//! Work on two cores: what is the same for every record is done side by side.

use std::{num::NonZero, ops::Range, thread};

/// The most threads: more would have to share what they read.
const MOST: usize = 4;
/// Fewer items than this are not worth a thread.
const FEW: usize = 2_000;

fn threads() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get).min(MOST)
}

/// Does some work for each of as many shares as there are cores. The results stand in the order of
/// the shares; there is at least one.
pub(crate) fn shares<T: Send>(work: impl Fn(usize, usize) -> T + Sync) -> Vec<T> {
    let of = threads();
    thread::scope(|scope| {
        let work = &work;
        let others: Vec<_> = (1..of).map(|share| scope.spawn(move || work(share, of))).collect();
        let mut results = vec![work(0, of)];
        for other in others {
            match other.join() {
                Ok(result) => results.push(result),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        results
    })
}

/// Does some work for ranges of so many items. The results stand in the order of the ranges; there
/// is at least one.
pub(crate) fn chunks<T: Send>(count: usize, work: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
    if count < FEW {
        return vec![work(0..count)];
    }
    shares(|share, of| work(count * share / of..count * (share + 1) / of))
}
