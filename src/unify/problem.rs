//! Why a question has no answer, as clients see it.

use std::{sync::Arc, time::Duration};

use channelgraph_core::{Error, ErrorCode};

/// A failure with its code, for `errors[].extensions` and `SourceGap`.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    /// The code.
    pub code: ErrorCode,
    /// What happened, and what to do.
    pub message: String,
    /// The source that failed, if one did.
    pub source_name: Option<Arc<str>>,
    /// After what time to try again, if that is known.
    pub retry_after: Option<Duration>,
}

impl Problem {
    /// A mistake in the request.
    pub fn input(message: impl Into<String>) -> Self {
        Self { code: ErrorCode::BadInput, message: message.into(), source_name: None, retry_after: None }
    }

    /// A request that cannot be answered within the bounds.
    pub fn too_complex(message: impl Into<String>) -> Self {
        Self { code: ErrorCode::QueryTooComplex, message: message.into(), source_name: None, retry_after: None }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self {
            code: error.code(),
            message: error.to_string(),
            source_name: Some(error.source_name().clone()),
            retry_after: error.retry_after(),
        }
    }
}
