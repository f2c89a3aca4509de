//! Work on other threads: statements compute on their own, and read on those of the gateway.
//!
//! A statement can keep a thread busy for minutes. On the threads that take connections it would
//! hold up everybody; and what it reads must not depend on threads that it keeps busy.

use std::{future::Future, sync::Arc};

use async_trait::async_trait;
use futures::{StreamExt, stream};
use tokio::{
    runtime::{Builder, Handle, Runtime},
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

use crate::{Batches, Code, Cost, Failure, Scan, Source, Table};

/// Bytes of a thread's stack, of which only what is used takes memory: what is planned is a tree,
/// whose depth is bounded by [`crate::statement`], and walked by recursion.
const STACK: usize = 256 << 20;

/// Threads on which statements compute.
#[derive(Debug)]
pub struct Workers(Option<Runtime>);

impl Workers {
    /// So many threads.
    ///
    /// # Errors
    /// If this machine gives none.
    pub fn new(threads: usize) -> std::io::Result<Self> {
        let mut builder = Builder::new_multi_thread();
        builder.worker_threads(threads.max(1)).thread_name("sql").enable_time();
        builder.thread_stack_size(STACK);
        builder.build().map(|runtime| Self(Some(runtime)))
    }

    /// Where tasks are spawned on these threads; none once the server ends.
    pub fn handle(&self) -> Option<&Handle> {
        self.0.as_ref().map(Runtime::handle)
    }
}

/// A runtime may not be waited for where others run.
impl Drop for Workers {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// A task that ends when nobody waits for it any more.
struct Owned<T>(JoinHandle<T>);

impl<T> Drop for Owned<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Does work on other threads, for as long as this is waited for.
async fn work<T: Send + 'static>(
    on: &Handle,
    work: impl Future<Output = Result<T, Failure>> + Send + 'static,
) -> Result<T, Failure> {
    let mut task = Owned(on.spawn(work));
    (&mut task.0).await.unwrap_or_else(|_| Err(ended()))
}

/// Polls a stream on other threads: an item each time that one is wanted, and none ahead.
fn rows(on: &Handle, stream: Batches) -> Batches {
    let (ask, mut asked) = mpsc::channel::<oneshot::Sender<_>>(1);
    let task = Owned(on.spawn(async move {
        let mut stream = stream;
        while let Some(answer) = asked.recv().await {
            if answer.send(stream.next().await).is_err() {
                return;
            }
        }
    }));
    let state = Some((ask, task));
    stream::unfold(state, |state| async move {
        let (ask, task) = state?;
        let (answer, answered) = oneshot::channel();
        let is_asked = ask.send(answer).await.is_ok();
        match answered.await {
            Ok(item) if is_asked => item.map(|item| (item, Some((ask, task)))),
            // The task is gone, which only a panic in it can cause: that is no end of the rows.
            _ => Some((Err(ended()), None)),
        }
    })
    .boxed()
}

fn ended() -> Failure {
    Failure::new(Code::Internal, "the statement failed inside of the server")
}

/// A source that is asked on the gateway's own threads.
#[derive(Debug)]
pub(super) struct OnGateway {
    pub(super) source: Arc<dyn Source>,
    pub(super) on: Handle,
}

#[async_trait]
impl Source for OnGateway {
    fn tables(&self) -> &[Arc<Table>] {
        self.source.tables()
    }

    fn scan(&self, scan: Scan) -> Batches {
        rows(&self.on, self.source.scan(scan))
    }

    async fn count(&self, scan: &Scan) -> Result<Option<u64>, Failure> {
        let (source, scan) = (self.source.clone(), scan.clone());
        work(&self.on, async move { source.count(&scan).await }).await
    }

    fn cost(&self, scan: &Scan) -> Cost {
        self.source.cost(scan)
    }

    fn hidden(&self, table: Option<&str>, column: &str) -> Option<Failure> {
        self.source.hidden(table, column)
    }
}
