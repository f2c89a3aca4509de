//! The time of an operation, as far as it bounds what is waited for.

use std::time::Duration;

use tokio::time::Instant;

tokio::task_local! {
    static CURRENT: Instant;
}

/// The moment at which an operation ends. It is known to all that runs within
/// [`Deadline::scope`]; reads under way go on without it.
#[derive(Debug, Clone, Copy)]
pub struct Deadline(pub Instant);

impl Deadline {
    /// Runs work that is to end by this moment.
    pub async fn scope<F: Future>(self, work: F) -> F::Output {
        CURRENT.scope(self.0, work).await
    }

    /// The time for which one read may be waited for, if there is a deadline: three quarters of
    /// what is left, so that what stands on the other answers can still be read.
    pub(super) fn for_a_read() -> Option<Duration> {
        CURRENT.try_with(|end| end.saturating_duration_since(Instant::now()) * 3 / 4).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn each_read_leaves_time_for_the_next() {
        assert_eq!(Deadline::for_a_read(), None);
        let end = Instant::now() + Duration::from_secs(4);
        let waits = Deadline(end).scope(async {
            let first = Deadline::for_a_read();
            tokio::time::advance(Duration::from_secs(3)).await;
            let second = Deadline::for_a_read();
            tokio::time::advance(Duration::from_secs(3)).await;
            [first, second, Deadline::for_a_read()]
        });
        let millis = waits.await.map(|wait| wait.map(|wait| wait.as_millis()));
        assert_eq!(millis, [Some(3000), Some(750), Some(0)]);
    }
}
