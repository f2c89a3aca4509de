//! The calls that one operation of a client may make, whichever source they go to.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

tokio::task_local! {
    static CURRENT: Budget;
}

/// What pays for the calls of an operation, and of others of its caller.
pub trait Purse: fmt::Debug + Send + Sync {
    /// Takes note of calls that were spent.
    fn spent(&self, calls: u64);
}

/// Pays for every call, and takes note of none.
impl Purse for () {
    fn spent(&self, _: u64) {}
}

/// A number of calls. It is known to all that runs within [`Budget::scope`], so that no call has to
/// be handed it.
///
/// A read that begins takes one call, and does not begin if there is none left. Once it has begun
/// it ends, and its further calls are taken too: other operations may have joined it, and must not
/// fail because this one has spent its calls. So an operation goes beyond its budget by the calls
/// of the reads under way at most.
#[derive(Debug, Clone)]
pub struct Budget {
    left: Arc<AtomicU64>,
    /// Whether the next call was taken already, when its read began.
    prepaid: Arc<AtomicBool>,
    purse: Option<Arc<dyn Purse>>,
}

impl Budget {
    /// So many calls.
    pub fn new(calls: u64) -> Self {
        Self { left: Arc::new(AtomicU64::new(calls)), prepaid: Arc::default(), purse: None }
    }

    /// The same, paid for by this purse.
    #[must_use]
    pub fn paid_by(self, purse: Arc<dyn Purse>) -> Self {
        Self { purse: Some(purse), ..self }
    }

    /// Runs work whose calls count against this budget.
    pub async fn scope<F: Future>(self, work: F) -> F::Output {
        CURRENT.scope(self, work).await
    }

    /// Takes the first call of a read that is to begin; false if there is none left. Work without a
    /// budget, like the building of an index, may make any number.
    pub fn take() -> bool {
        CURRENT.try_with(|here| here.take_all(1)).unwrap_or(true)
    }

    /// A read for another task, whose further calls count against the budget here, if there is one.
    pub fn inherited<F: Future>(read: F) -> impl Future<Output = F::Output> {
        let here = CURRENT.try_with(|here| Self {
            left: here.left.clone(),
            prepaid: Arc::new(AtomicBool::new(true)),
            purse: here.purse.clone(),
        });
        async move {
            match here {
                Ok(budget) => budget.scope(read).await,
                Err(_) => read.await,
            }
        }
    }

    /// Counts one call of a read that has begun.
    pub fn spend() {
        // Work without a budget has nothing to count against.
        let _ = CURRENT.try_with(|here| {
            if !here.prepaid.swap(false, Ordering::Relaxed) {
                here.take_up_to(1);
            }
        });
    }

    /// Counts further calls of a read whose own calls are not counted, since others share them.
    pub fn spend_more(calls: usize) {
        let _ = CURRENT.try_with(|here| here.take_up_to(calls as u64));
    }

    /// Takes these calls if so many are left.
    fn take_all(&self, calls: u64) -> bool {
        let less = |left: u64| left.checked_sub(calls);
        let taken = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok();
        if taken {
            self.pay(calls);
        }
        taken
    }

    /// Takes these calls, which are made in any case.
    fn take_up_to(&self, calls: u64) {
        let less = |left: u64| Some(left.saturating_sub(calls));
        let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
        self.pay(calls);
    }

    fn pay(&self, calls: u64) {
        if let Some(purse) = &self.purse {
            purse.spent(calls);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn reads_begin_while_calls_are_left_and_all_their_calls_count() {
        assert!(Budget::take(), "without a budget everything may begin");
        let begun = Budget::new(3).scope(async {
            let first = Budget::take();
            let read = Budget::inherited(async { (0..3).for_each(|_| Budget::spend()) });
            tokio::spawn(read).await.unwrap();
            [first, Budget::take()]
        });
        assert_eq!(begun.await, [true, false]);
    }

    #[derive(Debug, Default)]
    struct Counted(AtomicU64);

    impl Purse for Counted {
        fn spent(&self, calls: u64) {
            self.0.fetch_add(calls, Ordering::Relaxed);
        }
    }

    #[tokio::test]
    async fn a_purse_pays_for_every_call_also_beyond_the_budget() {
        let purse = Arc::new(Counted::default());
        let work = async {
            assert!(Budget::take());
            let read = Budget::inherited(async { (0..3).for_each(|_| Budget::spend()) });
            tokio::spawn(read).await.unwrap();
            Budget::spend_more(4);
            assert!(!Budget::take());
        };
        Budget::new(2).paid_by(purse.clone()).scope(work).await;
        assert_eq!(purse.0.load(Ordering::Relaxed), 7);
    }
}
