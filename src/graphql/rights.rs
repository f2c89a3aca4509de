//! What the caller of an operation may ask for.

use std::{sync::Arc, time::Duration};

use channelgraph_core::{ErrorCode, Purse};

use super::{
    answer::{Answer, Status},
    error::problem,
    plan::Cost,
};
use crate::engine::Problem;

/// Bounds of running an operation.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// The time for it.
    pub timeout: Duration,
    /// The fields that its answer may have, lists counted at the size asked for.
    pub complexity: Ceiling,
    /// The calls of sources that it may make.
    pub calls: Ceiling,
}

/// A number that is not to be exceeded, and who set it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ceiling {
    /// The number.
    pub most: u64,
    /// The key of the configuration.
    pub key: &'static str,
}

/// What the callers of one role may ask for.
#[derive(Debug, Clone)]
pub struct Rights {
    /// Bounds of each operation.
    pub bounds: Bounds,
    /// Whether they may ask for the schema.
    pub introspection: bool,
    /// Whether they may send documents of their own where only trusted ones are answered.
    pub free_documents: bool,
}

/// Says that a caller has no calls left for now.
pub const OUT_OF_CALLS: &str = "your calls of sources are used up (`calls_per_minute` of your \
                                role); try again after the time that `Retry-After` names";

/// What pays for the calls of a caller's operations.
pub trait Account: Purse {
    /// The time after which an operation may make calls again; none if it may now.
    fn pause(&self) -> Option<Duration>;
    /// The same for work that waits: it leaves a part to those who do not.
    fn pause_of_exports(&self) -> Option<Duration>;
}

/// Pays for every call, at any time.
impl Account for () {
    fn pause(&self) -> Option<Duration> {
        None
    }

    fn pause_of_exports(&self) -> Option<Duration> {
        None
    }
}

/// The caller of an operation, as far as its bounds go.
#[derive(Clone, Copy)]
pub struct Asker<'a> {
    /// What he may ask for.
    pub rights: &'a Rights,
    /// What pays for his calls.
    pub account: &'a Arc<dyn Account>,
}

impl Ceiling {
    /// The bound, or a smaller one if there is one.
    #[must_use]
    pub fn or_less(self, other: Option<u64>, key: &'static str) -> Self {
        match other {
            Some(most) if most < self.most => Self { most, key },
            _ => self,
        }
    }
}

impl Asker<'_> {
    /// The answer to an operation that costs more than he may ask, or more calls than he has left
    /// for now.
    pub(super) fn refuses(&self, cost: &Cost) -> Option<Answer> {
        if let Some(problem) = self.rights.bounds.exceeded_by(cost) {
            return Some(Answer::refused_for(problem));
        }
        // What costs no call may always be asked.
        let pause = self.account.pause().filter(|_| cost.calls.total() > 0)?;
        let retry_after = Some(pause);
        let problem = Problem { retry_after, ..problem(ErrorCode::RateLimited, OUT_OF_CALLS) };
        Some(Answer { status: Status::RateLimited(pause), ..Answer::refused_for(problem) })
    }
}

impl Bounds {
    /// The problem of an operation that costs too much.
    fn exceeded_by(&self, cost: &Cost) -> Option<Problem> {
        let Self { complexity, calls, .. } = self;
        let message = if cost.fields > complexity.most {
            format!(
                "the answer could have {} fields; at most {} are allowed (`{}`): ask for shorter \
                 lists or fewer fields",
                cost.fields, complexity.most, complexity.key
            )
        } else if cost.calls.total() > calls.most {
            format!(
                "the operation takes at least {} calls of sources; at most {} are allowed (`{}`): \
                 ask for less at once",
                cost.calls.total(),
                calls.most,
                calls.key
            )
        } else {
            return None;
        };
        Some(problem(ErrorCode::QueryTooComplex, message))
    }
}

/// Rights without bounds, and an account that pays for everything.
#[cfg(test)]
pub(super) fn boundless() -> (Rights, Arc<dyn Account>) {
    let most = Ceiling { most: u64::MAX, key: "" };
    let bounds = Bounds { timeout: Duration::from_secs(60), complexity: most, calls: most };
    (Rights { bounds, introspection: true, free_documents: true }, Arc::new(()))
}
