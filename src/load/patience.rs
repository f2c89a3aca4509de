//! Patience: how long a read is waited for, and what it is called when it takes longer.

use std::{sync::Arc, time::Duration};

use channelgraph_core::{Class, Error, ErrorKind};

use super::deadline::Deadline;

/// Whose answer is waited for, and how long. A fetch goes on without whoever gave it up, and what
/// it brings is there for the next.
#[derive(Clone, Copy)]
pub struct Patience<'a> {
    /// The source.
    pub source: &'a Arc<str>,
    /// The time.
    pub time: Duration,
    /// The key of the configuration that sets it.
    pub key: &'static str,
}

/// The time for which background work waits for a read: its calls let clients' go first.
const BACKGROUND_PATIENCE: Duration = Duration::from_secs(600);

/// The time for which details are waited for here: of a whole table nothing may be missing.
pub(super) fn for_details(usual: Duration) -> Duration {
    match Class::now() {
        Class::Interactive | Class::Background => usual,
        Class::Export => BACKGROUND_PATIENCE,
    }
}

impl<'a> Patience<'a> {
    /// The patience of the work here: `usual`, or less where an operation ends sooner.
    pub fn here(source: &'a Arc<str>, usual: Duration) -> Self {
        let (time, key) = match (Class::now(), Deadline::for_a_read()) {
            (Class::Background | Class::Export, _) => (BACKGROUND_PATIENCE, "call.deadline_ms"),
            (_, Some(left)) if left < usual => (left, "timeout_ms"),
            _ => (usual, "server.source_timeout_ms"),
        };
        Self { source, time, key }
    }
}

impl Patience<'_> {
    /// The error of a read for which no call is left.
    pub(super) fn spent(self) -> Error {
        let message = "the operation has used up its calls of sources (`max_calls`); ask for less \
                       at once";
        Error::new(ErrorKind::TooMuch, self.source, message)
    }

    /// The error of a read that took longer.
    pub(super) fn end(self) -> Error {
        let message = format!(
            "it takes longer than {} ms; ask for less, or again in a while, or raise `{}`",
            self.time.as_millis(),
            self.key
        );
        Error::new(ErrorKind::Timeout, self.source, message)
    }
}
