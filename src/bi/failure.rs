//! Problems of the engine as failures of statements.

use channelgraph_core::ErrorCode;
use channelgraph_sql::{Code, Failure};

use crate::engine::{Problem, Viewer};

/// A problem as a viewer is told it.
pub(super) fn of(viewer: &Viewer, problem: &Problem) -> Failure {
    let told = viewer.tell(problem);
    let code = match told.code {
        ErrorCode::Forbidden | ErrorCode::Unauthenticated => Code::Forbidden,
        ErrorCode::QueryTooComplex => Code::TooComplex,
        ErrorCode::UpstreamQuotaExhausted => Code::Quota,
        ErrorCode::BadInput if told.source_name.is_none() => Code::Unsupported,
        ErrorCode::Internal => Code::Internal,
        _ => Code::Source,
    };
    let mut failure = Failure::new(code, told.message.clone());
    if let Some(source) = &told.source_name {
        failure = failure.detail(format!("source: {source}, code: {}", told.code));
    }
    match told.retry_after {
        Some(after) => failure.hint(format!("Try again in {} s.", after.as_secs().max(1))),
        None => failure,
    }
}
