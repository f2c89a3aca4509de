//! Filling details in the background, one source beside the other.

use std::{sync::Arc, time::Duration};

use channelgraph_core::{Class, Error, ErrorKind, Pauses, Retry};
use futures::future::{BoxFuture, join_all};

use super::{
    Details, asked,
    queue::{Queue, Waiting, Work},
};
use crate::model::Table;

/// Records read at once of one source.
const AT_ONCE: usize = 4;

/// Reads a table as a whole; returns the failure.
pub(in crate::load) type Scan<'a> =
    Box<dyn Fn(Arc<Table>) -> BoxFuture<'a, Option<Error>> + Send + Sync + 'a>;

/// The longest pause after failures.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

impl Details {
    /// Reads the details that are lacking of each source's queue, and has `scan` read whole tables,
    /// until it is dropped.
    pub(in crate::load) async fn fill(&self, scan: Scan<'_>) {
        self.queues.values().for_each(Queue::serve);
        let queues = self.queues.values().map(|queue| self.fill_from(queue, &scan));
        Class::Background.scope(join_all(queues)).await;
    }

    async fn fill_from(&self, queue: &Queue, scan: &Scan<'_>) {
        let mut pauses = Pauses::up_to(LONGEST_PAUSE);
        loop {
            let failure = match queue.next(AT_ONCE).await {
                Work::Scan(table) => {
                    let failure = scan(table.clone()).await;
                    failure.inspect(|_| queue.note_failed_scan(&table))
                }
                Work::Read(records) => self.read_waiting(queue, records).await,
            };
            if let Some(error) = failure {
                tracing::debug!(%error, "Details could not be read in the background.");
                tokio::time::sleep(pauses.after_failure(None)).await;
            } else {
                pauses.reset();
            }
        }
    }

    /// Reads the details of these records, as far as they are still lacking. What fails in a way
    /// that may pass is put back.
    async fn read_waiting(&self, queue: &Queue, records: Vec<Waiting>) -> Option<Error> {
        let lacking = records.into_iter().filter(|waiting| {
            self.kept.cached(&asked(&waiting.table, waiting.id.clone())).is_none()
        });
        let reads = lacking.map(async |waiting| {
            let outcome = self.one(&waiting.table, waiting.id.clone()).await;
            Some((waiting, outcome.err()?))
        });
        let mut failure = None;
        for (waiting, error) in join_all(reads).await.into_iter().flatten() {
            if error.retry() != Retry::Never || error.kind() == ErrorKind::QuotaExhausted {
                queue.put_back(waiting);
            }
            failure = Some(error);
        }
        failure
    }
}
