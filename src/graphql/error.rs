//! Errors as clients see them: a message, and `extensions { code source retryAfter }`.

use async_graphql::{Context, Enum, Error, ErrorExtensions, Pos, ServerError};
use channelgraph_core::ErrorCode as Code;
use chrono::Utc;

use super::scalars::DateTime;
use crate::engine::Problem;

/// The whole list; the same codes stand in `errors[].extensions.code` and in the docs.
#[derive(Enum, Copy, Clone, Eq, PartialEq, Debug)]
#[graphql(remote = "Code")]
pub enum ErrorCode {
    /// The source cannot be reached, or says that it is not well.
    UpstreamUnavailable,
    /// The source did not answer in time.
    UpstreamTimeout,
    /// The source's short-term limit is used up; `retryAfter` says for how long.
    UpstreamRateLimited,
    /// The source's daily quota is used up.
    UpstreamQuotaExhausted,
    /// The source does not accept the gateway's credentials, or they lack a right.
    UpstreamAuth,
    /// The source answered something that cannot be understood.
    UpstreamBadResponse,
    /// The source refused what it was asked.
    UpstreamRejected,
    /// The request is wrong; the message says what to change.
    BadInput,
    /// There is no such thing.
    NotFound,
    /// Several things answer to what was to name one.
    Conflict,
    /// The caller is not known.
    Unauthenticated,
    /// The caller may not see or do this.
    Forbidden,
    /// The query asks for more than one request may.
    QueryTooComplex,
    /// This caller asks too often.
    RateLimited,
    /// The gateway has too much to do.
    Overloaded,
    /// A mistake of the gateway's own.
    Internal,
}

/// The moment after which to try again.
pub fn retry_at(problem: &Problem) -> Option<DateTime> {
    let pause = chrono::TimeDelta::from_std(problem.retry_after?).ok()?;
    Some(DateTime(Utc::now() + pause))
}

/// A problem as the error of a field.
impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::new(&problem.message).extend_with(|_, extensions| {
            extensions.set("code", problem.code.to_string());
            if let Some(source) = &problem.source_name {
                extensions.set("source", source.to_string());
            }
            if let Some(at) = retry_at(&problem) {
                extensions.set("retryAfter", at.0.to_rfc3339());
            }
        })
    }
}

/// Names a failure beside an answer that goes on without it, once for each source and code.
pub fn note(ctx: &Context<'_>, problem: &Problem) {
    let request = ctx.data_opt::<super::request::Request>();
    if request.is_some_and(|request| request.is_new_failure(problem)) {
        let Pos { line, column } = ctx.item.pos;
        let error: ServerError =
            Error::from(problem.clone()).into_server_error(Pos { line, column });
        ctx.add_error(ctx.set_error_path(error));
    }
}
