//! The one error of all connectors, and the bounded list of codes that clients, metrics and docs
//! share.

use std::{fmt, sync::Arc, time::Duration};

/// Result of a connector's work.
pub type Result<T> = std::result::Result<T, Error>;

/// The whole list of codes: they stand in `errors[].extensions.code`, in `SourceGap.code` and in
/// the docs.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    strum::Display,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum ErrorCode {
    /// The source cannot be reached, or says that it is not well.
    UpstreamUnavailable,
    /// The source did not answer in time.
    UpstreamTimeout,
    /// The source's short-term limit is used up.
    UpstreamRateLimited,
    /// The source's daily quota is used up.
    UpstreamQuotaExhausted,
    /// The source does not accept our credentials, or they lack a right.
    UpstreamAuth,
    /// The source answered something that cannot be understood.
    UpstreamBadResponse,
    /// The source refused what it was asked.
    UpstreamRejected,
    /// The request is wrong.
    BadInput,
    /// The thing asked for does not exist.
    NotFound,
    /// Several things match what should name one.
    Conflict,
    /// The caller is not known.
    Unauthenticated,
    /// The caller may not see or do this.
    Forbidden,
    /// The query needs more than one request may use.
    QueryTooComplex,
    /// The caller sent too many requests.
    RateLimited,
    /// The gateway is overloaded.
    Overloaded,
    /// The document that a request names by its hash is not known: send its text too.
    PersistedQueryNotFound,
    /// Documents cannot be named by their hash here: send their text.
    PersistedQueryNotSupported,
    /// A bug in the gateway.
    Internal,
}

/// Characters of a message at most.
const LONGEST: usize = 500;

/// Kind of failure, as far as the stack needs to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No connection, a cut one, or a 5xx that is not [`Self::Faulty`].
    Unavailable,
    /// The vendor failed while it answered (HTTP 500): it is not well, or cannot cope with this
    /// question.
    Faulty,
    /// No answer within the call's time.
    Timeout,
    /// A short-term limit.
    RateLimited,
    /// A long-term quota.
    QuotaExhausted,
    /// The token is not, or no longer, accepted: one refresh may mend it.
    TokenRejected,
    /// The credentials themselves are not accepted, or lack a right.
    Auth,
    /// An answer that is not what the vendor documents.
    BadResponse,
    /// The vendor understood and refused.
    Rejected,
    /// No such record, object or page.
    NotFound,
    /// The source cannot answer this read.
    Unsupported,
    /// The read needs more rows, or more calls for single records, than its bound allows.
    TooMuch,
}

/// Retryability of a failed call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// No: it would fail again.
    Never,
    /// Yes, after a pause of the stack's choice.
    Backoff,
    /// Yes, but not before this has passed.
    After(Duration),
}

/// A failure of one source.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    retry: Retry,
    source: Arc<str>,
    message: String,
}

impl Error {
    /// A failure with the source's own words; never put a token, a body or personal data into
    /// `message`. Of one that is too long for a line only the beginning is kept, and control
    /// characters become blanks: a vendor's code may be anything.
    pub fn new(kind: ErrorKind, source: &Arc<str>, message: impl Into<String>) -> Self {
        let retry = match kind {
            ErrorKind::Unavailable | ErrorKind::Faulty | ErrorKind::Timeout => Retry::Backoff,
            ErrorKind::RateLimited => Retry::Backoff,
            _ => Retry::Never,
        };
        let message = one_line(message.into());
        Self(Arc::new(Inner { kind, retry, source: source.clone(), message }))
    }

    /// The same failure with another word on retrying.
    #[must_use]
    pub fn with_retry(mut self, retry: Retry) -> Self {
        Arc::make_mut(&mut self.0).retry = retry;
        self
    }

    /// The kind of failure.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The retryability.
    pub fn retry(&self) -> Retry {
        self.0.retry
    }

    /// The source that failed, as configured.
    pub fn source_name(&self) -> &Arc<str> {
        &self.0.source
    }

    /// The message.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// After what time the caller may try again, where the source says.
    pub fn retry_after(&self) -> Option<Duration> {
        match self.0.retry {
            Retry::After(pause) => Some(pause),
            Retry::Never | Retry::Backoff => None,
        }
    }

    /// The code that clients see.
    pub fn code(&self) -> ErrorCode {
        match self.0.kind {
            ErrorKind::Unavailable | ErrorKind::Faulty => ErrorCode::UpstreamUnavailable,
            ErrorKind::Timeout => ErrorCode::UpstreamTimeout,
            ErrorKind::RateLimited => ErrorCode::UpstreamRateLimited,
            ErrorKind::QuotaExhausted => ErrorCode::UpstreamQuotaExhausted,
            ErrorKind::TokenRejected | ErrorKind::Auth => ErrorCode::UpstreamAuth,
            ErrorKind::BadResponse => ErrorCode::UpstreamBadResponse,
            ErrorKind::Rejected => ErrorCode::UpstreamRejected,
            ErrorKind::NotFound => ErrorCode::NotFound,
            ErrorKind::Unsupported => ErrorCode::BadInput,
            ErrorKind::TooMuch => ErrorCode::QueryTooComplex,
        }
    }
}

/// A message as one line of bounded length.
fn one_line(message: String) -> String {
    if message.len() <= LONGEST && !message.contains(char::is_control) {
        return message;
    }
    let plain = |char: char| if char.is_control() { ' ' } else { char };
    let mut line: String = message.chars().take(LONGEST).map(plain).collect();
    if message.chars().nth(LONGEST).is_some() {
        line.push('…');
    }
    line
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.source, self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}/{:?} {self}", self.0.kind, self.0.retry)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line_of_bounded_length() {
        let message =
            |text: &str| Error::new(ErrorKind::Rejected, &"crm".into(), text).message().to_owned();
        assert_eq!(message("Müller: no"), "Müller: no");
        assert_eq!(message("a\r\n\u{1b}[31mb"), "a   [31mb");
        assert_eq!(message(&"é".repeat(LONGEST)), "é".repeat(LONGEST));
        assert_eq!(message(&"é".repeat(100_000)), format!("{}…", "é".repeat(LONGEST)));
    }
}
