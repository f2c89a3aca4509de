//! A line on the terminal that shows how far a piece of work has come.

use std::{
    future::Future,
    io::{IsTerminal, stderr},
    pin::pin,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use tokio::time::{Instant, interval};

const FRAMES: [char; 4] = ['|', '/', '-', '\\'];
const FRAME: Duration = Duration::from_millis(100);

/// Shows `label` with the count of what is done, until the work ends. Where standard error is no
/// terminal, nothing is shown.
pub(super) async fn shown<T>(label: &str, done: &AtomicU64, work: impl Future<Output = T>) -> T {
    if !stderr().is_terminal() {
        return work.await;
    }
    let (mut work, mut ticks, begun) = (pin!(work), interval(FRAME), Instant::now());
    let mut frame = 0;
    loop {
        tokio::select! {
            outcome = &mut work => {
                eprint!("\r\x1b[2K");
                return outcome;
            }
            _ = ticks.tick() => {
                let (done, seconds) = (done.load(Ordering::Relaxed), begun.elapsed().as_secs());
                eprint!("\r\x1b[2K{} {label}: {done} ({seconds} s)", FRAMES[frame % FRAMES.len()]);
                frame += 1;
            }
        }
    }
}
