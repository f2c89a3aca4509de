//! The calls that one operation of a client may make, whichever source they go to.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

tokio::task_local! {
    static CURRENT: Budget;
}

/// A number of calls. It is known to all that runs within [`Budget::scope`], so that no call has to
/// be handed it; a task that is spawned from there takes it along by [`Budget::inherited`].
#[derive(Debug, Clone)]
pub struct Budget {
    left: Arc<AtomicU64>,
}

impl Budget {
    /// So many calls.
    pub fn new(calls: u64) -> Self {
        Self { left: Arc::new(AtomicU64::new(calls)) }
    }

    /// Runs work whose calls count against this budget.
    pub async fn scope<F: Future>(self, work: F) -> F::Output {
        CURRENT.scope(self, work).await
    }

    /// Work for another task, whose calls count against the budget here, if there is one.
    pub fn inherited<F: Future>(work: F) -> impl Future<Output = F::Output> {
        let here = CURRENT.try_with(Self::clone).ok();
        async move {
            match here {
                Some(budget) => budget.scope(work).await,
                None => work.await,
            }
        }
    }

    /// Takes one call off the budget here; false if it is used up. Work without a budget, like the
    /// building of an index, may make any number.
    pub fn charge() -> bool {
        let take = |budget: &Self| {
            let less = |left: u64| left.checked_sub(1);
            budget.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
        };
        CURRENT.try_with(take).unwrap_or(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn calls_of_spawned_tasks_count_and_work_without_a_budget_is_free() {
        assert!(Budget::charge());
        let charged = Budget::new(2).scope(async {
            let task = tokio::spawn(Budget::inherited(async { Budget::charge() }));
            [task.await.unwrap(), Budget::charge(), Budget::charge()]
        });
        assert_eq!(charged.await, [true, true, false]);
    }
}
