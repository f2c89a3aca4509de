//! What the command itself says: results on standard output, all else on standard error. A reader
//! that has gone away (`| head`) is no failure to be told.

use std::{
    fmt::Display,
    io::{self, ErrorKind, Write},
};

use anyhow::Context;

use crate::config::{BadConfig, LogForm};

/// The exit code of a command whose output nobody reads any more: that of a Unix command that
/// SIGPIPE ends.
const READER_GONE_CODE: u8 = 141;

/// Nobody reads standard output any more.
#[derive(Debug, thiserror::Error)]
#[error("nobody reads the output any more")]
struct ReaderGone;

/// Prints a line on standard output.
///
/// # Errors
/// If it cannot be written; [`failed`] then ends the command, quietly if its reader has gone away.
pub(super) fn line(text: impl Display) -> anyhow::Result<()> {
    print(format_args!("{text}\n"))
}

/// Prints a text on standard output, as it is.
///
/// # Errors
/// As [`line`].
pub(super) fn print(text: impl Display) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match write!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(ReaderGone.into()),
        outcome => outcome.context("standard output cannot be written"),
    }
}

/// Tells something on standard error.
pub(super) fn note(text: impl Display) {
    // Nobody is left to be told that nobody reads it.
    drop(writeln!(io::stderr().lock(), "{text}"));
}

/// Tells why a command failed; returns its exit code.
pub fn failed(error: &anyhow::Error) -> u8 {
    if error.is::<ReaderGone>() {
        return READER_GONE_CODE;
    }
    // A mistake in a file is told with its place first, as compilers do.
    if error.is::<BadConfig>() {
        note(error);
    } else {
        note(format_args!("channelgraph: {error:#}"));
    }
    2
}

/// Tells why a gateway failed, in the form of its logs; returns the exit code.
pub(super) fn failed_in(form: LogForm, error: &anyhow::Error) -> u8 {
    if form == LogForm::Json && !error.is::<ReaderGone>() {
        tracing::error!(error = %format_args!("{error:#}"), "The gateway has failed.");
        return 2;
    }
    failed(error)
}
