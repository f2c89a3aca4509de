//! A line on the terminal that shows how far a piece of work has come.

use std::{
    future::Future,
    io::{IsTerminal, Write, stderr},
    pin::pin,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use tokio::time::{Instant, interval};

use crate::config::LogForm;

const FRAMES: [char; 4] = ['|', '/', '-', '\\'];
const FRAME: Duration = Duration::from_millis(100);

/// Shows `label` with the count of what is done, until the work ends. Where standard error is no
/// terminal, or is read by machines, nothing is shown.
pub(super) async fn shown<T>(
    form: LogForm,
    label: &str,
    done: &AtomicU64,
    work: impl Future<Output = T>,
) -> T {
    if form == LogForm::Json || !stderr().is_terminal() {
        return work.await;
    }
    let (mut work, mut ticks, begun) = (pin!(work), interval(FRAME), Instant::now());
    let mut frame = 0;
    loop {
        tokio::select! {
            outcome = &mut work => {
                show("");
                return outcome;
            }
            _ = ticks.tick() => {
                let (done, seconds) = (done.load(Ordering::Relaxed), begun.elapsed().as_secs());
                let turn = FRAMES[frame % FRAMES.len()];
                show(&format!("{turn} {label}: {done} ({seconds} s)"));
                frame += 1;
            }
        }
    }
}

/// Shows a text in place of the line's last one.
fn show(text: &str) {
    // A terminal that is gone shows nothing.
    drop(write!(stderr().lock(), "\r\x1b[2K{text}"));
}
