//! An answer, before it takes the form that a client takes.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use tokio::time::Instant;

use super::{
    answers::KeptAnswer,
    error::{ErrorEntry, errors_json},
    told::Told,
};
use crate::{engine::Problem, load::standing::Standing};

/// The kind of an answer, which decides its HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The operation was run: there is data, perhaps with errors.
    Executed,
    /// The request was refused before anything was run: there is no data.
    Refused,
    /// The request names a document that is not known: the client asks again with its text.
    AskAgain,
    /// The caller has used up what he may ask; after this time he may ask again.
    RateLimited(Duration),
}

/// An answer.
pub struct Answer {
    /// The kind.
    pub status: Status,
    /// The answer as JSON.
    pub body: Body,
    /// Its errors.
    pub errors: Vec<ErrorEntry>,
    /// The time since the oldest record that it shows was read from its source; none if it shows
    /// none.
    pub age: Option<Duration>,
    /// The request's name of the operation, of an answer that is kept.
    pub operation: Option<Arc<str>>,
    /// What the operation asked for and was answered.
    pub told: Arc<Told>,
}

/// The bytes of an answer.
pub enum Body {
    /// Written for this request.
    Written(Bytes),
    /// Kept from an earlier one.
    Kept(KeptAnswer),
}

impl Answer {
    /// The answer of an operation that was run before.
    pub(super) fn again(kept: KeptAnswer, standing: &Standing) -> Self {
        Self {
            status: Status::Executed,
            errors: Vec::new(),
            age: standing.age(Instant::now()),
            operation: kept.operation(),
            told: kept.told(),
            body: Body::Kept(kept),
        }
    }

    /// An answer without data.
    pub(super) fn refused(errors: Vec<ErrorEntry>) -> Self {
        let mut body = b"{\"errors\":".to_vec();
        body.extend_from_slice(&errors_json(&errors));
        body.push(b'}');
        let body = Body::Written(body.into());
        let told = Arc::default();
        Self { status: Status::Refused, body, errors, age: None, operation: None, told }
    }

    /// The same, with what the operation asks for.
    #[must_use]
    pub(super) fn telling(self, told: Told) -> Self {
        Self { told: Arc::new(told), ..self }
    }

    /// An answer without data, for one reason.
    pub(super) fn refused_for(problem: Problem) -> Self {
        Self::refused(vec![ErrorEntry::of_request(problem, Vec::new())])
    }

    /// Returns true if an operation was run, and nothing of it failed.
    pub(super) fn is_whole(&self) -> bool {
        self.status == Status::Executed && self.errors.is_empty()
    }
}

impl Body {
    /// The bytes as they are.
    pub fn plain(&self) -> Bytes {
        match self {
            Self::Written(bytes) => bytes.clone(),
            Self::Kept(kept) => kept.plain(),
        }
    }
}
