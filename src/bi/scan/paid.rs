//! Reads that count against the calls of a caller's minute.

use std::{future::Future, sync::Arc};

use channelgraph_core::Budget;
use channelgraph_sql::Batches;
use futures::{StreamExt, stream};

use crate::graphql::Account;

/// Rows, each page of which waits until the caller may make calls again. A statement takes longer
/// then; its own time-out bounds that.
pub(super) fn paid(rows: Batches, account: Arc<dyn Account>) -> Batches {
    stream::unfold((rows, account), |(mut rows, account)| async move {
        let next = work(&account, rows.next()).await;
        next.map(|next| (next, (rows, account)))
    })
    .boxed()
}

/// Work whose calls are paid for, once the caller may make calls again.
pub(super) async fn work<F: Future>(account: &Arc<dyn Account>, work: F) -> F::Output {
    while let Some(pause) = account.pause_of_exports() {
        tokio::time::sleep(pause).await;
    }
    Budget::new(u64::MAX).paid_by(account.clone()).scope(work).await
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicU64, Ordering::Relaxed},
        time::Duration,
    };

    use channelgraph_core::Purse;
    use tokio::time::Instant;

    use super::*;

    /// Has calls left after a minute, each time that it has spent one.
    #[derive(Debug, Default)]
    struct Poor {
        spent: AtomicU64,
        waited: AtomicU64,
    }

    impl Purse for Poor {
        fn spent(&self, calls: u64) {
            self.spent.fetch_add(calls, Relaxed);
        }
    }

    impl Account for Poor {
        fn pause(&self) -> Option<Duration> {
            None
        }

        fn pause_of_exports(&self) -> Option<Duration> {
            let owes = self.spent.load(Relaxed) > self.waited.load(Relaxed);
            owes.then(|| {
                self.waited.fetch_add(1, Relaxed);
                Duration::from_secs(60)
            })
        }
    }

    #[tokio::test(start_paused = true)]
    async fn each_page_waits_until_the_one_before_is_paid() {
        let account = Arc::new(Poor::default());
        let page = |_| async {
            Budget::spend();
            Ok(channelgraph_sql::arrow::record_batch::RecordBatch::new_empty(
                channelgraph_sql::arrow::datatypes::Schema::empty().into(),
            ))
        };
        let pages = stream::iter(0..3).then(page).boxed();
        let begun = Instant::now();
        assert_eq!(paid(pages, account.clone()).count().await, 3);
        assert_eq!(account.spent.load(Relaxed), 3);
        // The first one need not wait; the end waits as if it were a page.
        assert_eq!(begun.elapsed(), Duration::from_secs(180));
    }
}
