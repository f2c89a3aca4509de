//! A problem in a query, and its place in the text.

use super::super::errors::ApiError;

/// A refused query.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SoqlError {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    at: Option<usize>,
}

impl SoqlError {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), at: None }
    }

    pub(crate) fn malformed(at: usize, message: impl Into<String>) -> Self {
        Self::new("MALFORMED_QUERY", message).at(at)
    }

    pub(crate) fn unexpected(at: usize, token: &str) -> Self {
        Self::malformed(at, format!("unexpected token: '{token}'"))
    }

    /// Points at a byte of the query text.
    pub(crate) fn at(mut self, at: usize) -> Self {
        self.at = Some(at);
        self
    }

    /// The error where there is no query text to quote.
    pub(crate) fn plain(self) -> ApiError {
        ApiError::new(400, self.code, self.message)
    }

    /// The error as the API words it: an excerpt of the query with a caret, then the reason.
    pub(crate) fn into_api(self, source: &str) -> ApiError {
        let Some(at) = self.at else {
            return ApiError::new(400, self.code, self.message);
        };
        const CONTEXT: usize = 30;
        let before: Vec<char> = source.chars().take(count_chars(source, at)).collect();
        let from = before.len().saturating_sub(CONTEXT);
        let excerpt: String = source.chars().skip(from).take(2 * CONTEXT).collect();
        let message = format!(
            "\n{excerpt}\n{caret:>width$}\nERROR at Row:1:Column:{column}\n{reason}",
            caret = "^",
            width = before.len() - from + 1,
            column = before.len() + 1,
            reason = self.message,
        );
        ApiError::new(400, self.code, message)
    }
}

fn count_chars(source: &str, bytes: usize) -> usize {
    source.char_indices().take_while(|(index, _)| *index < bytes).count()
}
