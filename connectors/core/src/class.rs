//! The class of a call: somebody waits for its answer, or nobody does.

tokio::task_local! {
    static CURRENT: Class;
}

/// Class of a call. It is known to all that runs within [`Class::scope`], so that no call has to be
/// handed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// A client waits for the answer. Work outside of any scope is of this class.
    Interactive,
    /// Nobody waits: refreshes of indexes, details filled in. Such calls wait for interactive ones.
    Background,
    /// A client waits for whole tables: such calls wait for interactive ones, as background work
    /// does, and nothing is left out because it takes long.
    Export,
}

impl Class {
    /// Runs work whose calls are of this class.
    pub async fn scope<F: Future>(self, work: F) -> F::Output {
        CURRENT.scope(self, work).await
    }

    /// Returns the class of the work that asks.
    pub fn now() -> Self {
        CURRENT.try_with(|here| *here).unwrap_or(Self::Interactive)
    }

    /// Work for another task, of the class that is in force here.
    pub fn inherited<F: Future>(work: F) -> impl Future<Output = F::Output> {
        Self::now().scope(work)
    }

    /// The classes whose reads under way this class may wait for: a client must not wait for a read
    /// that lets others go first.
    pub fn joins(self) -> &'static [Self] {
        match self {
            Self::Interactive => &[Self::Interactive],
            Self::Background => &[Self::Background, Self::Interactive],
            Self::Export => &[Self::Export, Self::Background, Self::Interactive],
        }
    }

    /// The class among whose calls those of this class wait for their turn.
    pub(crate) fn queue(self) -> Self {
        match self {
            Self::Interactive => Self::Interactive,
            Self::Background | Self::Export => Self::Background,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_for_another_task_keeps_its_class() {
        assert_eq!(Class::now(), Class::Interactive);
        let spawned = Class::Background.scope(async {
            let lost = tokio::spawn(async { Class::now() }).await.unwrap();
            let kept = tokio::spawn(Class::inherited(async { Class::now() })).await.unwrap();
            [lost, kept, Class::Interactive.scope(async { Class::now() }).await]
        });
        assert_eq!(spawned.await, [Class::Interactive, Class::Background, Class::Interactive]);
    }
}
